"""What the synthesized template says about routes that were declared in one line each."""

import pytest

pytestmark = pytest.mark.cdk

DECLARED = {"400", "404", "429"}
GENERATED = {"500", "502", "504"}
OTHER_ORIGIN = "https://admin.shop.example"


@pytest.fixture(scope="module")
def template(shop):
    return shop.template("Shop")


@pytest.mark.parametrize(
    ("route", "codes"),
    [
        pytest.param("GET /orders/{id}", {"200"} | DECLARED, id="what the API declares"),
        pytest.param("PUT /orders/{id}", {"202", "409"} | DECLARED, id="the route's errors are added"),
        pytest.param("DELETE /orders/{id}", {"204"} | DECLARED, id="several methods on a path"),
        pytest.param("POST /orders", {"201"} | DECLARED, id="another success code"),
        pytest.param("GET /files/{path+}", {"200"} | DECLARED, id="a greedy path parameter"),
        pytest.param("GET /login", {"200", "401"} | DECLARED, id="an error class of the route"),
        pytest.param("GET /merged", {"200"} | DECLARED, id="a declared 500 shares the unhandled one's"),
    ],
)
def test_every_status_code_has_an_integration_response_and_a_method_response(template, route, codes):
    assert set(template.integration_responses(route)) == codes | GENERATED
    assert set(template.method_responses(route)) == codes | GENERATED


def test_both_halves_of_every_answer_name_the_same_headers(template):
    for route in template.routes:
        methods = template.method_responses(route)
        for status, response in template.integration_responses(route).items():
            assert set(response.get("ResponseParameters", {})) == set(methods[status].get("ResponseParameters", {}))


def test_the_integration_is_a_non_proxy_one_that_lets_nothing_through_unmapped(template):
    integration = template.routes["GET /orders/{id}"]["Integration"]
    assert integration["Type"] == "AWS"
    assert integration["IntegrationHttpMethod"] == "POST"
    assert integration["PassthroughBehavior"] == "NEVER"
    assert list(integration["RequestTemplates"]) == ["application/json"]


def test_the_default_response_is_the_only_one_without_a_pattern(template):
    for route, method in template.routes.items():
        if method["Integration"]["Type"] == "AWS":
            without = [r for r in method["Integration"]["IntegrationResponses"] if not r.get("SelectionPattern")]
            assert len(without) == 1, route


def test_every_error_has_the_model_of_the_error_format_and_a_success_its_own(template):
    """The first by reference, which orders the model before the method; the others by the model's name."""
    models = template.of_type("AWS::ApiGateway::Model")
    ((logical_id, error_model),) = [(name, model) for name, model in models.items() if "ErrorModel" in name]
    success, first, *others = template.method_responses("POST /orders").values()
    assert success["ResponseModels"] == {"application/json": "Empty"}
    assert first["ResponseModels"] == {"application/json": {"Ref": logical_id}}
    assert {str(response["ResponseModels"]) for response in others} == {"{'application/json': 'ErrorModel'}"}
    assert error_model["Properties"]["Name"] == "ErrorModel"
    assert "ResponseModels" not in template.method_responses("GET /orders/{id}")["200"]


def test_static_headers_are_quoted_and_mapped_ones_are_not(template):
    success = template.integration_responses("POST /orders")["201"]["ResponseParameters"]
    assert success["method.response.header.Location"] == "integration.response.body.location"
    assert success["method.response.header.X-Frame-Options"] == "'SAMEORIGIN'"
    error = template.integration_responses("POST /orders")["404"]["ResponseParameters"]
    assert error["method.response.header.Cache-Control"] == "'no-store'"
    assert "method.response.header.X-Frame-Options" not in error


def test_a_token_as_header_value_is_quoted_around(template):
    error = template.integration_responses("POST /orders")["404"]["ResponseParameters"]
    assert error["method.response.header.X-Origin"] == {"Fn::Join": ["", ["'", {"Ref": "Origin"}, "'"]]}


def test_headers_that_an_error_carries_are_read_from_its_message(template):
    slow_down = template.integration_responses("GET /orders/{id}")["429"]["ResponseParameters"]
    for name in ("Retry-After", "X-Limit"):
        source = f"integration.response.body.errorMessage.headers.{name}"
        assert slow_down[f"method.response.header.{name}"] == source
    other = template.integration_responses("GET /orders/{id}")["404"]["ResponseParameters"]
    assert "method.response.header.Retry-After" not in other


def test_a_renamed_header_is_pointed_out_once_and_can_be_acknowledged(shop):
    found = [text for text in shop.warnings("Shop") if "WWW-Authenticate" in text]
    assert len(found) == 1
    assert "'x-amzn-Remapped-WWW-Authenticate'" in found[0]
    assert "[ack: cdk-apigateway-errors:renamedHeader.www-authenticate]" in found[0]


def test_the_whole_body_of_a_204_is_empty(template):
    deleted = template.integration_responses("DELETE /orders/{id}")["204"]
    assert deleted["ResponseTemplates"]["application/json"].endswith("#set($nothing='')")


def test_given_templates_are_taken(template):
    method = template.routes["GET /files/{path+}"]
    assert method["Integration"]["RequestTemplates"] == {"application/json": "{}"}
    success = template.integration_responses("GET /files/{path+}")["200"]
    assert success["ResponseTemplates"]["application/json"].endswith("#set($x=1)ok")


# --- CORS -------------------------------------------------------------------------------------------------------------


def test_every_answer_of_every_route_has_the_cors_headers(template):
    for route, method in template.routes.items():
        for response in method["Integration"]["IntegrationResponses"]:
            headers = response["ResponseParameters"]
            assert headers["method.response.header.Access-Control-Allow-Origin"] == "'https://shop.example'", route
            assert headers["method.response.header.Vary"] == "'Origin'", route
            assert headers["method.response.header.Access-Control-Allow-Credentials"] == "'true'", route


def test_every_answer_compares_the_other_origins(template):
    for route in template.routes:
        for response in template.integration_responses(route).values():
            text = response["ResponseTemplates"]["application/json"]
            assert OTHER_ORIGIN in text, route
            assert "$context.responseOverride.header.Access-Control-Allow-Origin" in text


def test_carried_headers_are_exposed_beside_the_given_ones(template):
    exposed = "method.response.header.Access-Control-Expose-Headers"
    responses = template.integration_responses("GET /orders/{id}")
    assert responses["429"]["ResponseParameters"][exposed] == "'X-Request,Retry-After,X-Limit'"
    assert responses["404"]["ResponseParameters"][exposed] == "'X-Request'"


def test_there_is_one_preflight_per_path(template):
    paths = {route.split()[1] for route in template.routes}
    assert {route.split()[1] for route in template.routes if route.startswith("OPTIONS")} == paths


def test_every_gateway_response_has_the_cors_headers(template):
    for properties in template.properties("AWS::ApiGateway::GatewayResponse"):
        headers = properties["ResponseParameters"]
        assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "method.request.header.Origin"
        assert headers["gatewayresponse.header.Vary"] == "'Origin'"
        assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'"


def test_one_origin_needs_no_template(shop):
    template = shop.template("OneOrigin")
    success = template.integration_responses("GET /")["200"]
    assert success["ResponseParameters"] == {"method.response.header.Access-Control-Allow-Origin": "'*'"}
    assert "ResponseTemplates" not in success
    error = template.integration_responses("GET /")["400"]
    assert error["ResponseTemplates"] == {"application/json": "$input.path('$.errorMessage')"}
    assert "method.response.header.Vary" not in error["ResponseParameters"]


# --- what CDK's own method options do -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "type_"),
    [
        ("GET /people", "COGNITO_USER_POOLS"),
        ("GET /tokens", "CUSTOM"),
        ("GET /signed", "AWS_IAM"),
        ("GET /orders/{id}", "NONE"),
    ],
)
def test_authorization_is_passed_on(template, route, type_):
    method = template.routes[route]
    assert method["AuthorizationType"] == type_
    assert ("AuthorizerId" in method) is (type_ in {"COGNITO_USER_POOLS", "CUSTOM"})


def test_scopes_and_api_keys_are_passed_on(template):
    assert template.routes["GET /people"]["AuthorizationScopes"] == ["read"]
    assert template.routes["POST /orders"]["ApiKeyRequired"] is True
    assert "ApiKeyRequired" not in template.routes["GET /orders/{id}"]


def test_execution_is_granted_for_exactly_this_route(template):
    (policy,) = [p for p in template.properties("AWS::IAM::Policy") if "Caller" in p["PolicyName"]]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == "execute-api:Invoke"
    assert "/GET/signed" in str(statement["Resource"])


def test_a_metric_is_that_of_the_route(shop):
    api = shop.shop.api
    metric = shop.shop.read.metric("5XXError", api.rest_api.deployment_stage)
    assert metric.metric_name == "5XXError"
    assert metric.namespace == "AWS/ApiGateway"
    assert metric.dimensions["Method"] == "GET"
    assert metric.dimensions["Resource"] == "/orders/{id}"


def test_a_route_says_what_was_declared_and_made(shop):
    route = shop.shop.read
    assert route.errors == (400, 404, 429)
    assert str(route) == "GET /orders/{id}"
    assert route.method.http_method == "GET"
    assert route.resource.path == "/orders/{id}"
    assert shop.shop.api.routes["GET /orders/{id}"] is route


def test_tags_reach_what_can_be_tagged(template):
    for resource_type in ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::Logs::LogGroup"):
        assert {"Key": "team", "Value": "shop"} in template.properties(resource_type)[0]["Tags"]


def test_aspects_reach_everything_that_was_made(shop):
    seen = shop.visited.paths
    for part in ("ErrorModel", "RestApi/Default/a/GET", "GatewayResponseDefault4Xx", "InvokePermission"):
        assert any(f"/Api/{part}" in path for path in seen), part


# --- merged 500 -------------------------------------------------------------------------------------------------------


def test_a_declared_500_and_the_unhandled_one_are_told_apart_by_the_template(template):
    merged = template.integration_responses("GET /merged")["500"]
    text = merged["ResponseTemplates"]["application/json"]
    assert "500" not in merged["SelectionPattern"].split("(?:RequestId")[0]
    assert '"status"\\s*:\\s*500' in text
    assert "==true)$m#else" in text
    assert "INTERNAL_ERROR" in text


# --- size -------------------------------------------------------------------------------------------------------------


def test_a_route_on_its_own_path_is_two_resources_and_three_with_cors(shop):
    plain, shared = shop.template("Plain"), shop.template("Shop")
    per_route = ("AWS::ApiGateway::Method", "AWS::ApiGateway::Resource")
    assert [len(plain.of_type(t)) for t in per_route] == [3, 3]
    (own_path,) = [m for m in shared.routes if m.endswith("/people") and m.startswith("GET")]
    assert [route for route in shared.routes if route.endswith("/people")] == ["OPTIONS /people", own_path]


def test_nothing_but_methods_and_resources_grows_with_routes(shop):
    counts = {}
    for resource in shop.template("Plain").resources.values():
        counts[resource["Type"]] = counts.get(resource["Type"], 0) + 1
    assert counts["AWS::Lambda::Permission"] == 1
    assert counts["AWS::ApiGateway::Model"] == 1
    assert counts["AWS::ApiGateway::GatewayResponse"] == 2

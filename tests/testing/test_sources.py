"""A source is one of a few things, and an API has one name that is easy to write."""

import json

import pytest

from cdk_apigateway_errors.cloudformation import TemplateError
from cdk_apigateway_errors.testing import load_rest_apis
from cdk_apigateway_errors.testing.sources import SourceError, Template

API = {"Type": "AWS::ApiGateway::RestApi"}


def template(**names):
    """REST APIs by logical id with their names."""
    return {"Resources": {key: {**API, "Properties": {"Name": name} if name else {}} for key, name in names.items()}}


def app(*stacks):
    """An app of stacks that hold one REST API each; CDK starts where this is called."""
    import aws_cdk as cdk  # noqa: PLC0415 - the other tests run without CDK
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    made = cdk.App()
    for name in stacks:
        stack = cdk.Stack(made, name)
        ag.CfnRestApi(stack, "Api", name="api")
    return made


@pytest.mark.parametrize("as_text", [False, True])
def test_a_folder_and_a_template_file_are_sources(assembly, as_text):
    for path in (assembly, assembly / "OrdersStack.template.json"):
        with load_rest_apis(str(path) if as_text else path) as rest_apis:
            assert rest_apis.only.raises("x").get("/orders/7").status == 500


def test_a_callable_may_make_the_source():
    with load_rest_apis(lambda: template(Api="shop")) as rest_apis:
        assert list(rest_apis) == ["shop"]


@pytest.mark.cdk
def test_an_app_has_the_apis_of_all_stacks_and_a_stack_its_own():
    made = app("Shop", "Stock")
    with load_rest_apis(made) as rest_apis:
        assert list(rest_apis) == ["Shop", "Stock"]
    with load_rest_apis(made.node.find_child("Stock")) as rest_apis:
        assert rest_apis.only.rest_api.stack_name == "Stock"


@pytest.mark.cdk
def test_a_stack_class_and_a_callable_that_makes_a_stack_are_sources():
    import aws_cdk as cdk  # noqa: PLC0415 - the other tests run without CDK
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    class Shop(cdk.Stack):
        def __init__(self, scope, construct_id, **kwargs):
            super().__init__(scope, construct_id, **kwargs)
            ag.CfnRestApi(self, "Api", name="shop")

    for source in (Shop, lambda: Shop(cdk.App(), "Any"), Shop(None, "Alone")):
        with load_rest_apis(source) as rest_apis:
            assert list(rest_apis) == ["shop"]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (None, r"the source is None: give an App, a Stack"),
        (7, r"the source is 7: give"),
        ("cdk.missing", r"the source 'cdk.missing' does not exist in "),
        (lambda: None, r"returned None: let it return the App or the Stack"),
        (lambda: print, r"made another callable"),
    ],
    ids=["nothing", "number", "path", "returns None", "returns a callable"],
)
def test_what_is_no_source_is_refused_in_one_sentence(source, problem):
    with pytest.raises(SourceError, match=problem):
        load_rest_apis(source)


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("json:nothing", "module json has no 'nothing'"),
        ("no_such_module_x:app", "No module named 'no_such_module_x'"),
        ("no_such_package_x.stack:app", "No module named 'no_such_package_x'"),
        ("json.nothing:app", "No module named 'json.nothing'"),
    ],
    ids=["attribute", "module", "package", "module of a package"],
)
def test_a_reference_that_leads_nowhere_is_refused_in_one_line(reference, problem):
    with pytest.raises(SourceError, match=problem) as caught:
        load_rest_apis(reference)
    first, *others = str(caught.value).splitlines()
    assert first.startswith(f"the source '{reference}' cannot be synthesized in ")
    assert others == [f"the source '{reference}': {problem}"]


def test_a_module_that_the_source_cannot_import_keeps_the_line_that_imports_it(tmp_path, monkeypatch):
    (tmp_path / "broken.py").write_text("import no_such_dependency_x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match=r"(?s)broken.py\", line 1.*No module named 'no_such_dependency_x'"):
        load_rest_apis("broken:app")


def test_a_malformed_template_is_refused():
    with pytest.raises(TemplateError):
        load_rest_apis({"Resources": []})


@pytest.mark.parametrize(
    "name", ["Api", "ApiRestApi", "ApiRestApiE35FEAFE", "OrdersStack", "OrdersStack/Api", "RestApi"]
)
def test_an_api_goes_by_each_name_that_means_it_alone(rest_apis, name):
    assert rest_apis[name] is rest_apis.only
    assert name in rest_apis


def test_names_that_several_apis_have_are_no_names():
    with load_rest_apis(template(ShopRestApi0A1B2C3D="RestApi", StockRestApi0A1B2C3E="RestApi")) as rest_apis:
        assert list(rest_apis) == ["Shop", "Stock"]
        with pytest.raises(KeyError, match="no REST API 'RestApi'; the source has Shop, Stock"):
            rest_apis["RestApi"]
        with pytest.raises(LookupError, match=r"the source has 2 REST APIs \(Shop, Stock\): choose one by name"):
            _ = rest_apis.only


def test_a_source_without_an_api_says_so():
    with load_rest_apis({"Resources": {}}) as rest_apis, pytest.raises(LookupError, match="the source has no REST API"):
        _ = rest_apis.only


@pytest.mark.parametrize("name", ["Handler", "Handler886CB40B"])
def test_functions_bring_the_code_of_a_function_by_its_construct_id(assembly, name):
    with load_rest_apis(assembly, functions={name: lambda event, context: event["pathParameters"]["id"]}) as rest_apis:
        assert rest_apis.only.get("/orders/7").json() == "7"


def test_functions_may_be_files(assembly, tmp_path):
    (tmp_path / "index.py").write_text("def handler(event, context): return 'from a file'", encoding="utf-8")
    with load_rest_apis(assembly, functions={"Handler": tmp_path}) as rest_apis:
        assert rest_apis.only.get("/orders/7").json() == "from a file"


@pytest.mark.parametrize("stack", [None, "OrdersStack"], ids=["whole app", "one stack"])
@pytest.mark.parametrize("code", [lambda event, context: None, "."], ids=["callable", "path"])
def test_a_function_that_does_not_exist_is_refused(assembly, stack, code):
    def kept(reference):
        return Template(assembly, stack)

    with pytest.raises(TemplateError, match=r"^functions: Nobody is no function .*; it has: .*Handler886CB40B"):
        load_rest_apis("stack:OrdersStack", functions={"Nobody": code}, synthesize=kept)


@pytest.mark.cdk
@pytest.mark.parametrize("as_class", [True, False], ids=["Stack class", "Stack"])
@pytest.mark.parametrize("code", [lambda event, context: None, "."], ids=["callable", "path"])
def test_a_function_that_a_stack_does_not_have_is_refused(as_class, code):
    import aws_cdk as cdk  # noqa: PLC0415 - the other tests run without CDK
    from examples.orders.stack import OrdersStack  # noqa: PLC0415

    source = OrdersStack if as_class else OrdersStack(cdk.App(), "Orders")
    with pytest.raises(TemplateError, match=r"^functions: Nobody is no function .*; it has: .*Handler"):
        load_rest_apis(source, functions={"Nobody": code})


def test_functions_may_name_one_of_another_stack(tmp_path):
    for name in ("Shop", "Stock"):
        (tmp_path / f"{name}.template.json").write_text(json.dumps(small(name)), encoding="utf-8")
    artifacts = {
        name: {
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/unknown-region",
            "properties": {"templateFile": f"{name}.template.json"},
        }
        for name in ("Shop", "Stock")
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"version": "40.0.0", "artifacts": artifacts}), encoding="utf-8")
    stand_ins = {f"{name}Fn": lambda event, context: "stand-in" for name in ("Shop", "Stock")}
    with load_rest_apis(
        "stack:Shop", functions=stand_ins, synthesize=lambda reference: Template(tmp_path, "Shop")
    ) as rest_apis:
        assert rest_apis.only.get("/").json() == "stand-in"


def small(name):
    """A template with one route to one function."""
    function = f"{name}Fn0A1B2C3D"
    uri = f"arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{function}.Arn}}/invocations"
    integration = {
        "Type": "AWS",
        "IntegrationHttpMethod": "POST",
        "Uri": {"Fn::Sub": uri},
        "IntegrationResponses": [{"StatusCode": "200"}],
    }
    method = {
        "RestApiId": {"Ref": "Api"},
        "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
        "HttpMethod": "GET",
        "AuthorizationType": "NONE",
        "Integration": integration,
        "MethodResponses": [{"StatusCode": "200"}],
    }
    invoke = {
        "FunctionName": {"Ref": function},
        "Action": "lambda:InvokeFunction",
        "Principal": "apigateway.amazonaws.com",
    }
    return {
        "Resources": {
            "Api": {**API, "Properties": {"Name": name}},
            "Get": {"Type": "AWS::ApiGateway::Method", "Properties": method},
            "Invoke": {"Type": "AWS::Lambda::Permission", "Properties": invoke},
            function: {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": ""}, "Role": "r"}},
        }
    }

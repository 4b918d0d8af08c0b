"""The client calls the API in process, and what stands for a handler's answer stays in its view."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from examples.orders.service.errors import OrderNotFound, SlowDown

from cdk_apigateway_errors.gateway import Request
from cdk_apigateway_errors.testing import bare_error, load_rest_apis

GONE = {"status": 410, "errors": [{"code": "ORDER_GONE", "source": "/path/id", "message": "The order was cancelled"}]}


def test_the_real_handler_answers(rest_api):
    response = rest_api.get("/orders/9")
    assert (response.status, response.json(), response.route) == (410, GONE, "GET /orders/{id}")


def test_a_request_carries_json_headers_and_query(rest_api):
    made = rest_api.post("/orders", json={"items": [{"product": "tea", "count": 1}]})
    assert (made.status, made.headers["location"]) == (201, "/orders/10")
    assert len(rest_api.get("/orders", query={"limit": 1}).json()["orders"]) == 1
    assert rest_api.put("/orders/7", headers={"If-Match": "9"}).status == 412


@pytest.mark.parametrize(
    ("view", "arguments", "status"),
    [
        ("raises", [OrderNotFound(detail="none")], 404),
        ("raises", [OrderNotFound], 404),
        ("raises", [bare_error(410)], 410),
        ("raises", [ValueError("boom")], 500),
        ("raises", ["any text"], 500),
        ("raises", ['{"status": 404}'], 404),
        ("returns", [{"id": "9"}], 200),
        ("returns", [object()], 502),
        ("handled_by", [lambda event, context: {"id": event["pathParameters"]["id"]}], 200),
        ("times_out", [], 504),
        ("crashes", [], 502),
        ("crashes", [-9], 502),
    ],
)
def test_a_view_answers_for_the_handler(rest_api, view, arguments, status):
    response = getattr(rest_api, view)(*arguments).get("/orders/9")
    assert response.status == status
    assert response.response_type is None


@pytest.mark.parametrize(
    ("view", "response_type"),
    [
        ("throttled", "INTEGRATION_FAILURE"),
        ("denied", "API_CONFIGURATION_ERROR"),
        ("integration_times_out", "INTEGRATION_TIMEOUT"),
    ],
)
def test_what_lambda_refuses_is_answered_by_the_gateway_itself(rest_api, view, response_type):
    response = getattr(rest_api, view)().get("/orders/9")
    assert response.response_type == response_type
    assert response.status >= 500
    assert response.selected is None


def test_an_error_keeps_its_body_and_headers(rest_api):
    error = SlowDown(detail='é\n"x"', headers={"Retry-After": "30"})
    response = rest_api.raises(error).get("/orders/9")
    assert response.body == str(error).encode()
    assert response.headers["retry-after"] == "30"
    assert response.headers.all("RETRY-AFTER") == ("30",)


def test_the_trace_holds_the_four_stages(rest_api):
    trace = rest_api.raises(bare_error(404)).get("/orders/9").trace
    assert trace.code == str(bare_error(404))
    assert json.loads(trace.context)["errorMessage"] == trace.code
    assert trace.regex.status_code == "404"
    assert trace.mapping_template == trace.code


def test_a_view_changes_nothing_for_others(rest_api):
    broken = rest_api.raises(bare_error(404))
    assert broken.get("/orders/7").status == 404
    assert rest_api.gateway.handle(Request.of("GET", "/orders/7")).status == 200
    assert rest_api.get("/orders/7").status == 200
    assert broken.get("/orders/7").status == 404


def test_views_answer_at_the_same_time_without_mixing(rest_api):
    statuses = [404, 410, 429] * 20
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda status: rest_api.raises(bare_error(status)).get("/orders/9").status, statuses)
    assert list(found) == statuses


def test_raising_one_exception_often_does_not_grow_its_stack_trace(rest_api):
    view = rest_api.raises(ValueError("boom"))
    lengths = {len(view.get("/orders/9").trace.context) for _ in range(3)}
    assert len(lengths) == 1


def test_an_answer_that_cannot_count_is_refused(rest_api):
    with pytest.raises(LookupError, match=r"^GET /nothing: no method answers; this API has .*GET /orders/\{id\}"):
        rest_api.raises("x").get("/nothing")
    with pytest.raises(LookupError, match=r"^OPTIONS /orders: its integration \(MOCK\) invokes no function"):
        rest_api.times_out().options("/orders")


def test_a_request_that_the_gateway_refuses_is_answered_though_a_view_is_set(rest_api):
    assert rest_api.raises("x").post("/orders", json={"items": "none"}).response_type == "BAD_REQUEST_BODY"


@pytest.mark.parametrize("wrong", [404, None, KeyboardInterrupt, {"status": 404}])
def test_only_an_exception_or_a_text_can_be_raised(rest_api, wrong):
    with pytest.raises(TypeError, match="give an exception, an exception class or a text"):
        rest_api.raises(wrong)


def test_json_and_body_together_are_refused(rest_api):
    with pytest.raises(ValueError, match="give json= or body=, not both"):
        rest_api.post("/orders", json={}, body="{}")


@pytest.mark.parametrize("path", ["orders/7", "", "?limit=1", "http://localhost/orders/7"])
def test_a_path_without_its_slash_is_refused(rest_api, path):
    with pytest.raises(ValueError, match=f"^GET {re.escape(repr(path))}: a path begins with a slash"):
        rest_api.get(path)


def test_the_repr_says_what_was_selected(rest_api):
    shown = repr(rest_api.raises("odd").get("/orders/9"))
    assert "<500 GET /orders/9: message 'odd' matches pattern" in shown
    assert "MISSING_AUTHENTICATION_TOKEN" in repr(rest_api.get("/nothing"))


def test_the_repr_shows_the_pattern_as_the_template_has_it(rest_api, template, methods):
    responses = methods["GET /orders/{id}"]["Integration"]["IntegrationResponses"]
    name, kind, key = next(r["SelectionPattern"] for r in responses if r["StatusCode"] == "500")["Fn::FindInMap"]
    pattern = template["Mappings"][name][kind][key]
    assert len(pattern) > 300
    assert "\\" in pattern
    assert f"matches pattern `{pattern}`; body" in repr(rest_api.raises("odd").get("/orders/9"))


def test_an_asynchronous_invocation_does_not_reach_the_real_handler(template, methods):
    ran = []
    method = methods["GET /orders/{id}"]
    method["RequestParameters"] = {"method.request.header.X-Amz-Invocation-Type": False}
    method["Integration"]["RequestParameters"] = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
    with load_rest_apis(template, functions={"Handler": lambda event, context: ran.append(event)}) as rest_apis:
        answered = []
        rest_apis.only.handled_by(lambda event, context: answered.append(event)).get("/orders/7")
        rest_apis.only.gateway.close()  # waits for it
    assert (len(ran), len(answered)) == (0, 1)


def test_a_missing_header_names_those_that_are_there(rest_api):
    with pytest.raises(KeyError, match=r"no header 'X-None'; the answer has .*Content-Type"):
        rest_api.get("/orders/7").headers["X-None"]

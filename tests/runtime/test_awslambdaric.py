"""What AWS's own runtime client makes of our errors: the envelope that API Gateway gets."""

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest

from cdk_apigateway_errors.runtime import ApiError, error_responses

bootstrap = pytest.importorskip("awslambdaric.bootstrap", reason="AWS's runtime client has wheels for Linux only")
marshaller = pytest.importorskip("awslambdaric.lambda_runtime_marshaller")


class Missing(ApiError):
    status, code = 404, "MISSING"


class Client:
    """Stands for the HTTP client of the runtime API; encodes as it does."""

    def __init__(self):
        self.marshaller = marshaller.LambdaMarshaller()
        self.error = self.fault = self.result = None

    def post_invocation_error(self, invoke_id, error, fault, *_):
        self.error, self.fault = json.loads(error.encode("utf-8")), json.loads(fault.encode("utf-8"))

    def post_invocation_result(self, invoke_id, result, *_):
        self.payload, self.result = result, json.loads(result)


def invoke(handler):
    client = Client()
    sink = SimpleNamespace(log_error=lambda lines: None, log=lambda text: None)
    bootstrap.handle_event_request(
        client, handler, "8f5d-11", b"{}", "application/json", None, None, "arn:aws:lambda:x", 0, None, sink
    )
    return client


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def raising(error):
    def handler(event, context):
        raise error

    return handler


ODD = 'quote " backslash \\ newline \n DEL \x7f NEL \x85 LS \u2028 emoji 😀 lone \ud800 $ # é'


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(Missing(detail="no such order"), id="plain"),
        pytest.param(Missing(detail=ODD, source=ODD, message=ODD, code=ODD), id="any text"),
        pytest.param(Missing(errors=[{"detail": str(n)} for n in range(500)]), id="many errors"),
    ],
)
def test_the_error_message_is_exactly_the_text_of_the_error(error):
    envelope = invoke(error_responses(errors=[Missing])(raising(error))).error
    assert (envelope["errorMessage"], envelope["errorType"]) == (str(error), "Missing")
    assert json.loads(envelope["errorMessage"])["status"] == 404


def test_the_trace_holds_nothing_but_the_wrapper():
    client = invoke(error_responses(errors=[Missing])(raising(Missing())))
    assert [", in wrapper" in entry for entry in client.error["stackTrace"]] == [True]
    assert __file__ not in json.dumps([client.error["stackTrace"], client.fault["exceptions"][0]["stack"][-1]])


@pytest.mark.parametrize(
    "error",
    [ValueError("secret"), Exception(""), Unprintable(), Exception("\ud800"), SystemExit(0), SystemExit("secret")],
    ids=lambda error: type(error).__name__ + "-" + str(error.args),
)
def test_everything_else_arrives_as_the_constant_text(error):
    envelope = invoke(error_responses(errors=[Missing])(raising(error))).error
    assert envelope["errorMessage"] == "Unhandled error, see the function's log of request 8f5d-11"
    assert (envelope["errorType"], envelope["requestId"]) == ("UnhandledError", "8f5d-11")
    assert "secret" not in json.dumps(envelope["stackTrace"])


# Why the decorator is needed: the same exceptions without it.


@pytest.mark.parametrize(
    ("error", "ends_with"),
    [
        pytest.param(Unprintable(), RuntimeError, id="__str__ raises"),
        pytest.param(SystemExit(0), SystemExit, id="sys.exit(0)"),
        pytest.param(Exception("\ud800"), UnicodeEncodeError, id="lone surrogate"),
    ],
)
def test_without_the_decorator_they_end_the_client(error, ends_with, monkeypatch):
    # The client prints raw characters from Python 3.12 on; this is what it does there.
    monkeypatch.setattr(bootstrap, "to_json", lambda value: json.dumps(value, ensure_ascii=False))
    with pytest.raises(ends_with):
        invoke(raising(error))


def test_without_the_decorator_an_empty_message_arrives_empty():
    assert invoke(raising(Exception())).error["errorMessage"] == ""


def test_a_success_arrives_untouched():
    client = invoke(error_responses(errors=[Missing])(lambda event, context: {"a": None}))
    assert (client.result, client.error) == ({"a": None}, None)


# Behind a proxy integration.


@pytest.fixture(params=["AWS_Lambda_python3.11", "AWS_Lambda_python3.13"])
def execution(request, monkeypatch):
    monkeypatch.setenv("AWS_EXECUTION_ENV", request.param)


@pytest.mark.parametrize(
    "result",
    [None, 7, ODD.replace("\ud800", ""), [1.0, Decimal("1.10")], {"a": None, "é": "漢"}, [], b'{"raw":1}'],
    ids=repr,
)
def test_the_body_of_a_success_is_what_the_client_sends_for_the_same_result(result, execution):
    """Without the switch the client sends the result; with it the same text is the body of an answer."""
    plain = invoke(error_responses(errors=[Missing])(lambda event, context: result)).payload
    answer = invoke(error_responses(errors=[Missing], proxy=True)(lambda event, context: result)).result
    assert answer == {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "isBase64Encoded": False,
        "body": plain.decode() if isinstance(plain, bytes) else plain,
    }


@pytest.mark.parametrize("result", [{1}, float("nan"), object(), b"\xff"], ids=["set", "NaN", "object", "bytes"])
def test_a_result_that_the_client_would_fail_on_is_an_answer_all_the_same(result):
    client = invoke(error_responses(proxy=True)(lambda event, context: result))
    assert (client.result["statusCode"], client.error) == (500, None)
    body = json.loads(client.result["body"])
    assert (body["errors"][0]["code"], body["requestId"]) == ("INTERNAL_ERROR", "8f5d-11")


@pytest.mark.parametrize("error", [Missing(detail=ODD), ValueError("secret")], ids=["declared", "any exception"])
def test_behind_a_proxy_integration_an_error_is_a_result_for_the_client(error):
    client = invoke(error_responses(errors=[Missing], proxy=True)(raising(error)))
    assert client.error is None
    assert client.result["statusCode"] == json.loads(client.result["body"])["status"]
    assert "secret" not in client.payload

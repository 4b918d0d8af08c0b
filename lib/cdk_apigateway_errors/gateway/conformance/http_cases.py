"""Kind ``http``: a REST API with one method, a request, what the integration answers, and what the client got."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...cloudformation.model import (
    ApiKey,
    Function,
    GatewayResponse,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    Model,
    RequestValidator,
    RestApi,
    Stage,
)
from ...lambda_runtime import InvocationResult, parse_event
from ..gateway import Gateway
from ..values import IntegrationRequest, IntegrationResult, Request, Response, header_lines
from .comparing import agrees, text_agrees
from .notions import NotionMissing, header_pairs, require_known

Case = Mapping[str, Any]
FUNCTION = Function("Function", "function", "arn:aws:lambda:us-east-1:123456789012:function:function", timeout=3.0)
_API = [
    "method",
    "integration",
    "integrationResponses",
    "methodResponses",
    "gatewayResponses",
    "validator",
    "stage",
    "binaryMediaTypes",
    "endpointType",
    "models",
    "apiKeys",
    "stageVariables",
]
_METHOD = [
    "httpMethod",
    "path",
    "requestParameters",
    "requestModels",
    "apiKeyRequired",
    "validator",
    "authorizationType",
]
_INTEGRATION = [
    "type",
    "backend",
    "requestTemplates",
    "requestParameters",
    "passthroughBehavior",
    "contentHandling",
    "uri",
    "httpMethod",
    "integrationHttpMethod",
    "timeoutInMillis",
]
_INTEGRATION_RESPONSE = ["statusCode", "selectionPattern", "responseTemplates", "responseParameters", "contentHandling"]
_METHOD_RESPONSE = ("statusCode", "responseModels", "responseParameters")
_GATEWAY_RESPONSE = ("statusCode", "responseTemplates", "responseParameters", "responseType", "defaultResponse")
_REQUEST = ("method", "path", "query", "headers", "body_text", "body_json", "body_base64", "via")
_LAMBDA = ("kind", "function_error", "payload", "payload_text", "echo_event")
_HTTP = ("kind", "status", "headers", "body_text", "body_json", "body_base64", "echo")
_EXPECT = [
    "status",
    "body_json",
    "body_text",
    "body_base64",
    "headers",
    "headers_present",
    "headers_absent",
    "integration_called",
    "integration_request_body",
    "gateway_response_type",
]


def replay_http(case: Case) -> list[str]:
    """Builds the API, sends the request; returns what does not agree."""
    require_known(case["api"], _API, "api")
    require_known(case["request"], _REQUEST, "request")
    require_known(case["expect"], _EXPECT, "expect")
    backend = RecordedBackend(case.get("backend") or {})
    api = rest_api(case)
    with Gateway(api, backend, backend=backend.answer) as gateway:
        if gateway.problems:
            return [f"problem: {problem.reason}" for problem in gateway.problems]
        response = _send(gateway, api.methods[0], case["request"])
    return [*_response_differences(case["expect"], response), *_call_differences(case, backend)]


def _send(gateway: Gateway, method: Method, given: Case) -> Response:
    path, _, query = given.get("path", "/").partition("?")
    request = Request(
        given.get("method", "GET"),
        path,
        given.get("query") or query,
        header_lines(header_pairs(given.get("headers") or {})),
        body_of(given),
    )
    via = given.get("via")
    if via == "TestInvokeMethod":
        return gateway.test_invoke(method.http_method, method.path, request)
    if via:
        raise NotionMissing(f"request.via {via!r}")
    return gateway.handle(request)


def body_of(given: Case, prefix: str = "body") -> bytes:
    """The bytes that a case describes as text, JSON or base64."""
    if f"{prefix}_base64" in given:
        return base64.b64decode(given[f"{prefix}_base64"])
    if f"{prefix}_json" in given:
        return json.dumps(given[f"{prefix}_json"]).encode()
    return str(given.get(f"{prefix}_text") or "").encode("utf-8")


@dataclass(slots=True)
class RecordedBackend:
    """Answers for the integration and keeps what it got."""

    outcome: Case
    sent: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        kind = self.outcome.get("kind", "lambda")
        if kind not in ("lambda", "http"):
            raise NotionMissing(f"backend.kind {kind!r}")
        require_known(self.outcome, _LAMBDA if kind == "lambda" else _HTTP, "backend")

    def invoke(self, function: Function, payload: bytes, *, wait_seconds: float | None = None) -> InvocationResult:
        """Answers as a function, at once, after the check that Lambda makes."""
        del function, wait_seconds
        parse_event(payload)
        return self._result(payload)

    async def ainvoke(
        self, function: Function, payload: bytes, *, wait_seconds: float | None = None
    ) -> InvocationResult:
        """As :meth:`invoke`."""
        return self.invoke(function, payload, wait_seconds=wait_seconds)

    def _result(self, payload: bytes) -> InvocationResult:
        self.sent.append(payload)
        if self.outcome.get("echo_event"):
            return InvocationResult(payload)
        if "payload_text" in self.outcome:
            body = self.outcome["payload_text"].encode("utf-8")
        else:
            body = json.dumps(self.outcome.get("payload", {}), ensure_ascii=False).encode("utf-8")
        return InvocationResult(body, "Unhandled" if self.outcome.get("function_error") else None)

    def answer(self, sent: IntegrationRequest) -> IntegrationResult:
        """Answers as an HTTP endpoint or another AWS service."""
        self.sent.append(sent.body)
        if self.outcome.get("echo"):
            return IntegrationResult(200, (), sent.body)
        headers = header_pairs(self.outcome.get("headers") or {})
        return IntegrationResult(int(self.outcome.get("status", 200)), headers, body_of(self.outcome))


def rest_api(case: Case) -> RestApi:
    """The REST API of a case. What it leaves out is filled in: a path, an integration that answers 200, its method
    responses."""
    api = case["api"]
    models, method = _method(case)
    stage = api.get("stage") or {}
    if isinstance(stage, str):
        stage = {"stageName": stage}
    require_known(stage, ("stageName", "name", "variables"), "api.stage")
    variables = stage.get("variables") or api.get("stageVariables") or {}
    return RestApi(
        "Api",
        "api",
        methods=(method,),
        models=models,
        gateway_responses=gateway_responses(api.get("gatewayResponses") or {}),
        functions={"Function": FUNCTION},
        api_keys=tuple(ApiKey(str(key), "key", True, "Key") for key in api.get("apiKeys") or ()),
        stage=Stage(stage.get("stageName") or stage.get("name") or "prod", variables),
        binary_media_types=tuple(api.get("binaryMediaTypes") or ()),
    )


def _method(case: Case) -> tuple[dict[str, Model], Method]:
    api, given = case["api"], case["api"].get("method") or {}
    require_known(given, _METHOD, "api.method")
    models = {name: Model(name, schema=_schema(model)) for name, model in (api.get("models") or {}).items()}
    names = {}
    for number, (media_type, model) in enumerate((given.get("requestModels") or {}).items()):
        names[media_type] = model if isinstance(model, str) else f"model{number}"
        if not isinstance(model, str):
            models[f"model{number}"] = Model(f"model{number}", media_type, _schema(model))
    responses = _integration_responses(api)
    declared = api.get("methodResponses")
    return models, Method(
        given.get("httpMethod") or case["request"].get("method", "GET"),
        given.get("path") or _path(case),
        _integration(case, responses),
        tuple(_method_response(response) for response in declared)
        if declared is not None
        else tuple(MethodResponse(response.status_code) for response in responses),
        authorization_type=given.get("authorizationType", "NONE"),
        api_key_required=bool(given.get("apiKeyRequired")),
        request_parameters=given.get("requestParameters") or {},
        request_models=names,
        request_validator=_validator(given.get("validator") or api.get("validator")),
        logical_id="Method",
        resource_id="resource",
    )


def _path(case: Case) -> str:
    """The resource's path where a case has none: that of the request, its last segments bound to path parameters.

    Parameters that the case says are missing are bound to nothing.
    """
    names = _path_parameters(case["api"].get("method") or {}, json.dumps(case["expect"].get("body_json") or ""))
    segments = case["request"].get("path", "/").strip("/").split("/")
    for place, name in zip(range(len(segments) - len(names), len(segments)), names, strict=True):
        if place >= 0:
            segments[place] = f"{{{name}}}"
    return "/" + "/".join(segments)


def _path_parameters(method: Case, expected: str) -> list[str]:
    missing = re.search(r"Missing required request parameters: \[([^\]]*)\]", expected)
    gone = {name.strip() for name in missing[1].split(",")} if missing else set()
    prefix = "method.request.path."
    names = [name.removeprefix(prefix) for name in method.get("requestParameters") or {} if name.startswith(prefix)]
    return [name for name in names if name not in gone]


def _schema(model: Case) -> Any:
    return model.get("schema", model)


def _validator(given: Case | None) -> RequestValidator | None:
    if given is None:
        return None
    require_known(given, ("validateRequestBody", "validateRequestParameters"), "api.validator")
    return RequestValidator(bool(given.get("validateRequestBody")), bool(given.get("validateRequestParameters")))


def _integration(case: Case, responses: tuple[IntegrationResponse, ...]) -> Integration:
    given = case["api"].get("integration") or {"type": "AWS", "backend": "lambda"}
    require_known(given, _INTEGRATION, "api.integration")
    endpoint = given.get("backend") or (case.get("backend") or {}).get("kind") or "lambda"
    calls_lambda = given["type"].startswith("AWS") and endpoint == "lambda"
    return Integration(
        given["type"],
        given.get("uri"),
        "Function" if calls_lambda else None,
        given.get("integrationHttpMethod") or given.get("httpMethod") or "POST",
        given.get("requestTemplates") or {},
        given.get("requestParameters") or {},
        given.get("passthroughBehavior") or "WHEN_NO_MATCH",
        given.get("contentHandling"),
        given.get("timeoutInMillis") or 29_000,
        integration_responses=responses,
    )


def _integration_responses(api: Case) -> tuple[IntegrationResponse, ...]:
    found = []
    for given in api.get("integrationResponses", [{"statusCode": "200"}]):
        require_known(given, _INTEGRATION_RESPONSE, "api.integrationResponses")
        found.append(
            IntegrationResponse(
                str(given["statusCode"]),
                given.get("selectionPattern"),
                {kind: text or "" for kind, text in (given.get("responseTemplates") or {}).items()},
                given.get("responseParameters") or {},
                given.get("contentHandling"),
            )
        )
    return tuple(found)


def _method_response(given: Case) -> MethodResponse:
    require_known(given, _METHOD_RESPONSE, "api.methodResponses")
    return MethodResponse(
        str(given["statusCode"]), given.get("responseModels") or {}, given.get("responseParameters") or {}
    )


def gateway_responses(given: Case) -> dict[str, GatewayResponse]:
    """Gateway responses by type."""
    found = {}
    for kind, definition in given.items():
        require_known(definition, _GATEWAY_RESPONSE, f"api.gatewayResponses.{kind}")
        status = definition.get("statusCode")
        found[kind] = GatewayResponse(
            kind,
            str(status) if status else None,
            definition.get("responseParameters") or {},
            definition.get("responseTemplates") or {},
            kind,
        )
    return found


def _response_differences(expect: Case, response: Response) -> list[str]:
    found = []
    if "status" in expect and int(expect["status"]) != response.status:
        found.append(f"status: expected {expect['status']}, got {response.status} {response.text[:300]}")
    if "body_text" in expect and not text_agrees(expect["body_text"], response.text):
        found.append(f"body: expected {expect['body_text']!r}, got {response.text!r}")
    if "body_base64" in expect and base64.b64decode(expect["body_base64"]) != response.body:
        found.append(f"body: expected base64 {expect['body_base64']}, got {response.body!r}")
    if "body_json" in expect and not agrees(expect["body_json"], _json(response.text)):
        found.append(f"body: expected {expect['body_json']!r}, got {response.text!r}")
    kind = expect.get("gateway_response_type")
    if kind is not None and kind != response.response_type:
        found.append(f"gateway response type: expected {kind}, got {response.response_type}")
    return [*found, *_header_differences(expect, response)]


def _header_differences(expect: Case, response: Response) -> list[str]:
    found = []
    for name, value in (expect.get("headers") or {}).items():
        actual = response.header(name)
        if actual is None or not text_agrees(str(value), actual):
            found.append(f"header {name}: expected {value!r}, got {actual!r}")
    found += [
        f"header {name} is absent" for name in expect.get("headers_present") or () if response.header(name) is None
    ]
    found += [f"header {name} is present" for name in expect.get("headers_absent") or () if response.header(name)]
    return found


def _call_differences(case: Case, backend: RecordedBackend) -> list[str]:
    expect, found = case["expect"], []
    called = expect.get("integration_called")
    if called is not None and called != bool(backend.sent):
        found.append(f"integration called: expected {called}, got {bool(backend.sent)}")
    sent = backend.sent[-1].decode("utf-8", "replace") if backend.sent else None
    wanted = expect.get("integration_request_body")
    if wanted is not None and (sent is None or not text_agrees(wanted, sent)):
        found.append(f"integration request body: expected {wanted!r}, got {sent!r}")
    return [*found, *_event_differences(case, _json(sent or ""))]


def _event_differences(case: Case, event: Any) -> list[str]:
    found = []
    if "lambda_expect_event" in case and not agrees(case["lambda_expect_event"], event):
        found.append(f"event: expected {case['lambda_expect_event']!r}, got {event!r}")
    for name, value in (case.get("lambda_expect_event_subset") or {}).items():
        actual = event.get(name) if isinstance(event, dict) else None
        if not agrees(value, actual):
            found.append(f"event.{name}: expected {value!r}, got {actual!r}")
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None

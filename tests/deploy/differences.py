"""Where LocalStack's open core answers otherwise than the service, each with a request that shows it.

``docs/deploy-test.md`` lists the same rows; ``test_differences.py`` holds both against a running LocalStack, so a row
that a newer LocalStack makes untrue is noticed. Sources as in the rest of the repository: S a recorded answer of the
service, D its documentation, F users' reports, O computed with the Java engines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .templates import Resource, method

SUCCESS: Resource = {"StatusCode": "200"}
MESSAGE = "$input.path('$.errorMessage')"
HEADERS = ("X-Code", "X-Type")


@dataclass(frozen=True)
class Difference:
    """``status`` and ``body`` (a regular expression) are LocalStack's; ``service`` says what the service does."""

    name: str
    subject: str
    service: str
    source: str
    localstack: str
    method: Resource
    event: Mapping[str, Any] | None
    status: int
    body: str
    query: str = ""
    absent: tuple[str, ...] = ()
    """Headers that the service sends and LocalStack does not."""
    others: Mapping[str, Resource] = field(default_factory=dict)
    java: tuple[int, str] | None = None
    """Status and body with the Java engines, where these answer as the service does."""

    @property
    def row(self) -> str:
        """The row of the documentation's table."""
        java = "as the service" if self.java else "no change"
        return f"| {self.subject} | {self.service} ({self.source}) | {self.localstack} | {java} |"


def response(status: str, pattern: str = "", template: str | None = None, **parameters: str) -> Resource:
    made: Resource = {"StatusCode": status}
    if pattern:
        made["SelectionPattern"] = pattern
    if template is not None:
        made["ResponseTemplates"] = {"application/json": template}
    if parameters:
        made["ResponseParameters"] = {
            f"method.response.header.{name.replace('_', '-')}": value for name, value in parameters.items()
        }
    return made


def selecting(pattern: str) -> Resource:
    """A method whose 404 is selected by ``pattern``, beside a default 200."""
    return method("F", [SUCCESS, response("404", pattern, MESSAGE)])


def rendering(template: str) -> Resource:
    """A method whose only response has this template."""
    return method("F", [response("200", "", template)])


def mapping(**parameters: str) -> Resource:
    """A method whose 404 sets headers that the method response declares."""
    declared = {f"method.response.header.{name.replace('_', '-')}": False for name in parameters}
    return method(
        "F",
        [SUCCESS, response("404", "(?s).+", MESSAGE, **parameters)],
        MethodResponses=[SUCCESS, {"StatusCode": "404", "ResponseParameters": declared}],
    )


DIFFERENCES = (
    Difference(
        "prefix",
        "selection pattern `Invalid`, message `Invalid input`",
        "not selected: the whole message must match",
        "F",
        "selected: the beginning matches",
        selecting("Invalid"),
        {"raise": "Invalid input"},
        404,
        "Invalid input",
        java=(200, r'\{"errorMessage": "Invalid input", .*'),
    ),
    Difference(
        "separator",
        "selection pattern `a.b`, message with U+2028 for the dot",
        "not selected: `.` leaves out every line end of Java",
        "O",
        "selected: `.` leaves out only `\\n`",
        selecting("a.b"),
        {"raise": "a\u2028b"},
        404,
        "a\u2028b",
        java=(200, r'\{"errorMessage": .*'),
    ),
    Difference(
        "java",
        "selection pattern in Java's own syntax, such as `\\p{Alpha}+`",
        "works",
        "D",
        "500, text/plain, Python's `re` error",
        selecting(r"\p{Alpha}+"),
        {"raise": "abc"},
        500,
        "Error in apigateway invocation: bad escape .*",
        java=(404, "abc"),
    ),
    Difference(
        "invalid-pattern",
        "selection pattern that no engine reads, such as `[`",
        "not recorded; users report a refusal at deploy",
        "F",
        "deployed; 500, text/plain, when a message arrives",
        selecting("["),
        {"raise": "abc"},
        500,
        "Error in apigateway invocation: unterminated character set.*",
    ),
    Difference(
        "success",
        "success whose payload holds an `errorMessage`",
        "a success: no pattern is tried",
        "D, F",
        "taken for a failure",
        selecting("boom"),
        {"return": {"errorMessage": "boom"}},
        404,
        "boom",
    ),
    Difference(
        "method-response",
        "integration response without a method response, selected",
        "500, *Output mapping refers to an invalid method response*",
        "D",
        "served as mapped",
        method("F", [SUCCESS, response("404", "x", MESSAGE)], MethodResponses=[SUCCESS]),
        {"raise": "x"},
        404,
        "x",
    ),
    Difference(
        "undeclared-header",
        "header mapping that the method response does not declare",
        "refused at deploy",
        "F",
        "served as mapped",
        method("F", [SUCCESS, response("404", "x", MESSAGE, X_Code="'1'")]),
        {"raise": "x"},
        404,
        "x",
    ),
    Difference(
        "deserialized",
        "header from `integration.response.body.errorMessage.code`, the message being JSON text",
        "the message is read as JSON: the header is sent",
        "D",
        "no header",
        mapping(X_Code="integration.response.body.errorMessage.code"),
        {"raise": '{"code":12}'},
        404,
        r'\{"code":12\}',
        absent=("X-Code",),
    ),
    Difference(
        "escape",
        "`$util.escapeJavaScript` of `'`",
        "`\\'`",
        "D",
        "`'`",
        rendering("$util.escapeJavaScript($input.path('$.m'))"),
        {"return": {"m": "it's"}},
        200,
        "it's",
        java=(200, r"it\\'s"),
    ),
    Difference(
        "escape-empty",
        "`$util.escapeJavaScript` of an empty text",
        "empty",
        "O",
        "`{}`",
        rendering("[$util.escapeJavaScript($input.path('$.m'))]"),
        {"return": {"m": ""}},
        200,
        r"\[\{\}\]",
        java=(200, r"\[\]"),
    ),
    Difference(
        "json",
        "`$input.json('$')`",
        "compact",
        "S",
        "with spaces",
        rendering("$input.json('$')"),
        {"return": {"m": [1, 2]}},
        200,
        r'\{"m": \[1, 2\]\}',
        java=(200, r'\{"m":\[1,2\]\}'),
    ),
    Difference(
        "map-methods",
        "`containsKey` of a map",
        "`true` or `false`",
        "S",
        "nothing, so `== true` never holds",
        rendering("#if($input.path('$').containsKey('m')==true)yes#{else}no#end"),
        {"return": {"m": 1}},
        200,
        "no",
        java=(200, "yes"),
    ),
    Difference(
        "failing-template",
        "response template that cannot be parsed",
        '500 `{"message": "Internal server error"}`',
        "F",
        "500, text/plain, the parser's text",
        rendering("#set($x = "),
        {"return": 1},
        500,
        "Error in apigateway invocation: .*",
        java=(500, r'\{"message": "Internal server error"\}'),
    ),
    Difference(
        "integration-timeout",
        "function slower than the integration's timeout",
        "504, gateway response `INTEGRATION_TIMEOUT`",
        "D",
        "waits for the function",
        method("F", [SUCCESS], Integration={"TimeoutInMillis": 500}),
        {"sleep": 1},
        200,
        "null",
    ),
    Difference(
        "blank-parameter",
        "required query parameter that is blank",
        "400: blank counts as missing",
        "D",
        "counts as present",
        method(
            "F",
            [SUCCESS],
            RequestParameters={"method.request.querystring.q": True},
            RequestValidatorId={"Ref": "Validator"},
        ),
        {},
        200,
        "null",
        query="?q=",
        others={
            "Validator": {
                "Type": "AWS::ApiGateway::RequestValidator",
                "Properties": {"RestApiId": {"Ref": "Api"}, "ValidateRequestParameters": True},
            }
        },
    ),
    Difference(
        "gateway-response",
        "gateway response with a status, a template and headers",
        "all three",
        "S, D",
        'the status; the body stays `{"message": "…"}`, no header of it is sent',
        method("F", [SUCCESS], ApiKeyRequired=True),
        {},
        401,
        r'\{"message": "Forbidden"\}',
        absent=("X-Code",),
        others={
            "InvalidKeyResponse": {
                "Type": "AWS::ApiGateway::GatewayResponse",
                "Properties": {
                    "RestApiId": {"Ref": "Api"},
                    "ResponseType": "INVALID_API_KEY",
                    "StatusCode": "401",
                    "ResponseParameters": {"gatewayresponse.header.X-Code": "'1'"},
                    "ResponseTemplates": {"application/json": '{"text":$context.error.messageString}'},
                },
            }
        },
    ),
    Difference(
        "permission",
        "function without a permission for API Gateway",
        "500, gateway response `API_CONFIGURATION_ERROR`",
        "F",
        "invoked all the same",
        method("Unpermitted", [SUCCESS]),
        {"return": 1},
        200,
        "1",
    ),
)

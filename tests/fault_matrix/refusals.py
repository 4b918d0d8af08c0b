"""What the service refuses when it is deployed, or fails on at every request, and LocalStack deploys without a word.

Our own refusals of these are asserted directly (``test_refusals.py``); that LocalStack takes them, in ``tests/deploy``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.templates import Resource, api, function, method

SUCCESS: Resource = {"StatusCode": "200"}
CODE = "def handler(event, context): return None"


@dataclass(frozen=True)
class Refused:
    """``rule`` is the lint rule that reports it, ``problem`` a part of what the local gateway or the loader says."""

    name: str
    service: str
    source: str
    responses: tuple[Mapping[str, Any], ...]
    rule: str = ""
    problem: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def method(self) -> Resource:
        return method("F", [SUCCESS, *self.responses], **self.properties)

    @property
    def template(self) -> dict[str, Any]:
        """An API with this method alone."""
        return api({"F": function(CODE, "python3.13")}, {self.name: self.method})


def _response(**properties: Any) -> Mapping[str, Any]:
    return {"StatusCode": "404", "SelectionPattern": "x.*", **properties}


REFUSED = (
    Refused(
        "pattern",
        "a selection pattern that does not compile",
        "F: gordon#64, cdk-local; the text is not recorded",
        (_response(SelectionPattern="["),),
        rule="pattern-does-not-compile",
        problem="a character class that is never closed",
    ),
    Refused(
        "header",
        "a header mapping that the method response does not declare",
        "F: aws-solutions-constructs#1130",
        (_response(ResponseParameters={"method.response.header.X-Code": "'1'"}),),
        rule="header-not-declared",
    ),
    Refused(
        "method-response",
        "a header mapping without a method response",
        "F: aws-apigateway-importer#121",
        (_response(ResponseParameters={"method.response.header.X-Code": "'1'"}),),
        rule="status-not-declared",
        properties={"MethodResponses": [SUCCESS]},
    ),
    Refused(
        "unquoted",
        "a static header value without quotes",
        "F: aws-cdk#11306",
        (_response(ResponseParameters={"method.response.header.X-Code": "one"}),),
        rule="static-value-unquoted",
        problem="Invalid mapping expression specified: one",
        properties={
            "MethodResponses": [
                SUCCESS,
                {"StatusCode": "404", "ResponseParameters": {"method.response.header.X-Code": True}},
            ]
        },
    ),
    Refused(
        "media-type",
        "a response template for what is no media type",
        "S: test_apigateway_api",
        (_response(ResponseTemplates={"json": "{}"}),),
        problem="Invalid content type specified: json",
    ),
    Refused(
        "template",
        "a response template that does not parse: 500 at every such error",
        "F: Unable to transform response",
        (_response(ResponseTemplates={"application/json": "#set($x = "}),),
        rule="template-does-not-compile",
        problem="found the end of the template where it cannot stand",
    ),
    Refused(
        "model",
        "a model that does not exist",
        "C: LocalStack put_method, from AWS-validated tests: Invalid model identifier specified",
        (_response(),),
        problem="model Missing is in no loaded template",
        properties={
            "MethodResponses": [SUCCESS, {"StatusCode": "404", "ResponseModels": {"application/json": "Missing"}}]
        },
    ),
)

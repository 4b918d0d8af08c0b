"""Raw CloudFormation templates of one method and one function, as somebody writes them who follows a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.gateway import Gateway, Request, Trace

Answer = Mapping[str, Any]


def answer(status: int, pattern: str | None = None, template: str | None = None, **headers: str) -> Answer:
    """An integration response; ``headers`` are mapping expressions by header name."""
    made: dict[str, Any] = {"StatusCode": str(status)}
    if pattern is not None:
        made["SelectionPattern"] = pattern
    if template is not None:
        made["ResponseTemplates"] = {"application/json": template}
    if headers:
        made["ResponseParameters"] = {f"method.response.header.{name}": value for name, value in headers.items()}
    return made


def method_response(response: Answer) -> dict[str, Any]:
    parameters = dict.fromkeys(response.get("ResponseParameters", {}), False)
    return {"StatusCode": response["StatusCode"], **({"ResponseParameters": parameters} if parameters else {})}


def template(
    code: str, responses: Sequence[Answer], *, runtime: str = "nodejs22.x", declared: Sequence[int] | None = None
) -> dict[str, Any]:
    """``GET /`` with a non-proxy Lambda integration; without ``responses`` a proxy integration.

    ``declared`` are the statuses of the method responses, unless they are those of the integration responses.
    """
    integration: dict[str, Any] = {
        "Type": "AWS" if responses else "AWS_PROXY",
        "IntegrationHttpMethod": "POST",
        "Uri": {
            "Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
        },
    }
    if responses:
        integration["IntegrationResponses"] = list(responses)
    method_responses = [method_response(response) for response in responses]
    if declared is not None:
        method_responses = [each for each in method_responses if int(each["StatusCode"]) in declared]
    root = {"Fn::GetAtt": ["Api", "RootResourceId"]}
    method = {"RestApiId": {"Ref": "Api"}, "ResourceId": root, "HttpMethod": "GET", "AuthorizationType": "NONE"}
    function = {"Runtime": runtime, "Handler": "index.handler", "Code": {"ZipFile": code}, "Timeout": 10}
    permission = {"FunctionName": {"Ref": "Function"}, "Principal": "apigateway.amazonaws.com"}
    return {
        "Resources": {
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "documents"}},
            "Function": {"Type": "AWS::Lambda::Function", "Properties": {**function, "Role": "arn:aws:iam::1:role/x"}},
            "Permission": {
                "Type": "AWS::Lambda::Permission",
                "Properties": {**permission, "Action": "lambda:InvokeFunction"},
            },
            "Method": {
                "Type": "AWS::ApiGateway::Method",
                "Properties": {**method, "Integration": integration, "MethodResponses": method_responses},
            },
        }
    }


def asked(made: Mapping[str, Any], *, path: str = "/") -> Trace:
    """The trace of ``GET`` through the local gateway, the function in a process of its own."""
    with Gateway(load(made).rest_apis[0]) as gateway:
        return gateway.handle_traced(Request.of("GET", path))

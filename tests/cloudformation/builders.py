"""Templates for the tests, as a person would write them by hand."""

from __future__ import annotations

from typing import Any

Resources = dict[str, Any]


def resource(type_: str, **properties: Any) -> dict[str, Any]:
    return {"Type": type_, "Properties": properties}


def rest_api(**properties: Any) -> Resources:
    return {"Api": resource("AWS::ApiGateway::RestApi", **{"Name": "orders", **properties})}


def function(logical_id: str = "Fn", **properties: Any) -> Resources:
    defaults = {
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Code": {"ZipFile": "def handler(event, context):\n    return event\n"},
    }
    return {logical_id: resource("AWS::Lambda::Function", **{**defaults, **properties})}


def invoke_uri(arn: Any) -> dict[str, Any]:
    start = {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"}
    return {"Fn::Join": ["", [start, arn, "/invocations"]]}


def lambda_integration(arn: Any = None, **properties: Any) -> dict[str, Any]:
    uri = invoke_uri({"Fn::GetAtt": ["Fn", "Arn"]} if arn is None else arn)
    return {"Type": "AWS", "IntegrationHttpMethod": "POST", "Uri": uri, **properties}


ROOT = {"Fn::GetAtt": ["Api", "RootResourceId"]}


def method(
    resource_id: Any = None, http_method: str = "GET", integration: Any = None, **properties: Any
) -> dict[str, Any]:
    return resource(
        "AWS::ApiGateway::Method",
        RestApiId={"Ref": "Api"},
        ResourceId=ROOT if resource_id is None else resource_id,
        HttpMethod=http_method,
        Integration=lambda_integration() if integration is None else integration,
        **{"AuthorizationType": "NONE", **properties},
    )


def path_resource(part: str, parent: Any = None) -> dict[str, Any]:
    return resource(
        "AWS::ApiGateway::Resource",
        RestApiId={"Ref": "Api"},
        ParentId=ROOT if parent is None else parent,
        PathPart=part,
    )


def template(*parts: Resources, **sections: Any) -> dict[str, Any]:
    return {"Resources": {name: body for part in parts for name, body in part.items()}, **sections}

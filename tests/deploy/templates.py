"""Small CloudFormation templates, for tests that need one API with one thing in it rather than the whole sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Resource = dict[str, Any]
STAGE = "t"

ROLE: Resource = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
            ],
        }
    },
}


def resource(type_: str, **properties: Any) -> Resource:
    return {"Type": type_, "Properties": properties}


def function(code: str, runtime: str, *, timeout: int = 3, **properties: Any) -> Resource:
    """A function whose code is in the template."""
    return resource(
        "AWS::Lambda::Function",
        Code={"ZipFile": code},
        Handler="index.handler",
        Role={"Fn::GetAtt": ["Role", "Arn"]},
        Runtime=runtime,
        Timeout=timeout,
        **properties,
    )


def invocation_uri(function: str) -> dict[str, Any]:
    """The URI of a Lambda integration, by the function's logical id."""
    lambda_path = ["arn:aws:apigateway:", {"Ref": "AWS::Region"}, ":lambda:path/2015-03-31/functions/"]
    return {"Fn::Join": ["", [*lambda_path, {"Fn::GetAtt": [function, "Arn"]}, "/invocations"]]}


def method(function: str, responses: Sequence[Mapping[str, Any]], **properties: Any) -> Resource:
    """POST with a non-proxy Lambda integration, and a plain method response for each status of ``responses``.

    ``properties`` go to the method; those of ``Integration`` are added to what is here.
    """
    integration = {
        "Type": "AWS",
        "IntegrationHttpMethod": "POST",
        "Uri": invocation_uri(function),
        "IntegrationResponses": list(responses),
        **properties.pop("Integration", {}),
    }
    statuses = sorted({str(response["StatusCode"]) for response in responses})
    own = {
        "HttpMethod": "POST",
        "AuthorizationType": "NONE",
        "Integration": integration,
        "MethodResponses": [{"StatusCode": status} for status in statuses],
    }
    return resource("AWS::ApiGateway::Method", **{**own, **properties})


def api(functions: Mapping[str, Resource], methods: Mapping[str, Resource], **others: Resource) -> dict[str, Any]:
    """A template with a resource ``/<name>`` for each of the methods, and stage :data:`STAGE`."""
    rest_api = {"Ref": "Api"}
    resources: dict[str, Resource] = {"Role": ROLE, "Api": resource("AWS::ApiGateway::RestApi", Name="one"), **others}
    for name, one in functions.items():
        resources[name] = one
        resources[f"{name}Permission"] = resource(
            "AWS::Lambda::Permission",
            Action="lambda:InvokeFunction",
            FunctionName={"Fn::GetAtt": [name, "Arn"]},
            Principal="apigateway.amazonaws.com",
        )
    for path, one in methods.items():
        name = "".join(filter(str.isalnum, path))
        root = {"Fn::GetAtt": ["Api", "RootResourceId"]}
        resources[f"{name}Path"] = resource(
            "AWS::ApiGateway::Resource", RestApiId=rest_api, ParentId=root, PathPart=path
        )
        placed = {"RestApiId": rest_api, "ResourceId": {"Ref": f"{name}Path"}}
        resources[f"{name}Method"] = {**one, "Properties": {**one["Properties"], **placed}}
    resources["Deployment"] = {
        **resource("AWS::ApiGateway::Deployment", RestApiId=rest_api),
        "DependsOn": [name for name in resources if resources[name]["Type"].endswith(("Method", "Response"))],
    }
    stage = {"RestApiId": rest_api, "DeploymentId": {"Ref": "Deployment"}, "StageName": STAGE}
    resources["Stage"] = resource("AWS::ApiGateway::Stage", **stage)
    return {"Resources": resources}

"""A deployed stack, read from CloudFormation; and any template deployed through it, without the CDK command line."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from .intrinsics import Deployed
from .localstack.server import LocalStack

WAIT_SECONDS = 120.0
INLINE_BYTES = 51_200  # D: CloudFormation quotas
TEMPLATES = "templates"


class StackFailed(AssertionError):
    """CloudFormation ended in another state than hoped; lists the resources that failed."""


def read(server: LocalStack, name: str, template: Mapping[str, Any]) -> Deployed:
    """The stack as deployed, beside the template that it was deployed from."""
    cloudformation = server.client("cloudformation")
    resources = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
    physical = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for page in resources
        for resource in page["StackResourceSummaries"]
    }
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    apis = [
        physical[logical_id]
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::ApiGateway::RestApi"
    ]
    return Deployed(name, template, physical, {api: _root(server, api) for api in apis}, outputs=outputs)


def _root(server: LocalStack, rest_api_id: str) -> str:
    resources = server.client("apigateway").get_resources(restApiId=rest_api_id, limit=500)["items"]
    return next(str(resource["id"]) for resource in resources if resource["path"] == "/")


def deploy(server: LocalStack, name: str, template: Mapping[str, Any]) -> Deployed:
    """Creates the stack and waits. Raises :class:`StackFailed`."""
    cloudformation = server.client("cloudformation")
    cloudformation.create_stack(
        StackName=name,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        **_given(server, name, json.dumps(template)),
    )
    _wait(cloudformation, name, "CREATE_COMPLETE")
    return read(server, name, template)


def _given(server: LocalStack, name: str, text: str) -> dict[str, str]:
    """The template in the call, or from S3 where it is larger than a call takes."""
    if len(text.encode()) <= INLINE_BYTES:
        return {"TemplateBody": text}
    s3 = server.client("s3")
    s3.create_bucket(Bucket=TEMPLATES)
    s3.put_object(Bucket=TEMPLATES, Key=name, Body=text.encode())
    return {"TemplateURL": f"{server.url}/{TEMPLATES}/{name}"}


def delete(server: LocalStack, name: str) -> None:
    cloudformation = server.client("cloudformation")
    stack_id = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
    cloudformation.delete_stack(StackName=name)
    _wait(cloudformation, stack_id, "DELETE_COMPLETE")


def _wait(cloudformation: Any, name: str, hoped: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    status = ""
    while time.monotonic() < deadline:
        status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        if not status.endswith("_IN_PROGRESS"):
            break
        time.sleep(0.1)
    if status != hoped:
        raise StackFailed(f"{name} ended in {status}, not {hoped}:\n" + "\n".join(_failures(cloudformation, name)))


def _failures(cloudformation: Any, name: str) -> list[str]:
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    return [
        f"{event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason', '')}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("FAILED")
    ]

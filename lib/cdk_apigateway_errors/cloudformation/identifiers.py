"""Physical ids: what ``Ref`` and ``Fn::GetAtt`` give for a resource that was never deployed.

They are stable (a digest of stack and logical id) and have the form of the real ones, so that ARNs and URLs look as
they do in the cloud. Source: CloudFormation template reference, "Return values" of each resource type.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


_HASH = re.compile(r"[0-9A-F]{8}$")


def readable(logical_id: str) -> str:
    """A logical id without CDK's hash: the construct ids in a row.

    >>> readable("Handler886CB40B")
    'Handler'
    """
    return _HASH.sub("", logical_id) or logical_id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resource stands."""

    stack_name: str
    path: str
    """Unique among all loaded stacks, nested ones included."""
    region: str
    account_id: str

    @property
    def partition(self) -> str:
        return partition(self.region)


@dataclass(frozen=True, slots=True)
class Named:
    """A resource with its resolved name properties."""

    place: Place
    logical_id: str
    type: str
    properties: Mapping[str, Any]

    def digest(self, length: int) -> str:
        return digest(f"{self.place.path}/{self.logical_id}", length)

    def name(self, prop: str) -> str:
        """The name property, or one made as CloudFormation makes it: stack, logical id, twelve characters."""
        given = self.properties.get(prop)
        if isinstance(given, str) and given:
            return given
        return f"{self.place.stack_name[:24]}-{self.logical_id[:24]}-{self.digest(12).upper()}"

    def arn(self, service: str, rest: str) -> str:
        place = self.place
        return f"arn:{place.partition}:{service}:{place.region}:{place.account_id}:{rest}"


def partition(region: str) -> str:
    """``aws``, or the partition of China or GovCloud.

    >>> partition("cn-north-1")
    'aws-cn'
    """
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def digest(text: str, length: int) -> str:
    """Lower-case letters and digits, the form of API Gateway's own ids."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    characters = []
    for _ in range(length):
        number, index = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[index])
    return "".join(characters)


def root_resource_id(rest_api_id: str) -> str:
    return digest(f"{rest_api_id}/", 10)


def _function_arn(it: Named) -> str:
    return it.arn("lambda", f"function:{it.name('FunctionName')}")


def _qualified(it: Named, qualifier: str) -> str:
    """``FunctionName`` of a version or alias may be a name, a partial ARN or an ARN."""
    function = str(it.properties.get("FunctionName", ""))
    if not function.startswith("arn:"):
        function = it.arn("lambda", f"function:{function}")
    return f"{':'.join(function.split(':')[:7])}:{qualifier}"


def _alias_arn(it: Named) -> str:
    return _qualified(it, str(it.properties.get("Name", "")))


def _version_arn(it: Named) -> str:
    return _qualified(it, "1")


def _layer_arn(it: Named) -> str:
    name = it.properties.get("LayerName") or f"{it.logical_id}{it.digest(12)}"
    return it.arn("lambda", f"layer:{name}:1")


def _queue_url(it: Named) -> str:
    suffix = "amazonaws.com.cn" if it.place.partition == "aws-cn" else "amazonaws.com"
    return f"https://sqs.{it.place.region}.{suffix}/{it.place.account_id}/{it.name('QueueName')}"


def _model_name(it: Named) -> str:
    name = it.properties.get("Name")
    return name if isinstance(name, str) and name else it.logical_id


def _global_arn(it: Named, service: str, account_id: str, rest: str) -> str:
    return f"arn:{it.place.partition}:{service}::{account_id}:{rest}"


_Maker = Callable[[Named], str]

REFS: Final[Mapping[str, _Maker]] = {
    "AWS::ApiGateway::RestApi": lambda it: it.digest(10),
    "AWS::ApiGateway::Resource": lambda it: it.digest(6),
    "AWS::ApiGateway::Method": lambda it: it.digest(10),
    "AWS::ApiGateway::Model": _model_name,
    "AWS::ApiGateway::RequestValidator": lambda it: it.digest(6),
    "AWS::ApiGateway::Stage": lambda it: str(it.properties.get("StageName", "")),
    "AWS::ApiGateway::Deployment": lambda it: it.digest(6),
    "AWS::ApiGateway::ApiKey": lambda it: it.digest(10),
    "AWS::ApiGateway::UsagePlan": lambda it: it.digest(6),
    "AWS::ApiGateway::Authorizer": lambda it: it.digest(6),
    "AWS::Lambda::Function": lambda it: it.name("FunctionName"),
    "AWS::Lambda::Version": _version_arn,
    "AWS::Lambda::Alias": _alias_arn,
    "AWS::Lambda::LayerVersion": _layer_arn,
    "AWS::CloudFormation::Stack": lambda it: it.arn("cloudformation", f"stack/{it.name('StackName')}/{it.digest(12)}"),
    "AWS::SSM::Parameter": lambda it: it.name("Name"),
    "AWS::S3::Bucket": lambda it: it.name("BucketName").lower(),
    "AWS::DynamoDB::Table": lambda it: it.name("TableName"),
    "AWS::DynamoDB::GlobalTable": lambda it: it.name("TableName"),
    "AWS::SQS::Queue": _queue_url,
    "AWS::SNS::Topic": lambda it: it.arn("sns", it.name("TopicName")),
    "AWS::IAM::Role": lambda it: it.name("RoleName"),
    "AWS::Logs::LogGroup": lambda it: it.name("LogGroupName"),
    "AWS::Events::EventBus": lambda it: it.name("Name"),
    "AWS::StepFunctions::StateMachine": lambda it: it.arn("states", f"stateMachine:{it.name('StateMachineName')}"),
}

ATTRIBUTES: Final[Mapping[tuple[str, str], _Maker]] = {
    ("AWS::ApiGateway::RestApi", "RootResourceId"): lambda it: root_resource_id(it.digest(10)),
    ("AWS::ApiGateway::RestApi", "RestApiId"): lambda it: it.digest(10),
    ("AWS::ApiGateway::Resource", "ResourceId"): lambda it: it.digest(6),
    ("AWS::ApiGateway::RequestValidator", "RequestValidatorId"): lambda it: it.digest(6),
    ("AWS::ApiGateway::ApiKey", "APIKeyId"): lambda it: it.digest(10),
    ("AWS::ApiGateway::UsagePlan", "Id"): lambda it: it.digest(6),
    ("AWS::ApiGateway::Deployment", "DeploymentId"): lambda it: it.digest(6),
    ("AWS::ApiGateway::Authorizer", "AuthorizerId"): lambda it: it.digest(6),
    ("AWS::Lambda::Function", "Arn"): _function_arn,
    ("AWS::Lambda::Version", "Version"): lambda _: "1",
    ("AWS::Lambda::Version", "FunctionArn"): _version_arn,
    ("AWS::Lambda::Alias", "AliasArn"): _alias_arn,
    ("AWS::Lambda::LayerVersion", "LayerVersionArn"): _layer_arn,
    ("AWS::S3::Bucket", "Arn"): lambda it: _global_arn(it, "s3", "", it.name("BucketName").lower()),
    ("AWS::DynamoDB::Table", "Arn"): lambda it: it.arn("dynamodb", f"table/{it.name('TableName')}"),
    ("AWS::DynamoDB::GlobalTable", "Arn"): lambda it: it.arn("dynamodb", f"table/{it.name('TableName')}"),
    ("AWS::SQS::Queue", "Arn"): lambda it: it.arn("sqs", it.name("QueueName")),
    ("AWS::SQS::Queue", "QueueName"): lambda it: it.name("QueueName"),
    ("AWS::SQS::Queue", "QueueUrl"): _queue_url,
    ("AWS::SNS::Topic", "TopicArn"): lambda it: it.arn("sns", it.name("TopicName")),
    ("AWS::SNS::Topic", "TopicName"): lambda it: it.name("TopicName"),
    ("AWS::IAM::Role", "Arn"): lambda it: _global_arn(it, "iam", it.place.account_id, f"role/{it.name('RoleName')}"),
    ("AWS::Logs::LogGroup", "Arn"): lambda it: it.arn("logs", f"log-group:{it.name('LogGroupName')}:*"),
    ("AWS::Events::EventBus", "Arn"): lambda it: it.arn("events", f"event-bus/{it.name('Name')}"),
    ("AWS::Events::EventBus", "Name"): lambda it: it.name("Name"),
    ("AWS::StepFunctions::StateMachine", "Arn"): lambda it: it.arn(
        "states", f"stateMachine:{it.name('StateMachineName')}"
    ),
}

NAME_PROPERTIES: Final = frozenset(
    [
        "FunctionName",
        "Name",
        "StageName",
        "LayerName",
        "BucketName",
        "TableName",
        "QueueName",
        "TopicName",
        "RoleName",
        "LogGroupName",
        "StateMachineName",
        "StackName",
    ]
)
"""The only properties that ids depend on: resolving more could walk in a circle that does not exist."""

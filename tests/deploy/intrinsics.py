"""Resolves the intrinsic functions of a deployed template to the values that the deployment gave them.

Independent of the package's own loader on purpose: this is the judge's reading of the template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ARNS = {
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{id}",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role/{id}",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{id}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{id}",
}
SAME_AS_REF = {"AWS::ApiGateway::Resource": "ResourceId", "AWS::ApiGateway::Deployment": "DeploymentId"}


@dataclass(frozen=True)
class Deployed:
    """One deployed stack: its template, and the physical id of each logical id.

    >>> template = {"Resources": {"Fn": {"Type": "AWS::Lambda::Function"}}}
    >>> stack = Deployed("S", template, {"Fn": "fn-1"}, {})
    >>> stack.resolve({"Fn::GetAtt": ["Fn", "Arn"]})
    'arn:aws:lambda:us-east-1:123456789012:function:fn-1'
    >>> stack.resolve({"Fn::Join": ["/", ["a", {"Ref": "AWS::Region"}]]})
    'a/us-east-1'
    """

    name: str
    template: Mapping[str, Any]
    physical: Mapping[str, str]
    root_resources: Mapping[str, str]
    """REST API id to the id of its root resource."""
    region: str = "us-east-1"
    account: str = "123456789012"
    outputs: Mapping[str, str] = field(default_factory=dict)

    def of_type(self, *types: str) -> dict[str, dict[str, Any]]:
        """Logical id to resolved properties."""
        return {
            logical_id: self.resolve(resource.get("Properties", {}))
            for logical_id, resource in self.template["Resources"].items()
            if resource["Type"] in types
        }

    def resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.resolve(item) for item in value if item != {"Ref": "AWS::NoValue"}]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(name, argument)
        return {key: self.resolve(item) for key, item in value.items() if item != {"Ref": "AWS::NoValue"}}

    def _call(self, name: str, argument: Any) -> Any:
        match name:
            case "Ref":
                return self._ref(argument)
            case "Fn::GetAtt":
                return self._get_att(*(argument.split(".", 1) if isinstance(argument, str) else argument))
            case "Fn::Join":
                return argument[0].join(str(item) for item in self.resolve(argument[1]))
            case "Fn::Sub":
                return self._sub(argument)
            case "Fn::FindInMap":
                name, first, second = self.resolve(argument)
                return self.resolve(self.template["Mappings"][name][first][second])
            case "Fn::Select":
                return self.resolve(argument[1])[int(argument[0])]
            case "Fn::Split":
                return self.resolve(argument[1]).split(argument[0])
        raise NotImplementedError(f"{name} in the template of {self.name}: not known here, add it to intrinsics.py")

    def _ref(self, name: str) -> str:
        pseudo = {
            "AWS::Region": self.region,
            "AWS::AccountId": self.account,
            "AWS::Partition": "aws",
            "AWS::StackName": self.name,
            "AWS::URLSuffix": "amazonaws.com",
        }
        if name in pseudo:
            return pseudo[name]
        if name in self.physical:
            return self.physical[name]
        return str(self.template["Parameters"][name]["Default"])

    def _get_att(self, logical_id: str, attribute: str) -> str:
        type_ = self.template["Resources"][logical_id]["Type"]
        physical = self.physical[logical_id]
        if attribute == "Arn" and type_ in ARNS:
            return ARNS[type_].format(region=self.region, account=self.account, id=physical)
        if attribute == "RootResourceId" and type_ == "AWS::ApiGateway::RestApi":
            return self.root_resources[physical]
        if SAME_AS_REF.get(type_) == attribute:
            return physical
        raise NotImplementedError(f"{type_}.{attribute} in the template of {self.name}: add it to intrinsics.py")

    def _sub(self, argument: str | list[Any]) -> str:
        text, variables = (argument, {}) if isinstance(argument, str) else argument

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith("!"):
                return "${" + name[1:] + "}"
            if name in variables:
                return str(self.resolve(variables[name]))
            return str(self._get_att(*name.split(".", 1)) if "." in name else self._ref(name))

        return re.sub(r"\$\{([^}]+)\}", value, text)

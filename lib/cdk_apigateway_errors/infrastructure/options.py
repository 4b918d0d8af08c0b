"""CDK's own options, passed through under the name of their owner; what the construct owns is refused there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from inspect import signature
from types import MappingProxyType
from typing import Any, Final, TypeVar

from aws_cdk import Token
from aws_cdk import aws_apigateway as ag

E = TypeVar("E", bound=StrEnum)


def enum_option(name: str, value: str, options: type[E]) -> E:
    """Return the option of that name; raises ``ValueError`` that lists the names."""
    try:
        return options(value)
    except ValueError:
        allowed = ", ".join(repr(str(option)) for option in options)
        raise ValueError(f"{name} is {value!r}; allowed: {allowed}") from None


_STRUCTS: Final[Mapping[str, type[Any]]] = {
    "rest_api_options": ag.RestApiProps,
    "deploy_options": ag.StageOptions,
    "method_options": ag.MethodOptions,
    "integration_options": ag.IntegrationOptions,
}

RESERVED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "rest_api_options": {
            "default_cors_preflight_options": "use cors=, which covers every error answer too",
            "default_integration": "give each route its handler=",
            "default_method_options": "use method_options=",
            "deploy_options": "use deploy_options= of the construct",
        },
        "deploy_options": {},
        "method_options": {
            "method_responses": "they are made from errors= and success_status=; add to them by overriding responses_for()",
            "request_models": "use request_model=",
            "request_validator": "use request_model= or request_parameters=",
            "request_validator_options": "use request_model= or request_parameters=",
            "request_parameters": "use request_parameters=",
        },
        "integration_options": {
            "proxy": "this construct is for non-proxy integrations; with proxy the handler writes the whole answer",
            "integration_responses": "they are made from errors=, success_headers= and error_headers=",
            "request_templates": "use request_template=",
            "allow_test_invoke": "the one permission of a function covers the test call",
            "scope_permission_to_method": "there is one permission per function and API",
        },
    }
)


def option_problems(owner: str, options: object) -> list[str]:
    """Return a problem for every reserved key and every key that CDK does not know, or for the first wrong type.

    >>> option_problems("integration_options", {"proxy": True})[0].split(";")[0]
    "integration_options holds 'proxy', which is not passed on: this construct is for non-proxy integrations"
    """
    if options is None:
        return []
    if not isinstance(options, Mapping):
        return [f"{owner} is {options!r}; allowed: a mapping of option names to values"]
    reserved, struct = RESERVED[owner], _STRUCTS[owner]
    known = [name for name in signature(struct.__init__).parameters if name != "self" and name not in reserved]
    problems = [f"{owner} holds {key!r}, which is not passed on: {reserved[key]}" for key in options if key in reserved]
    problems += [
        f"{owner} holds {key!r}, which CDK's {struct.__name__} does not have; allowed: {', '.join(known)}"
        for key in options
        if key not in reserved and key not in known
    ]
    return problems or _type_problems(owner, struct, options)


def deploy_problem(rest_api_options: object, deploy_options: object) -> str | None:
    """Return a problem where options of a stage are given to an API that gets none."""
    deploys = not isinstance(rest_api_options, Mapping) or rest_api_options.get("deploy", True)
    if deploys or not deploy_options:
        return None
    return (
        "rest_api_options holds deploy=False, so there is no stage for deploy_options to act on; leave deploy=False out, or "
        "give these options to your own aws_apigateway.Stage"
    )


def stage_name_problem(deploy_options: object) -> str | None:
    """Return what is wrong with the name of the stage, or ``None``; CDK checks none, the service refuses it.

    Source: CreateStage of the API reference, "alphanumeric characters, hyphens, and underscores", at most 128.
    """
    name = deploy_options.get("stage_name") if isinstance(deploy_options, Mapping) else None
    if not isinstance(name, str) or Token.is_unresolved(name) or re.fullmatch(r"[a-zA-Z0-9_-]{1,128}", name):
        return None
    return f"deploy_options: stage_name is {name!r}; allowed: 1 to 128 letters, digits, _ and -"


def flag_problems(**flags: object) -> list[str]:
    """Return a problem for every argument that is no boolean."""
    return [f"{n} is {value!r}; allowed: True or False" for n, value in flags.items() if not isinstance(value, bool)]


def quota_problem(quota: object) -> str | None:
    """Return what is wrong with a number of API Gateway resources, or ``None``."""
    if isinstance(quota, int) and not isinstance(quota, bool) and quota > 0:
        return None
    return (
        f"api_resource_quota is {quota!r}; allowed: a whole number from 1 on, the account's quota of resources per API"
    )


def _type_problems(owner: str, struct: type[Any], options: Mapping[str, Any]) -> list[str]:
    try:
        struct(**options)
    except (TypeError, ValueError) as error:
        return [f"{owner}: {error}"]
    return []


def integration_option_problems(options: Mapping[str, Any] | None) -> list[str]:
    """Return what is wrong with integration options, by CDK's own rules too, such as the range of ``timeout``.

    An integration is no construct: making one for the check leaves nothing behind.
    """
    problems = option_problems("integration_options", options)
    if problems or not options:
        return problems
    try:
        struct = ag.IntegrationOptions(**options)
        ag.Integration(type=ag.IntegrationType.AWS, integration_http_method="POST", uri="checked", options=struct)
    except RuntimeError as error:  # what jsii raises where CDK refuses
        return [f"integration_options: {str(error).strip()}"]
    return []

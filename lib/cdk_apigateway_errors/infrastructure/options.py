"""CDK's own options, passed through under the name of their owner; what the construct owns is refused there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

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
            "integration_responses": "they are made from errors=; add to them by overriding responses_for()",
            "request_templates": "use request_template=",
            "allow_test_invoke": "the one permission of a function covers the test call",
            "scope_permission_to_method": "there is one permission per function and API",
        },
    }
)


def option_problems(owner: str, options: Mapping[str, Any] | None) -> list[str]:
    """Return a problem for every reserved key.

    >>> option_problems("integration_options", {"proxy": True})[0].split(";")[0]
    "integration_options holds 'proxy', which is not passed on: this construct is for non-proxy integrations"
    """
    reserved = RESERVED[owner]
    return [
        f"{owner} holds {key!r}, which is not passed on: {reserved[key]}" for key in options or {} if key in reserved
    ]

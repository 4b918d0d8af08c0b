"""Who may call: authorizers, IAM and API keys as security schemes.

CDK's authorizers hand themselves to an API only through its methods. Here their L1 resource is read, taken out of the
template, because an import makes the authorizers of an API anew each time, and written into the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from aws_cdk import Names, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import IConstruct

from .document import Json, present

API_KEY: Final = "api_key"
SIGV4: Final = "sigv4"
_AUTHORIZERS: Final = (ag.TokenAuthorizer, ag.RequestAuthorizer, ag.CognitoUserPoolsAuthorizer)
_API_KEY_SCHEME: Final = {"type": "apiKey", "name": "x-api-key", "in": "header"}
_SIGV4_SCHEME: Final = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authtype": "awsSigv4",
}


class Security:
    """The security schemes of one body; each authorizer is written once."""

    def __init__(self, api: ag.IRestApi, schemes: dict[str, Json]) -> None:
        self._api = api
        self._schemes = schemes
        self._names: dict[int, tuple[object, str]] = {}

    def refusals(self, options: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with CDK's options of a method, as far as they say who may call."""
        authorizer, kind = options.get("authorizer"), _name(options.get("authorization_type"))
        if authorizer is not None and id(authorizer) not in self._names:
            return _authorizer_refusals(authorizer)
        if authorizer is None and kind in ("COGNITO", "CUSTOM"):
            return [f"method_options holds the authorization_type {kind} without an authorizer; give authorizer= too"]
        return []

    def requirements(self, options: Mapping[str, Any]) -> list[dict[str, list[str]]]:
        """Return the security requirements of an operation, and write the schemes that they name."""
        found: list[dict[str, list[str]]] = []
        authorizer = options.get("authorizer")
        if authorizer is not None:
            cognito = isinstance(authorizer, ag.CognitoUserPoolsAuthorizer)
            scopes = list(options.get("authorization_scopes") or []) if cognito else []
            found.append({self._authorizer(authorizer): scopes})
        elif _name(options.get("authorization_type")) == "IAM":
            self._schemes.setdefault(SIGV4, dict(_SIGV4_SCHEME))
            found.append({SIGV4: []})
        if options.get("api_key_required"):
            self._schemes.setdefault(API_KEY, dict(_API_KEY_SCHEME))
            found.append({API_KEY: []})
        return found

    def _authorizer(self, authorizer: Any) -> str:
        if id(authorizer) not in self._names:
            resource = _resource(authorizer)
            assert resource is not None  # refusals() said so otherwise
            name = self._unused(resource.name)
            self._schemes[name] = _scheme(resource)
            _take_out(authorizer, self._api)
            # The authorizer is kept beside its name, so that its id stays its own.
            self._names[id(authorizer)] = (authorizer, name)
        return self._names[id(authorizer)][1]

    def _unused(self, name: str) -> str:
        """Return a key that OpenAPI allows for components."""
        key = re.sub(r"[^A-Za-z0-9._-]", "_", name)
        while key in self._schemes or key in (API_KEY, SIGV4):
            key += "_"
        return key


def _authorizer_refusals(authorizer: Any) -> list[str]:
    if not isinstance(authorizer, _AUTHORIZERS):
        problem = (
            f"authorizer is a {type(authorizer).__name__}, and a body writes its authorizers itself; allowed with an "
            "OpenAPI definition: TokenAuthorizer, RequestAuthorizer and CognitoUserPoolsAuthorizer, or use "
            "definition='methods'"
        )
        return [problem]
    resource = _resource(authorizer)
    if resource is None:
        return ["the authorizer belongs to another API already; make one for each API"]
    source = resource.identity_source
    if resource.type == "REQUEST" or _header(source):
        return []
    problem = (
        f"the authorizer's identity_source is {source!r}; allowed for {resource.type} with an OpenAPI definition: one "
        "header, such as IdentitySource.header('Authorization')"
    )
    return [problem]


def _resource(authorizer: IConstruct) -> ag.CfnAuthorizer | None:
    found = authorizer.node.try_find_child("Resource")
    return found if isinstance(found, ag.CfnAuthorizer) else None


def _scheme(resource: ag.CfnAuthorizer) -> Json:
    kind = resource.type.lower()
    of_requests = kind == "request"
    return {
        "type": "apiKey",
        **_single_source(resource.identity_source),
        "x-amazon-apigateway-authtype": kind if kind == "cognito_user_pools" else "custom",
        "x-amazon-apigateway-authorizer": present(
            type=kind,
            authorizerUri=resource.authorizer_uri,
            authorizerCredentials=resource.authorizer_credentials,
            authorizerResultTtlInSeconds=resource.authorizer_result_ttl_in_seconds,
            identitySource=resource.identity_source if of_requests else None,
            identityValidationExpression=resource.identity_validation_expression,
            providerARNs=resource.provider_arns,
        ),
    }


def _single_source(source: str | None) -> Json:
    """Return where a single header or query parameter is read; ``Unused`` is the service's word for anything else.

    Source: developer guide, "x-amazon-apigateway-authorizer object".
    """
    found = re.fullmatch(r"method\.request\.(header|querystring)\.([^,]+)", source or "")
    if found is None:
        return {"name": "Unused", "in": "header"}
    return {"name": found[2], "in": "header" if found[1] == "header" else "query"}


def _header(source: str | None) -> str:
    """Return the header that an identity source names, or ``""`` for any other source."""
    found = re.fullmatch(r"method\.request\.header\.([^,]+)", source or "")
    return found[1] if found else ""


def _take_out(authorizer: IConstruct, api: ag.IRestApi) -> None:
    """Take the L1 resource out of the template, and let every authorizer of ``api`` call what this one called.

    CDK's permission names the authorizer by its id, which only the import gives.
    """
    authorizer.node.try_remove_child("Resource")
    permission_id = f"{Names.unique_id(authorizer)}:Permissions"
    source = Stack.of(authorizer).format_arn(
        service="execute-api", resource=api.rest_api_id, resource_name="authorizers/*"
    )
    for construct in authorizer.node.root.node.find_all():
        if isinstance(construct, lambda_.CfnPermission) and construct.node.id == permission_id:
            construct.source_arn = source


def _name(value: Any) -> str | None:
    return None if value is None else str(value.name)

"""Whether the API may invoke a function, judged by the ``AWS::Lambda::Permission`` resources of the template.

A function that the template makes needs one there. Where the template has no permission at all, a function from elsewhere
(another stack, a test) is not judged. An integration with credentials invokes as that role and needs no permission
(D ``api-gateway-control-access-using-iam-policies-to-invoke-api``).
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from ..cloudformation.model import Function, Method, Permission, RestApi

PRINCIPAL = "apigateway.amazonaws.com"


def may_invoke(api: RestApi, method: Method, function: Function | None) -> bool:
    """Whether a method may invoke its function."""
    integration = method.integration
    if function is None or integration is None or integration.credentials:
        return True
    if not api.permissions and not function.in_template:
        return True
    return any(
        permission.function == integration.function and _covers(permission, api, method)
        for permission in api.permissions
    )


def _covers(permission: Permission, api: RestApi, method: Method) -> bool:
    if permission.principal not in (PRINCIPAL, "*") or permission.action not in _INVOKE:
        return False
    return permission.source_arn is None or source_arn_matches(permission.source_arn, api, method)


_INVOKE = ("lambda:InvokeFunction", "lambda:*", "*")


def source_arn_matches(source_arn: str, api: RestApi, method: Method) -> bool:
    """Whether a source ARN (with ``*`` and ``?``) covers a method of the API's stage.

    >>> api = RestApi("Api", "api", rest_api_id="a1")
    >>> arn = "arn:aws:execute-api:us-east-1:123456789012:a1/*/GET/orders/*"
    >>> source_arn_matches(arn, api, Method("GET", "/orders/{id}"))
    True
    """
    parts = source_arn.split(":", 5)
    if len(parts) != 6:
        return False
    _, _, service, region, account, resource = parts
    own = f"{api.rest_api_id}/{api.stage.stage_name}/{method.http_method}{method.path}"
    pairs = ((service, "execute-api"), (region, api.region), (account, api.account_id), (resource, own))
    return all(fnmatchcase(value, _literal_brackets(pattern)) for pattern, value in pairs)


def _literal_brackets(pattern: str) -> str:
    """``[`` is no wildcard in ARNs."""
    return pattern.replace("[", "[[]")

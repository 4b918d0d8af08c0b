"""``$context``: what templates, mappings and gateway responses know about a request.

Key set: S LocalStack ``test_sqs_amz_json_protocol`` 2025-05-20; D ``api-gateway-mapping-template-reference``.
"""

from __future__ import annotations

import os
import time
from binascii import b2a_base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..cloudformation.model import Method, RestApi
from .values import Request, first_header

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class OverriddenTwice(Exception):
    """A template overrides a parameter that was overridden before."""


class Overrides(dict[str, Any]):
    """A map in which each member may be set once, also across the request and the response template.

    D ``apigateway-override-request-response-parameters``: overriding a parameter several times answers 5XX; a template
    keeps the value in a variable and sets it once at the end.
    """

    _written: frozenset[str] = frozenset()

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self._written:
            raise OverriddenTwice(f"{name} is overridden more than once; set a variable, and the override at the end")
        self._written |= {name}
        super().__setitem__(name, value)


def request_id(random_bytes: bytes) -> str:
    """A UUID (version 4) of 16 bytes as text."""
    digits = random_bytes.hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def extended_request_id(random_bytes: bytes) -> str:
    """Looks like the service's: 11 base64 characters and ``=`` of 8 bytes; ``x-amz-apigw-id`` says the same."""
    return b2a_base64(random_bytes, newline=False).decode("ascii")


@lru_cache(maxsize=2)
def common_log_time(moment: int) -> str:
    """``requestTime``, CLF in UTC, for a second since the epoch.

    >>> common_log_time(0)
    '01/Jan/1970:00:00:00 +0000'
    """
    t = time.gmtime(moment)
    return f"{t.tm_mday:02}/{_MONTHS[t.tm_mon - 1]}/{t.tm_year}:{t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02} +0000"


@lru_cache(maxsize=2)
def http_date(moment: int) -> str:
    """The ``Date`` header (RFC 9110) for a second since the epoch.

    >>> http_date(0)
    'Thu, 01 Jan 1970 00:00:00 GMT'
    """
    t = time.gmtime(moment)
    day = f"{_DAYS[t.tm_wday]}, {t.tm_mday:02} {_MONTHS[t.tm_mon - 1]} {t.tm_year}"
    return f"{day} {t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02} GMT"


def context_variables(api: RestApi, method: Method | None, request: Request, path: str) -> dict[str, Any]:
    """``$context`` for one request; ``method`` is ``None`` where no method answers.

    ``path`` is the decoded path within the stage. Members that do not apply are ``None``, as on the service.
    """
    now, random_bytes = time.time(), os.urandom(24)
    domain = f"{api.rest_api_id}.execute-api.{api.region}.amazonaws.com"
    return {
        "resourceId": method.resource_id if method else None,
        "resourcePath": method.path if method else None,
        "httpMethod": request.method,
        "extendedRequestId": extended_request_id(random_bytes[16:]),
        "requestTime": common_log_time(int(now)),
        "path": f"/{api.stage.stage_name}{path}",
        "accountId": api.account_id,
        "protocol": "HTTP/1.1",
        "requestOverride": Overrides({"header": Overrides(), "path": Overrides(), "querystring": Overrides()}),
        "stage": api.stage.stage_name,
        "domainPrefix": api.rest_api_id,
        "requestTimeEpoch": int(now * 1000),
        "requestId": request_id(random_bytes[:16]),
        "identity": _identity(request),
        "domainName": domain,
        "deploymentId": "local",
        "responseOverride": Overrides({"header": Overrides()}),
        "apiId": api.rest_api_id,
    }


def _identity(request: Request) -> dict[str, Any]:
    """D: the IAM and Cognito members are null for methods without authorization."""
    return {
        "cognitoIdentityPoolId": None,
        "accountId": None,
        "cognitoIdentityId": None,
        "caller": None,
        "sourceIp": request.source_ip,
        "principalOrgId": None,
        "accessKey": None,
        "cognitoAuthenticationType": None,
        "cognitoAuthenticationProvider": None,
        "userArn": None,
        "userAgent": first_header(request.headers, "user-agent"),
        "user": None,
    }


def lookup(variables: Mapping[str, Any], path: str) -> Any:
    """The member that a dotted path names, or ``None``.

    >>> lookup({"identity": {"sourceIp": "127.0.0.1"}}, "identity.sourceIp")
    '127.0.0.1'
    """
    value: Any = variables
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value

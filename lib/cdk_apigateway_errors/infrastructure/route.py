"""One route: what was declared, and what was made from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from ..catalog import ErrorCatalog

HTTP_METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
BODILESS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS"})
WHY_NOT_ANY: Final = (
    "ANY is not supported: one set of method responses would stand for every HTTP method, also for those the handler "
    "does not know, and would take the CORS preflight too; add one route for each of GET, POST, …"
)

# Path parts: the rule of CDK's validateResourcePathPart, and {name+} only at the end.
_PART = re.compile(r"[a-zA-Z0-9:._$-]+|\{[a-zA-Z0-9:._$-]+\+?\}")


def parse_route(route: object) -> tuple[str, str]:
    """Return the HTTP method and the path of ``"GET /orders/{id}"``.

    Raises ``ValueError`` that says what is wrong with it.

    >>> parse_route("GET /orders/{id}")
    ('GET', '/orders/{id}')
    """
    if not isinstance(route, str) or len(route.split()) != 2:
        raise ValueError(
            f"route is {route!r}; allowed: an HTTP method, a space and a path, such as 'GET /orders/{{id}}'"
        )
    http_method, path = route.split()
    method_problem = http_method_problem(http_method)
    if method_problem:
        raise ValueError(method_problem)
    if not path.startswith("/") or (path != "/" and path.endswith("/")):
        raise ValueError(f"path is {path!r}; allowed: a path that starts with '/' and does not end with it")
    parts = path[1:].split("/") if path != "/" else []
    wrong = [part for part in parts if not _PART.fullmatch(part)]
    if wrong:
        raise ValueError(
            f"path {path!r} holds {wrong[0]!r}; allowed between slashes: letters, digits, :._$- or {{name}}"
        )
    if any(part.endswith("+}") for part in parts[:-1]):
        raise ValueError(f"path {path!r} goes on behind a {{name+}} part; a greedy part must be the last one")
    doubled = [name for name, count in Counter(_names(parts)).items() if count > 1]
    if doubled:
        raise ValueError(f"path {path!r} holds {{{doubled[0]}}} twice; give every path parameter a name of its own")
    return http_method, path


def _names(parts: Iterable[str]) -> list[str]:
    """Return the names of the path parameters among path parts."""
    return [part.strip("{}").removesuffix("+") for part in parts if part.startswith("{")]


def http_method_problem(http_method: str) -> str | None:
    """Return what is wrong with an HTTP method, or ``None``."""
    if http_method.upper() == "ANY":
        return WHY_NOT_ANY
    if http_method not in HTTP_METHODS:
        return f"HTTP method is {http_method!r}; allowed: {', '.join(HTTP_METHODS)}"
    return None


@dataclass(eq=False)
class Route:
    """A route of a :class:`NonProxyLambdaRestApi`: the declaration in plain values, then the constructs made from it.

    Hooks such as ``responses_for(route)`` see the declaration; ``method`` and ``resource`` exist once ``add_route`` has
    returned, and not with an OpenAPI definition, which makes none.
    """

    http_method: str
    path: str
    handler: lambda_.IFunction
    catalog: ErrorCatalog
    success_status: int = 200
    success_template: str | None = None
    success_headers: Mapping[str, str] = field(default_factory=dict)
    error_headers: Mapping[str, str] = field(default_factory=dict)
    guarded: bool = False
    request_templates: Mapping[str, str] = field(default_factory=dict)
    method: ag.Method = field(init=False)
    resource: ag.IResource = field(init=False)
    _body_of: ag.SpecRestApi | None = field(init=False, default=None, repr=False)
    _deployed: bool = field(init=False, default=True, repr=False)

    @property
    def errors(self) -> tuple[int, ...]:
        """The status codes that the route declares, ascending."""
        return self.catalog.declared.statuses

    def in_body_of(self, rest_api: ag.SpecRestApi, *, deployed: bool) -> None:
        """Note that the route is an operation in the body of ``rest_api``, and no method of its own.

        ``deployed`` says whether the API has a stage of its own.
        """
        self._body_of, self._deployed = rest_api, deployed

    @property
    def method_arn(self) -> str:
        """The ARN that callers are granted, of the API's own stage; path parameters stand as ``*``."""
        if self._body_of is None:
            return self.method.method_arn
        api, path = self._body_of, re.sub(r"\{[^/]*\}", "*", self.path)
        stage = api.deployment_stage.stage_name if self._deployed else None
        return api.arn_for_execute_api(self.http_method, path, stage)

    def grant_execute(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let ``grantee`` call this route where it is authorized by IAM."""
        if self._body_of is None:
            return self.method.grant_execute(grantee)
        return iam.Grant.add_to_principal(
            grantee=grantee, actions=["execute-api:Invoke"], resource_arns=[self.method_arn]
        )

    def metric(self, metric_name: str, stage: ag.IStage, **options: Any) -> cloudwatch.Metric:
        """Return a CloudWatch metric of this route, such as ``route.metric("4XXError", api.rest_api.deployment_stage)``."""
        if self._body_of is None:
            return self.method.metric(metric_name, stage, **options)
        names = {"ApiName": self._body_of.rest_api_name, "Method": self.http_method, "Resource": self.path}
        return cloudwatch.Metric(
            namespace="AWS/ApiGateway",
            metric_name=metric_name,
            dimensions_map={**names, "Stage": stage.stage_name},
            **options,
        ).attach_to(self._body_of)

    def __getattr__(self, name: str) -> Any:
        """Say why there is no ``method`` or ``resource``; called only for what is not there."""
        if name not in ("method", "resource"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        if self.__dict__.get("_body_of") is None:
            raise AttributeError(f"the route {self} has no {name} yet; add_route() makes it")
        raise AttributeError(
            f"the route {self} has no {name}: it is an operation of an OpenAPI body. Use route.method_arn, "
            "route.grant_execute() and route.metric(); throttle it with deploy_options={'method_options': ...}, or use "
            "definition='methods'"
        )

    def __str__(self) -> str:
        return f"{self.http_method} {self.path}"

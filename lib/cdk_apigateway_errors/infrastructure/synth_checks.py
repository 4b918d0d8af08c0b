"""The lint rules run at synthesis, once for an app, because a construct of ours is in it.

Two ways lead to CDK, never both. From aws-cdk-lib 2.262 on the findings come from a validation plugin: they are
acknowledged with a reason, and an error fails the synthesis. Up to 2.261 a failing plugin of a Python app does not: CDK sets
the exit code of jsii's Node.js process, which nobody reads (tried on 2.230 and 2.252; aws/aws-cdk#26844). There the findings
are annotations (:mod:`.synth_annotations`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol, cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_apigateway as ag
from constructs import Construct, IValidation

from ..catalog import Response
from ..lint import Finding
from ..lint.declared import DeclaredMethod
from .checked_templates import CheckedTemplates, checked_templates
from .lint_plugin import FINDINGS_FAIL_SYNTHESIS, LintPlugin
from .route import Route
from .synth_annotations import CheckedMethod, annotate

CONTEXT: Final = "cdk-apigateway-errors:synthChecks"
"""The context key that leaves the checks out of a whole app where it is ``false``."""

Methods = Callable[[], Iterable[CheckedMethod]]


class _Api(Protocol):
    """``NonProxyLambdaRestApi``."""

    routes: dict[str, Route]
    rest_api: ag.IRestApi

    def responses_for(self, route: Route) -> Sequence[Response]: ...


def register_checks(api: _Api, synth_checks: bool = True) -> None:
    """Have the routes of ``api`` checked at synthesis, or left out where the app is checked because of another API."""
    assert isinstance(api, Construct)
    checks = _checks_of(api)
    if checks is None:
        return
    if synth_checks:
        checks.add(lambda: _methods_of(api))
    else:
        checks.leave_out(api, api.rest_api)


def register_method(method: ag.Method, responses: Sequence[Response], request_templates: Mapping[str, str]) -> None:
    """Have a method of CDK's own ``RestApi`` checked at synthesis."""
    checks = _checks_of(method)
    if checks is not None:
        checks.add(lambda: [_checked(method, method.http_method, method.resource.path, responses, request_templates)])


def _checks_of(scope: Construct) -> SynthChecks | None:
    app = scope.node.root
    if not cdk.App.is_app(app) or scope.node.try_get_context(CONTEXT) in (False, "false"):
        return None
    found = checked_templates(app)
    return found if isinstance(found, SynthChecks) else SynthChecks(cast(Construct, app))


def _methods_of(api: _Api) -> Iterator[CheckedMethod]:
    for route in api.routes.values():
        construct = getattr(route, "method", None) or api.rest_api
        yield _checked(construct, route.http_method, route.path, api.responses_for(route), route.request_templates)


def _checked(
    construct: Any, http_method: str, path: str, responses: Sequence[Response], request_templates: Mapping[str, str]
) -> CheckedMethod:
    key = f"{construct.node.path} {http_method} {path}"
    return CheckedMethod(construct, DeclaredMethod(key, http_method, path, responses, request_templates))


@jsii.implements(IValidation)
class SynthChecks(CheckedTemplates):
    """The checks of one app, in its construct tree.

    CDK asks :meth:`validate` when the tree is complete: a plugin that is registered only then comes after those of the
    user, and leaves out what they have checked.
    """

    def __init__(self, app: Construct) -> None:
        super().__init__(app)
        self._app = app
        self._methods: list[Methods] = []
        self._left_out: list[Construct] = []
        self._registered = False
        self.node.add_validation(self)

    def add(self, methods: Methods) -> None:
        self._methods.append(methods)

    def leave_out(self, *constructs: Any) -> None:
        self._left_out.extend(constructs)

    def validate(self) -> list[str]:
        self.paths.clear()
        if not self._methods or os.environ.get("CDK_VALIDATION") == "false":  # `cdk synth --no-validation` sets it
            return []
        if not FINDINGS_FAIL_SYNTHESIS:
            annotate(method for methods in self._methods for method in methods())
        elif not self._registered:
            self._registered = True
            cdk.Validations.of(self._app).add_plugins(_Rest(self))
        return []

    def resources_left_out(self) -> set[tuple[str, str]]:
        """File name and logical id of everything that APIs with ``synth_checks=False`` made."""
        return {
            (cdk.Stack.of(one).template_file, str(cdk.Stack.of(one).resolve(one.logical_id)))
            for construct in self._left_out
            for one in construct.node.find_all()
            if isinstance(one, cdk.CfnElement)
        }


class _Rest(LintPlugin):
    """Checks the templates that no :class:`LintPlugin` of the user has checked before."""

    def __init__(self, checks: SynthChecks) -> None:
        super().__init__()
        self._checks = checks

    def findings(self, template_paths: Sequence[str]) -> tuple[Finding, ...]:
        found = super().findings([path for path in template_paths if path not in self._checks.paths])
        unwanted = self._checks.resources_left_out() if found else set()
        return tuple(one for one in found if (Path(one.template).name, one.logical_id) not in unwanted)

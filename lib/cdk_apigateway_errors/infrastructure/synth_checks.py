"""The lint rules run at synthesis, once for an app, because a construct of ours is in it.

Two ways lead to CDK, never both. From aws-cdk-lib 2.262 on the findings come from a validation plugin: they are
acknowledged with a reason, and an error fails the synthesis. Up to 2.261 a failing plugin of a Python app does not: CDK sets
the exit code of jsii's Node.js process, which nobody reads (tried on 2.230 and 2.252; aws/aws-cdk#26844). There the findings
are annotations (:mod:`.synth_annotations`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeAlias, cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_apigateway as ag
from constructs import Construct, IValidation

from ..catalog import Response
from .checked_methods import CheckedMethod
from .checked_templates import FINDINGS_FAIL_SYNTHESIS, CheckedTemplates, checked_templates, forget_annotated
from .crossings import node_of, root_of
from .route import Route

CONTEXT: Final = "cdk-apigateway-errors:synthChecks"
"""The context key that leaves the checks out of a whole app where it is ``false``."""


_Made: TypeAlias = Callable[[], Iterable[Construct]]
"""Asked at synthesis, when all routes are there."""


class _Api(Protocol):
    """``NonProxyLambdaRestApi``."""

    routes: dict[str, Route]
    rest_api: ag.IRestApi

    def responses_for(self, route: Route) -> Sequence[Response]: ...


def register_checks(api: _Api, synth_checks: bool = True) -> None:
    """Have the routes of ``api`` checked at synthesis, or left out where the app is checked because of another API."""
    assert isinstance(api, Construct)
    checks = checks_of(api)
    if checks is None:
        return
    if synth_checks:
        checks.add(lambda: _methods_of(api), lambda: _methods_made_by(api))
    else:
        checks.leave_out(lambda: (api, *_methods_made_by(api)))


def checks_of(scope: Construct) -> SynthChecks | None:
    """Return the checks of the app, made at the first call; ``None`` where the context leaves them out.

    Annotations must be there when the stage is synthesized, which comes before the app: so there each stage has its own.
    """
    app = root_of(scope) if FINDINGS_FAIL_SYNTHESIS else cdk.Stage.of(scope)
    if not isinstance(app, cdk.Stage):
        return None
    found = checked_templates(app)
    if found is None:
        forget_annotated(app)
    if node_of(scope).try_get_context(CONTEXT) in (False, "false"):
        return None
    return found if isinstance(found, SynthChecks) else SynthChecks(cast(Construct, app))


def _methods_of(api: _Api) -> Iterator[CheckedMethod]:
    for route in api.routes.values():
        construct = getattr(route, "method", None) or api.rest_api
        yield CheckedMethod(construct, route.http_method, route.path, api.responses_for(route), route.request_templates)


def _methods_made_by(api: _Api) -> list[Construct]:
    """Return the methods of its routes, which stand below another construct where the API is another's."""
    found = (getattr(route, "method", None) for route in api.routes.values())
    return [method for method in found if method is not None]


@jsii.implements(IValidation)
class SynthChecks(CheckedTemplates):
    """The checks of one app (or stage), in its construct tree.

    CDK asks :meth:`validate` when the tree is complete: a plugin that is registered only then comes after those of the
    user, and leaves out what they report.
    """

    def __init__(self, app: Construct) -> None:
        super().__init__(app)
        self._app = app
        self._methods: list[Callable[[], Iterable[CheckedMethod]]] = []
        self._kept: list[_Made] = []
        self._left_out: list[_Made] = []
        self._registered = False
        self.node.add_validation(self)

    def add(self, methods: Callable[[], Iterable[CheckedMethod]], made: _Made = tuple) -> None:
        """Have an API checked; ``methods`` is called at synthesis, and only where templates cannot be checked.

        What was ``made`` is checked even inside an API that another construct leaves out.
        """
        self._methods.append(methods)
        self._kept.append(made)

    def leave_out(self, made: _Made) -> None:
        """Leave out what was ``made``, even if the app is checked because of another API."""
        self._left_out.append(made)

    def validate(self) -> list[str]:
        if not self._methods or os.environ.get("CDK_VALIDATION") == "false":  # `cdk synth --no-validation` sets it
            return []
        if not FINDINGS_FAIL_SYNTHESIS:
            self._annotate()
        elif not self._registered:
            self._register()
        return []

    # The rules are imported when they are needed: not by tests that switch the checks off.

    def _annotate(self) -> None:
        from .synth_annotations import annotate  # noqa: PLC0415

        annotate(method for methods in self._methods for method in methods())

    def _register(self) -> None:
        from .remaining_templates import RemainingTemplates  # noqa: PLC0415

        self._registered = True
        cdk.Validations.of(self._app).add_plugins(RemainingTemplates(self.reported, self.resources_left_out))

    def resources_left_out(self) -> set[tuple[str, str]]:
        """File name and logical id of everything that APIs with ``synth_checks=False`` made."""
        left_out = _resources(self._left_out)
        return left_out - _resources(self._kept) if left_out else left_out


def _resources(made: Iterable[_Made]) -> set[tuple[str, str]]:
    """File name and logical id of everything in and below what was made."""
    return {
        (cdk.Stack.of(one).template_file, str(cdk.Stack.of(one).resolve(one.logical_id)))
        for constructs in made
        for construct in constructs()
        for one in construct.node.find_all()
        if isinstance(one, cdk.CfnElement)
    }

"""Findings of templates that a synthesis has just written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..cloudformation import CircularDependencyError, TemplateError, load
from ..cloudformation.model import Application
from .finding import Finding, Severity
from .linting import lint
from .registry import RULES
from .rule import Rule

NOT_CHECKED = "not-checked"
"""The id of the finding for templates that cannot be read; there is no rule of this name."""


def lint_templates(paths: Iterable[str], rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """The findings of templates in cloud assemblies; stacks that their functions or exports are in are read along.

    ``paths`` are absolute. Findings of other templates in the same folder are left out, but for nested stacks.

    >>> lint_templates([])
    ()
    """
    wanted: dict[Path, list[Path]] = {}
    for path in map(Path, paths):
        wanted.setdefault(path.parent, []).append(path)
    known = tuple(rules)
    return tuple(
        one for folder, files in wanted.items() if _has_apis(folder, files) for one in _of_folder(folder, files, known)
    )


def _has_apis(folder: Path, files: Iterable[Path]) -> bool:
    """Whether there is anything to check; templates of nested stacks stand in the same folder."""
    return any(b"AWS::ApiGateway::" in path.read_bytes() for path in {*files, *folder.glob("*.template.json")})


def _of_folder(folder: Path, files: list[Path], rules: tuple[Rule, ...]) -> Iterator[Finding]:
    try:
        application = load(folder)
    except TemplateError as error:
        for path in files:
            yield _not_checked(path, error)
        return
    unwanted = _top_level(application) - {str(path) for path in files}
    yield from (one for one in lint(application, rules) if one.template not in unwanted)


def _top_level(application: Application) -> set[str]:
    """The templates of the assembly's own stacks; those of nested stacks belong to a template that was asked for."""
    return {str(one.path) for one in application.templates if not one.nested}


_REPORT = "run apigateway-errors lint on the template; report it if the template deploys"
_NO_ORDER = (
    "CloudFormation can make none of them first: take one of these references out (the ways round: docs/big-apis.md)"
)


def _not_checked(path: Path, reason: TemplateError) -> Finding:
    circular = isinstance(reason, CircularDependencyError)  # CloudFormation refuses it, and CDK has not seen it
    severity, fix = (Severity.ERROR, _NO_ORDER) if circular else (Severity.WARNING, _REPORT)
    message = f"the REST APIs of {path.name} are not checked: {reason}"
    return Finding(NOT_CHECKED, severity, message, fix, template=str(path))

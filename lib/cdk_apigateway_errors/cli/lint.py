"""``apigateway-errors lint``: what the service refuses, and what goes wrong after the deployment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import FOUND_FAILURE, BadInput
from .output import on_one_line, paint, say, visible, width, wrapped
from .source import Source, chosen, load_application, source_argument

if TYPE_CHECKING:
    from ..cloudformation import Application
    from ..lint import Finding, Rule
    from ..lint.places import Places

EPILOG = """\b
Examples:
  apigateway-errors lint
  apigateway-errors lint template.yaml --strict
  apigateway-errors lint cdk.out --format sarif > lint.sarif

Exits with 1 where there is an error, with --strict also where there is a warning. docs/rules.md explains the rules."""

_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


@click.command(epilog=EPILOG)
@source_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, for code scanning, or for annotations of a GitHub workflow.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave a rule out. Repeatable.")
def lint(*, source: Source, form: str, strict: bool, ignore: tuple[str, ...]) -> None:
    """Check selection patterns, templates, statuses and headers before the deployment."""
    from ..lint import RULES  # noqa: PLC0415 - not for --help
    from ..lint import lint as check  # noqa: PLC0415
    from ..lint.places import Places  # noqa: PLC0415

    rules = _without(ignore, RULES)
    application = _chosen(load_application(source), source)
    findings = check(application, rules)
    for line in _output(form, findings, Places(map(_relative, application.sources)), rules):
        say(line)
    if any(one.severity == "error" or (strict and one.severity == "warning") for one in findings):
        raise SystemExit(FOUND_FAILURE)


def _without(ignored: Sequence[str], rules: Iterable[Rule]) -> tuple[Rule, ...]:
    known = tuple(rules)
    unknown = sorted(set(ignored) - {rule.id for rule in known})
    if unknown:
        raise BadInput(f"--ignore {unknown[0]!r}: no such rule; there is: {', '.join(rule.id for rule in known)}")
    return tuple(rule for rule in known if rule.id not in ignored)


def _chosen(application: Application, source: Source) -> Application:
    return replace(application, rest_apis=chosen(application.rest_apis, source.api))


def _relative(path: Path) -> Path:
    """As seen from here: code scanning and annotations want paths of the repository."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _output(form: str, findings: Sequence[Finding], places: Places, rules: Sequence[Rule]) -> Iterator[str]:
    if form == "sarif":
        from .. import __version__  # noqa: PLC0415
        from ..lint.sarif import sarif  # noqa: PLC0415

        yield json.dumps(sarif(findings, places, __version__, rules), indent=2)
    elif form == "json":
        yield json.dumps({"findings": [asdict(one) for one in findings], "summary": _counts(findings)})
    elif form == "github":
        yield from (_command(one, places) for one in findings)
    else:
        yield from _text(findings)


def _counts(findings: Iterable[Finding]) -> Mapping[str, int]:
    counted = Counter(str(one.severity) for one in findings)
    return {severity: counted[severity] for severity in _COLOURS}


def _command(finding: Finding, places: Places) -> str:
    """A workflow command; its text is escaped as GitHub's toolkit does (actions/toolkit, command.ts)."""
    place = places.of(finding)
    properties = {"title": f"{finding.rule_id} {finding.route}".strip()}
    if place is not None:
        properties = {"file": place.path.as_posix(), "line": str(place.line), **properties}
    listed = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    status = f"{finding.status_code}: " if finding.status_code else ""
    return f"::{_COMMANDS[finding.severity]} {listed}::{_escaped(f'{status}{finding.message}. Fix: {finding.fix}')}"


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return visible(text)


def _text(findings: Sequence[Finding]) -> Iterator[str]:
    for (api, found), routes in _grouped(findings).items():
        yield paint(_heading(api, routes), bold=True, fg="cyan")
        for rule_id, severity, status_code, message, fix in found:
            status = f"{status_code} " if status_code else ""
            yield f"  {paint(f'{severity:<7}', fg=_COLOURS[severity], bold=True)}  {status}{paint(rule_id, bold=True)}"
            yield from (f"      {line}" for line in wrapped(visible(message), width() - 6))
            yield from (f"      {paint(line, fg='green')}" for line in wrapped(f"Fix: {visible(fix)}", width() - 6))
        yield ""
    counts = ", ".join(f"{number} {name}{'s' * (number != 1)}" for name, number in _counts(findings).items() if number)
    yield counts or paint("No findings.", fg="green")


Found = tuple[tuple[str, str, str, str, str], ...]


def _grouped(findings: Iterable[Finding]) -> dict[tuple[str, Found], list[str]]:
    """Routes by what was found on them: many routes answer alike."""
    by_route: dict[tuple[str, str], list[tuple[str, str, str, str, str]]] = {}
    for one in findings:
        found = (one.rule_id, str(one.severity), one.status_code, one.message, one.fix)
        by_route.setdefault((one.api, one.route), []).append(found)
    groups: dict[tuple[str, Found], list[str]] = {}
    for (api, route), items in by_route.items():
        groups.setdefault((api, tuple(items)), []).append(route)
    return groups


def _heading(api: str, routes: Sequence[str]) -> str:
    named = ", ".join(on_one_line(route) for route in routes[:3] if route)
    more = f" and {len(routes) - 3} more routes" if len(routes) > 3 else ""
    return " ".join(part for part in (on_one_line(api), f"{named}{more}") if part) or "All stacks"

"""All rules on everything that was loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..cloudformation.model import Application, RestApi
from .finding import Finding, Problem
from .registry import RULES
from .rule import ApiRule, ApplicationRule, MethodRule, Rule
from .subject import Subject, key_of, subjects
from .template_index import TemplateIndex

Asked = Sequence[tuple[Rule, Problem]]


def lint(application: Application, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """The findings in the order of the APIs and routes, and for each in the order of the rules.

    Methods that answer alike are examined once.

    >>> from cdk_apigateway_errors.cloudformation import load
    >>> lint(load({"Resources": {}}))
    ()
    """
    known = tuple(rules)
    found: list[Finding] = []
    for rest_api in application.rest_apis:
        found += _of_methods(rest_api, [rule for rule in known if isinstance(rule, MethodRule)])
        found += _of_api(rest_api, [rule for rule in known if isinstance(rule, ApiRule)])
    for rule in known:
        if isinstance(rule, ApplicationRule):
            found += [_finding(rule, problem) for problem in rule.check(application)]
    templates = TemplateIndex(application.templates)
    return tuple(templates.placed(one) for one in dict.fromkeys(found))


def label(rest_api: RestApi) -> str:
    """What an API is called in findings: ``Orders/Api``."""
    return f"{rest_api.stack_name}/{rest_api.logical_id}" if rest_api.stack_name else rest_api.logical_id


def _of_methods(rest_api: RestApi, rules: Sequence[MethodRule]) -> Iterator[Finding]:
    answers: dict[tuple[object, ...], Asked] = {}
    for subject in subjects(rest_api):
        key = key_of(subject.method)
        if key not in answers:
            answers[key] = _asked(subject, rules)
        method = subject.method
        for rule, problem in answers[key]:
            yield _finding(rule, problem, label(rest_api), f"{method.http_method} {method.path}", method.logical_id)


def _asked(subject: Subject, rules: Sequence[MethodRule]) -> Asked:
    ours = subject.made_by_catalog
    return [(rule, problem) for rule in rules if not (ours and rule.proven) for problem in rule.check(subject)]


def _of_api(rest_api: RestApi, rules: Sequence[ApiRule]) -> Iterator[Finding]:
    for rule in rules:
        for problem in rule.check(rest_api):
            yield _finding(rule, problem, label(rest_api), logical_id=rest_api.logical_id)


def _finding(rule: Rule, problem: Problem, api: str = "", route: str = "", logical_id: str = "") -> Finding:
    return Finding(
        rule.id,
        problem.severity or rule.severity,
        problem.message,
        problem.fix,
        api,
        problem.route or route,
        problem.logical_id or logical_id,
        problem.status_code,
        problem.template,
    )

"""Every rule against its own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdk_apigateway_errors.lint import RULES, Finding, Severity, lint
from cdk_apigateway_errors.lint import rules as package
from cdk_apigateway_errors.lint.rule import Example, Rule

BAD = [pytest.param(rule, one, id=f"{rule.id}-{at}") for rule in RULES for at, one in enumerate(rule.bad)]
GOOD = [pytest.param(rule, one, id=f"{rule.id}-{at}") for rule in RULES for at, one in enumerate(rule.good)]


def found(rule: Rule, example: Example, folder: Path) -> tuple[Finding, ...]:
    return lint(example.made(folder), [rule])


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_bad_example_is_found_and_the_finding_says_what_and_how_to_fix_it(
    rule: Rule, example: Example, tmp_path: Path
) -> None:
    findings = [one for one in found(rule, example, tmp_path) if one.severity is rule.severity]
    assert findings, example.shown
    assert any(example.says in one.message for one in findings), [one.message for one in findings]
    assert all(one.message and one.fix and one.rule_id == rule.id for one in findings)


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_a_good_example_is_left_alone(rule: Rule, example: Example, tmp_path: Path) -> None:
    assert [
        one
        for one in found(rule, example, tmp_path)
        if one.severity is not Severity.INFO or rule.severity is Severity.INFO
    ] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_and_where_that_is_known_from_and_has_examples(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.why.endswith(".")
    assert rule.source
    assert rule.bad
    assert rule.good


def test_every_file_of_the_rules_is_registered_under_its_own_name() -> None:
    files = {path.stem.replace("_", "-") for path in Path(package.__file__).parent.glob("*.py")} - {"--init--"}
    assert files == {rule.id for rule in RULES}
    assert len(RULES) == len(files)

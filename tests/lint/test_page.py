"""The page of the rules is the one that the rules write."""

from pathlib import Path

from cdk_apigateway_errors.lint import RULES
from cdk_apigateway_errors.lint.page import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_page_in_the_documentation_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m cdk_apigateway_errors.lint.page > docs/rules.md"


def test_the_page_has_a_section_and_a_row_for_every_rule() -> None:
    text = page()
    assert [
        rule.id for rule in RULES if f"\n## {rule.id}\n" not in text or f"| [{rule.id}](#{rule.id}) |" not in text
    ] == []

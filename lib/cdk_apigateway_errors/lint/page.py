"""The page ``docs/rules.md``, written from the rules: ``python -m cdk_apigateway_errors.lint.page > docs/rules.md``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .registry import RULES
from .rule import Example, Rule

_INTRODUCTION = """# Lint rules

<!-- Written by `python -m cdk_apigateway_errors.lint.page`; a test compares. Change the rules, not this page. -->

`apigateway-errors lint [cdk.out|template]` and `cdk_apigateway_errors.lint.lint(application)` ask these questions
about every method with a non-proxy integration, whoever wrote the template. An **error** is refused at deploy or
wrong on every request that it concerns, a **warning** is wrong for some requests, an **info** is worth knowing.
`cdk synth` asks them too: [checks](checks.md) says how, and how a finding is acknowledged with a reason.
Questions about patterns are decided, not sampled; where that cannot be done, an info says why.
"""


def page(rules: Iterable[Rule] = RULES) -> str:
    """The whole page as Markdown."""
    known = tuple(rules)
    return "\n".join([_INTRODUCTION, *_table(known), "", *(line for rule in known for line in _section(rule))])


def _table(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| rule | severity | what it finds |"
    yield "|---|---|---|"
    for rule in rules:
        yield f"| [{rule.id}](#{rule.id}) | {rule.severity} | {rule.summary.replace('|', chr(92) + '|')} |"


def _section(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}"
    yield ""
    yield f"**{rule.severity}**: {rule.summary}"
    yield ""
    yield rule.why
    yield ""
    yield f"- Bad: {_shown(rule.bad)}"
    yield f"- Good: {_shown(rule.good)}"
    yield f"- Source: {f'<{rule.source}>' if rule.source.startswith('https:') else rule.source}"
    yield ""


def _shown(examples: Iterable[Example]) -> str:
    return "; ".join(example.shown for example in examples)


if __name__ == "__main__":
    print(page(), end="")

"""The rules in the order in which they are asked and documented."""

from __future__ import annotations

from .rule import Rule
from .rules import (
    failure_selects_nothing,
    header_not_declared,
    header_renamed,
    line_end_selects_nothing,
    method_response_unused,
    no_default_response,
    pattern_does_not_compile,
    pattern_matches_empty,
    pattern_shadowed,
    patterns_overlap,
    static_value_unquoted,
    status_code_twice,
    status_not_declared,
    two_default_responses,
)

RULES: tuple[Rule, ...] = tuple(
    module.RULE
    for module in (
        pattern_does_not_compile,
        pattern_matches_empty,
        patterns_overlap,
        pattern_shadowed,
        failure_selects_nothing,
        line_end_selects_nothing,
        no_default_response,
        two_default_responses,
        status_code_twice,
        status_not_declared,
        method_response_unused,
        header_not_declared,
        static_value_unquoted,
        header_renamed,
    )
)

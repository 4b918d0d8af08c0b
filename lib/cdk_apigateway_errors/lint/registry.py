"""The rules in the order in which they are asked and documented."""

from __future__ import annotations

from .rule import Rule
from .rules import (
    class_spells_word,
    failure_selects_nothing,
    header_not_declared,
    header_renamed,
    line_end_selects_nothing,
    longer_number_matched,
    method_response_unused,
    nested_status_matched,
    newline_missed,
    no_default_response,
    pattern_does_not_compile,
    pattern_matches_empty,
    pattern_shadowed,
    patterns_overlap,
    spacing_missed,
    stack_overflow,
    static_value_unquoted,
    status_code_twice,
    status_not_declared,
    super_linear,
    text_around_object_matched,
    two_default_responses,
    uneven_alternation,
    verdict_depends_on_jdk,
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
        newline_missed,
        spacing_missed,
        longer_number_matched,
        nested_status_matched,
        text_around_object_matched,
        verdict_depends_on_jdk,
        stack_overflow,
        super_linear,
        class_spells_word,
        uneven_alternation,
    )
)

"""Messages for templates: each is matched by its pattern, and the hostile ones are among them."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.lint.hostile import TOLD, selected_messages, text_around
from cdk_apigateway_errors.patterns import compile_pattern

LEADING = r'(?s)\s*+\{\s*+"status"\s*+:\s*+404\s*+(?:,.*)?\}\s*'


@pytest.mark.parametrize("pattern", ["(?s).+", "Malformed.*", '.*"status":404.*', LEADING, r"(?s).+(?<!ab)"])
def test_every_message_is_matched_by_its_pattern(pattern: str) -> None:
    messages = selected_messages(pattern)
    assert messages
    assert all(compile_pattern(pattern).matches(message) for message in messages)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("(?s).+", 'say "hi"', id="a quote"),
        pytest.param("(?s).+", "two\nlines", id="a line end"),
        pytest.param("Malformed.*", "Malformedback\\slash", id="behind what the pattern needs"),
        pytest.param('.*"status":404.*', '"status":404', id="a shortest one"),
        pytest.param(LEADING, '{\n"status":404\n}', id="an object on several lines"),
        pytest.param(r"(?s).+(?<!ab)", 'say "hi"', id="a pattern that is not decided"),
    ],
)
def test_the_messages_hold_what_breaks_templates(pattern: str, message: str) -> None:
    assert message in selected_messages(pattern)


def test_only_objects_are_found_for_a_pattern_that_takes_nothing_else() -> None:
    assert all(
        message.strip().startswith("{") and message.strip().endswith("}") for message in selected_messages(LEADING)
    )


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        pytest.param("(?s).+", True, id="everything"),
        pytest.param(".*Not Found.*", True, id="a text inside"),
        pytest.param('.*"status":404.*', True, id="a member inside"),
        pytest.param(LEADING, False, id="an object"),
        pytest.param(r"\[404\] .*", False, id="a mark at the beginning"),
    ],
)
def test_text_in_front_is_told_where_the_pattern_takes_it(pattern: str, told: bool) -> None:
    message = text_around(pattern)
    assert (message is not None and message.startswith(TOLD)) is told

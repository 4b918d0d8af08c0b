"""Every sentence of SECURITY.md has tests that would fail without it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
HYGIENE = "packaging/test_hygiene.py"

TESTS = {
    "Nothing undeclared reaches a client.": [
        "fault_matrix/test_page.py::test_nothing_leaks_with_the_decorator_whatever_the_strategy",
    ],
    "With the leading, compact and top-level strategies, exceptions that a route does not declare, timeouts and crashes "
    "are answered with constant text and the request id.": [
        "fault_matrix/test_fault_matrix.py::test_a_row_is_answered_as_the_table_says",
        "runtime/test_handler.py::test_everything_else_leaves_as_a_constant_text",
    ],
    "Their text and stack trace go to the log only.": [
        "runtime/test_handler.py::test_no_text_of_an_exception_ever_leaves",
        "runtime/test_handler.py::test_the_frames_of_the_handler_do_not_leave",
        "runtime/test_log.py::test_a_line_names_the_error_the_request_and_the_stack",
    ],
    "A client's input never chooses the status.": [
        "properties/test_selection.py::test_a_declared_pattern_takes_only_an_object_with_that_status_at_its_top_level",
    ],
    "The patterns of these strategies accept one JSON object and nothing around it.": [
        "judges/test_java_on_everything.py::test_every_failure_selects_exactly_one_response_and_a_success_none",
        "properties/test_selection.py::test_a_declared_pattern_takes_only_an_object_with_that_status_at_its_top_level",
    ],
    "Only the status at its top level counts.": [
        "properties/test_selection.py::test_a_declared_pattern_takes_only_an_object_with_that_status_at_its_top_level",
    ],
    "classic does not promise this; lint says so.": [
        "fault_matrix/test_fault_matrix.py::test_lint_says_on_the_template_why_classic_answers_otherwise",
    ],
    "A failure is no success.": [
        "fault_matrix/test_page.py::test_a_failure_is_answered_2xx_where_its_message_is_empty_or_lambda_reports_success",
    ],
    "Every failure with a message selects exactly one answer.": [
        "properties/test_selection.py::test_any_message_matches_exactly_one_pattern_and_the_empty_one_none",
        "judges/test_java_on_everything.py::test_every_failure_selects_exactly_one_response_and_a_success_none",
    ],
    "A failure without one is caught by the decorator, or by guard_default_response.": [
        "runtime/test_handler.py::test_the_unhandled_text_matches_no_other_pattern_and_is_never_empty",
        "judges/test_java_on_everything.py::test_every_default_template_renders_as_velocity_renders_it",
    ],
    "Headers hold what is declared.": [
        "runtime/test_handler.py::test_headers_that_the_status_does_not_declare_make_an_error_unhandled",
    ],
    "Names and values with line ends are refused before they leave the handler.": [
        "runtime/test_api_error.py::test_a_raise_that_cannot_become_an_answer_is_refused_where_it_is_made",
        "runtime/test_handler.py::test_a_code_cannot_smuggle_a_header",
    ],
    "CORS is a list.": ["infrastructure/test_cors.py::test_every_wrong_origin_is_named"],
    "Response templates compare the request's origin with it.": [
        "cli/test_browser.py::test_a_third_origin_may_read_nothing_but_constant_text",
    ],
    "Gateway responses cannot compare: they repeat the request's origin and hold constant text only.": [
        "judges/test_java_on_everything.py::test_every_gateway_response_is_json_once_its_references_are_filled_in",
    ],
    "The runtime has no dependency.": [
        "runtime/test_every_python.py::test_the_package_imports_nothing_of_ours_and_nothing_third_party",
    ],
    "What ships in a Lambda is standard library only.": [
        "runtime/test_every_python.py::test_every_python_gives_the_same_results",
    ],
    "The decorator never raises on its own.": [
        "runtime/test_log.py::test_a_log_that_cannot_be_written_never_raises",
    ],
    "A format, a __str__ or a context that fails is answered as unhandled.": [
        "runtime/test_handler.py::test_a_format_that_fails_for_one_error_makes_it_unhandled",
        "runtime/test_handler.py::test_any_context_will_do",
        "runtime/test_awslambdaric.py::test_everything_else_arrives_as_the_constant_text",
    ],
    "The local gateway listens on loopback unless told otherwise, and then says so.": [
        "gateway/test_server.py::test_it_listens_on_loopback_unless_told_otherwise",
        "cli/test_serve.py::test_a_host_that_is_not_loopback_is_warned_about",
    ],
    "Request data is data.": [f"{HYGIENE}::test_what_a_client_sends_is_never_run"],
    "It never reaches a shell, eval, or a template's text.": [
        f"{HYGIENE}::test_no_module_evaluates_text_or_starts_a_shell",
        f"{HYGIENE}::test_what_a_client_sends_is_never_run",
    ],
    "No path of a request becomes a path of a file.": [f"{HYGIENE}::test_a_path_of_a_request_opens_no_file"],
    "Input has limits.": ["velocity/test_robustness.py::test_the_output_is_limited"],
    "Bodies, renderings, archives and nesting end where AWS ends them.": [
        "gateway/test_server.py::test_a_body_of_11_mb_is_too_large",
        "velocity/test_robustness.py::test_a_loop_ends_at_the_limit_of_iterations",
        "velocity/test_robustness.py::test_a_payload_that_nests_too_deeply_is_an_error",
        "lambda_runtime/test_archives.py::test_more_than_lambda_takes_is_refused_by_what_comes_out_not_by_what_is_declared",
    ],
    "What is installed is pinned.": [f"{HYGIENE}::test_every_requirement_is_pinned_with_hashes"],
    "Development and judges install with hashes.": [f"{HYGIENE}::test_the_makefile_asks_for_hashes"],
}


def sentences() -> list[str]:
    """The sentences of the list items, without their mark-up."""
    items = [item.split("\n\n")[0] for item in re.split(r"^- ", PAGE, flags=re.M)[1:]]
    texts = [" ".join(re.sub(r"[*`]", "", item).split()) for item in items]
    return [sentence for text in texts for sentence in re.findall(r".+?\.(?= [A-Z`]| classic|$)", text)]


@cache
def names(path: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_sentence_is_in_the_list_and_the_list_holds_no_other():
    assert [sentence.strip() for sentence in sentences()] == list(TESTS)


@pytest.mark.parametrize("test", sorted({test for tests in TESTS.values() for test in tests}))
def test_the_test_exists(test):
    path, name = test.split("::")
    assert name in names(path)

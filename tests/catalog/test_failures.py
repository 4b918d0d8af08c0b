"""Texts that Lambda and its runtime clients write when a function times out or dies.

Texts: LocalStack snapshots (dates in the module under test) and the sources of AWS's runtime clients.
"""

import pytest

from cdk_apigateway_errors import patterns
from cdk_apigateway_errors.catalog import ErrorCatalog, GeneratedError
from cdk_apigateway_errors.runtime import UnhandledError
from java.judge import shared_judge, why_absent

ID = "8f507cfc-1f5c-4b2f-9a4e-5ad1b1c2d3e4"
TEXTS = {
    "timeout, form until 2024": (f"2024-04-08T10:11:12.345Z {ID} Task timed out after 1.00 seconds", "timeout"),
    "timeout, form from 2025": (f"RequestId: {ID} Error: Task timed out after 30.03 seconds", "timeout"),
    "exit without a reason": (f"RequestId: {ID} Error: Runtime exited without providing a reason", "crash"),
    "exit status": (f"RequestId: {ID} Error: Runtime exited with error: exit status 127", "crash"),
    "killed, out of memory": (f"RequestId: {ID} Error: Runtime exited with error: signal: killed", "crash"),
    "python module missing": ("Unable to import module 'app': No module named 'requests'", "crash"),
    "python handler missing": ("Handler 'main' missing on module 'app'", "crash"),
    "python bad handler name": ("Bad handler 'app': not enough values to unpack (expected 2, got 1)", "crash"),
    "python syntax error": ("Syntax error in module 'app': invalid syntax (app.py, line 3)", "crash"),
    "python result": ("Unable to marshal response: Object of type set is not JSON serializable", "crash"),
    "node module missing": ("Error: Cannot find module 'x'\nRequire stack:\n- /var/task/app.js", "crash"),
    "node handler missing": ("app.handler is undefined or not exported", "crash"),
    "node result": ("Unable to stringify response body", "crash"),
    "result too large": (
        "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        "crash",
    ),
    "an exception": ("'NoneType' object is not subscriptable", "unhandled"),
    "a lone newline": ("\n", "unhandled"),
    "a timeout quoted by an exception": (f"upstream said: {ID} Task timed out after 1.00 seconds", "unhandled"),
    "text behind a timeout": (f"RequestId: {ID} Error: Task timed out after 1.00 seconds!", "unhandled"),
    "an undeclared status": ('{"status":418}', "unhandled"),
    "a declared status": ('{"status":400}', "declared"),
    "a declared error that mentions a timeout": (
        f'{{"status":400,"m":"RequestId: {ID} Error: Task timed out after 1.00 seconds"}}',
        "declared",
    ),
}
CATALOGS = {name: ErrorCatalog.of([400], selection_patterns=name) for name in ("leading", "top-level")}


def selected(catalog, matches):
    return [case for group in catalog.groups for case in group.cases if matches(group.pattern)]


@pytest.mark.parametrize("strategy", CATALOGS)
@pytest.mark.parametrize(("text", "case"), TEXTS.values(), ids=TEXTS)
def test_each_text_selects_exactly_its_case(strategy, text, case):
    found = selected(CATALOGS[strategy], lambda pattern: patterns.compile_pattern(pattern).matches(text))
    assert found == [case]


@pytest.mark.java
@pytest.mark.skipif(why_absent() is not None, reason=str(why_absent()))
@pytest.mark.parametrize("strategy", CATALOGS)
@pytest.mark.parametrize(("text", "case"), TEXTS.values(), ids=TEXTS)
def test_java_selects_the_same_case(strategy, text, case):
    found = selected(CATALOGS[strategy], lambda p: shared_judge().ask(pattern=p, text=text)["match"])
    assert found == [case]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((200, "A", "b"), "status is 200"),
        ((True, "A", "b"), "status is True"),
        ((500, "", "b"), "code is ''"),
        ((600, "A", ""), "message is ''"),
    ],
)
def test_a_generated_error_says_what_is_wrong_with_it(arguments, named):
    with pytest.raises(ValueError, match=named):
        GeneratedError(*arguments)


@pytest.mark.parametrize("strategy", [*CATALOGS, "classic"])
def test_the_runtimes_own_unhandled_text_is_unhandled(strategy):
    text = str(UnhandledError(ID))
    catalog = ErrorCatalog.of([400, 404], selection_patterns=strategy)
    assert selected(catalog, lambda pattern: patterns.compile_pattern(pattern).matches(text)) == ["unhandled"]


@pytest.mark.parametrize("strategy", [*CATALOGS, "classic"])
@pytest.mark.parametrize("declared", [[500], [502], [500, 504], [400, 500, 502, 504]], ids=str)
def test_no_failure_is_left_over_where_declared_and_generated_errors_share_status_codes(strategy, declared):
    """Decided by automata. 'Bad handler "status":500' is both a crash text and, to classic, a declared message."""
    found = [group.pattern for group in ErrorCatalog.of(declared, selection_patterns=strategy).groups]
    assert patterns.hole(found) is None

r"""Selection patterns: which text of a failed function means which declared status code.

Facts that decide the form (sources: developer guide ``handle-errors-in-lambda-integration``, LocalStack snapshot
``test_lambda_selection_patterns`` of 2025-05-05, and runs on OpenJDK 17): the pattern is a Java regular expression, the
*whole* message must match, ``.`` stops at line ends without ``(?s)``, and a success behaves as the empty string.

A strategy answers two questions about a set of status codes: the *pattern* of an integration response, and the same
thing as a *fragment*, which can stand inside a ``(?s)`` group of a larger pattern (the unhandled pattern excludes all
declared ones).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_INLINE_FLAGS = re.compile(r"\(\?([a-zA-Z]+)\)")


def alternation(status_codes: Sequence[int]) -> str:
    """Return ``400`` for one code, ``(?:400|404)`` for several.

    >>> alternation([400, 404])
    '(?:400|404)'
    """
    codes = "|".join(str(code) for code in status_codes)
    return codes if len(status_codes) == 1 else f"(?:{codes})"


class SelectionStrategy:
    r"""How a status code becomes a selection pattern. Subclass it and override :meth:`pattern` for your own.

    ``name`` appears in messages and tables. ``exact`` says that patterns of different codes never overlap and accept
    nothing around the JSON object, which the tests of this library prove for its own strategies; sets of any other
    strategy are checked for overlaps whenever they are made.

    >>> class StatusFirst(SelectionStrategy):
    ...     name = "status first"
    ...     def pattern(self, status_field, status_code):
    ...         return rf'(?s)\{{"{status_field}":{status_code},.*'
    >>> StatusFirst().pattern("status", 404)
    '(?s)\\{"status":404,.*'
    >>> StatusFirst().fragment("status", [404, 409])
    '(?s:\\{"status":404,.*)|(?s:\\{"status":409,.*)'
    """

    name: str = "custom"
    exact: bool = False

    def pattern(self, status_field: str, status_code: int) -> str:
        """Return the Java pattern that the whole error message of this status code matches."""
        raise NotImplementedError(f"{type(self).__name__} must define pattern(status_field, status_code)")

    def fragment(self, status_field: str, status_codes: Sequence[int]) -> str:
        """Return what messages of any of these status codes match, in a form that can stand inside a ``(?s)`` group."""
        return "|".join(scoped(self.pattern(status_field, code)) for code in status_codes)

    def __repr__(self) -> str:
        return f"<selection strategy {self.name!r}>"


def scoped(pattern: str) -> str:
    r"""Return a whole pattern as a group that keeps its own flags inside a ``(?s)`` pattern.

    >>> scoped("(?i)not found.*"), scoped("Malformed.*")
    ('(?i-s:not found.*)', '(?-s:Malformed.*)')
    """
    found = _INLINE_FLAGS.match(pattern)
    flags, rest = (found[1], pattern[found.end() :]) if found else ("", pattern)
    off = "" if "s" in flags else "-s"
    return f"(?{flags}{off}:{rest})"


class _Closed(SelectionStrategy):
    """A strategy whose fragment is written for ``(?s)`` to begin with."""

    exact = True

    def pattern(self, status_field: str, status_code: int) -> str:
        return "(?s)" + self.fragment(status_field, [status_code])


class _Leading(_Closed):
    r"""The status field comes first, as every error format writes it.

    >>> LEADING.pattern("status", 400)
    '(?s)\\s*\\{\\s*"status"\\s*:\\s*400\\s*(,.*)?}\\s*'
    """

    name = "leading"

    def around(self, status_field: str) -> tuple[str, str]:
        """Return what stands before and behind the status code."""
        return rf'\s*\{{\s*"{status_field}"\s*:\s*', r"\s*(,.*)?}\s*"

    def fragment(self, status_field: str, status_codes: Sequence[int]) -> str:
        before, behind = self.around(status_field)
        return before + alternation(status_codes) + behind


class _TopLevel(_Closed):
    """The status field stands anywhere at the top level, behind values that nest at most two deep.

    For handlers that write their JSON themselves. Strings and nested values before the field are skipped as units, so
    that a status which is quoted in a string, or belongs to a nested object, decides nothing.
    """

    name = "top-level"

    def fragment(self, status_field: str, status_codes: Sequence[int]) -> str:
        plain = r'[^"{}\[\]]++'
        string = r'"(?:[^"\\]++|\\.)*+"'
        inner = rf"[{{\[](?:{plain}|{string})*+[}}\]]"
        outer = rf"[{{\[](?:{plain}|{string}|{inner})*+[}}\]]"
        other_string = rf'"(?!{status_field}"\s*:)(?:[^"\\]++|\\.)*+"'
        before = rf"(?:{plain}|{other_string}|{outer})*+"
        codes = alternation(status_codes)
        return rf'\s*\{{{before}"{status_field}"\s*:\s*{codes}\s*(,.*)?}}\s*'


class _Classic(SelectionStrategy):
    """The pattern of the first articles on the subject, byte for byte; for existing snapshots and old handlers.

    It has holes: ``4001`` matches 400, a nested or quoted status matches too, a space after the colon or a line end
    does not match.

    >>> CLASSIC.pattern("status", 400)
    '.*"status":400.*'
    """

    name = "classic"

    def pattern(self, status_field: str, status_code: int) -> str:
        return f'.*"{status_field}":{status_code}.*'

    def fragment(self, status_field: str, status_codes: Sequence[int]) -> str:
        return f'(?-s:.*"{status_field}":{alternation(status_codes)}.*)'


class CompactStrategy(_Leading):
    """One integration response, ``(?s).+``, takes every failure; its template sets the status code.

    It reads messages as ``leading`` does. For those who prefer few responses to a pattern per status code.
    """

    name = "compact"


LEADING: Final[SelectionStrategy] = _Leading()
TOP_LEVEL: Final[SelectionStrategy] = _TopLevel()
CLASSIC: Final[SelectionStrategy] = _Classic()
COMPACT: Final[SelectionStrategy] = CompactStrategy()
_BY_NAME = {strategy.name: strategy for strategy in (LEADING, TOP_LEVEL, CLASSIC, COMPACT)}


def selection_strategy(value: str | SelectionStrategy) -> SelectionStrategy:
    """Return the strategy of that name, or the strategy itself.

    Raises ``ValueError`` that lists the names, for anything else.

    >>> selection_strategy("top-level").name
    'top-level'
    """
    if isinstance(value, SelectionStrategy):
        return value
    if isinstance(value, str) and value in _BY_NAME:
        return _BY_NAME[value]
    names = ", ".join(repr(name) for name in _BY_NAME)
    raise ValueError(f"selection_patterns is {value!r}; allowed: {names}, or an object of a SelectionStrategy subclass")

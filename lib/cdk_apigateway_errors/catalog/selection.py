"""The selection patterns of one method: disjoint, and together they take every failure.

Failures are sorted into groups, one group per status code, because API Gateway keeps one integration response per
status code. A group can hold several *cases* (declared errors, the timeout, the crash, the unhandled rest): then it has
one merged pattern, and its template tells the cases apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .failures import CRASH_FRAGMENT, TIMEOUT_FRAGMENT
from .strategies import SelectionStrategy

DECLARED: Final = "declared"
TIMEOUT: Final = "timeout"
CRASH: Final = "crash"
UNHANDLED: Final = "unhandled"
PLATFORM: Final = {TIMEOUT: TIMEOUT_FRAGMENT, CRASH: CRASH_FRAGMENT}
"""What Lambda and its runtime clients write, by case."""


@dataclass(frozen=True)
class Group:
    """The failures that share a status code: its cases in the order in which a template asks for them."""

    status_code: int
    cases: tuple[str, ...]
    pattern: str
    fragments: Mapping[str, str]
    """Pattern fragment by case; the unhandled case has none, it is what remains."""


def groups(
    strategy: SelectionStrategy, status_field: str, declared: Sequence[int], generated: Mapping[str, int]
) -> tuple[Group, ...]:
    """Return the groups of a method by ascending status code.

    ``generated`` maps ``unhandled``, ``timeout`` and ``crash`` to their status codes; ``unhandled`` must be there.
    """
    cases: dict[int, list[str]] = {status: [DECLARED] for status in declared}
    for case in (TIMEOUT, CRASH, UNHANDLED):
        if case in generated:
            cases.setdefault(generated[case], []).append(case)
    made = []
    for status in sorted(cases):
        fragments = {
            case: _fragment(case, strategy, status_field, status) for case in cases[status] if case != UNHANDLED
        }
        others = [code for code in declared if code != status]
        if status == generated[UNHANDLED]:
            pattern = _unhandled(strategy, status_field, declared, generated)
        elif cases[status] == [DECLARED]:
            pattern = strategy.pattern(status_field, status)
        else:
            first = _not_declared(strategy, status_field, others)
            pattern = "(?s)" + _either([text if case == DECLARED else first + text for case, text in fragments.items()])
        made.append(Group(status, tuple(cases[status]), pattern, fragments))
    return tuple(made)


def one_group(declared: Sequence[int], generated: Mapping[str, int]) -> Group:
    """Return all failures of a method as one group, under the status code of the unhandled ones."""
    cases = [DECLARED] if declared else []
    cases += [case for case in (TIMEOUT, CRASH, UNHANDLED) if case in generated]
    return Group(generated[UNHANDLED], tuple(cases), "(?s).+", {})


def _fragment(case: str, strategy: SelectionStrategy, status_field: str, status: int) -> str:
    if case == DECLARED:
        return strategy.fragment(status_field, [status])
    return PLATFORM[case]


def _either(fragments: Sequence[str]) -> str:
    return fragments[0] if len(fragments) == 1 else f"(?:{'|'.join(fragments)})"


def _not_declared(strategy: SelectionStrategy, status_field: str, others: Sequence[int]) -> str:
    """Return the look-ahead that lets declared messages go first.

    An exact strategy needs none: its messages begin with ``{``, those of the platform never do.
    """
    if strategy.exact or not others:
        return ""
    return rf"(?!(?:{strategy.fragment(status_field, others)})(?!.))"


def _unhandled(
    strategy: SelectionStrategy, status_field: str, declared: Sequence[int], generated: Mapping[str, int]
) -> str:
    """Return the pattern of everything that no *other* status code takes, but never the empty message.

    The empty string is what a success looks like (LocalStack snapshot ``test_lambda_selection_patterns``).
    """
    status = generated[UNHANDLED]
    others = [code for code in declared if code != status]
    fragments = [strategy.fragment(status_field, others)] if others else []
    for case, fragment in PLATFORM.items():
        own = generated.get(case, status)
        if own != status:
            # Exactly what the other response takes: where that lets declared messages go first, this one must have them.
            rest = [code for code in declared if code != own]
            fragments.append(_not_declared(strategy, status_field, rest) + fragment)
    return rf"(?s)(?!(?:{'|'.join(fragments)})(?!.)).+" if fragments else "(?s).+"

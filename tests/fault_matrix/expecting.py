"""Short words for what is expected, used by the tables of rows."""

from __future__ import annotations

from .model import Expected, Outcome

UNHANDLED = Outcome(500, "INTERNAL_ERROR")
CRASHED = Outcome(502, "FUNCTION_CRASHED")
TIMED_OUT = Outcome(504, "TIMEOUT")
RESULT = Outcome(200, "result")
SHOWN = Outcome(200, "envelope", leak=True)
"""Lambda's error document as it is: the default integration response passed it through."""


def declared(status: int) -> Outcome:
    return Outcome(status, "declared")


def quoted(status: int) -> Outcome:
    """A text that only resembles a declared error goes out as one."""
    return Outcome(status, "text", leak=True)


def always(outcome: Outcome) -> Expected:
    return by(outcome, decorated=outcome)


def by(
    leading: Outcome,
    *,
    top_level: Outcome | None = None,
    classic: Outcome | None = None,
    decorated: Outcome = UNHANDLED,
    decorated_classic: Outcome | None = None,
) -> Expected:
    """``leading`` holds for all strategies unless they are named, for ``compact`` always.

    With the decorator the usual answer is unhandled.
    """
    return {
        ("leading", False): leading,
        ("top-level", False): top_level or leading,
        ("classic", False): classic or leading,
        ("compact", False): leading,
        ("leading", True): decorated,
        ("top-level", True): decorated,
        ("classic", True): decorated_classic or decorated,
        ("compact", True): decorated,
    }

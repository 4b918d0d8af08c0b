r"""Failures that no handler declares: an unhandled exception, a timeout, a crash of the runtime.

Lambda and its runtime clients write these texts themselves; they are not JSON. Recorded forms: LocalStack snapshots
``test_lambda.py`` (2024-04-08 timeout, 2025-11-24 exit, response size) and ``test_lambda_common.py``; texts of the
runtime clients: ``awslambdaric/bootstrap.py``, ``lambda_runtime_marshaller.py`` and the Node.js client's ``Errors.js``,
``UserFunction.js``.

The first characters decide, and none of them is ``{`` or white space: no declared message is ever read as one of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..runtime import UNHANDLED_CODE, UNHANDLED_MESSAGE, UNHANDLED_STATUS


@dataclass(frozen=True, slots=True)
class GeneratedError:
    """The constant answer for a failure that the handler did not declare.

    ``status`` is 400 to 599, ``code`` and ``message`` go into the body in the catalog's error format, with the request
    id beside them.

    >>> GeneratedError(503, "UNAVAILABLE", "Try again later").status
    503
    """

    status: int
    code: str
    message: str

    def __post_init__(self) -> None:
        problems = []
        if not isinstance(self.status, int) or isinstance(self.status, bool) or not 400 <= self.status <= 599:
            problems.append(f"status is {self.status!r}; allowed: a whole number from 400 to 599")
        for name in ("code", "message"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value:
                problems.append(f"{name} is {value!r}; allowed: a text that is not empty")
        if problems:
            raise ValueError("GeneratedError: " + "; ".join(problems))


UNHANDLED: Final = GeneratedError(UNHANDLED_STATUS, UNHANDLED_CODE, UNHANDLED_MESSAGE)
"""Any exception or status that the route does not declare."""
TIMEOUT: Final = GeneratedError(504, "TIMEOUT", "Endpoint request timed out")
"""The function ran into its own timeout."""
CRASH: Final = GeneratedError(502, "FUNCTION_CRASHED", "Internal server error")
"""The process ended, the code could not be loaded, or its result could not be sent."""

# Form seen until 2024: "<ISO time> <request id> Task timed out …"; from 2025: "RequestId: <id> Error: Task timed out …".
TIMEOUT_FRAGMENT: Final = r"(?:RequestId: \S+ Error:|\d{4}-\S+ \S+) Task timed out after [\d.]+ seconds"

# What such a text begins with. Platform, Python client, Node.js client, size limit.
# `'` is avoided (`Couldn.t`): the fragments also stand inside single-quoted strings of response templates.
_CRASHES = (
    r"RequestId: \S+ Error: (?:Runtime exited |Couldn.t find valid bootstrap|fork/exec )",
    r"Unable to (?:import module|marshal response:|stringify response) ",
    r"Handler \S+ missing on module ",
    r"Bad handler ",
    r"Syntax error in module ",
    r"Error: Cannot find module ",
    r"[\w./-]+ is undefined or not exported",
    r"Response payload size exceeded ",
)
CRASH_FRAGMENT: Final = rf"(?:{'|'.join(_CRASHES)}).*"

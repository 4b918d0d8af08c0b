"""The fault matrix: every way a request can go wrong × how it is answered.

The rows are values (:func:`rows`), with what must come of each, written by hand and with its source. :func:`answers`
sends them to any target that runs :class:`~.app.MatrixStack`; :func:`outcome` says which columns an answer has::

    from fault_matrix import answers, outcome
    from fault_matrix.app import synthesize
    from fault_matrix.local import LocalMatrix

    with LocalMatrix(synthesize(folder, definition="openapi")) as matrix:
        for strategy, target in matrix.targets.items():
            for cell, answer in answers(target).items():
                assert outcome(cell, answer) == cell.row.expected[strategy, cell.handler.decorated]

Keyword arguments of ``synthesize`` go to each API's construct.
"""

from .model import STRATEGIES, Answer, Cell, Handler, Outcome, Request, Row, Target
from .running import answers, cells, leaks, outcome, request, rows

__all__ = [
    "STRATEGIES",
    "Answer",
    "Cell",
    "Handler",
    "Outcome",
    "Request",
    "Row",
    "Target",
    "answers",
    "cells",
    "leaks",
    "outcome",
    "request",
    "rows",
]

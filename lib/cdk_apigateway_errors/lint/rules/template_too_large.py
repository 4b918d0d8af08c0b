from collections.abc import Iterator

from ...catalog.quotas import MAPPING_TEMPLATE_BYTES
from ..examples import answering, response, templated
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import QUOTAS
from ..subject import Subject
from ..template_tree import templates


def _check(subject: Subject) -> Iterator[Problem]:
    for placed in templates(subject):
        size = len(placed.text.encode("utf-8", "replace"))
        if size > MAPPING_TEMPLATE_BYTES:
            message = f"the {placed.name} has {size:,} bytes, the service takes {MAPPING_TEMPLATE_BYTES:,}"
            yield Problem(message, "make it shorter, or let the function write the body", placed.status_code)


RULE = MethodRule(
    id="template-too-large",
    severity=Severity.ERROR,
    summary="A mapping template has more than 300 KB.",
    why="The service refuses it at deploy.",
    source=QUOTAS,
    check=_check,
    bad=(
        answering(
            "307,201 bytes", response(200), response(400, "x", "x" * (MAPPING_TEMPLATE_BYTES + 1)), says="307,201"
        ),
        answering(
            "153,601 characters of two bytes",
            response(200),
            response(400, "x", "é" * (MAPPING_TEMPLATE_BYTES // 2 + 1)),
        ),
    ),
    good=(answering("307,200 bytes", response(200), response(400, "x", "x" * MAPPING_TEMPLATE_BYTES)), templated("{}")),
)

"""Where LocalStack answers rows of the matrix otherwise than the local gateway, and why ours is the service's way.

``tests/deploy/test_fault_matrix.py`` holds the list against a running LocalStack, with its own engines and with the Java
engines: what differs must be here, and what is here must differ. ``docs/fault-matrix.md`` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .model import Cell
from .running import cells

OWN, JAVA = "own", "Java"


@dataclass(frozen=True)
class Known:
    """``answers`` is what LocalStack answers, by engines, as :class:`~.model.Outcome` prints it."""

    rows: tuple[str, ...]
    why: str
    evidence: str
    answers: Mapping[str, str]
    plain_only: bool = False
    strategy: str = ""
    """The only strategy with which it differs, where it is one."""

    def holds(self, cell: Cell, engines: str, strategy: str) -> bool:
        named = cell.row.name in self.rows and engines in self.answers and self.strategy in ("", strategy)
        return named and not (self.plain_only and cell.handler.decorated)


def both(answer: str) -> Mapping[str, str]:
    return {OWN: answer, JAVA: answer}


_TEMPLATES = "ignores templates and headers of gateway responses"
_GATEWAY_RESPONSES = "S: LS-basic gateway responses; D: supported-gateway-response-types"

DIFFERENCES = (
    Known(
        ("bad JSON", "model violation", "missing body", "missing parameter"),
        _TEMPLATES,
        _GATEWAY_RESPONSES,
        both("400 service no CORS"),
    ),
    Known(("wrong media type",), _TEMPLATES, _GATEWAY_RESPONSES, both("415 service no CORS")),
    Known(
        ("unknown path", "wrong method", "missing key", "wrong key"),
        _TEMPLATES,
        _GATEWAY_RESPONSES,
        both("403 service no CORS"),
    ),
    Known(("HEAD without a route",), _TEMPLATES, _GATEWAY_RESPONSES, both("403 none no CORS")),
    Known(("blank parameter",), "a blank parameter counts as present", "D: blank counts as missing", both("200 text")),
    Known(
        ("success that carries errorMessage",),
        "matches `errorMessage` in successful payloads too",
        "D: API_IntegrationResponse, the function error header decides; F: harishkm.in",
        both("500 INTERNAL_ERROR"),
    ),
    Known(
        ("empty message, guarded route",),
        "`containsKey` of its template language says nothing",
        "S: AIR, public Java methods of maps work",
        {OWN: "200 envelope **leak**"},
        plain_only=True,
    ),
    Known(
        ("throttled",),
        "passes the document of Lambda's refusal through as a success",
        "D: services-apigateway-errors, any rejection is an error of the gateway; F: SO 36363280",
        both("200 text"),
    ),
    Known(("function missing",), "as above", "as above", both("200 text **leak**")),
    Known(
        ("no permission",), "invokes without a permission", "F: sal-blog.com/iam-api-gateway-500error", both("200 text")
    ),
    Known(("integration timeout",), "waits for the function", "D: gateway response table", both("200 text")),
    Known(
        ("error template that fails", "request template that fails"),
        "its own template language's exception goes out as text; with the Java engines it ignores the gateway response",
        "F: Unable to transform response",
        {OWN: "500 text no CORS", JAVA: "500 service no CORS"},
    ),
    Known(
        ("bad JSON in a template without escaping",),
        "invokes with what is not JSON; AWS's client cannot read it",
        "F: serverless#2270",
        both("500 INTERNAL_ERROR"),
    ),
    Known(("body over 6 MB", "body over 10 MB"), "has no limits of payloads", "D: quotas", both("200 text")),
    Known(
        ("headers over 10 KB",),
        "has no limit of headers: here the missing key is next",
        "D: quotas",
        both("403 service no CORS"),
    ),
    Known(
        ("header value with CR and LF",),
        "its HTTP library fails on a header with a line end, which the template sets here",
        "RFC 9110 5.5: no line may be added; the service's own way is not recorded",
        {JAVA: "500 text no CORS"},
        plain_only=True,
        strategy="compact",
    ),
    Known(
        ("between two objects", "carried header, no JSON"),
        "`$util.parseJson` of its template language fails on what is no JSON",
        "O: the text itself, without members; not recorded",
        {OWN: "500 text no CORS"},
        plain_only=True,
        strategy="compact",
    ),
    Known(
        ("declared error, U+2028",),
        "`.` of Python's `re` takes every line end but `\\n`",
        "O: `.` of java.util.regex takes none",
        {OWN: "400 declared"},
        plain_only=True,
        strategy="classic",
    ),
)


def expected(engines: str, strategy: str) -> dict[Cell, str]:
    """What LocalStack answers with these engines in the cells where it differs."""
    return {
        cell: known.answers[engines]
        for known in DIFFERENCES
        for cell in cells()
        if known.holds(cell, engines, strategy)
    }


def table() -> list[str]:
    """The rows of the page's table."""
    lines = ["| rows | here and on the service | LocalStack | with the Java engines | why | evidence for ours |"]
    lines.append("|---|---|---|---|---|---|")
    by_name = {cell.row.name: cell.row for cell in cells()}
    for known in DIFFERENCES:
        names = ", ".join(f"*{name}*" for name in known.rows)
        names += f" (`{known.strategy}` only)" if known.strategy else ""
        ours = ", ".join(
            dict.fromkeys(str(by_name[name].expected[known.strategy or "leading", False]) for name in known.rows)
        )
        own, java = (known.answers.get(one, "the same as here") for one in (OWN, JAVA))
        lines.append(f"| {names} | {ours} | {own} | {java} | {known.why} | {known.evidence} |")
    return lines

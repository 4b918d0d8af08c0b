"""Routes and status codes: as plain rows, and as a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..cloudformation.model import IntegrationResponse, Method, MethodResponse, RestApi
from .output import colours, folded, on_one_line, paint, shortened, status_colour, width

DEFAULT = "default"
UNDECLARED = "no method response"


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of one route."""

    route: str
    status_code: str
    selection_pattern: str | None
    """``None`` for the default integration response, and for a status that no integration response has."""
    response_templates: Mapping[str, str]
    response_models: Mapping[str, str]
    is_default: bool
    is_declared: bool
    """Whether the method has a method response for the status; without, the gateway answers 500."""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def rows(rest_api: RestApi) -> tuple[Row, ...]:
    """All answers of all routes, by route in the template's order, then by status code."""
    return tuple(row for method in rest_api.methods for row in _rows(method))


def _rows(method: Method) -> Iterator[Row]:
    declared = {response.status_code: response for response in method.method_responses}
    given = method.integration.integration_responses if method.integration else ()
    selected = {response.status_code for response in given}
    for response in sorted(given, key=lambda one: one.status_code):
        yield _row(method, response, declared.get(response.status_code))
    for status in sorted(declared.keys() - selected):
        yield _row(method, None, declared[status])


def _row(method: Method, response: IntegrationResponse | None, declared: MethodResponse | None) -> Row:
    status = response.status_code if response else declared.status_code if declared else ""
    return Row(
        f"{method.http_method} {method.path}",
        status,
        (response.selection_pattern or None) if response else None,
        dict(response.response_templates) if response else {},
        dict(declared.response_models) if declared else {},
        response is not None and not response.selection_pattern,
        declared is not None,
    )


def table(rest_api: RestApi, *, full: bool = False) -> Iterator[str]:
    """The rows as lines: a heading per route, then status, pattern, template and model side by side."""
    columns = _columns(width())
    yield from _printed(_grid([[Text(name, "bold") for name in ("Status", "Pattern", "Template", "Model")]], columns))
    grids: dict[str, list[str]] = {}  # routes with the same answers look the same, and laying out a grid takes its time
    for route, of_route in groupby(rows(rest_api), lambda row: row.route):
        yield paint(on_one_line(route), bold=True, fg="cyan")
        answers = [replace(row, route="") for row in of_route]
        key = repr(answers)
        if key not in grids:
            grids[key] = list(_printed(_grid([_cells(row, columns, None if full else 2) for row in answers], columns)))
        yield from grids[key]


def _columns(available: int) -> tuple[int, int, int, int]:
    """Widths of the four columns: patterns need most."""
    rest = available - 2 - 6 - 3 * 2
    pattern, template = rest * 45 // 100, rest * 34 // 100
    return 6, pattern, template, rest - pattern - template


def _grid(lines: Iterable[list[Text]], columns: Iterable[int]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for column in columns:
        grid.add_column(width=column, overflow="fold")
    for cells in lines:
        grid.add_row(*cells)
    return grid


def _printed(grid: Table) -> Iterator[str]:
    coloured = colours()
    console = Console(
        width=width() + 2, color_system="standard" if coloured else None, force_terminal=coloured, highlight=False
    )
    with console.capture() as capture:
        console.print(grid)
    yield from (f"  {line.rstrip()}" for line in capture.get().splitlines())


def _cells(row: Row, columns: tuple[int, ...], most: int | None) -> list[Text]:
    pattern = on_one_line(row.selection_pattern or (DEFAULT if row.is_default else "-"))
    template = _template(row)
    if most is not None:
        template = shortened(template, columns[2] * most, head=columns[2] // 2)
    models = ", ".join(dict.fromkeys(row.response_models.values())) or "-"
    texts = (pattern, template, models if row.is_declared else UNDECLARED)
    cut = (Text("\n".join(folded(text, size, most))) for text, size in zip(texts, columns[1:], strict=True))
    return [Text(row.status_code, status_colour(row.status_code)), *cut]


def _template(row: Row) -> str:
    if not row.response_templates:
        return "passed through" if row.selection_pattern or row.is_default else "-"
    texts = row.response_templates
    several = len(texts) > 1
    return on_one_line("  ".join(f"{media}: {text}" if several else text for media, text in texts.items()) or "(empty)")

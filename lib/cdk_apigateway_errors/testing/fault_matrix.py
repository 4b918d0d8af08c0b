"""The fault matrix: every declared error × every route, and what goes wrong without being declared.

Routes, statuses and patterns are read from the template, the errors are what the test names: neither side is computed
from the other, so they can disagree. The cells are about answers: they enter behind request validation, API keys,
authorization and request templates, with an empty event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from ..cloudformation import TemplateError
from ..runtime import ErrorFormat
from .bare import bare_error
from .cell import UNSEEN, Cell, Expected
from .client import RestApiClient
from .declarations import Declaration, ErrorDeclaration, read_errors
from .rest_apis import RestApis
from .routes import Route, routes_of
from .session import Session

Errors = Iterable[ErrorDeclaration] | Mapping[str, Iterable[ErrorDeclaration]]
"""Errors of all routes, or by route (``"GET /orders/{id}"``), where ``"*"`` stands for every route."""


@dataclass(frozen=True, slots=True)
class Options:
    """The arguments of :func:`matrix`."""

    errors: Errors
    source: object = None
    rest_api: str | None = None
    origin: str | None = None
    error_format: ErrorFormat | None = None


def matrix(
    *,
    errors: Errors,
    source: object = None,
    rest_api: str | None = None,
    origin: str | None = None,
    error_format: ErrorFormat | None = None,
) -> Callable[[Cell], None]:
    """A test of every declared error on every route; assign it to a name that starts with ``test``.

    ``errors`` are classes, base classes (all their subclasses), status codes, or instances where a class needs values
    to be made. As a mapping from ``"GET /orders/{id}"`` (``"*"`` for every route) they are what each route must map.
    In a plain list, an error whose status a route does not map must be answered there as unhandled. ``source`` is by
    default what ``apigateway_source`` gives; ``rest_api`` names one of several APIs. ``origin`` is sent as ``Origin``,
    by default the first that the success response names. ``error_format`` is that of bare status codes, by default
    the one of the classes.

    Each cell is a test, ``GET /orders/{id} 404 OrderNotFound``. It checks that

    - a declared error has its status, its own body byte for byte, its media type and its headers;
    - every other error status that the template has a pattern for is selected by an error of that status;
    - undeclared errors, other exceptions, timeouts and crashes are 5xx, JSON, and show nothing of what happened;
    - no message matches two patterns, a success matches none, and errors have the CORS headers that a success has.

    >>> test_every_error_on_every_route = matrix(errors=[400, 404])
    """

    if isinstance(errors, Iterator):
        errors = tuple(errors)  # read more than once

    @pytest.mark.apigateway_matrix(Options(errors, source, rest_api, origin, error_format))
    def test(cell: Cell) -> None:
        __tracebackhide__ = True
        cell.check()

    return test


def parametrize(metafunc: pytest.Metafunc, session: Session, options: Options) -> None:
    """Gives a test its cells. A wrong value is an error of the collection, one sentence."""
    try:
        source = session.source_at_collection(metafunc.definition) if options.source is None else options.source
        found = list(cells(session.loaded(source), options))
    except (LookupError, ValueError, TypeError, TemplateError) as error:
        raise pytest.Collector.CollectError(f"matrix: {error.args[0]}") from None
    metafunc.parametrize("cell", [pytest.param(cell, id=cell.id) for cell in found])


def cells(rest_apis: RestApis, options: Options) -> Iterator[Cell]:
    """The cells of an API, route by route.

    Raises ``LookupError`` for an API or a route that does not exist, ``ValueError`` and ``TypeError`` for what is no
    error declaration.
    """
    rest_api = _chosen(rest_apis, options.rest_api)
    routes = list(routes_of(rest_api, options.origin))
    if not routes:
        raise LookupError(f"{rest_api.name} has no route with a non-proxy Lambda integration")
    errors = read_errors(options.errors, [route.name for route in routes], options.error_format)
    for route in routes:
        yield from _declared_cells(route, errors.of(route.name), errors.strict)
        yield from _other_statuses(route, errors.of(route.name), errors.error_format)
        yield from _failures(route)


def _chosen(rest_apis: RestApis, name: str | None) -> RestApiClient:
    if name is None and len(rest_apis) > 1:
        raise LookupError(
            f"the source has {len(rest_apis)} REST APIs ({', '.join(rest_apis)}): "
            f'choose one by name, matrix(..., rest_api="{next(iter(rest_apis))}")'
        )
    return rest_apis.only if name is None else rest_apis[name]


def _declared_cells(route: Route, errors: Iterable[Declaration], strict: bool) -> Iterator[Cell]:
    for declaration in errors:
        expected = Expected.DECLARED if strict else _expected(route, declaration.status)
        name = f"{declaration.status} {declaration.name}"
        if expected is Expected.FAILURE:
            name += " undeclared"
        yield _cell(route, name, route.client.raises(declaration.error), expected, declaration)


def _expected(route: Route, status: int) -> Expected:
    """What the template says of a status that the test did not assign to the route."""
    if str(status) not in route.statuses:
        return Expected.FAILURE
    return Expected.EITHER if str(status) in route.generated else Expected.DECLARED


def _other_statuses(route: Route, errors: Iterable[Declaration], error_format: ErrorFormat) -> Iterator[Cell]:
    known = {str(declaration.status) for declaration in errors} | route.generated
    for status in route.statuses:
        if status not in known and 400 <= int(status) <= 599:
            error = bare_error(int(status), format=error_format, detail=UNSEEN)
            declaration = Declaration("ApiError", int(status), error)
            yield _cell(route, f"{status} ApiError", route.client.raises(error), Expected.DECLARED, declaration)


def _failures(route: Route) -> Iterator[Cell]:
    client = route.client
    yield _cell(route, "unhandled", client.raises(RuntimeError(UNSEEN)), Expected.FAILURE)
    yield _cell(route, "timeout", client.times_out(), Expected.FAILURE)
    yield _cell(route, "crash", client.crashes(), Expected.FAILURE)
    yield _cell(route, "success", client.returns({}), Expected.SUCCESS)


def _cell(
    route: Route, name: str, client: RestApiClient, expected: Expected, declaration: Declaration | None = None
) -> Cell:
    return Cell(route, name, client, expected, declaration.error if declaration else None)

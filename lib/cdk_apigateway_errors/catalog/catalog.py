"""The catalog: the declared errors of a route, and the responses that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeVar

from .. import patterns
from ..runtime import ApiError, Declared, ErrorFormat, declared
from . import selection
from .bodies import error_document, wire_text
from .compact import compact_template
from .cors import CorsHeaders
from .failures import CRASH, TIMEOUT, UNHANDLED, GeneratedError
from .headers import carried_header, mapped_headers, merged_headers
from .pattern_checks import pattern_problems
from .response import JSON, Response
from .selection import Group
from .strategies import LEADING, CompactStrategy, SelectionStrategy, selection_strategy
from .templates import constant, fill, template

ErrorDeclaration = type[ApiError] | int
T = TypeVar("T")
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class ErrorCatalog:
    """Which errors a route answers with, from one declaration.

    Make it with :meth:`of`. ``declared`` says what the classes, base classes and bare status codes mean, ``strategy``
    how their messages are selected, and the three generated errors answer what no handler declares.

    >>> catalog = ErrorCatalog.of([400, 404])
    >>> [(r.status_code, r.kinds) for r in catalog.responses()]
    [(400, ('declared',)), (404, ('declared',)), (500, ('unhandled',)), (502, ('crash',)), (504, ('timeout',))]
    """

    declared: Declared
    strategy: SelectionStrategy = LEADING
    unhandled: GeneratedError = UNHANDLED
    timeout: GeneratedError | None = TIMEOUT
    crash: GeneratedError | None = CRASH
    _declarations: tuple[ErrorDeclaration, ...] = field(default=(), repr=False, compare=False)
    _given_format: ErrorFormat | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        errors: Iterable[ErrorDeclaration] = (),
        *,
        error_format: ErrorFormat | None = None,
        selection_patterns: str | SelectionStrategy = LEADING,
        unhandled: GeneratedError = UNHANDLED,
        timeout: GeneratedError | None = TIMEOUT,
        crash: GeneratedError | None = CRASH,
    ) -> ErrorCatalog:
        """Return the catalog of these error classes, base classes (all their subclasses) and bare status codes.

        ``error_format`` is the format where only bare status codes are declared; classes bring their own.
        ``selection_patterns`` is ``"leading"``, ``"top-level"``, ``"classic"``, ``"compact"`` or a strategy object.
        ``timeout`` and ``crash`` of ``None`` are answered as unhandled.

        Raises ``ValueError`` (or ``TypeError``) that names everything that is wrong with the declaration, among it a
        pattern of a user's own strategy that Java refuses, that matches the empty message or that overlaps another.
        """
        given: Any = errors
        declarations = (given,) if isinstance(given, str) else tuple(given)
        problems = [_generated_problem(*named) for named in _named(unhandled, timeout, crash)]
        found = _attempt(problems, lambda: declared(declarations, format=error_format))
        strategy = _attempt(problems, lambda: selection_strategy(selection_patterns))
        if found is None or strategy is None or any(problems):
            raise ValueError(_listed(problems))
        catalog = cls(found, strategy, unhandled, timeout, crash, declarations, error_format)
        _attempt(problems, catalog._check)
        if any(problems):
            raise ValueError(_listed(problems))
        return catalog

    def _check(self) -> None:
        """Raise ``ValueError`` for patterns of a user's own strategy and for a format that cannot write a body."""
        for error in self._generated().values():
            self.body(error)
        if self.strategy.exact:
            return
        # The classic patterns are known to overlap; the lint rules say how.
        pairs = [(group.status_code, group.pattern) for group in self.groups]
        problems = pattern_problems(pairs, overlaps=self.strategy.name != "classic")
        problems += [] if problems else self._unreached()
        if problems:
            raise ValueError(f"selection patterns of {self.strategy!r}: " + _listed(problems))

    def extended(self, errors: Iterable[ErrorDeclaration]) -> ErrorCatalog:
        """Return a catalog with these errors added and everything else as it is."""
        added = tuple(errors)
        if not added:
            return self
        if added not in self._extended:
            self._extended[added] = ErrorCatalog.of(
                (*self._declarations, *added),
                error_format=self._given_format,
                selection_patterns=self.strategy,
                unhandled=self.unhandled,
                timeout=self.timeout,
                crash=self.crash,
            )
        return self._extended[added]

    def _unreached(self) -> list[str]:
        """Name the status codes whose pattern does not match what their error classes raise.

        A bare status code may stand for a handler that writes its messages itself, in whatever form.
        """
        written = {
            status: wire_text(error_document(self.error_format, status, "CODE", "Message", request_id=None))
            for status, classes in self.declared.classes.items()
            if classes
        }
        return [
            f"the pattern {group.pattern!r} of {group.status_code} does not match what {type(self.error_format).__name__} "
            f"writes, {written[group.status_code]}; every declared error would be answered as unhandled"
            for group in self.groups
            if group.status_code in written and not _takes(group.pattern, written[group.status_code])
        ]

    @property
    def error_format(self) -> ErrorFormat:
        """The one format in which every error of this catalog is written."""
        return self.declared.format

    @property
    def status_codes(self) -> tuple[int, ...]:
        """All status codes that a failing function can lead to, ascending."""
        return tuple(sorted({*self.declared.statuses, *(error.status for error in self._generated().values())}))

    @cached_property
    def _extended(self) -> dict[tuple[ErrorDeclaration, ...], ErrorCatalog]:
        """The catalogs of routes, by the errors that they add: most routes of an API add the same ones."""
        return {}

    @cached_property
    def _responses(self) -> dict[tuple[object, ...], tuple[Response, ...]]:
        """What was asked for before, by its headers."""
        return {}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The failures by the status code of their integration response, with their selection patterns."""
        generated = {case: error.status for case, error in self._generated().items()}
        if isinstance(self.strategy, CompactStrategy):
            return (selection.one_group(self.declared.statuses, generated),)
        return selection.groups(self.strategy, self.error_format.status_field, self.declared.statuses, generated)

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema (draft 4) that every error body of this catalog satisfies."""
        return self.error_format.schema()

    def body(self, error: GeneratedError) -> str:
        """Return the constant body of a generated error, as template text with the request id as reference."""
        return constant(error_document(self.error_format, error.status, error.code, error.message))

    def responses(
        self, *, cors: CorsHeaders | None = None, headers: Mapping[str, str] = _NO_HEADERS
    ) -> tuple[Response, ...]:
        """Return the answers to every failure, by ascending status code; the default response is not among them.

        ``cors`` adds its headers to each, ``headers`` are added to each as they are (mapping expressions).
        """
        key = (cors, tuple(headers.items()))
        if key not in self._responses:
            self._responses[key] = tuple(self._response(group, cors, headers) for group in self.groups)
        return self._responses[key]

    def success(
        self,
        status_code: int = 200,
        *,
        response_template: str | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        cors: CorsHeaders | None = None,
        guarded: bool = False,
    ) -> Response:
        """Return the default response, which answers every success.

        ``response_template`` of ``None`` passes the function's result through byte for byte; a 204 gets an empty body.
        ``guarded`` looks for a failure that no pattern can select, an exception with an empty message, and answers it
        as unhandled. It turns an empty body into ``{}`` and misreads a success with both ``errorType`` and
        ``errorMessage``.
        """
        body = response_template or (template("no_content") if status_code == 204 else None)
        prefix = cors.template_prefix() if cors else ""
        if guarded:
            success = body if body is not None else template("success")
            body = fill(
                "guarded_success", status=str(self.unhandled.status), body=self.body(self.unhandled), success=success
            )
        if prefix:
            body = prefix + (body if body is not None else template("success"))
        all_headers = merged_headers(mapped_headers(headers), cors.headers() if cors else {})
        return Response(status_code, None, body, all_headers, JSON, False, ("success",))

    def _generated(self) -> dict[str, GeneratedError]:
        all_cases = {selection.TIMEOUT: self.timeout, selection.CRASH: self.crash, selection.UNHANDLED: self.unhandled}
        return {case: error for case, error in all_cases.items() if error is not None}

    def _response(self, group: Group, cors: CorsHeaders | None, headers: Mapping[str, str]) -> Response:
        compact = isinstance(self.strategy, CompactStrategy)
        by_status = self.declared.headers
        carried = _names(by_status) if compact else by_status.get(group.status_code, ())
        prefix = cors.template_prefix() if cors else ""
        alone = group.cases == (selection.DECLARED,)
        mapped = merged_headers(
            self._content_type(),
            mapped_headers(headers),
            {name: carried_header(name) for name in carried} if alone else {},
            cors.headers(tuple(carried)) if cors else {},
        )
        return Response(
            group.status_code,
            group.pattern,
            prefix + self._template(group, tuple(carried)),
            mapped,
            self.error_format.media_type,
            True,
            group.cases,
        )

    def _content_type(self) -> dict[str, str]:
        media_type = self.error_format.media_type
        return {} if media_type == JSON else {"Content-Type": f"'{media_type}'"}

    def _template(self, group: Group, carried: tuple[str, ...]) -> str:
        """Return what a group answers; several cases are told apart by the same fragments that selected them."""
        if isinstance(self.strategy, CompactStrategy):
            return self._compact_template(self.strategy)
        if group.cases == (selection.DECLARED,):
            return template("error_message")
        bodies = {case: self._case_body(case, carried) for case in group.cases}
        if len(bodies) == 1:
            return next(iter(bodies.values()))
        *asked, last = group.cases
        branches = [
            f"{'#else' if number else '#'}if($m.matches('{_quotable(group.fragments[case])}')==true){bodies[case]}"
            for number, case in enumerate(asked)
        ]
        return fill("one_of", branches="".join(branches), otherwise=bodies[last])

    def _compact_template(self, strategy: CompactStrategy) -> str:
        generated = self._generated()
        return compact_template(
            strategy.around(self.error_format.status_field),
            self.declared.statuses,
            self.declared.headers,
            [
                (fragment, error.status, self.body(error))
                for case, fragment in selection.PLATFORM.items()
                if (error := generated.get(case)) is not None
            ],
            self.body(self.unhandled),
        )

    def _case_body(self, case: str, carried: tuple[str, ...]) -> str:
        if case == selection.DECLARED:
            # A header mapping would read the message of the other cases too, and that is not JSON: override instead.
            overrides = "".join(fill("carried_header", name=name) for name in carried)
            return (template("carried_headers") + overrides if carried else "") + "$m"
        return self.body(self._generated()[case])


def _names(by_status: Mapping[int, Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in by_status.values() for name in names))


def _named(*errors: object) -> list[tuple[str, object]]:
    return list(zip(("unhandled", "timeout", "crash"), errors, strict=True))


def _generated_problem(name: str, error: object) -> str:
    if isinstance(error, GeneratedError) or (error is None and name != "unhandled"):
        return ""
    none = "" if name == "unhandled" else ", or None to answer it as unhandled"
    return f"{name} is {error!r}; allowed: a GeneratedError(status, code, message){none}"


def _attempt(problems: list[str], make: Callable[[], T]) -> T | None:
    try:
        return make()
    except (ValueError, TypeError, NotImplementedError) as error:
        problems.append(str(error))
        return None


def _listed(problems: Iterable[str]) -> str:
    found = [problem for problem in problems if problem]
    return found[0] if len(found) == 1 else "\n" + "\n".join(f"  - {problem}" for problem in found)


def _takes(pattern: str, message: str) -> bool:
    return patterns.Question([pattern]).matches(pattern, message)


def _quotable(fragment: str) -> str:
    """Return a fragment for a single-quoted string of a template, which has no escape for its own quote."""
    if "'" in fragment:
        raise ValueError(
            f"the pattern {fragment!r} holds a single quote and its status code is also that of another failure; "
            r"write the quote as \x27, or give the generated error a status code of its own"
        )
    return "(?s)" + fragment


__all__ = ["ErrorCatalog", "ErrorDeclaration"]

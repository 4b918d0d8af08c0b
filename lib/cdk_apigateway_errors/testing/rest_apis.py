"""The REST APIs of a source, ready to be called."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..cloudformation import Application, load
from ..cloudformation.identifiers import readable
from ..cloudformation.model import EMPTY, Function, RestApi
from ..gateway import Gateway
from ..lambda_runtime import LambdaService
from .client import AnsweringService, RestApiClient
from .sources import SourceError, Synthesize, Template, template_of
from .synthesis import synthesize

Code = Callable[[Any, Any], Any] | Path | str | Function
"""A handler, the path of its code, or the URL of a container with the runtime emulator."""


class RestApis(Mapping[str, RestApiClient]):
    """The REST APIs of a source by name.

    A name is the construct's id where only one API has it, the API's name, its logical id or, for the only API of a
    stack, the stack's name. Close it, or use it as a context manager: handlers may run in processes.
    """

    def __init__(self, clients: Mapping[str, RestApiClient], names: Mapping[str, str], resources: ExitStack) -> None:
        self._clients = clients
        self._names = names
        self._resources = resources

    def __getitem__(self, name: str) -> RestApiClient:
        if name in self._clients:
            return self._clients[name]
        if name not in self._names:
            raise KeyError(f"no REST API {name!r}; the source has {', '.join(self) or 'none'}")
        return self._clients[self._names[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._clients or name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._clients)

    def __len__(self) -> int:
        return len(self._clients)

    def __repr__(self) -> str:
        return f"RestApis({', '.join(self)})"

    @property
    def only(self) -> RestApiClient:
        """The one REST API; raises ``LookupError``, naming them, where there are several or none."""
        if len(self) == 1:
            return next(iter(self.values()))
        if not self:
            raise LookupError("the source has no REST API")
        raise LookupError(f"the source has {len(self)} REST APIs ({', '.join(self)}): choose one by name")

    def close(self) -> None:
        """Ends the handlers' processes and removes temporary files."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def load_rest_apis(
    source: object, *, functions: Mapping[str, Code] = EMPTY, synthesize: Synthesize | None = None
) -> RestApis:
    """The REST APIs of an App, Stack, template or ``cdk.out``; :mod:`.sources` lists what a source may be.

    ``functions`` brings the code of functions, by construct id, logical id or function name: a handler to be called in
    this process, the path of its code, or a container's URL. Others run as the template says.

    Raises :class:`~.sources.SourceError` for what is no source and ``TemplateError`` for a malformed template.

    >>> with load_rest_apis({"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi"}}}) as rest_apis:
    ...     rest_apis.only.get("/nothing").json()
    {'message': 'Missing Authentication Token'}
    """
    with ExitStack() as resources:
        folder = _folders(resources)
        template = template_of(source, folder, synthesize or _uncached(folder))
        application, callables = _load(template, functions)
        service = AnsweringService(resources.enter_context(LambdaService(callables=callables)))
        names = _names(application.rest_apis)
        clients = {
            shown: RestApiClient(shown, resources.enter_context(Gateway(rest_api, service)), service)
            for rest_api, shown in zip(application.rest_apis, names.shown, strict=True)
        }
        return RestApis(clients, names.others, resources.pop_all())
    raise AssertionError("unreachable")


def _folders(resources: ExitStack) -> Callable[[], Path]:
    return lambda: Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="apigateway-testing-")))


def _uncached(folder: Callable[[], Path]) -> Synthesize:
    return lambda reference: synthesize(reference, folder(), Path.cwd()).template


def _load(
    template: Template, functions: Mapping[str, Code]
) -> tuple[Application, dict[str, Callable[[Any, Any], Any]]]:
    """The application, and the handlers that run in this process by logical id."""
    application = load(template.source, stack=template.stack)
    callables: dict[str, Callable[[Any, Any], Any]] = {}
    overrides: dict[str, Function | Path | str] = {}
    for name, code in functions.items():
        logical_id = _function(name, application)
        if callable(code):
            callables[logical_id or name] = code
            if logical_id is None:  # its ARN is not known here: a function in name only
                overrides[name] = Function(name, name, name)
        else:
            overrides[logical_id or name] = code
    if overrides:
        wanted = _without_other_stacks(template, overrides, application)
        application = load(template.source, stack=template.stack, functions=wanted)
    return application, callables


def _without_other_stacks(
    template: Template, overrides: Mapping[str, Function | Path | str], application: Application
) -> dict[str, Function | Path | str]:
    """Leave out what names a function of another stack of the app by its construct id: ``load`` does not know those."""
    strange = [name for name in overrides if not _matching(name, application)]
    if template.stack is None or not strange:
        return dict(overrides)
    whole = load(template.source)
    return {name: code for name, code in overrides.items() if name not in strange or not _matching(name, whole)}


def _function(name: str, application: Application) -> str | None:
    """The logical id of a function that goes by that name; ``None`` where none does."""
    found = _matching(name, application)
    if len(found) > 1:
        raise SourceError(f"functions: {name!r} may be {' or '.join(sorted(found))}: give the logical id")
    return next(iter(found), None)


def _matching(name: str, application: Application) -> set[str]:
    """The logical ids of the functions behind an API that go by that name."""
    functions = [function for rest_api in application.rest_apis for function in rest_api.functions.values()]
    return {f.logical_id for f in functions if name in (f.logical_id, f.function_name, readable(f.logical_id))}


class _Names:
    """What each API is called: one name to show, and every other that means it alone."""

    def __init__(self, shown: list[str], others: dict[str, str]) -> None:
        self.shown = shown
        self.others = others


def _names(rest_apis: tuple[RestApi, ...]) -> _Names:
    """The first of each API's names that no other API has is shown."""
    candidates = [_candidates(rest_api) for rest_api in rest_apis]
    counted = Counter(name for names in candidates for name in names)
    shown = [next((name for name in names if counted[name] == 1), f"#{i}") for i, names in enumerate(candidates)]
    others = {
        name: first for names, first in zip(candidates, shown, strict=True) for name in names if counted[name] == 1
    }
    return _Names(shown, others)


def _candidates(rest_api: RestApi) -> list[str]:
    construct = readable(rest_api.logical_id)
    names = [rest_api.name, construct.removesuffix("RestApi") or construct, construct, rest_api.logical_id]
    names += [rest_api.stack_name, *(f"{rest_api.stack_name}/{name}" for name in names)]
    if rest_api.name in ("RestApi", rest_api.logical_id):  # made up by CDK or CloudFormation, it says little
        names = [*names[1:], names[0]]
    return list(dict.fromkeys(name for name in names if name))

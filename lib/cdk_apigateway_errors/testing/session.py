"""What one run of pytest has loaded: each source once, whoever asks for it first."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import isgeneratorfunction
from pathlib import Path
from types import FunctionType

import pytest

from ..cloudformation import TemplateError
from ..cloudformation.model import EMPTY
from . import plugin
from .client import RestApiClient
from .rest_apis import Code, RestApis, load_rest_apis
from .sources import SourceError
from .template_cache import TemplateCache

SOURCE = "apigateway_source"
CHOOSE = "with @pytest.mark.rest_api(name), apigateway_rest_api in pytest's configuration, or rest_apis[name]"


class Session:
    """The REST APIs of a run by source."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._loaded: dict[object, tuple[object, RestApis | SourceError | TemplateError]] = {}
        self._at_collection: dict[object, object] = {}
        self._cache = TemplateCache(config)

    def rest_apis(self, source: object, functions: Mapping[str, Code] = EMPTY) -> RestApis:
        """The REST APIs of a source, loaded once. A wrong source fails the test with one message."""
        try:
            return self.loaded(source, functions)
        except (SourceError, TemplateError) as error:
            raise failure(str(error)) from None

    def loaded(self, source: object, functions: Mapping[str, Code] = EMPTY) -> RestApis:
        """As :meth:`rest_apis`. Raises :class:`SourceError` and ``TemplateError`` for a wrong source."""
        key = (_identity(source), tuple((name, _identity(code)) for name, code in sorted(functions.items())))
        if key not in self._loaded:
            self._loaded[key] = ((source, functions), self._load(source, functions))  # kept: the id must stay its own
        loaded = self._loaded[key][1]
        if isinstance(loaded, RestApis):
            return loaded
        raise loaded

    def _load(self, source: object, functions: Mapping[str, Code]) -> RestApis | SourceError | TemplateError:
        """A source that fails is not tried again for every test."""
        try:
            return load_rest_apis(self._located(source), functions=functions, synthesize=self._cache.synthesized)
        except (SourceError, TemplateError) as error:
            return error

    def source(self, request: pytest.FixtureRequest) -> object:
        """The value of ``apigateway_source`` for a test; where it was needed at collection, the same value."""
        if self._at_collection:
            function = self._fixture(request.node).func
            if function in self._at_collection:
                return self._at_collection[function]
        return request.getfixturevalue(SOURCE)

    def source_at_collection(self, node: pytest.Item) -> object:
        """The value of ``apigateway_source``, or of the configuration, while tests are being collected.

        Fixtures have no value yet, so the fixture's function is called: it must take no fixtures. Raises
        :class:`SourceError` where it does, and where there is no source.
        """
        fixture = self._fixture(node)
        if fixture.func.__module__ == plugin.__name__:
            configured = self._config.getini(SOURCE)
            if not configured:
                raise SourceError(plugin.NO_SOURCE)
            return configured
        if fixture.argnames or isgeneratorfunction(fixture.func):
            raise SourceError(
                f"{SOURCE} takes fixtures ({', '.join(fixture.argnames)}) or yields, and has no value when tests are "
                "collected: give matrix(source=…), or let it take none and return"
            )
        if fixture.func not in self._at_collection:
            self._at_collection[fixture.func] = fixture.func()
        return self._at_collection[fixture.func]

    def _fixture(self, node: pytest.Item) -> pytest.FixtureDef[object]:
        """The override of ``apigateway_source`` that counts for a test."""
        found = node.session._fixturemanager.getfixturedefs(SOURCE, node)
        assert found, f"{SOURCE} is a fixture of this plugin"
        return found[-1]

    def chosen(self, rest_apis: RestApis, marker: pytest.Mark | None) -> RestApiClient:
        """The REST API that a marker or the configuration names, or the only one."""
        name = marker.args[0] if marker and marker.args else self._config.getini("apigateway_rest_api")
        try:
            return rest_apis[name] if name else rest_apis.only
        except LookupError as error:
            hint = f", {CHOOSE}" if len(rest_apis) > 1 and not name else ""
            raise failure(f"{error.args[0]}{hint}") from None

    def close(self) -> None:
        """Ends what the REST APIs started."""
        for _, loaded in self._loaded.values():
            if isinstance(loaded, RestApis):
                loaded.close()
        self._loaded.clear()
        self._cache.close()

    def _located(self, source: object) -> object:
        """A relative path counts from pytest's root folder, wherever pytest was started."""
        if isinstance(source, str | Path) and (self._config.rootpath / source).exists():
            return self._config.rootpath / source
        return source


def failure(message: str) -> BaseException:
    """A failure of the test that pytest shows as this message alone."""
    return pytest.fail.Exception(message, pytrace=False)


def _identity(value: object) -> object:
    """Equal for what makes the same API: a text by its value, a plain function by its code, all else by itself."""
    if isinstance(value, str | Path):
        return str(value)
    if isinstance(value, FunctionType) and not value.__closure__ and not value.__defaults__:
        return (value.__module__, value.__code__)
    return id(value)

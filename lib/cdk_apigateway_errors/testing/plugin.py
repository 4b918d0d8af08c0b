"""The pytest plugin. Nothing but pytest is imported until a test asks for a fixture of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .client import RestApiClient
    from .rest_apis import Code, RestApis
    from .session import Session

NO_SOURCE = (
    "no source for the REST APIs: override the session fixture apigateway_source (return an App, a Stack, a Stack class, "
    "a template, the path of cdk.out or 'module:attribute'), or set apigateway_source in pytest's configuration"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the command line and of pytest's configuration."""
    parser.addini("apigateway_source", "the source of the REST APIs: a path, or module:attribute", default="")
    parser.addini("apigateway_rest_api", "name of the REST API that the fixture rest_api gives", default="")
    parser.addini("apigateway_template_cache", "keep synthesized templates between runs", type="bool", default=True)
    parser.getgroup("apigateway").addoption(
        "--no-apigateway-template-cache",
        action="store_true",
        help="synthesize, even where the cached template's sources have not changed",
    )


def pytest_configure(config: pytest.Config) -> None:
    """The markers, for ``--strict-markers`` and ``pytest --markers``."""
    config.addinivalue_line("markers", "rest_api(name): the REST API that the fixture rest_api gives to this test")
    config.addinivalue_line("markers", "apigateway_matrix(options): made by cdk_apigateway_errors.testing.matrix")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """CDK's own validation of templates costs seconds; the variable counts when CDK starts, so it is set before."""
    os.environ.setdefault("CDK_VALIDATION", "false")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the processes of handlers."""
    session = config.stash.get(_KEY, None)
    if session is not None:
        session.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The cells of a matrix."""
    marker = metafunc.definition.get_closest_marker("apigateway_matrix")
    if marker is not None and "cell" in metafunc.fixturenames:
        from .fault_matrix import parametrize  # noqa: PLC0415 - see the module's docstring

        parametrize(metafunc, session_of(metafunc.config), marker.args[0])


_KEY = pytest.StashKey["Session"]()


def session_of(config: pytest.Config) -> Session:
    """What this run has loaded so far."""
    if _KEY not in config.stash:
        from .session import Session  # noqa: PLC0415 - see the module's docstring

        config.stash[_KEY] = Session(config)
    return config.stash[_KEY]


@pytest.fixture(scope="session")
def apigateway_source(request: pytest.FixtureRequest) -> Any:
    """Where the REST APIs come from: override it.

    Return an App, a Stack, a Stack class, a template as a dict, the path of ``cdk.out`` or of a template file, the text
    ``module:attribute``, or a callable without arguments that makes one of these.
    """
    source = request.config.getini("apigateway_source")
    if not source:
        pytest.fail(NO_SOURCE, pytrace=False)
    return source


@pytest.fixture(scope="session")
def apigateway_functions() -> Mapping[str, Code]:
    """Code of functions by construct id, logical id or function name: override it to let handlers run in this process."""
    return {}


@pytest.fixture(scope="session")
def apigateway(request: pytest.FixtureRequest) -> Callable[..., RestApis]:
    """``apigateway(source, functions={})`` gives the REST APIs of a source; each source is loaded once in a run."""
    return session_of(request.config).rest_apis


@pytest.fixture
def rest_apis(request: pytest.FixtureRequest, apigateway_functions: Mapping[str, Code]) -> RestApis:
    """The REST APIs of the source by name."""
    session = session_of(request.config)
    return session.rest_apis(session.source(request), apigateway_functions)


@pytest.fixture
def rest_api(request: pytest.FixtureRequest, rest_apis: RestApis) -> RestApiClient:
    """The REST API: the only one, or the one that the marker ``rest_api`` or ``apigateway_rest_api`` names."""
    return session_of(request.config).chosen(rest_apis, request.node.get_closest_marker("rest_api"))


@pytest.fixture
def cloudformation_snapshot(snapshot: Any) -> Any:
    """syrupy's ``snapshot`` for templates and stacks, without the values that change on their own."""
    from .snapshot import CloudFormationSnapshotExtension  # noqa: PLC0415 - see the module's docstring

    return snapshot.use_extension(CloudFormationSnapshotExtension)


@pytest.fixture
def apigateway_lint(rest_apis: RestApis) -> Callable[..., None]:
    """Fails the test where the lint rules find something: ``apigateway_lint(ignore=["rule-id"], strict=True)``."""
    from functools import partial  # noqa: PLC0415 - see the module's docstring

    from .lint import assert_lint_clean  # noqa: PLC0415

    return partial(assert_lint_clean, rest_apis)

"""Tests of an API in its own project: the pytest plugin's client, the fault matrix and the snapshot extension.

The names are resolved on first use, so that pytest starts as fast with the plugin as without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bare import bare_error
    from .cell import Cell
    from .client import RestApiClient
    from .declared import assert_declared
    from .fault_matrix import matrix
    from .lint import assert_lint_clean
    from .response import ApiResponse
    from .rest_apis import RestApis, load_rest_apis
    from .snapshot import CloudFormationSnapshotExtension

__all__ = [
    "ApiResponse",
    "Cell",
    "CloudFormationSnapshotExtension",
    "RestApiClient",
    "RestApis",
    "assert_declared",
    "assert_lint_clean",
    "bare_error",
    "load_rest_apis",
    "matrix",
]

_HOME = {
    "ApiResponse": "response",
    "Cell": "cell",
    "CloudFormationSnapshotExtension": "snapshot",
    "RestApiClient": "client",
    "RestApis": "rest_apis",
    "assert_declared": "declared",
    "assert_lint_clean": "lint",
    "bare_error": "bare",
    "load_rest_apis": "rest_apis",
    "matrix": "fault_matrix",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""The command line: ``apigateway-errors serve``, ``invoke``, ``explain``, ``routes``, ``render`` and ``conformance``.

One module per subcommand; each is imported when it is called, and what it needs when it runs.
"""

from __future__ import annotations

import sys

__all__ = ["main"]

EXTRA = {"awslambdaric", "click", "httptools", "jsonschema", "referencing", "regex", "rich", "uvicorn", "yaml"}
"""What the extra ``[local]`` brings."""


def main() -> None:
    """Runs the command with the arguments of the process, and ends the process."""
    try:
        from .app import run  # noqa: PLC0415 - needs click, and its absence has an answer

        run()
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        sys.exit(_missing(str(error.name)))


def _missing(name: str) -> int:
    hint = f"no module {name!r}; the command needs more: pip install 'cdk-apigateway-errors[local]'"
    print(f"Error: {hint}", file=sys.stderr)
    return 2

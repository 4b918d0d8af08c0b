"""The command line: ``apigateway-errors serve``, ``invoke``, ``explain``, ``routes``, ``render`` and ``conformance``.

One module per subcommand; each is imported when it is called, and what it needs when it runs.
"""

from __future__ import annotations

import sys

__all__ = ["main"]

HINT = "apigateway-errors needs the local gateway: pip install 'cdk-apigateway-errors[local]'"


def main() -> None:
    """Runs the command with the arguments of the process, and ends the process."""
    try:
        import click  # noqa: F401, PLC0415 - only to say what to install
    except ImportError:
        sys.exit(_missing("click"))
    from .app import run  # noqa: PLC0415

    run()


def _missing(name: str) -> int:
    print(f"Error: no module {name!r}; {HINT}", file=sys.stderr)
    return 2

"""Points out headers that reach the client under another name."""

from __future__ import annotations

from collections.abc import Iterable

from aws_cdk import Annotations
from constructs import Construct

from ..catalog.headers import renamed_header

RENAMED_HEADER = "cdk-apigateway-errors:renamedHeader"


def warn_renamed(scope: Construct, names: Iterable[str]) -> None:
    """Warn of every header in ``names`` that API Gateway renames, once per construct and name.

    Source: recorded answers of the service (non-proxy integrations, remapped headers).
    """
    for name in names:
        seen_as = renamed_header(name)
        if seen_as is not None:
            Annotations.of(scope).add_warning_v2(
                f"{RENAMED_HEADER}.{name.lower()}",
                f"Clients receive the response header {name!r} as {seen_as!r}: API Gateway renames it in answers of an "
                "integration. Have clients read that name or send the value under a name of your own; then acknowledge "
                "this warning.",
            )

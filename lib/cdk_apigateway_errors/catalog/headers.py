"""Header names and values of responses, as mapping expressions of API Gateway.

Sources: developer guide ``request-response-data-mappings`` (what a value may be); "Invalid mapping expression
specified" for a static value without quotes (aws-cdk#11306); the renamed and dropped names are recorded in LocalStack's
snapshot of the remapped headers (semantics of non-proxy integrations).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_MAPPING = re.compile(r"(?:integration\.response\.(?:header|multivalueheader|body)|context|stageVariables)(?:[.\[].*)?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

RENAMED: Final = frozenset(
    name.lower()
    for name in (
        "Authorization", "Connection", "Content-Length", "Content-MD5", "Date", "Expect", "Host", "Max-Forwards",
        "Proxy-Authenticate", "Server", "Trailer", "Upgrade", "User-Agent", "WWW-Authenticate",
    )
)  # fmt: skip
"""Lower-case names that reach the client as ``x-amzn-Remapped-<name>``."""
DROPPED: Final = frozenset({"transfer-encoding"})
"""Lower-case names that never reach the client."""


def header_name_problem(name: object) -> str | None:
    """Return what is wrong with a header name, or ``None``.

    >>> header_name_problem("Retry-After") is None
    True
    >>> header_name_problem("Retry After")
    "header name 'Retry After' is not a token of RFC 9110; allowed: letters, digits and !#$%&'*+-.^_`|~"
    """
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        return f"header name {name!r} is not a token of RFC 9110; allowed: letters, digits and !#$%&'*+-.^_`|~"
    if name.lower() in DROPPED:
        return f"header {name!r} never reaches a client: API Gateway drops it; leave it out"
    return None


def renamed_header(name: str) -> str | None:
    """Return the name under which a client sees this header where API Gateway renames it, else ``None``.

    >>> renamed_header("WWW-Authenticate")
    'x-amzn-Remapped-WWW-Authenticate'
    """
    return f"x-amzn-Remapped-{name}" if name.lower() in RENAMED else None


def header_mapping(value: str) -> str:
    """Return the mapping expression for a header value: mapped sources as they are, anything else quoted as static.

    >>> header_mapping("no-store"), header_mapping("'quoted'"), header_mapping("integration.response.body.location")
    ("'no-store'", "'quoted'", 'integration.response.body.location')
    """
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value
    return value if _MAPPING.fullmatch(value) else f"'{value}'"


def header_problems(headers: Mapping[str, object]) -> list[str]:
    """Return everything that is wrong with a mapping of header names to values."""
    problems = [problem for name in headers if (problem := header_name_problem(name))]
    for name, value in headers.items():
        if not isinstance(value, str):
            problems.append(f"header {name!r} has the value {value!r}; allowed: a text")
        elif _UNPRINTABLE.search(value):
            problems.append(
                f"header {name!r} has the value {value!r}; line ends and control characters are not allowed"
            )
        elif "'" in value.strip("'"):
            problems.append(f"header {name!r} has the value {value!r}; a static value cannot hold a single quote")
    return problems


def carried_header(name: str) -> str:
    """Return where a header that the error carries is found: inside the stringified message.

    Header mappings de-serialise ``errorMessage``, templates do not (developer guide, *handle-errors* page).

    >>> carried_header("Retry-After")
    'integration.response.body.errorMessage.headers.Retry-After'
    """
    return f"integration.response.body.errorMessage.headers.{name}"

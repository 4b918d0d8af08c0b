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
_INTEGRATION = r"integration\.response\.(?:(?:header|multivalueheader)\.[^\s']+|body(?:[.\[].+)?)"
_MAPPING = re.compile(rf"{_INTEGRATION}|(?:context|stageVariables)\.[^\s']+")
_NEVER_STATIC = ("method.request.", "integration.")
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


def header_problems(headers: object) -> list[str]:
    """Return everything that is wrong with a mapping of header names to values.

    >>> header_problems({"X-A": "b", "x-a": "c"})
    ["headers 'X-A' and 'x-a' differ only in case, which makes them one header; leave one out"]
    """
    if not isinstance(headers, Mapping):
        return [f"headers are {headers!r}; allowed: a mapping of header names to values"]
    problems = [problem for name in headers if (problem := header_name_problem(name))]
    seen: dict[str, str] = {}
    for name, value in headers.items():
        first = seen.setdefault(str(name).lower(), name)
        if first != name:
            problems.append(
                f"headers {first!r} and {name!r} differ only in case, which makes them one header; leave one out"
            )
        problem = _value_problem(name, value)
        if problem:
            problems.append(problem)
    return problems


def _value_problem(name: str, value: object) -> str | None:
    if not isinstance(value, str):
        return f"header {name!r} has the value {value!r}; allowed: a text"
    if _UNPRINTABLE.search(value):
        return f"header {name!r} has the value {value!r}; line ends and control characters are not allowed"
    quoted = len(value) >= 2 and value[0] == value[-1] == "'"
    if "'" in (value[1:-1] if quoted else value) and not _MAPPING.fullmatch(value):
        return f"header {name!r} has the value {value!r}; a static value cannot hold a single quote"
    if value.startswith(_NEVER_STATIC) and not _MAPPING.fullmatch(value):
        return (
            f"header {name!r} has the value {value!r}, which is no source of a response's header; allowed: "
            "integration.response.header.NAME, integration.response.multivalueheader.NAME, integration.response.body.PATH, "
            "context.NAME, stageVariables.NAME, or a static text (in single quotes if it should look like this)"
        )
    return None


def mapped_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return header values as mapping expressions, see :func:`header_mapping`."""
    return {name: header_mapping(value) for name, value in headers.items()}


def gateway_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that a gateway response can have: it has no integration response to read from."""
    return {name: value for name, value in mapped_headers(headers).items() if not value.startswith("integration.")}


def merged_headers(*parts: Mapping[str, str]) -> dict[str, str]:
    """Return all headers; a later one replaces an earlier one of the same name in any case, but ``Vary`` adds up.

    >>> merged_headers({"vary": "'Accept'", "A": "'1'"}, {"Vary": "'Origin'", "a": "'2'"})
    {'Vary': "'Accept,Origin'", 'a': "'2'"}
    """
    merged: dict[str, tuple[str, str]] = {}
    for name, value in (pair for part in parts for pair in part.items()):
        earlier = merged.get(name.lower())
        both = earlier and name.lower() == "vary" and earlier[1][:1] == value[:1] == "'"
        merged[name.lower()] = (name, f"'{earlier[1][1:-1]},{value[1:-1]}'" if earlier and both else value)
    return dict(merged.values())


def carried_header(name: str) -> str:
    """Return where a header that the error carries is found: inside the stringified message.

    Header mappings de-serialise ``errorMessage``, templates do not (developer guide, *handle-errors* page).

    >>> carried_header("Retry-After")
    'integration.response.body.errorMessage.headers.Retry-After'
    """
    return f"integration.response.body.errorMessage.headers.{name}"

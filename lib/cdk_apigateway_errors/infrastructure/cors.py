"""CORS: CDK's own options for the preflight, and from them the headers of every other answer."""

from __future__ import annotations

import re
from typing import Any

from aws_cdk import Token
from aws_cdk import aws_apigateway as ag

from ..catalog import CorsHeaders, header_name_problem

# An origin is scheme://host[:port], nothing behind it (RFC 6454); "null" is what sandboxed pages send.
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]+))?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def cors_headers(options: ag.CorsOptions | None) -> CorsHeaders | None:
    """Return what answers other than the preflight need from ``CorsOptions``."""
    if options is None:
        return None
    return CorsHeaders(
        tuple(options.allow_origins), bool(options.allow_credentials), tuple(options.expose_headers or ())
    )


def cors_fields(options: ag.CorsOptions) -> dict[str, Any]:
    """Return the fields of ``CorsOptions`` that are set."""
    names = (
        "allow_origins", "allow_credentials", "allow_headers", "allow_methods", "disable_cache", "expose_headers",
        "max_age", "status_code",
    )  # fmt: skip
    return {name: value for name in names if (value := getattr(options, name)) is not None}


def cors_problems(options: object) -> list[str]:
    """Return everything that is wrong with CORS options; unresolved tokens are let through."""
    if options is None:
        return []
    if not isinstance(options, ag.CorsOptions):
        return [f"cors is {options!r}; allowed: aws_apigateway.CorsOptions(allow_origins=[...], ...)"]
    origins = list(options.allow_origins)
    if any("#{Token[" in origin for origin in origins):
        unknown = (
            "cors takes its allow_origins from a list that is known only at deployment, and how many origins there are "
            "decides what is made; give one token for each, such as Fn.select(0, parameter.value_as_list)"
        )
        return [unknown]
    problems = [problem for origin in origins if (problem := _origin_problem(origin))]
    if not origins:
        problems.append(
            "cors allows no origin; give allow_origins at least one, such as 'https://shop.example', or '*'"
        )
    if "*" in origins and len(origins) > 1:
        problems.append(f"cors mixes '*' with other origins: {', '.join(origins)}; give '*' alone or name every origin")
    if "*" in origins and options.allow_credentials:
        problems.append(
            "cors allows credentials for every origin ('*'), which browsers refuse (Fetch standard); name the origins"
        )
    names = [*(options.allow_headers or ()), *(options.expose_headers or ())]
    problems += [problem for name in names if name != "*" and (problem := header_name_problem(name))]
    return problems


def _origin_problem(origin: str) -> str | None:
    if Token.is_unresolved(origin) or origin in {"*", "null"}:
        return None
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        return (
            f"cors origin {origin!r} is not an origin; allowed: scheme://host or scheme://host:port without a path, user, "
            "query or wildcard, or '*' alone"
        )
    sent = _as_sent(*found.groups())
    if sent is None:
        return f"cors origin {origin!r} has the port {found[3]}; allowed: 1 to 65535 without leading zeros"
    return None if sent == origin else f"cors origin {origin!r} is never sent by a browser; write {sent!r}"


def _as_sent(scheme: str, host: str, port: str | None) -> str | None:
    """Return an origin as browsers send it (URL standard, *origin serialization*); ``None`` for a port that cannot be."""
    if port is not None and not (port[0] != "0" and int(port) <= 65535):
        return None
    if scheme in _DEFAULT_PORTS:
        host = host.lower()
    if port is None or port == _DEFAULT_PORTS.get(scheme):
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}"

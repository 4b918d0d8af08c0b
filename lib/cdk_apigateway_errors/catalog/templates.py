"""The Velocity templates that the library writes, kept as ``.vtl`` files beside this module.

A file may hold parts in guillemets (``«body»``), which :func:`fill` replaces. The final line end of a file is for
editors and not part of the template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

REQUEST_ID = "$context.requestId"
RESPONSE_TYPE = "$context.error.responseType"
_NOT_IN_JSON = "\ue000"  # private use: marks a text that is written without quotes


@cache
def template(name: str) -> str:
    """Return the text of one ``.vtl`` file.

    >>> template("error_message")
    "$input.path('$.errorMessage')"
    """
    return files(__package__).joinpath(f"{name}.vtl").read_text(encoding="utf-8").removesuffix("\n")


def fill(name: str, /, **parts: str) -> str:
    """Return a template with its parts filled in."""
    text = template(name)
    for part, value in parts.items():
        text = text.replace(f"«{part}»", value)
    return text


def constant(document: Mapping[str, Any]) -> str:
    """Return a JSON document as template text in which only the request id is a reference.

    ``$`` and ``#`` in its texts are written as JSON escapes, so that neither a Velocity template nor the substitution
    in a gateway response sees a reference or directive. :data:`REQUEST_ID`, :data:`RESPONSE_TYPE` and texts marked by
    :func:`unquoted` stay references.

    >>> constant({"status": 500, "message": "costs $5 #1", "requestId": REQUEST_ID})
    '{"status":500,"message":"costs \\\\u00245 \\\\u00231","requestId":"$context.requestId"}'
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("$", r"\u0024").replace("#", r"\u0023")
    for reference in (REQUEST_ID, RESPONSE_TYPE):
        text = text.replace(rf"\u0024{reference[1:]}", reference)
    parts = text.split(f'"{_NOT_IN_JSON}')
    return parts[0] + "".join(_bare(part) for part in parts[1:])


def unquoted(reference: str) -> str:
    """Mark a reference that brings its own quotes, such as ``$context.error.messageString``.

    >>> constant({"message": unquoted("$context.error.messageString")})
    '{"message":$context.error.messageString}'
    """
    return _NOT_IN_JSON + reference


def _bare(part: str) -> str:
    reference, rest = part.split('"', 1)
    return reference.replace(r"\u0024", "$") + rest

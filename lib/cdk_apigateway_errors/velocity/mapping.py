"""`$input`, `$util`, `$context` and `$stageVariables`: what API Gateway gives a mapping template.

The one module here that knows API Gateway. D: developer guide, "API Gateway mapping template and access logging variable
reference"; recorded behaviour is named beside each rule.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import quote_plus, unquote_to_bytes

from .json_text import NotJson, parse_json, write_json
from .jsonpath import InvalidPath, read_path
from .values import Host, JavaError, Methods, Value, limited, utf16

_PLACES = ("path", "querystring", "header")


def mapping_variables(
    *,
    body: str,
    params: Mapping[str, Mapping[str, str]],
    context: dict[str, Any],
    stage_variables: Mapping[str, str],
) -> dict[str, object]:
    """The variables of one rendering.

    `body` is the payload's text; `params` holds the maps `path`, `querystring` and `header`. `context` is changed in
    place by `#set($context.responseOverride.status = …)`.

    >>> from cdk_apigateway_errors.velocity import compile_template
    >>> variables = mapping_variables(body='{"a": [1]}', params={}, context={"stage": "dev"}, stage_variables={})
    >>> compile_template("$input.json('$.a') $context.stage").render(variables)
    '[1] dev'
    """
    return {
        "input": Input(body, {place: dict(params.get(place, {})) for place in _PLACES}),
        "util": UTIL,
        "context": context,
        "stageVariables": dict(stage_variables),
    }


class Input(Host):
    """`$input`: the payload and the parameters of the request."""

    __slots__ = ("_document", "_parsed", "params", "text")

    def __init__(self, text: str, params: dict[str, dict[str, str]]) -> None:
        self.text = text
        self.params = params
        self._document: Value = None
        self._parsed = False

    @property
    def body(self) -> str:
        """The raw payload; an empty one reads `{}` (S: LocalStack test_input_body_formatting 2025-03-19)."""
        return self.text or "{}"

    def document(self) -> Value:
        """The payload as JSON, parsed once; None where it is empty or no JSON (C: LocalStack #12774, console)."""
        if not self._parsed:
            self._parsed = True
            try:
                self._document = parse_json(self.text) if self.text.strip() else None
            except NotJson:
                self._document = None
        return self._document

    def path(self, path: str) -> Value:
        """`$input.path('$.a')`: the value, None where there is none. Raises JavaError for a path that is no JSONPath."""
        document = self.document()
        if path == "$" or document is None:
            return document
        if not isinstance(document, dict | list):
            return None
        try:
            return read_path(path, document)
        except InvalidPath as error:
            raise JavaError(f"InvalidPathException: {error}") from None

    def json(self, path: str) -> str:
        """`$input.json('$.a')`: the value as JSON, two quotes where there is none (C: LocalStack #12774, console)."""
        value = self.path(path)
        return '""' if value is None else limited(write_json(value))

    def param(self, name: str) -> Value:
        """`$input.params('x')`: path, then query string, then header (D); `""` where there is none."""
        if name in _PLACES:
            return self.params[name]
        return next((self.params[place][name] for place in _PLACES if name in self.params[place]), "")

    methods: ClassVar[Methods] = {
        "getBody": (("", lambda _, self: self.body),),
        "path": (("s", lambda _, self, path: self.path(path)),),
        "json": (("s", lambda _, self, path: self.json(path)),),
        "params": (("", lambda _, self: self.params), ("s", lambda _, self, name: self.param(name))),
    }


def escape_java_script(text: str) -> str:
    r"""`$util.escapeJavaScript`: commons-lang 2.6, which also escapes `'` (D) and `/`, and writes non-ASCII as \uXXXX.

    >>> print(escape_java_script('it\'s "é"/'))
    it\'s \"\u00E9\"\/
    """
    return utf16(text).translate(_ESCAPED)


class _Escapes(dict[int, str]):
    """Control characters and all that is not ASCII as \\uXXXX; kept as they come, 65,536 at most."""

    def __missing__(self, unit: int) -> str:
        self[unit] = chr(unit) if 0x20 <= unit <= 0x7F else f"\\u{unit:04X}"
        return self[unit]


_ESCAPED = _Escapes({ord(mark): "\\" + mark for mark in "'\"\\/"})
_ESCAPED |= {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}


def url_encode(text: str) -> str:
    """`$util.urlEncode`: java.net.URLEncoder, `+` for a blank.

    >>> url_encode('{"a b"}*~')
    '%7B%22a+b%22%7D*%7E'
    """
    return quote_plus(text, safe="*", errors="replace").replace("~", "%7E")


def url_decode(text: str) -> str:
    """`$util.urlDecode`: java.net.URLDecoder. Raises JavaError for a broken escape."""
    if re.search("%(?![0-9a-fA-F]{2})", text):
        raise JavaError(f"IllegalArgumentException: URLDecoder: illegal hex characters in {text!r}")
    return unquote_to_bytes(text.replace("+", " ").encode("utf-8", "replace")).decode("utf-8", "replace")


def base64_encode(text: str) -> str:
    """`$util.base64Encode`: the standard alphabet."""
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def base64_decode(text: str) -> str:
    """`$util.base64Decode`: padding may be left out. Raises JavaError for other characters."""
    try:
        if len(text.rstrip("=")) % 4 == 1 or (text.endswith("=") and len(text) % 4):
            raise JavaError("IllegalArgumentException: Input byte array has wrong 4-byte ending unit")
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        raise JavaError("IllegalArgumentException: Illegal base64 character") from None


def parse_json_text(text: str) -> Value:
    """`$util.parseJson`; a text that is no JSON is given back (computed with json-smart; not recorded)."""
    try:
        return parse_json(text)
    except NotJson:
        if text.lstrip()[:1] in ("{", "["):
            raise JavaError(f"InvalidJsonException: {text[:80]!r}") from None
        return text


def _util(function: Callable[[str], Value]) -> tuple[tuple[str, Callable[..., Value]], ...]:
    return (("s", lambda _, __, text: function(text)),)


class Util(Host):
    """`$util`: functions on texts."""

    methods: ClassVar[Methods] = {
        "escapeJavaScript": _util(escape_java_script),
        "parseJson": _util(parse_json_text),
        "urlEncode": _util(url_encode),
        "urlDecode": _util(url_decode),
        "base64Encode": _util(base64_encode),
        "base64Decode": _util(base64_decode),
    }


UTIL = Util()

"""Text and binary payloads: ``binaryMediaTypes`` of the API and ``contentHandling`` of the integration and its responses.

The tables are D ``api-gateway-payload-encodings-workflow``.
"""

from __future__ import annotations

import base64
import binascii
from fnmatch import fnmatchcase

from . import failures

TO_TEXT = "CONVERT_TO_TEXT"
TO_BINARY = "CONVERT_TO_BINARY"


def is_binary(media_type: str, binary_media_types: tuple[str, ...]) -> bool:
    """Whether a media type is declared as binary; ``*/*`` stands for all, ``image/*`` for a family.

    >>> is_binary("image/png", ("image/*",)), is_binary("application/json", ())
    (True, False)
    """
    return any(fnmatchcase(media_type, pattern.lower()) for pattern in binary_media_types)


def decoded(body: bytes) -> bytes:
    """Base64 to bytes. Raises API_CONFIGURATION_ERROR where the text is not base64 (D)."""
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise failures.configuration_error(f"Unable to base64 decode the body: {error}") from error


def request_payload(body: bytes, binary: bool, handling: str | None) -> bytes:
    """The payload for the integration, before its template.

    >>> request_payload(bytes([255]), True, "CONVERT_TO_TEXT")
    b'/w=='
    """
    if binary:
        return base64.b64encode(body) if handling == TO_TEXT else body
    return decoded(body) if handling == TO_BINARY and body else body


def response_payload(body: bytes, binary: bool, binary_accept: bool, handling: str | None) -> bytes:
    """The payload of the integration, before the response template.

    >>> response_payload(b"aGk=", False, True, None)
    b'hi'
    """
    as_text = handling == TO_TEXT or (handling is None and not binary_accept)
    if binary:
        return base64.b64encode(body) if as_text else body
    return body if as_text or not body else decoded(body)

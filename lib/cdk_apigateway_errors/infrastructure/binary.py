"""Binary media types and mapping templates do not go together; say so instead of failing at run time."""

from __future__ import annotations

from collections.abc import Iterable

_TEXT = ("*/*", "application/json", "application/*", "application/problem+json")


def binary_problems(media_types: Iterable[str] | None) -> list[str]:
    """Return a problem for every binary media type that would take error bodies.

    A body that counts as binary cannot be read by a mapping template: the service answers 500 (developer guide,
    ``api-gateway-payload-encodings-workflow``).

    >>> binary_problems(["image/png"])
    []
    """
    return [
        f"rest_api_options: binary_media_types holds {media_type!r}, which makes API Gateway treat JSON as binary, and a "
        "response template then fails with 500; name the exact types that are binary, such as 'image/png'"
        for media_type in media_types or ()
        if media_type in _TEXT
    ]

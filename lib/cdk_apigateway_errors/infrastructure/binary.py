"""Binary media types and mapping templates do not go together; say so instead of failing at run time."""

from __future__ import annotations

from collections.abc import Iterable

from aws_cdk import Token
from aws_cdk import aws_apigateway as ag

_JSON = ("application/json", "application/problem+json")


def binary_problems(
    media_types: object, error_media_type: str = _JSON[0], *, where: str = "rest_api_options"
) -> list[str]:
    """Return a problem for every binary media type that would take the bodies of events and errors.

    A body that counts as binary cannot be read by a mapping template: the service answers 500 (developer guide,
    ``api-gateway-payload-encodings-workflow``). ``error_media_type`` is that of the error format.

    >>> binary_problems(["image/png"])
    []
    """
    if not isinstance(media_types, Iterable) or isinstance(media_types, str):
        return []  # None, a token, or a wrong type that CDK's own struct names
    texts = (*_JSON, error_media_type)
    return [
        f"{where}: binary_media_types holds {media_type!r}, which makes API Gateway treat {covered} as binary, and a "
        "response template then fails with 500; name the exact types that are binary, such as 'image/png'"
        for media_type in media_types
        if (covered := next((text for text in texts if _covers(media_type, text)), None))
    ]


def binary_media_types(api: ag.IRestApi) -> list[str]:
    """Return the binary media types of an API as far as this app knows them; an imported API tells none."""
    resource = api.node.default_child
    found = resource.binary_media_types if isinstance(resource, ag.CfnRestApi) else None
    return [media_type for media_type in found or () if not Token.is_unresolved(media_type)]


def _covers(media_type: object, text: str) -> bool:
    given, text = _bare(media_type), _bare(text)
    return given in {"*/*", text, f"{text.split('/')[0]}/*"}


def _bare(media_type: object) -> str:
    """Return a media type without its parameters, in lower case."""
    return str(media_type).split(";")[0].strip().lower()

"""Stage: a method with ``ApiKeyRequired`` wants a key of a usage plan that holds this stage.

A missing, unknown or disabled key is 403 (A LocalStack ``test_api_key_required_for_methods``).
"""

from __future__ import annotations

from collections.abc import Mapping

from . import failures
from .values import RoutedRequest, first_header


def check_api_key(required: bool, keys: Mapping[str, str], routed: RoutedRequest) -> RoutedRequest:
    """The request unchanged, with the key in ``$context.identity``. ``keys`` maps enabled key values to their ids."""
    if not required:
        return routed
    sent = first_header(routed.request.headers, "x-api-key")
    if sent is None or sent not in keys:
        raise failures.invalid_api_key(bool(sent))
    routed.context["identity"].update(apiKey=sent, apiKeyId=keys[sent])
    return routed

"""The same errors behind `AWS_PROXY`: a returned answer instead of a raised message.

D: AWS's developer guide, "Handle Lambda errors in API Gateway", custom errors with Lambda proxy integration.
"""

from __future__ import annotations

from _collections_abc import Mapping

from ._checks import header_name_problems, header_value_problems, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._api_error import ApiError

TEXT = "text/plain"


def proxy_answer(error: ApiError, body: str, extra: Mapping[str, str], *, as_text: bool) -> dict[str, Any]:
    """`statusCode`, `headers`, `isBase64Encoded` and `body` for one error.

    `as_text` gives the body of AWS's page, `<code>: <message>` as text/plain.
    """
    code = error.errors[0].code or ""
    headers = {
        "Content-Type": TEXT if as_text else error.format.media_type,
        "x-amzn-ErrorType": _visible(code),
        **extra,
        **error.headers,
    }
    text = "\n".join(f"{item.code}: {item.message}" for item in error.errors)
    return {
        "statusCode": error.status,
        "headers": headers,
        "isBase64Encoded": False,
        "body": text if as_text else body,
    }


def proxy_problems(proxy: object, extra: object) -> list[str]:
    """What is wrong with the options `proxy` and `proxy_headers`."""
    problems = [] if proxy in (True, False, TEXT) else [f"proxy is {show(proxy)}: give True, False or '{TEXT}'"]
    if extra and not proxy:
        problems.append("proxy_headers without proxy=True: behind a non-proxy integration the stack sets the headers")
    if not isinstance(extra, Mapping):
        return [*problems, f"proxy_headers is {show(extra)}: give a dict such as {{'Access-Control-Allow-Origin': '*'}}"]
    names = list(header_name_problems(list(extra)))
    return [*problems, *names, *(each for name in extra for each in header_value_problems(str(name), extra[name]))]


def _visible(code: str) -> str:
    return "".join(char if "!" <= char <= "~" else "_" for char in code)



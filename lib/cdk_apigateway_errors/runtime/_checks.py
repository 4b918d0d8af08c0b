"""What an error may consist of. Each function returns the problems it sees, so that a caller can report all at once."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIELD_START = frozenset(_LETTERS + "_")
_FIELD = frozenset(_LETTERS + "0123456789_-")
# Fewer than HTTP allows: the name becomes part of a mapping expression (integration.response.body.errorMessage…) and of
# a response template, where `.`, `'`, `$` and `#` mean something.
_HEADER_NAME = frozenset(_LETTERS + "0123456789-_")
# Hop-by-hop (RFC 9110, 7.6.1), set by API Gateway (D: api-gateway-known-issues), or by the format and the decorator.
_RESERVED = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
    | {"content-encoding", "content-length", "expect", "host", "max-forwards", "proxy-authenticate"}
    | {"content-type", "x-amzn-errortype"}
)
HEADER_BYTES = 10_240  # total header size of a response (D: API Gateway quotas)


class InvalidApiError(ValueError):
    """An error, a format or a declaration that cannot become an answer.

    Raised where a class is defined, an error is raised, or a handler is decorated. Inside a handler the decorator
    treats it as any other exception: the client gets the unhandled form, never a 200.
    """


def refuse(what: str, problems: Iterable[str]) -> None:
    """Raise one `InvalidApiError` that names all problems; do nothing when there are none."""
    found = list(problems)
    if len(found) == 1:
        raise InvalidApiError(f"{what}: {found[0]}")
    if found:
        raise InvalidApiError(f"{what}: {len(found)} problems\n" + "\n".join(f"  - {problem}" for problem in found))


def show(value: object) -> str:
    """A short `repr` that cannot raise."""
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 80 else text[:77] + "..."


def is_status(value: object) -> bool:
    """Whether the value is a status code that an error may have: an int from 400 to 599."""
    return isinstance(value, int) and 400 <= value <= 599


def status_problems(value: object, name: str = "status") -> Iterator[str]:
    if not is_status(value):
        yield f"{name} is {show(value)}: give an int from 400 to 599"


def success_status_problems(value: object) -> Iterator[str]:
    if not isinstance(value, int) or not 200 <= value <= 399:
        yield f"success_status is {show(value)}: give an int from 200 to 399"


def text_problems(name: str, value: object) -> Iterator[str]:
    if not isinstance(value, str) or not value:
        yield f"{name} is {show(value)}: give a text of at least one character"


def field_problems(value: object) -> Iterator[str]:
    if not isinstance(value, str) or not value or value[0] not in _FIELD_START or not _FIELD.issuperset(value):
        yield f"status_field is {show(value)}: give a name like 'status' or 'statusCode' ([A-Za-z_][A-Za-z0-9_-]*)"


def header_name_problems(names: object) -> Iterator[str]:
    if not isinstance(names, tuple | list):
        yield f"headers is {show(names)}: give a tuple of header names such as ('Retry-After',)"
        return
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str) or not name or not _HEADER_NAME.issuperset(name):
            yield f"header name {show(name)}: allowed are letters, digits, - and _: rename it{_renamed(name)}"
        elif name.lower() in _RESERVED:
            yield f"header {name} is set by API Gateway, HTTP or the error format: leave it out"
        elif name.lower() in seen:
            yield f"header {name} is named twice: header names ignore case, leave one"
        else:
            seen.add(name.lower())


def _renamed(name: object) -> str:
    kept = "".join(char if char in _HEADER_NAME else "-" for char in name).strip("-") if isinstance(name, str) else ""
    return f", for instance {kept}" if kept else ", for instance Retry-After"


def header_value_problems(name: str, value: object) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, str | int):
        yield f"header {name} is {show(value)}: give a text or an int"
    elif not all(" " <= char <= "~" or "\xa0" <= char <= "\xff" for char in str(value)):
        yield f"header {name} is {show(value)}: give Latin-1 text without line breaks and control characters"

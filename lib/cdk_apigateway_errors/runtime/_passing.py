"""Which exceptions pass to the client as they are: declared errors, alone or as a group of one status."""

from __future__ import annotations

import builtins

from ._api_error import ApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._declaration import Declared

# Python 3.10 has none
_GROUP: type[BaseException] | None = getattr(builtins, "BaseExceptionGroup", None)


def declared_error(error: BaseException, declaration: Declared) -> ApiError | None:
    """The one error that goes out for this exception, or None when it must not be seen.

    An exception group whose leaves are all declared errors of one status is one error with all their items.
    """
    errors: list[ApiError] = []
    for leaf in _leaves(error):
        if not isinstance(leaf, ApiError):
            return None
        # A bare status code speaks the format of its API.
        errors.append(leaf.copy_with(format=declaration.format) if type(leaf) is ApiError else leaf)
    return _joined(errors) if all(_is_declared(each, declaration) for each in errors) else None


def _leaves(error: BaseException) -> Iterator[BaseException]:
    pending = [error]
    while pending:
        current = pending.pop(0)
        if _GROUP is not None and isinstance(current, _GROUP):
            pending[:0] = current.exceptions  # type: ignore[attr-defined]
        else:
            yield current


def _is_declared(error: ApiError, declaration: Declared) -> bool:
    if error.status not in declaration.statuses or error.format != declaration.format:
        return False
    declared_names = {name.lower() for name in declaration.headers[error.status]}
    # What the selection pattern sees is the text: it must begin with the status that was checked.
    begin = f'{{"{error.format.status_field}":{error.status}'
    shown = str(error).startswith((begin + ",", begin + "}"))
    return shown and all(name.lower() in declared_names for name in error.headers)


def _joined(errors: list[ApiError]) -> ApiError | None:
    first = errors[0]
    if len(errors) == 1:
        return first
    headers = {name: value for error in errors for name, value in error.headers.items()}
    same_headers = all(headers[name] == value for error in errors for name, value in error.headers.items())
    if not same_headers or any(error.status != first.status for error in errors):
        return None
    return first.copy_with(errors=tuple(item for error in errors for item in error.errors), headers=headers)

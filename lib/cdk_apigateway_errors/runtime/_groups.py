"""Exception groups: several declared errors of one status, raised together, are one answer."""

from __future__ import annotations

import builtins

from ._api_error import ApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# Python 3.10 has none
_GROUP: type[BaseException] | None = getattr(builtins, "BaseExceptionGroup", None)


def single_error(error: BaseException) -> ApiError | None:
    """The one ApiError that an exception stands for: itself, or a group whose leaves are all ApiErrors of one status."""
    if isinstance(error, ApiError):
        return error
    if _GROUP is None or not isinstance(error, _GROUP):
        return None
    leaves = list(_leaves(error))
    return _merged([leaf for leaf in leaves if isinstance(leaf, ApiError)], len(leaves))


def _leaves(error: BaseException) -> Iterator[BaseException]:
    pending = [error]
    while pending:
        current = pending.pop(0)
        if _GROUP is not None and isinstance(current, _GROUP):
            pending[:0] = list(current.exceptions)  # type: ignore[attr-defined]
        else:
            yield current


def _merged(errors: list[ApiError], leaves: int) -> ApiError | None:
    if len(errors) < leaves or len({(error.status, error.format) for error in errors}) != 1:
        return None
    return errors[0]

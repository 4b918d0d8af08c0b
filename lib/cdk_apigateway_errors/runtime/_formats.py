"""Error formats: how the errors of one raise become one JSON document."""

from __future__ import annotations

from _collections_abc import Mapping, Sequence

from ._checks import field_problems, refuse, show, text_problems
from ._reasons import reason_phrase
from ._wire import plain, well_formed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ErrorItem:
    """One error of a raise: `code` (what), `source` (where), `message` (title), `detail` (any JSON value).

    Absent members are None and left out of the body. Without `code` or `message` the error's own are used.

    >>> ErrorItem(code="123", source="/data/attributes/first-name").members()
    {'code': '123', 'source': '/data/attributes/first-name'}
    """

    __slots__ = ("code", "detail", "message", "source")

    code: str | None
    source: Any
    message: str | None
    detail: Any

    def __init__(
        self, *, code: str | None = None, source: Any = None, message: str | None = None, detail: Any = None
    ) -> None:
        self.code = code
        self.source = source
        self.message = message
        self.detail = detail

    def members(self) -> dict[str, Any]:
        """The members that are present, in the order of the seed shape."""
        names = ("code", "source", "message", "detail")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ErrorItem) and self.members() == other.members()

    __hash__ = None  # type: ignore[assignment]  # holds any JSON value

    def __repr__(self) -> str:
        return f"ErrorItem({', '.join(f'{name}={value!r}' for name, value in self.members().items())})"


class ErrorFormat:
    """Base of all formats. Override `members`, and `schema` so that the model says more than "an object".

    The status field always comes first: the selection pattern `leading` depends on it. Formats are values: attributes
    are set once, and equal formats compare equal. Raises `InvalidApiError` for a bad field name or media type.

    >>> class Flat(ErrorFormat):
    ...     def members(self, status, errors):
    ...         return {"error": errors[0].code, "text": errors[0].message}
    >>> Flat(status_field="statusCode").document(404, [ErrorItem(code="NOPE", message="No such order")])
    {'statusCode': 404, 'error': 'NOPE', 'text': 'No such order'}
    """

    status_field: str = "status"
    media_type: str = "application/json"

    def __init__(self, *, status_field: str | None = None, media_type: str | None = None) -> None:
        if status_field is not None:
            self.status_field = status_field
        if media_type is not None:
            self.media_type = media_type
        refuse(type(self).__name__, [*field_problems(self.status_field), *_media_type_problems(self.media_type)])

    def members(self, status: int, errors: Sequence[ErrorItem]) -> Mapping[str, Any]:
        """Everything after the status field. Called with at least one error; each has a code and a message."""
        raise NotImplementedError(f"{type(self).__name__} needs a method members(self, status, errors)")

    def schema(self) -> dict[str, Any]:
        """JSON schema (draft 4) of the body; this default takes any object with the status field."""
        return _object_schema({self.status_field: dict(_STATUS)})

    def document(
        self,
        status: int,
        errors: Sequence[ErrorItem],
        *,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> dict[str, Any]:
        """The whole body, status field first. `request_id` adds `requestId`, `headers` a last member `headers`.

        Raises `InvalidApiError` when a value cannot be JSON or `members` names a member that is added here.
        """
        own = plain(self.members(status, tuple(errors)), type(self).__name__)
        added = {self.status_field: int(status)}, {"requestId": request_id} if request_id is not None else {}
        last = {"headers": dict(headers)} if headers else {}
        taken = [name for part in (*added, last) for name in part if name in own]
        refuse(type(self).__name__, [f"members() has {name!r}, which is added for it: rename yours" for name in taken])
        return {**added[0], **own, **added[1], **last}

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        names = {*vars(self), *vars(other)}  # what neither of them sets is the class's
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def __hash__(self) -> int:
        return hash((type(self), self.status_field, self.media_type))

    def __setattr__(self, name: str, value: object) -> None:
        if name in vars(self):
            raise AttributeError(f"{type(self).__name__} is immutable: make a new one with {name}={show(value)}")
        object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


class ErrorList(ErrorFormat):
    """The seed shape, and the default: the status, and a list of errors.

    >>> ErrorList().document(400, [ErrorItem(code="123", message="Value is too short")])
    {'status': 400, 'errors': [{'code': '123', 'message': 'Value is too short'}]}
    """

    def members(self, status: int, errors: Sequence[ErrorItem]) -> Mapping[str, Any]:  # noqa: ARG002
        return {"errors": [item.members() for item in errors]}

    def schema(self) -> dict[str, Any]:
        errors = {"type": "array", "minItems": 1, "items": _item_schema()}
        return _object_schema({self.status_field: dict(_STATUS), "errors": errors}, optional={"requestId": _TEXT})


class ProblemJson(ErrorFormat):
    """RFC 9457, `application/problem+json`: status, type, title, detail, instance, then the extension members.

    `type` is `type_base` + the error's code, or `about:blank` without a base. A `source` with a URI scheme
    (`urn:uuid:…`) names the occurrence and becomes `instance`; any other (`/data/name`) is the extension member
    `source`. Several errors go to the extension member `errors`; `code` is an extension member too. The RFC fixes the
    name of the status field.

    >>> problem = ProblemJson(type_base="https://example.com/problems/")
    >>> problem.document(404, [ErrorItem(code="NOPE", message="No such order", detail="id 7")])["type"]
    'https://example.com/problems/NOPE'
    """

    media_type = "application/problem+json"
    type_base: str | None = None

    def __init__(self, *, type_base: str | None = None) -> None:
        if type_base is not None:
            refuse("ProblemJson", text_problems("type_base", type_base))
            self.type_base = type_base
        super().__init__()

    def members(self, status: int, errors: Sequence[ErrorItem]) -> Mapping[str, Any]:
        if len(errors) == 1:
            return self._single(errors[0])
        codes = {item.code for item in errors}
        shared = errors[0] if len(codes) == 1 else ErrorItem(message=reason_phrase(status))
        return {"type": self._type(shared), "title": shared.message, "errors": [item.members() for item in errors]}

    def _single(self, item: ErrorItem) -> dict[str, Any]:
        members: dict[str, Any] = {"type": self._type(item), "title": item.message}
        if isinstance(item.detail, str):  # the RFC's detail is a text
            members["detail"] = item.detail
        if _is_uri(item.source):
            members["instance"] = item.source
        members["code"] = item.code
        if item.source is not None and "instance" not in members:
            members["source"] = item.source
        if item.detail is not None and "detail" not in members:
            members["errors"] = [item.members()]
        return members

    def _type(self, item: ErrorItem) -> str:
        if self.type_base is None or item.code is None:
            return "about:blank"
        return self.type_base + _percent_encoded(item.code)

    def schema(self) -> dict[str, Any]:
        required = {self.status_field: dict(_STATUS), "type": _TEXT, "title": _TEXT}
        errors = {"type": "array", "minItems": 1, "items": _item_schema()}
        extensions = {"code": _TEXT, "source": {}, "errors": errors, "requestId": _TEXT}
        return _object_schema(required, optional={"detail": _TEXT, "instance": _TEXT, **extensions})


_STATUS = {"type": "integer", "minimum": 400, "maximum": 599}
_TEXT = {"type": "string"}


def _object_schema(required: dict[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    properties = {**required, **(optional or {}), "headers": {"type": "object", "additionalProperties": _TEXT}}
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "required": list(required),
        "properties": {name: dict(schema) for name, schema in properties.items()},
    }


def _item_schema() -> dict[str, Any]:
    # source and detail may be any JSON value: no constraint
    properties: dict[str, Any] = {"code": dict(_TEXT), "source": {}, "message": dict(_TEXT), "detail": {}}
    return {"type": "object", "required": ["code"], "properties": properties}


def _media_type_problems(value: object) -> list[str]:
    if (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and value.count("/") == 1
        and " " not in value
    ):
        return []
    return [f"media_type is {show(value)}: give one like 'application/json'"]


def _is_uri(source: object) -> bool:
    # RFC 3986, 3.1: a scheme is a letter, then letters, digits, + - .
    scheme, colon, rest = source.partition(":") if isinstance(source, str) else ("", "", "")
    plain_scheme = scheme.replace("+", "").replace("-", "").replace(".", "")
    return bool(colon and rest) and scheme[:1].isalpha() and plain_scheme.isalnum() and source.isascii()  # type: ignore[attr-defined]


def _percent_encoded(text: str) -> str:
    return "".join(
        char
        if char.isascii() and (char.isalnum() or char in "-._~")
        else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in well_formed(text)
    )

"""Models as ``components/schemas``: JSON schemas of draft 4, as far as an import takes them.

A schema object of OpenAPI 3.0 is no JSON schema: definitions inside it are unknown, and so are some keywords. What an
import leaves out of a request's model would no longer be checked, so such a model is refused. Sources: OpenAPI 3.0.1,
"Schema Object"; developer guide, "Amazon API Gateway important notes for REST APIs" (``minItems``, ``maxItems``,
``exclusiveMinimum``, ``readOnly``, ``discriminator``, ``example``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from inspect import signature
from itertools import count
from typing import Any, Final

from aws_cdk import aws_apigateway as ag
from constructs import Construct

from ...runtime import ErrorFormat
from ..models import RequestModel
from .document import Json

_TAKEN: Final = frozenset(
    {
        "title", "description", "type", "format", "enum", "default", "multipleOf", "minimum", "maximum", "minLength",
        "maxLength", "pattern", "uniqueItems", "minProperties", "maxProperties", "required", "properties",
        "additionalProperties", "items", "allOf", "anyOf", "oneOf", "not", "$ref",
    }
)  # fmt: skip
_DROPPED: Final = frozenset({"$schema", "id"})
"""Keywords that check nothing."""
_TYPES: Final = frozenset({"array", "boolean", "integer", "number", "object", "string"})
_OF_CHILDREN: Final = frozenset({"properties"})
_LISTS: Final = frozenset({"allOf", "anyOf", "oneOf"})
_CHILD: Final = frozenset({"items", "additionalProperties", "not"})
_BUILT_IN: Final[Mapping[str, Json]] = {
    "Empty": {"title": "Empty Schema", "type": "object"},
    "Error": {"title": "Error Schema", "type": "object", "properties": {"message": {"type": "string"}}},
}
_ADVICE: Final = "leave it out and check it in the handler, or use definition='methods'"


def schema_refusals(schema: Mapping[str, Any]) -> list[str]:
    """Return what of a request's model an import would leave out, each with its place.

    >>> schema_refusals({"type": "array", "minItems": 1})[0].split(",")[0]
    "request_model: #/minItems is not taken by API Gateway's import of OpenAPI"
    """
    where = [("#", schema), *((f"#/definitions/{n}", s) for n, s in _definitions(schema).items())]
    return [f"request_model: {problem}" for place, part in where for problem in _refusals(part, place)]


def _definitions(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("definitions")
    return found if isinstance(found, Mapping) else {}


def _refusals(schema: object, place: str) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    for name, value in schema.items():
        at = f"{place}/{name}"
        if name not in _TAKEN and name not in _DROPPED and not (place == "#" and name == "definitions"):
            yield f"{at} is not taken by API Gateway's import of OpenAPI, which would let such bodies through: {_ADVICE}"
        elif name == "type" and not (isinstance(value, str) and value in _TYPES):
            yield f"{at} is {value!r}; allowed in OpenAPI 3.0: one of {', '.join(sorted(_TYPES))}; {_ADVICE}"
        elif name == "items" and not isinstance(value, Mapping):
            yield f"{at} is a list; allowed in OpenAPI 3.0: one schema for all items; {_ADVICE}"
        elif name == "$ref" and not _followed(value):
            yield f"{at} is {value!r}; allowed: '#' and '#/definitions/NAME'"
        else:
            yield from _of_children(name, value, at)


def _of_children(name: str, value: Any, at: str) -> Iterator[str]:
    if name in _OF_CHILDREN:
        children = list(value.items())
    elif name in _LISTS:
        children = list(enumerate(value))
    else:
        children = []
        if name in _CHILD:
            yield from _refusals(value, at)
    for key, child in children:
        yield from _refusals(child, f"{at}/{key}")


def _followed(reference: object) -> bool:
    text = str(reference)
    return text == "#" or (text.startswith("#/definitions/") and "/" not in text.removeprefix("#/definitions/"))


def component_schemas(name: str, schema: Mapping[str, Any], taken: Collection[str] = ()) -> dict[str, Json]:
    """Return a schema and its definitions as components, with references between them; ``taken`` are names in use.

    >>> list(component_schemas("Order", {"items": {"$ref": "#/definitions/line"}, "definitions": {"line": {}, "Line": {}}}))
    ['Order', 'OrderLine', 'OrderLine2']
    """
    names: dict[str, str] = {}
    for key in _definitions(schema):
        names[key] = unused(f"{name}{_word(key)}", {name, *taken, *names.values()})
    parts = {name: schema, **{names[key]: part for key, part in _definitions(schema).items()}}
    return {own: _rewritten(part, name, names) for own, part in parts.items()}


def unused(name: str, taken: Collection[str]) -> str:
    """Return a name that API Gateway takes for a model (letters and digits) and that is not in use, numbered if need be.

    >>> unused("PutOrder-LinesModel", {"PutOrderLinesModel"})
    'PutOrderLinesModel2'
    """
    plain = re.sub(r"[^A-Za-z0-9]", "", name)
    numbered = (f"{plain}{number}" for number in count(2))
    return plain if plain not in taken else next(other for other in numbered if other not in taken)


def _word(key: str) -> str:
    return key[:1].upper() + key[1:]


def _rewritten(schema: Any, name: str, names: Mapping[str, str]) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        target = str(schema["$ref"]).removeprefix("#/definitions/")
        return {"$ref": f"#/components/schemas/{name if target == '#' else names.get(target, target)}"}
    return {
        key: _rewritten_value(key, value, name, names)
        for key, value in schema.items()
        if key in _TAKEN and not (key == "type" and isinstance(value, list))
    }


def _rewritten_value(key: str, value: Any, name: str, names: Mapping[str, str]) -> Any:
    if key in _OF_CHILDREN:
        return {child: _rewritten(part, name, names) for child, part in value.items()}
    if key in _LISTS:
        return [_rewritten(part, name, names) for part in value]
    return _rewritten(value, name, names) if key in _CHILD else value


def plain_schema(schema: ag.JsonSchema) -> Json:
    """Return CDK's ``JsonSchema`` as the JSON that it stands for.

    >>> plain_schema(ag.JsonSchema(type=ag.JsonSchemaType.STRING, min_length=1))
    {'minLength': 1, 'type': 'string'}
    """
    names = [name for name in signature(ag.JsonSchema.__init__).parameters if name != "self"]
    given = {name: value for name in names if (value := getattr(schema, name)) is not None}
    return {_json_name(name): _plain(value) for name, value in given.items()}


def _json_name(name: str) -> str:
    if name in ("schema", "ref"):
        return f"${name}"
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word.title() for word in others)


def _plain(value: Any) -> Any:
    if isinstance(value, ag.JsonSchema):
        return plain_schema(value)
    if isinstance(value, ag.JsonSchemaType):
        return value.name.lower()
    if isinstance(value, ag.JsonSchemaVersion):
        return f"http://json-schema.org/{value.name.lower().replace('draft', 'draft-0')}/schema#"
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value


class BodyModels:
    """The models of one body, each named once; ``schemas`` is where they are written."""

    def __init__(self, scope: Construct, schemas: dict[str, Json]) -> None:
        self._scope = scope
        self._schemas = schemas
        self._by_format: dict[ErrorFormat, str] = {}
        self._by_schema: dict[str, str] = {}
        self._models: dict[str, ag.IModel] = {}

    def error(self, error_format: ErrorFormat) -> ag.IModel:
        """Return the model of an error format; the first format of an API is called ``ErrorModel``."""
        return self._model(self.error_name(error_format))

    def request(self, model: RequestModel, name: str) -> ag.IModel:
        """Return the model of a request body."""
        return self._model(self.request_name(model, name))

    def error_name(self, error_format: ErrorFormat) -> str:
        if error_format not in self._by_format:
            name = "ErrorModel" if not self._by_format else f"ErrorModel{type(error_format).__name__}"
            self._by_format[error_format] = self._add(name, error_format.schema())
        return self._by_format[error_format]

    def request_name(self, model: RequestModel, name: str) -> str:
        """Return the name of a request's model; a schema that was seen before has the name that it got then."""
        schema = request_schema(model)
        if schema is None:
            return self.known_name(model) or ""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._by_schema:
            self._by_schema[key] = self._add(f"{name}Model", schema)
        return self._by_schema[key]

    def known_name(self, model: Any) -> str | None:
        """Return the name of a model that stands in the body, or is one of the two that every API has."""
        name = str(model.model_id)
        if name in _BUILT_IN:
            self._schemas.setdefault(name, dict(_BUILT_IN[name]))
        return name if name in self._schemas else None

    def _add(self, name: str, schema: Mapping[str, Any]) -> str:
        name = unused(name, {*self._schemas, *_BUILT_IN})
        self._schemas.update(component_schemas(name, schema, self._schemas))
        return name

    def _model(self, name: str) -> ag.IModel:
        if name not in self._models:
            self._models[name] = ag.Model.from_model_name(self._scope, f"{name}Name", name)
        return self._models[name]


def request_schema(model: RequestModel) -> Mapping[str, Any] | None:
    """Return the schema of a request's model, or ``None`` where it is a model that stands somewhere already."""
    if isinstance(model, ag.JsonSchema):
        return plain_schema(model)
    return model if isinstance(model, Mapping) else None

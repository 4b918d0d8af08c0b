"""Stage: the request validator of the method, parameters first, then the body.

S LocalStack ``test_api_gateway_request_validator`` 2024-01-10 and ``..._with_ref_models`` 2024-10-28; D
``api-gateway-method-request-validation`` (a blank value counts as missing, only presence is checked).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..cloudformation.model import Method, RestApi
from . import failures
from .values import RoutedRequest, text_of


class Validator(Protocol):
    """What is used of a ``jsonschema`` validator."""

    def iter_errors(self, instance: Any) -> Iterable[Any]: ...


PLACES = ("header", "path", "querystring")
"""Missing names are listed in this order (S)."""
_MODEL_URL = re.compile(r"https://apigateway\.amazonaws\.com/restapis/[^/]+/models/([A-Za-z0-9]+)")


@dataclass(frozen=True, slots=True)
class RequestValidation:
    """What the validator of a method checks; empty where it has none."""

    required: tuple[tuple[str, str], ...] = ()
    """Place and name of each required parameter."""
    models: Mapping[str, Validator] | None = None
    """By media type; ``$default`` for every other."""


def validation_of(api: RestApi, method: Method) -> RequestValidation:
    """Reads the validator of a method. Raises ``ValueError`` for a model that is missing or no schema."""
    validator = method.request_validator
    if validator is None:
        return RequestValidation()
    required = _required(method) if validator.validate_request_parameters else ()
    models = _models(api, method) if validator.validate_request_body and method.request_models else None
    return RequestValidation(required, models)


def _required(method: Method) -> tuple[tuple[str, str], ...]:
    wanted = []
    for name, needed in method.request_parameters.items():
        place, _, parameter = name.removeprefix("method.request.").partition(".")
        if needed and place in PLACES:
            wanted.append((place, parameter))
    return tuple(sorted(wanted, key=lambda pair: PLACES.index(pair[0])))


def _models(api: RestApi, method: Method) -> dict[str, Validator]:
    # only APIs that validate bodies pay for the import
    from jsonschema import Draft4Validator  # type: ignore[import-untyped]  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import DRAFT4  # noqa: PLC0415

    schemas = {model.name: _with_local_references(model.schema, api) for model in api.models.values()}
    named = [(_model_uri(name), DRAFT4.create_resource(schema)) for name, schema in schemas.items()]
    registry: Any = Registry().with_resources(named)
    validators = {}
    for media_type, model_name in method.request_models.items():
        schema = _schema(api, model_name)
        Draft4Validator.check_schema(schema)
        validators[media_type.lower()] = Draft4Validator(_with_local_references(schema, api), registry=registry)
    return validators


def _schema(api: RestApi, name: str) -> Any:
    """``Empty`` and ``Error`` exist in every REST API without being declared."""
    if name in api.models:
        return api.models[name].schema
    found = next((model for model in api.models.values() if model.name == name), None)
    if found is not None:
        return found.schema
    if name in ("Empty", "Error"):
        return {"type": "object"}
    raise ValueError(f"model {name!r} is not declared; declared are {sorted(api.models)}")


def _model_uri(name: str) -> str:
    return f"urn:model:{name}"


def _with_local_references(schema: Any, api: RestApi) -> Any:
    """Other models are named by URL (D ``models-mappings-models``); here they have one of their own."""
    if isinstance(schema, Mapping):
        return {
            key: _local(value) if key == "$ref" else _with_local_references(value, api) for key, value in schema.items()
        }
    if isinstance(schema, (list, tuple)):
        return [_with_local_references(item, api) for item in schema]
    return schema


def _local(reference: Any) -> Any:
    return _MODEL_URL.sub(lambda match: _model_uri(match[1]), reference) if isinstance(reference, str) else reference


def validate_parameters(validation: RequestValidation, routed: RoutedRequest) -> RoutedRequest:
    """The request unchanged. Raises BAD_REQUEST_PARAMETERS with the names that are missing."""
    if not validation.required:
        return routed
    missing = [name for place, name in validation.required if _is_missing(place, name, routed)]
    if missing:
        raise failures.bad_request_parameters(missing)
    return routed


def _is_missing(place: str, name: str, routed: RoutedRequest) -> bool:
    if place == "path":
        return not routed.path_parameters.get(name, "").strip()
    if place == "querystring":
        return not any(value.strip() for value in routed.query_parameters.get(name, ()))
    wanted = name.lower()
    return not any(key.lower() == wanted and value.strip() for key, value in routed.request.headers)


def validate_body(validation: RequestValidation, routed: RoutedRequest) -> RoutedRequest:
    """The request unchanged. Raises BAD_REQUEST_BODY where the model for its Content-Type refuses the body."""
    if not validation.models:
        return routed
    validator = validation.models.get(routed.content_type) or validation.models.get("$default")
    if validator is not None:
        reasons = _reasons(validator, routed.request.body)
        if reasons:
            raise failures.bad_request_body(reasons)
    return routed


def _reasons(validator: Validator, body: bytes) -> list[str]:
    """Why a body does not fit; an absent body is validated as ``{}`` (S)."""
    try:
        value = json.loads(text_of(body)) if body.strip() else {}
        return [_reason(error) for error in validator.iter_errors(value)]
    except RecursionError:
        return ["the JSON is nested too deeply"]
    except ValueError as error:
        return [f"the body is not JSON: {error}"]


def _reason(error: Any) -> str:
    place = "/".join(str(step) for step in error.absolute_path)
    return f"{place}: {error.message}" if place else str(error.message)

"""Models and request validators of one API, each made once and shared by its routes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aws_cdk import aws_apigateway as ag
from constructs import Construct

from ..runtime import ErrorFormat
from .json_schema import schema_problems

RequestModel = ag.IModel | ag.JsonSchema | Mapping[str, Any]


def json_schema_model(
    scope: Construct,
    model_id: str,
    api: ag.IRestApi,
    schema: Mapping[str, Any],
    redeploy: Callable[[Any], None],
    name: str | None = None,
) -> ag.IModel:
    """Make a model from a plain JSON schema (draft 4) and have its changes deployed."""
    resource = ag.CfnModel(
        scope, model_id, rest_api_id=api.rest_api_id, content_type="application/json", schema=dict(schema), name=name
    )
    redeploy({"model": dict(schema)})
    return ag.Model.from_model_name(scope, f"{model_id}Name", resource.ref)


class ApiModels(Protocol):
    """The models of an API, however it is defined."""

    def error(self, error_format: ErrorFormat) -> ag.IModel:
        """Return the model of an error format."""

    def request(self, model: RequestModel, name: str) -> ag.IModel:
        """Return the model of a request body."""


class Models:
    """The models of one API by what they describe.

    ``named``: error models get a name of their own. Another stack may add routes to an API that was given, and two
    models of one API cannot have the same name; there CloudFormation makes the names up.
    """

    def __init__(
        self, scope: Construct, api: ag.IRestApi, redeploy: Callable[[Any], None], *, named: bool = False
    ) -> None:
        self._scope = scope
        self._api = api
        self._redeploy = redeploy
        self._named = named
        self._by_format: dict[ErrorFormat, ag.IModel] = {}
        self._by_name: dict[ErrorFormat, ag.IModel] = {}
        self._by_schema: dict[str, ag.IModel] = {}
        self._names: Counter[str] = Counter()

    def error(self, error_format: ErrorFormat) -> ag.IModel:
        """Return the model of an error format; the first format of an API is called ``ErrorModel``."""
        if error_format not in self._by_format:
            name = "ErrorModel" if not self._by_format else f"ErrorModel{type(error_format).__name__}"
            schema, model_id = error_format.schema(), self._unused(name)
            self._by_format[error_format] = json_schema_model(
                self._scope, model_id, self._api, schema, self._redeploy, model_id if self._named else None
            )
            if self._named:
                self._by_name[error_format] = ag.Model.from_model_name(self._scope, f"{model_id}Text", model_id)
        return self._by_format[error_format]

    def error_again(self, error_format: ErrorFormat) -> ag.IModel:
        """Return the model of an error format for a method that refers to it already: by its name where it has one.

        One reference has CloudFormation make the model before the method; repeating it in every method response would
        only cost bytes, and CDK's time to resolve it.
        """
        model = self.error(error_format)
        return self._by_name.get(error_format, model)

    def request(self, model: RequestModel, name: str) -> ag.IModel:
        """Return the model of a request body; a schema that was seen before gives the model that was made then."""
        if isinstance(model, ag.JsonSchema):
            return ag.Model(
                self._scope,
                self._unused(f"{name}Model"),
                rest_api=self._api,
                schema=model,
                content_type="application/json",
            )
        if not isinstance(model, Mapping):
            return model
        key = json.dumps(model, sort_keys=True)
        if key not in self._by_schema:
            model_id = self._unused(f"{name}Model")
            self._by_schema[key] = json_schema_model(self._scope, model_id, self._api, model, self._redeploy)
        return self._by_schema[key]

    def _unused(self, name: str) -> str:
        """Return ``name``, numbered from the second time on: ``/a/b`` and ``/a/{b}`` give the same words."""
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name}{self._names[name]}"


class Validators:
    """At most two request validators an API: one for bodies and parameters, one for parameters alone.

    A route with a model gets the first; where it requires no parameter, that half has nothing to check.
    """

    def __init__(self, scope: Construct, api: ag.IRestApi) -> None:
        self._scope = scope
        self._api = api
        self._made: dict[bool, ag.RequestValidator] = {}

    def of(self, *, body: bool, parameters: bool) -> ag.RequestValidator | None:
        if not body and not parameters:
            return None
        if body not in self._made:
            self._made[body] = ag.RequestValidator(
                self._scope,
                "Validate" if body else "ValidateParameters",
                rest_api=self._api,
                validate_request_body=body,
                validate_request_parameters=True,
            )
        return self._made[body]


def model_name(http_method: str, path: str) -> str:
    """Return what the model of a route's request body is called after.

    >>> model_name("PUT", "/orders/{id}")
    'PutOrdersId'
    """
    words = "".join(part.strip("{}+").title() for part in path.split("/") if part) or "Root"
    return f"{http_method.title()}{words}"


def request_model_problems(model: object) -> list[str]:
    """Return what is wrong with a request model; a mapping must be JSON and a schema of draft 4."""
    if model is None or isinstance(model, ag.JsonSchema):
        return []
    if isinstance(model, type) or not (isinstance(model, Mapping) or hasattr(model, "model_id")):
        return [f"request_model is {model!r}; allowed: a JSON schema (draft 4) as a mapping, a JsonSchema or an IModel"]
    return _schema_problems(model) if isinstance(model, Mapping) else []


def _schema_problems(model: Mapping[str, Any]) -> list[str]:
    try:
        json.dumps(model)
    except (TypeError, ValueError, RecursionError) as error:
        return [f"request_model is no JSON: {error}"]
    dialect = str(model.get("$schema", ""))
    if dialect and "draft-04" not in dialect:
        return [f"request_model names the dialect {dialect!r}; API Gateway reads JSON schema draft 4 only"]
    return [f"request_model is no JSON schema of draft 4: {problem}" for problem in schema_problems(model)]

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from ...cloudformation.model import IntegrationResponse, Model
from ..examples import api, declared, method, response
from ..finding import Problem, Severity
from ..hostile import payload, selected_messages
from ..plain_schema import follows
from ..rendering import reads_input, render
from ..rule import Example, MethodRule
from ..sources import MODELS
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    models = {one.status_code: one.response_models for one in subject.method.method_responses}
    for pattern, one in subject.patterns.items():
        for media_type, name in models.get(one.status_code, {}).items():
            model = subject.rest_api.models.get(name)
            body = _constant(_template(one, media_type), pattern) if subject.is_lambda else None
            if model is not None and body is not None and not follows(body, model.schema):
                yield from _violations(body, model, one.status_code)


def _template(one: IntegrationResponse, media_type: str) -> str:
    """The template of the media type; where there is none, a request that accepts it gets the first one."""
    return one.response_templates.get(media_type) or next(iter(one.response_templates.values()), "")


@lru_cache(maxsize=1024)
def _constant(template: str, pattern: str) -> Any:
    """The body where it is JSON and the same for every message; None where it is not."""
    messages = selected_messages(pattern) if reads_input(template) else ("x",)
    texts = {render(template, payload(message)).text for message in messages}
    if len(texts) != 1:
        return None
    try:
        return json.loads(texts.pop())
    except ValueError:
        return None


def _violations(body: Any, model: Model, status_code: str) -> Iterator[Problem]:
    named = model.logical_id or model.name
    try:
        validator = import_module("jsonschema").Draft4Validator
    except ImportError:
        message, fix = f"not checked against the model {named}: jsonschema is not installed", "pip install jsonschema"
        yield Problem(message, fix, status_code, Severity.INFO)
        return
    if not isinstance(model.schema, Mapping):
        return
    try:
        error = next(iter(validator(_plain(model.schema)).iter_errors(body)), None)
    except Exception as problem:  # a schema that is none; model-not-draft4 says more
        message = f"not checked against the model {named}: {type(problem).__name__}"
        yield Problem(message, "correct the model's schema", status_code, Severity.INFO)
        return
    if error is not None:
        message = f"the body of {status_code} does not follow its model {named}: {error.message}"
        yield Problem(message, "correct the template or the model", status_code)


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=dict))


def _modelled(
    shown: str, body: str, schema: Mapping[str, Any], says: str = "", media_type: str = "application/json"
) -> Example:
    answers = [declared(200), declared(500, models={media_type: "Error1"})]
    made = method(response(200), response(500, "(?s).+", body), method_responses=answers)
    return Example(shown, api(made, models=[Model("Error1", schema=schema)]), says)


_SCHEMA = {"type": "object", "required": ["status"], "properties": {"status": {"type": "integer"}}}

RULE = MethodRule(
    id="body-violates-model",
    severity=Severity.WARNING,
    summary="A constant error body does not follow the model that its method response names.",
    why="The service does not check response bodies. SDKs and documentation are made from the model: a client that "
    "trusts it fails on the error.",
    source=MODELS,
    check=_check,
    bad=(
        _modelled("a missing member", '{"message":"failed"}', _SCHEMA, "'status' is a required property"),
        _modelled(
            "a model of another media type", '{"message":"failed"}', _SCHEMA, "'status'", "application/problem+json"
        ),
        _modelled("a text for a number", '{"status":"500"}', _SCHEMA, "not of type 'integer'"),
    ),
    good=(
        _modelled("a body of the model", '{"status":500,"requestId":"$context.requestId"}', _SCHEMA),
        _modelled("a body of the message", "$input.json('$.errorMessage')", _SCHEMA),
    ),
)

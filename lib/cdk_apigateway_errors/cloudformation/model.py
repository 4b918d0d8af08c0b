"""The REST API that a template describes, as plain frozen values.

The loader makes these from a synthesized template, the local gateway and the lint rules read them. Names are those
of ``AWS::ApiGateway::*`` and ``AWS::Lambda::Function`` in snake case; all intrinsic functions are resolved.
Everything here is plain data (text, numbers, tuples, mappings), so a value can be printed, compared and stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

EMPTY: Mapping[str, Any] = MappingProxyType({})


def _empty() -> Mapping[str, Any]:
    """As a factory, because Python 3.11 refuses an unhashable default."""
    return EMPTY


@dataclass(frozen=True, slots=True)
class Function:
    """A Lambda function, with its code on this machine.

    Exactly one of ``code_path`` (a folder or a zip file), ``inline_code`` and ``url`` is set for a function that can
    run. ``url`` points at a container with the public runtime emulator.
    """

    logical_id: str
    function_name: str
    arn: str
    runtime: str = ""
    handler: str = ""
    code_path: Path | None = None
    inline_code: str | None = None
    url: str | None = None
    layers: tuple[Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=_empty)
    timeout: float = 3.0
    """Seconds."""
    memory_size: int = 128
    """MiB."""
    version: str = "$LATEST"
    in_template: bool = False
    """Whether the loaded template makes it: then its permissions are in there as well, or there are none."""


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    content_type: str = "application/json"
    schema: Mapping[str, Any] | bool = field(default_factory=_empty)
    logical_id: str = ""


@dataclass(frozen=True, slots=True)
class RequestValidator:
    validate_request_body: bool = False
    validate_request_parameters: bool = False
    logical_id: str = ""


@dataclass(frozen=True, slots=True)
class IntegrationResponse:
    """``selection_pattern`` of ``None`` or ``""`` makes it a default integration response."""

    status_code: str
    selection_pattern: str | None = None
    response_templates: Mapping[str, str] = field(default_factory=_empty)
    response_parameters: Mapping[str, str] = field(default_factory=_empty)
    content_handling: str | None = None


@dataclass(frozen=True, slots=True)
class MethodResponse:
    status_code: str
    response_models: Mapping[str, str] = field(default_factory=_empty)
    """Media type to model name."""
    response_parameters: Mapping[str, bool] = field(default_factory=_empty)
    """``method.response.header.X`` to required."""


@dataclass(frozen=True, slots=True)
class Integration:
    """``function`` is the key of the invoked function in :attr:`RestApi.functions`, for Lambda integrations."""

    type: str
    """``AWS``, ``MOCK``, ``AWS_PROXY``, ``HTTP`` or ``HTTP_PROXY``."""
    uri: str | None = None
    function: str | None = None
    integration_http_method: str | None = None
    request_templates: Mapping[str, str] = field(default_factory=_empty)
    request_parameters: Mapping[str, str] = field(default_factory=_empty)
    passthrough_behavior: str = "WHEN_NO_MATCH"
    content_handling: str | None = None
    timeout_in_millis: int = 29_000
    credentials: str | None = None
    integration_responses: tuple[IntegrationResponse, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    http_method: str
    path: str
    """With braces: ``/orders/{id}``, ``/files/{proxy+}``."""
    integration: Integration | None = None
    method_responses: tuple[MethodResponse, ...] = ()
    authorization_type: str = "NONE"
    api_key_required: bool = False
    request_parameters: Mapping[str, bool] = field(default_factory=_empty)
    """``method.request.querystring.limit`` to required."""
    request_models: Mapping[str, str] = field(default_factory=_empty)
    """Media type to model name."""
    request_validator: RequestValidator | None = None
    operation_name: str | None = None
    logical_id: str = ""
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    response_type: str
    status_code: str | None = None
    response_parameters: Mapping[str, str] = field(default_factory=_empty)
    """``gatewayresponse.header.X`` to a quoted static value, ``method.request.…``, ``context.…`` or
    ``stageVariables.…``."""
    response_templates: Mapping[str, str] = field(default_factory=_empty)
    logical_id: str = ""


@dataclass(frozen=True, slots=True)
class Permission:
    """``AWS::Lambda::Permission`` on one of the functions (``function`` as in :attr:`Integration.function`)."""

    function: str
    principal: str
    action: str = "lambda:InvokeFunction"
    source_arn: str | None = None
    logical_id: str = ""


@dataclass(frozen=True, slots=True)
class ApiKey:
    value: str
    name: str = ""
    enabled: bool = True
    logical_id: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    stage_name: str
    variables: Mapping[str, str] = field(default_factory=_empty)
    tracing_enabled: bool = False
    logical_id: str = ""


@dataclass(frozen=True, slots=True)
class RestApi:
    """One REST API: its methods and everything that answers for them."""

    logical_id: str
    name: str
    rest_api_id: str = "local"
    methods: tuple[Method, ...] = ()
    models: Mapping[str, Model] = field(default_factory=_empty)
    gateway_responses: Mapping[str, GatewayResponse] = field(default_factory=_empty)
    """By response type."""
    functions: Mapping[str, Function] = field(default_factory=_empty)
    permissions: tuple[Permission, ...] = ()
    api_keys: tuple[ApiKey, ...] = ()
    """The keys of usage plans that hold a stage of this API."""
    stage: Stage = field(default_factory=lambda: Stage("prod"))
    binary_media_types: tuple[str, ...] = ()
    account_id: str = "123456789012"
    region: str = "us-east-1"
    stack_name: str = ""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something in a template that cannot be run here; the rest of the template runs."""

    logical_id: str
    reason: str
    method: str = ""
    """``GET /orders/{id}`` where it concerns one method."""


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """One template that was read from a file, that of a nested stack too."""

    path: Path
    stack_name: str
    resources: Mapping[str, str]
    """Logical id to resource type, whatever the conditions say."""
    size: int
    """Bytes."""
    nested: bool = False
    """Whether it is the template of a nested stack."""


@dataclass(frozen=True, slots=True)
class Application:
    """All REST APIs of the loaded stacks."""

    rest_apis: tuple[RestApi, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    sources: tuple[Path, ...] = ()
    """The files that were read (templates, assets), for reloading on change."""
    templates: tuple[TemplateFile, ...] = ()

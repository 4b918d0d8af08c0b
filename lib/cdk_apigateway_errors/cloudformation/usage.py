"""API keys that count for a stage: those of usage plans that hold it."""

from __future__ import annotations

from collections.abc import Iterator

from .identifiers import digest
from .intrinsics import unresolved_in
from .model import ApiKey
from .stacks import Resource, World


def api_keys(world: World, rest_api_id: str, stage_name: str) -> tuple[ApiKey, ...]:
    """The keys, in the order of the templates."""
    plans = {
        plan.physical_id
        for plan in world.resources("AWS::ApiGateway::UsagePlan")
        if _holds(plan, rest_api_id, stage_name)
    }
    keys = {key.physical_id: key for key in world.resources("AWS::ApiGateway::ApiKey")}
    return tuple(dict.fromkeys(_keys_of(plans, keys, world)))


def _holds(plan: Resource, rest_api_id: str, stage_name: str) -> bool:
    return any(
        stage.text("ApiId") == rest_api_id and stage.text("Stage") == stage_name
        for stage in plan.properties.sections("ApiStages")
    )


def _keys_of(plans: set[str], keys: dict[str, Resource], world: World) -> Iterator[ApiKey]:
    for link in world.resources("AWS::ApiGateway::UsagePlanKey"):
        if link.properties.text("UsagePlanId") not in plans:
            continue
        key = keys.get(link.properties.text("KeyId"))
        if key is None:
            world.report(link.logical_id, f"API key {link.properties.text('KeyId')} is in no loaded template")
        else:
            yield _api_key(key, world)


def _api_key(resource: Resource, world: World) -> ApiKey:
    values = resource.properties
    value = values.text("Value")
    for what in unresolved_in(value):
        world.report(resource.logical_id, f"the key's value needs {what}, not known here; it has a made-up one")
        value = ""
    return ApiKey(
        value=value or digest(f"key {resource.physical_id}", 40),
        name=values.text("Name", resource.logical_id),
        enabled=values.flag("Enabled"),  # ?: absent counts as disabled, as in CreateApiKey; not recorded
        logical_id=resource.logical_id,
    )

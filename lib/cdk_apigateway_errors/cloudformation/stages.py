"""The stage that answers: ``AWS::ApiGateway::Stage``, or the one that a deployment makes."""

from __future__ import annotations

from .errors import TemplateError
from .model import Stage
from .stacks import Resource


def pick_stage(stages: list[Resource], deployments: list[Resource], wanted: str | None) -> Stage:
    """The wanted stage, or the first one; an API without any gets a stage of the wanted name (``prod``)."""
    found = [
        *map(_stage, stages),
        *(_deployment_stage(item) for item in deployments if item.properties.raw("StageName")),
    ]
    if not found:
        return Stage(wanted or "prod")
    if wanted is None:
        return found[0]
    for stage in found:
        if stage.stage_name == wanted:
            return stage
    names = ", ".join(stage.stage_name for stage in found)
    raise TemplateError(
        f"{stages[0].label if stages else deployments[0].label}: no stage {wanted!r}; there is: {names}."
    )


def _stage(resource: Resource) -> Stage:
    values = resource.properties
    return Stage(
        values.text("StageName"), values.texts("Variables"), values.flag("TracingEnabled"), resource.logical_id
    )


def _deployment_stage(resource: Resource) -> Stage:
    described = resource.properties.section("StageDescription")
    return Stage(
        resource.properties.text("StageName"),
        described.texts("Variables"),
        described.flag("TracingEnabled"),
        resource.logical_id,
    )

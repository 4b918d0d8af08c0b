"""Files that CDK's ``BucketDeployment`` copies into a bucket: the custom resource puts values in place of markers.

Source: ``aws-s3-deployment/bucket-deployment-handler/index.py`` of aws-cdk-lib 2.275.0, ``replace_markers``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .document import parse_document, read_text
from .properties import Properties
from .stacks import Resource, World

_TYPE = "Custom::CDKBucketDeployment"


def copied_file(resource: Resource, world: World) -> tuple[Any, Path] | None:
    """The document that ``BodyS3Location`` names, where a deployment of the loaded stacks copies it there, and its path."""
    location = resource.properties.section("BodyS3Location")
    bucket, key = location.text("Bucket"), location.text("Key")
    for deployment in world.resources(_TYPE):
        values = deployment.properties
        if values.text("DestinationBucketName") == bucket:
            for folder, markers in _sources(deployment, values):
                path = folder / key
                if path.is_file():
                    world.files.append(path)
                    return parse_document(_filled(read_text(path), markers), str(path)), path
    return None


def _sources(deployment: Resource, values: Properties) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folders that are copied, each with what takes the place of its markers."""
    keys = [str(key) for key in values.items("SourceObjectKeys")]
    markers = values.sections("SourceMarkers") or [Properties({}, values.label) for _ in keys]
    escaped = [config.flag("jsonEscape") for config in values.sections("SourceMarkersConfig")]
    for number, (key, given) in enumerate(zip(keys, markers, strict=False)):
        folder = deployment.stack.asset(key)
        if folder is not None:
            texts = {marker: str(value) for marker, value in given.values.items()}
            escape = number < len(escaped) and escaped[number]
            yield folder, {marker: json.dumps(text)[1:-1] if escape else text for marker, text in texts.items()}


def _filled(text: str, markers: dict[str, str]) -> str:
    for marker, value in markers.items():
        text = text.replace(marker, value)
    return text

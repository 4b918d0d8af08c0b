"""A syrupy extension for CloudFormation templates: one JSON file each, without the values that change on their own.

Asset hashes and the ids of deployments and Lambda versions change with every edit of a handler. Masked, a snapshot
shows what a change does to the API: patterns, templates, headers, models, permissions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

# In the order in which they are applied.
_MASKS: Final = (
    # Assets: SHA-256 of the content, in keys of buckets and in paths of metadata.
    (re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"), "<asset hash>"),
    # Deployments and Lambda versions: CDK adds the MD5 of what they depend on to the logical id, which ends with eight
    # upper-case digits of its own.
    (re.compile(r"(?<=[0-9A-F]{8})[0-9a-f]{32}(?![0-9a-f])"), "<content hash>"),
)


def masked(value: Any) -> Any:
    """Return a template with its changing parts masked, in keys as in values.

    >>> masked({"Deployment9C2ED77D6d2a0b170b3451fe078750ef163c6aa7": {"Type": "AWS::ApiGateway::Deployment"}})
    {'Deployment9C2ED77D<content hash>': {'Type': 'AWS::ApiGateway::Deployment'}}
    """
    if isinstance(value, str):
        for pattern, mask in _MASKS:
            value = pattern.sub(mask, value)
        return value
    if isinstance(value, Mapping):
        return {masked(key): masked(part) for key, part in value.items()}
    return [masked(part) for part in value] if isinstance(value, list) else value


def template_of(value: Any) -> Any:
    """Return the template of a stack, of an ``aws_cdk.assertions.Template``, or the template itself."""
    if isinstance(value, Mapping):
        return value
    if hasattr(value, "to_json"):
        return value.to_json()
    from aws_cdk import Stack  # noqa: PLC0415  # only where there is a stack is CDK there
    from aws_cdk.assertions import Template  # noqa: PLC0415

    if isinstance(value, Stack):
        return Template.from_stack(value).to_json()
    raise TypeError(f"a snapshot was asked of {value!r}; allowed: a template as a mapping, a Template or a Stack")


class CloudFormationSnapshotExtension(JSONSnapshotExtension):
    """Compares a template, an ``assertions.Template`` or a ``Stack`` with a JSON file beside the test.

    ``assert stack == snapshot.use_extension(CloudFormationSnapshotExtension)``, or with the fixture of this module
    ``assert stack == cloudformation_snapshot``. ``pytest --snapshot-update`` writes the file. Raises ``TypeError`` for
    anything else.

    >>> print(CloudFormationSnapshotExtension().serialize({"Resources": {}}), end="")
    {
      "Resources": {}
    }
    """

    def serialize(self, data: Any, **options: Any) -> str:
        """Return the masked template as indented JSON."""
        return str(super().serialize(masked(template_of(data)), **options))


@pytest.fixture
def cloudformation_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The ``snapshot`` fixture of syrupy, for CloudFormation templates."""
    return snapshot.use_extension(CloudFormationSnapshotExtension)

"""Snapshots of the sample's templates: a change of the library that changes a user's template shows here first.

``pytest tests/sample --snapshot-update`` writes them anew; the diff belongs in the change log.
"""

import pytest

pytestmark = pytest.mark.cdk


@pytest.mark.parametrize("stack", ["Blog", "Orders"])
def test_the_template_is_the_one_of_the_snapshot(templates, stack, cloudformation_snapshot):
    assert templates[stack] == cloudformation_snapshot

"""The one app that the tests of this folder share."""

import aws_cdk
import pytest

from infrastructure.shop import Shop

if not hasattr(aws_cdk, "Acknowledgment"):  # Validations came with aws-cdk-lib 2.252; below, findings are annotations
    collect_ignore = ["test_lint_plugin.py", "test_real_synth.py", "test_synth_checks.py"]


@pytest.fixture(scope="session")
def shop() -> Shop:
    shop = Shop()
    assert shop.assembly is not None  # synthesized here, once
    return shop

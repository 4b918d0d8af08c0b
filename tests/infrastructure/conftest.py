"""The one app that the tests of this folder share."""

import pytest

from infrastructure.shop import Shop


@pytest.fixture(scope="session")
def shop() -> Shop:
    shop = Shop()
    assert shop.assembly is not None  # synthesized here, once
    return shop

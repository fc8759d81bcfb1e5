from __future__ import annotations

import pytest

from tests.factories import campaigns
from tests.factories.campaigns import House


@pytest.fixture
def house(db: None) -> House:
    return campaigns.house()

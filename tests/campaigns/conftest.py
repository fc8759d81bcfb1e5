"""The real units of the province, loaded once for the tests that follow people through mergers."""

from __future__ import annotations

import pytest

from campaigns import reference


@pytest.fixture
def bentre(db: None) -> None:
    """Every unit, body and paper of `campaigns/data`."""
    reference.load()

"""For reviews of which only what is stored matters."""

from __future__ import annotations

import pytest

from tests.factories import reviews as make_review


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    make_review.unprint(monkeypatch)

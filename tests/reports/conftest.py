"""For reviews of which only what is stored matters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories import reviews as make_review


@pytest.fixture
def unprinted() -> Iterator[None]:
    with make_review.unprinted():
        yield

"""Before the first visitor comes a process has read all it would read in front of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template import engines

from laborexport.warm import read_house


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_every_page_is_compiled_and_what_was_read_is_not_walked_by_the_collector_again() -> None:
    loader = engines["django"].engine.template_loaders[0]  # type: ignore[attr-defined]
    loader.reset()
    gc.unfreeze()
    read_house()
    pages = list((settings.BASE_DIR / "templates").rglob("*.html"))
    assert len(pages) > 300
    assert len(loader.get_template_cache) >= len(pages)
    assert gc.get_freeze_count() > 100_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 2

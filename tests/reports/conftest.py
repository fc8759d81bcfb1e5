"""For reviews of which only what is stored matters."""

from __future__ import annotations

import pytest

from reports.review import build as building


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing takes seconds; here a document is the name of what it shows."""
    printers = [
        (kind, words, lambda review, kind=kind: f"{kind} {review.full_number} {review.sha256}".encode())
        for kind, words, _real in building.PRINTERS
    ]
    monkeypatch.setattr(building, "PRINTERS", printers)

"""For tests of faults: a worker that loads this prints no documents, which would take seconds; a document is the name of what it shows."""

from __future__ import annotations

from pytest import MonkeyPatch

from tests.factories import reviews

reviews.unprint(MonkeyPatch())

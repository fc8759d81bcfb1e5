"""The first page of a leader: light enough for a slow phone, and one press from the printed review."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.factories import campaigns as base

pytestmark = pytest.mark.django_db
LOADED = re.compile(r'(?:src|href)="/static/([^"?]+)"')
MOST = 30_000


def weight(content: bytes) -> int:
    return len(gzip.compress(content))


def test_the_first_page_of_a_leader_and_all_it_loads_weigh_thirty_kilobytes_at_most(client):
    house = base.house()
    client.force_login(house.user("lanhdao"))
    page = client.get("/").content
    names = [re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name) for name in LOADED.findall(page.decode())]
    files = [finders.find(name) for name in names]
    assert names and all(files)
    assert weight(page) + sum(weight(Path(str(file)).read_bytes()) for file in files) <= MOST

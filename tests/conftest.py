"""What every test gets. Subjects bring their own conftest.py beside their tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from laborexport import catalogue
from laborexport.local import places
from tests.factories.campaigns import House
from tests.factories.campaigns import house as make_house


def pytest_configure() -> None:
    """The compiled catalogues are not in the repository."""
    catalogue.compile_all(places.BASE, [path.name for path in (places.BASE / "locale").iterdir()])


@pytest.fixture
def house(db: None) -> House:
    """The tiny province of `tests/factories/campaigns.py`."""
    return make_house()


@pytest.fixture
def client_as(house: House) -> Callable[[str], Client]:
    """`client_as("tinh.mttq")` is a browser in which that account is signed in."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(house.user(username))
        return client

    return sign_in

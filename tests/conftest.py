"""What every test gets. Subjects bring their own conftest.py beside their tests."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from hypothesis import settings

from laborexport import catalogue
from laborexport.local import places
from tests import emptied, template
from tests.factories.campaigns import House
from tests.factories.campaigns import house as make_house


def pytest_configure() -> None:
    """The compiled catalogues are not in the repository; Argon2id at its cheapest is still Argon2id.

    Properties are tried on the same examples each time, however busy the machine; `WALKS=200` walks at random (test_random_walks.py).
    """
    settings.register_profile("house", deadline=None, derandomize=True)
    settings.load_profile("house")
    catalogue.compile_all(places.BASE, [path.name for path in (places.BASE / "locale").iterdir()])
    # A suite keeps most of what it makes: looking for rubbish less often saves a twentieth.
    gc.set_threshold(100_000, 50, 50)
    cheap = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
    for name, cost in cheap.items():
        setattr(Argon2PasswordHasher, name, cost)
    emptied.begin()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, else in random order: so that no core waits for another at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    config.add_cleanup(template.begin())


def pytest_collection_finish() -> None:
    """The house and its tests stay to the end: no search for rubbish goes through them again."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """The database of a worker is a copy of one that is migrated already."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.made()


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

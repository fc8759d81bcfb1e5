"""A clean list of a thousand people is in the house after two clicks and fifteen seconds, and out of it after five."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registrations.models import Registration
from tests import clock
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, worked

PEOPLE = 1000
IN, OUT = 15, 5  # seconds, the worker having nothing else to do
LETTERS = "ABCDEGHIKL"


def everybody() -> list[list[Any]]:
    names = [
        f"Lê Thị {''.join(LETTERS[int(digit)] for digit in f'{nth:04d}').title()}" for nth in range(PEOPLE)
    ]
    return [someone(nth, **{"Họ và tên": name}) for nth, name in enumerate(names, start=1)]


@pytest.mark.django_db
def test_a_thousand_people_go_in_and_out_in_time(house: House, client_as: Callable[[str], Client]) -> None:
    client, content = client_as("huyen.batri.phunu"), xlsx(HEAD, *everybody())
    begun = clock.now()
    batch = checked(client, content)  # the first click
    client.post(reverse("registrations:import-commit", args=[batch.pk]))  # the second: nothing else is asked
    assert worked(batch).counts["committed"] == PEOPLE
    assert clock.now() - begun < IN
    begun = clock.now()
    client.post(reverse("registrations:import-undo", args=[batch.pk]))
    assert worked(batch).counts["undone"] == PEOPLE
    assert clock.now() - begun < OUT
    assert not Registration.objects.exists()

"""How many statements the pages of a working day cost: with session, account, posting and the trail, without BEGIN and COMMIT."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import audit
from accounts.models import AuditEntry, PostedForm
from campaigns.models import UnitSuccession
from registrations.models import Registration
from tests.bench.pages import form
from tests.factories import campaigns as base
from tests.factories.campaigns import House
from tests.factories.registrations import agreed, departed, market, number, registered, selected
from tests.standing import standing

pytestmark = pytest.mark.django_db
ClientAs = Callable[[str], Client]
MOST = 12
HTMX = {"HTTP_HX_REQUEST": "true"}


def statements(ask: Callable[[], Any]) -> list[str]:
    """What was asked of the database; in tests a transaction inside the test's own is a savepoint."""
    with CaptureQueriesContext(connection) as seen:
        assert ask().status_code < 400
    return [row["sql"] for row in seen.captured_queries if "SAVEPOINT" not in row["sql"]]


def twelve_people() -> House:
    made = base.house()
    for _nth in range(12):
        selected(made)
    return made


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with standing(django_db_blocker, twelve_people) as made:
        yield made


@pytest.fixture(params=["xa.baothanh.phunu", "tinh.mttq"])
def client(request: pytest.FixtureRequest, client_as: ClientAs) -> Client:
    """A browser that has been here before."""
    signed_in = client_as(request.param)
    signed_in.get(reverse("registrations:list"))
    return signed_in


@pytest.mark.parametrize("query", ["", "?xep=ten", "?xep=lau", "?giai-doan=selected&don-vi=836&nhom=poor"])
def test_the_list_costs_twelve_statements(client: Client, query: str) -> None:
    assert len(statements(lambda: client.get(f"{reverse('registrations:list')}{query}"))) <= MOST


@pytest.mark.parametrize("text", ["nguyễn thị", "083198001234", "0912345678"])
def test_a_search_and_its_page_cost_twelve_statements_each(client: Client, text: str) -> None:
    address = reverse("registrations:search")
    assert len(statements(lambda: client.post(address, {"text": text}))) <= MOST
    found = client.post(address, {"text": text})["Location"]
    assert len(statements(lambda: client.get(found))) <= MOST


def test_the_page_of_a_person_costs_twelve_statements(house: House, client: Client) -> None:
    """Somebody as most are: a number, a telephone, a consent, steps, one body."""
    made = departed(house, phones=("0912345678",), consents=(agreed(),))
    address = reverse("registrations:detail", args=[made.pk])
    assert len(statements(lambda: client.get(address))) <= MOST


def test_the_check_for_double_entries_costs_twelve_statements(house: House, client: Client) -> None:
    registered(house)
    address = reverse("registrations:check")
    assert len(statements(lambda: client.post(address, {"identity": number()}, **HTMX))) <= MOST


def test_the_form_of_a_new_registration_costs_twelve_statements(client: Client) -> None:
    assert len(statements(lambda: client.get(reverse("registrations:create")))) <= MOST


def test_saving_a_registration_costs_twelve_statements(house: House, client: Client) -> None:
    """With number, telephone, group, wish and consent: ten tables are written in one statement, and nothing of the trail is left out."""
    typed = form([house.bao_thanh], market(), 7) | {"on": "15/06/2018", "consents_on": "15/06/2018"}
    assert len(statements(lambda: client.post(reverse("registrations:create"), typed))) <= MOST
    made = Registration.objects.latest("recorded_at")
    assert made.person.phones.count() == made.person.groups.count() == made.person.consents.count() == 1
    assert made.profiles.count() == made.credits.count() == made.milestones.count() == 1
    told = AuditEntry.objects.get(action="registration.created", object_ids=[str(made.pk)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # what the database does at commit: the chain, the credit
    assert audit.holds(told)


def test_units_merged_into_the_own_one_are_read_with_the_posting(house: House, client: Client) -> None:
    asked = statements(lambda: client.get(reverse("registrations:list")))
    table = UnitSuccession._meta.db_table
    assert [sql for sql in asked if sql.startswith("SELECT DISTINCT") and table in sql] == []
    assert len([sql for sql in asked if table in sql]) == 1


def test_the_check_without_script_costs_twelve_statements(house: House, client: Client) -> None:
    """The whole form comes back with what was typed, and who is known by the number above it."""
    made = registered(house, identity="083198000123")
    typed = form([house.bao_thanh], market(), 7) | {"identity": "083198000123"}
    address = reverse("registrations:check")
    assert len(statements(lambda: client.post(address, typed))) <= MOST
    page = client.post(address, typed).content.decode()
    assert "Nguyễn Thị Mẫu" in page
    assert str(made.pk) in page
    assert not PostedForm.objects.exists()  # asking is not acting: the form can still be saved

"""What a registration is found by stands on its own row and follows its person, its commune and its credit, whoever writes them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.text import fold, sort_key
from campaigns.models import Unit
from registrations import doctor
from registrations.listing import named
from registrations.models import Credit, Registration
from registrations.models.registration import words
from registrations.services import credit, merging
from tests.factories.campaigns import House
from tests.factories.merging import farmers, merged, women
from tests.factories.registrations import candidate, fresh, registered, renamed, result

ClientAs = Callable[[str], Client]
FRONT = "tinh.mttq"


def follows(made: Registration) -> bool:
    """As the doctor asks it, of one row."""
    row = fresh(made)
    held = Credit.objects.filter(registration=row, superseded_at__isnull=True)
    bodies = list(held.order_by("-is_lead", "organization").values_list("organization", flat=True))
    name, unit = row.person.full_name, row.unit
    found = row.name_folded, row.name_sort, row.unit_path, row.bodies
    return found == (fold(name), sort_key(name), unit.path, bodies)


def seen(house: House, who: str) -> set[object]:
    return set(Registration.objects.within(house.access(who)).values_list("pk", flat=True))


def test_whoever_shares_the_credit_sees_the_person_and_no_longer_once_it_is_given_away(house: House) -> None:
    someone = candidate(house.bao_thanh)
    made = registered(house, someone=someone)
    assert follows(made)
    assert seen(house, "tinh.nongdan") == set()
    result(house, house.access("tinh.nongdan"), someone=someone)
    assert follows(made)
    assert fresh(made).bodies[0] == house.organizations["phunu"].pk
    assert seen(house, "tinh.nongdan") == {made.pk}
    whole = {house.organizations["doan"]: Fraction(1)}
    credit.share(
        registration=made, shares=whole, lead=house.organizations["doan"], access=house.access(FRONT)
    )
    assert follows(made)
    assert seen(house, "tinh.nongdan") == seen(house, "tinh.phunu") == set()


def test_another_name_is_found_at_once_and_the_old_one_no_more(house: House, client_as: ClientAs) -> None:
    made, client = registered(house, full_name="Lê Thị Mận"), client_as("tinh.phunu")

    def hits(text: str) -> int:
        page = client.post(reverse("registrations:search"), {"text": text}, follow=True)
        return len(page.context["rows"])

    assert (hits("mận"), hits("đào")) == (1, 0)
    renamed(house, made, "Lê Thị Đào")
    assert follows(made)
    assert (hits("mận"), hits("đào")) == (0, 1)


def test_a_unit_that_is_moved_takes_its_people_along(house: House) -> None:
    made = registered(house)
    Unit.objects.filter(pk=made.unit_id).update(path=f"{house.chau_thanh.path}99.")
    assert follows(made)
    assert seen(house, "huyen.batri.phunu") == set()


def test_merging_and_undoing_it_leave_every_row_right(house: House) -> None:
    done = merged(house, women(house).person, farmers(house).person, number_cccd="kept", full_name="kept")
    rows = list(Registration.objects.all())
    assert all(map(follows, rows))
    merging.undo(access=house.access(FRONT), proposal=done)
    assert all(map(follows, rows))
    assert doctor.problems() == []


def test_what_is_written_past_the_services_is_filled_in(house: House) -> None:
    """As a form of old code, a copy or a hand in the database would: the row says nothing of itself."""
    made = registered(house)
    Registration.objects.filter(pk=made.pk).update(name_folded="x", name_sort="x", unit_path="", bodies=[1])
    assert follows(made)
    stale = fresh(made)
    stale.name_folded, stale.bodies = "", []
    stale.save()
    assert follows(made)


def test_the_doctor_finds_a_row_that_no_longer_follows(house: House) -> None:
    made = registered(house)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger runs
        Registration.objects.filter(pk=made.pk).update(unit_path="83.")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert [(problem.invariant, problem.ids) for problem in doctor.problems()] == [("I2", (str(made.pk),))]


def test_the_index_of_words_holds_areas_that_no_name_can_be_taken_for(house: House) -> None:
    made = registered(house, full_name="Lê Thị Mận")
    (held,) = Registration.objects.annotate(held=words()).values_list("held", flat=True)
    body = house.organizations["phunu"].pk
    areas = [made.unit.path[: end + 1] for end, sign in enumerate(made.unit.path) if sign == "."]
    expected = {"le", "thi", "man", *areas, *(f"{area}|{body}" for area in areas)}
    assert {lexeme.split("'")[1] for lexeme in held.split()} == expected


@pytest.mark.parametrize(("many", "order"), [(1000, "ten"), (1, "moi")])
def test_a_rare_name_is_shown_by_name_and_a_common_one_newest_first(
    house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, many: int, order: str
) -> None:
    for name, on in (
        ("Lê Thị Bưởi", "05/03/2018"),
        ("Lê Thị Cam", "07/03/2018"),
        ("Lê Thị Dừa", "06/03/2018"),
    ):
        registered(house, full_name=name, on=on)
    monkeypatch.setattr("registrations.listing.FEW", many)
    client, address = client_as("tinh.phunu"), reverse("registrations:search")
    found = client.post(address, {"text": "lê thị"}, follow=True)
    by = {"ten": ["Bưởi", "Cam", "Dừa"], "moi": ["Cam", "Dừa", "Bưởi"]}
    assert [row.name.split()[-1] for row in found.context["rows"]] == by[order]
    for wanted, names in by.items():  # who asks for an order gets it
        asked = client.post(address, {"text": "lê thị", "xep": wanted}, follow=True)
        assert [row.name.split()[-1] for row in asked.context["rows"]] == names


def test_a_name_that_is_common_elsewhere_is_looked_for_in_the_own_area_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _nth in range(3):
        registered(house, full_name="Lê Thị Mận")
    monkeypatch.setattr("registrations.listing.FEW", 2)
    ours, theirs = (named("man", house.access(who)) for who in ("tinh.phunu", "tinh.nongdan"))
    assert (ours.is_common, theirs.is_common) == (True, False)

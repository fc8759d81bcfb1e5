"""People of a list written together leave in the house exactly what they leave when they come one by one."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from campaigns.models import Campaign
from imports.models import Row
from registrations.models import Credit, GroupStatus, Person, Registration
from registrations.services import portions
from registrations.services.candidates import Belonging, ConsentClaim, GroupClaim, Wish
from registrations.services.opening import TABLES, Opening
from registrations.services.portions import open_new
from registrations.services.register import register
from tests.factories.campaigns import House
from tests.factories.registrations import candidate, day, market, number, programme, registered, returned

WHO = "huyen.batri.phunu"
FORGOTTEN = {
    "id",
    "proposal_id",
    "recorded_at",
    "superseded_at",
    "sealed",
    "at",
    "made_at",
    "given_at",
    "request_id",
    "digest",
}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def people(house: House, count: int) -> list[Opening]:
    """Everything that rows of lists differ in, by a seeded die."""
    die = random.Random(2018)
    wishes = [Wish(), Wish(market=market()), Wish(programme=programme(), note="muốn đi sớm\nqua mai mối")]
    asked = []
    for nth in range(count):
        sex, birth = die.choice(["female", "male", "unknown"]), die.choice(["1998", "03/1998", "05/03/1998"])
        identity = die.choice([number(female=sex != "male"), f"32{nth:07d}", f"C{nth:07d}", ""])
        given: dict[str, Any] = {
            "full_name": f"Nguyễn Thị {die.choice(['Ẫm', 'Đào', 'Ỷ'])} {nth}".translate(DIGITS),
            "sex": sex,
            "birth": day(birth),
            "identity": identity,
            "phones": die.choice([(), ("0912345678",), ("0912345678 - 01653456789", "0275 3822222")]),
            "groups": die.choice(
                [(), (GroupClaim("poor", date(2018, 1, 5)), GroupClaim("merit", date(2018, 2, 1)))]
            ),
            "affiliations": die.choice([(), (Belonging(house.organizations["phunu"], "child", "LÊ THỊ B"),)]),
            "consents": die.choice([(), (ConsentClaim("campaign", date(2018, 3, 5)),)]),
            "hamlet": die.choice(["", "Ấp 3"]),
        }
        asked.append(Opening(candidate(house.bao_thanh, **given), die.choice(wishes), day("05/03/2018")))
    return asked


DIGITS = str.maketrans("0123456789", "abcdeghikl")


def known(house: House) -> list[Opening]:
    """People whom the house knows: here, of another body, abroad and back, of another campaign, under a wrong name."""
    home, other = house.access(WHO), house.access("tinh.nongdan")
    kept = [
        registered(house, home),
        registered(house, other),
        returned(house, access=other),
        registered(house, other, full_name="Trần Văn Khác"),
    ]
    asked = [again(house, row, groups=(GroupClaim("near_poor", date(2018, 1, 1)),)) for row in kept]
    asked[3] = replace(asked[3], candidate=replace(asked[3].candidate, full_name="Lê Thị Lạ"))
    return asked


def again(house: House, row: Registration, on: str = "06/03/2018", **given: Any) -> Opening:
    held = row.person.identities.get()
    told = {"full_name": row.person.full_name, "identity": held.value, **given}
    return Opening(candidate(house.bao_thanh, **told), Wish(), day(on))


def at_once(house: House, asked: list[Opening]) -> list[str]:
    opened = open_new(access=house.access(WHO), campaign=house.campaign, asked=asked)
    return ["created" if place in opened else alone(house, one) for place, one in enumerate(asked)]


def one_by_one(house: House, asked: list[Opening]) -> list[str]:
    return [alone(house, one) for one in asked]


def alone(house: House, one: Opening, campaign: Campaign | None = None) -> str:
    access, campaign = house.access(WHO), campaign or house.campaign
    try:
        return register(
            access=access, campaign=campaign, candidate=one.candidate, wish=one.wish, on=one.on
        ).outcome
    except ValidationError as problem:
        return " ".join(problem.messages)


Way = Callable[[House, list[Opening]], list[str]]


def left(way: Way, house: House, asked: list[Opening]) -> tuple[list[str], dict[str, list[str]]]:
    """What a way answers and leaves behind; the house is then as before."""
    with transaction.atomic():
        answers = way(house, [replace(one, rows={}) for one in asked])
        picture = house_now()
        transaction.set_rollback(True)
    return answers, picture


def house_now() -> dict[str, list[str]]:
    """Every row of people and of the trail without keys and moments: people stand there by name, registrations by theirs."""
    names = {str(pk): name for pk, name in Person.objects.values_list("pk", "full_name")}
    names |= {
        str(pk): f"of {name}" for pk, name in Registration.objects.values_list("pk", "person__full_name")
    }
    models = [*apps.get_app_config("registrations").get_models(), AuditEntry]
    return {
        model._meta.label: sorted(as_text(row, names) for row in model._default_manager.values())
        for model in models
    }


def as_text(row: dict[str, Any], names: dict[str, str]) -> str:
    kept = {key: value for key, value in row.items() if key not in FORGOTTEN} | {
        "over": bool(row.get("superseded_at"))
    }
    return UUID.sub(
        lambda key: names.get(key[0], "?"), json.dumps(kept, default=str, ensure_ascii=False, sort_keys=True)
    )


@pytest.mark.slow
def test_a_portion_leaves_what_its_rows_leave_one_by_one(house: House) -> None:
    asked = [*people(house, 60), *known(house)]
    asked += [asked[0], replace(asked[1], candidate=replace(asked[1].candidate, full_name="Người 3"))]
    answers, picture = left(at_once, house, asked)
    expected, alike = left(one_by_one, house, asked)

    assert answers == expected
    assert {*answers[60:64]} >= {"already", "co_mobilised"}
    assert picture == alike
    assert len(picture["registrations.Registration"]) > 60


def test_a_portion_asks_the_database_as_often_for_sixty_people_as_for_six(house: House) -> None:
    asked = people(house, 66)
    few, many = statements(house, asked[:6]), statements(house, asked[6:])
    assert many == few


def statements(house: House, asked: list[Opening]) -> int:
    with CaptureQueriesContext(connection) as asked_for:
        assert len(open_new(access=house.access(WHO), campaign=house.campaign, asked=asked)) == len(asked)
    return len(asked_for)


def test_somebody_entered_by_another_officer_at_this_very_moment_is_shared_and_nothing_is_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = people(house, 5)
    first = next(one for one in asked if one.candidate.identity)
    seen = portions._unknown

    def late(wanted: list[Opening]) -> list[int]:
        """Between the look and the writing another body enters the same number."""
        places = seen(wanted)
        access = house.access("tinh.nongdan")
        register(access=access, campaign=house.campaign, candidate=first.candidate, on=first.on)
        return places

    monkeypatch.setattr(portions, "_unknown", late)
    answers = at_once(house, asked)

    assert sorted(answers) == ["co_mobilised", *["created"] * 4]
    assert Registration.objects.count() == 5
    assert Credit.objects.filter(superseded_at=None).count() == 6


def test_words_that_fit_into_no_column_stop_their_own_row_only(house: House) -> None:
    asked = people(house, 4)
    asked[2] = replace(asked[2], candidate=replace(asked[2].candidate, hamlet="ấp " * 50))
    answers = at_once(house, asked)
    assert [answer == "created" for answer in answers] == [True, True, False, True]
    assert GroupStatus.objects.filter(person__hamlet__startswith="ấp ấp").count() == 0


@pytest.mark.django_db
def test_every_column_comes_back_as_it_was_given(house: House) -> None:
    """Written as text that the table takes apart: no day, seal, list or fraction of a second is lost on the way."""
    opened = open_new(access=house.access(WHO), campaign=house.campaign, asked=people(house, 20))
    written = [row for one in opened.values() for rows in one.rows.values() for row in rows]
    assert {type(row) for row in written} == set(TABLES)
    for row in written:
        assert columns_of(type(row)._default_manager.get(pk=row.pk)) == columns_of(row)


def columns_of(row: Model) -> dict[str, Any]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


def test_no_table_that_is_written_so_changes_a_value_while_it_is_saved() -> None:
    fields = [field for model in (*TABLES, AuditEntry, Row) for field in model._meta.concrete_fields]
    asked = ("auto_now", "auto_now_add", "upload_to")
    assert [field for field in fields if any(getattr(field, name, None) for name in asked)] == []

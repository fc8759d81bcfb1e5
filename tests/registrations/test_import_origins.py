"""Lists that name the body that mobilised and the event somebody came from: read, told, asked where it is open, written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Organization, Unit
from imports.batches import reading_of
from outreach.models import Event
from registrations.importing.origins import Bodies
from registrations.models import Credit, Registration
from tests.factories import outreach
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, states, worked
from tests.registrations.test_importing_lists import codes, readings

ClientAs = Callable[[str], Client]
UNION, FRONT = "huyen.batri.phunu", "huyen.batri.mttq"
BODY, EVENT = [*HEAD, "Tổ chức vận động"], [*HEAD, "Sự kiện"]


def meeting(house: House, title: str, on: date, unit: Unit | None = None) -> Event:
    return outreach.event(
        house.campaign, unit or house.ba_tri, house.organizations["phunu"], title=title, on=on
    )


def leads(batch: Any) -> list[str]:
    """The body that leads each registration of a list, in the order of its rows."""
    found = Credit.objects.filter(is_lead=True, registration__import_row__batch=batch)
    return list(
        found.order_by("registration__import_row__number").values_list("organization__code", flat=True)
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Hội Phụ nữ xã Bảo Thạnh", "phunu"),
        ("HPN", "phunu"),
        ("hoi nong dan", "nongdan"),
        ("Đoàn TN", "doan"),
        ("UBMTTQ", "mttq"),
    ],
)
def test_a_body_is_known_by_the_words_lists_use(house: House, words: str, code: str) -> None:
    (reading,) = readings(house, BODY, [*someone(1), words], as_=FRONT)
    assert reading.values["organization"] == code
    assert set(codes(reading).values()) <= {"repaired"}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Liên đoàn Lao động huyện", ["ldld"]),
        ("LĐLĐ", ["ldld"]),
        ("CCB xã", ["ccb"]),
        ("Hội CCB, Đoàn TN", ["ccb", "doan"]),
        ("đoàn kết", []),
    ],
)
def test_the_longest_name_counts(words: str, codes: list[str]) -> None:
    names = {"ldld": "Liên đoàn Lao động", "ccb": "Hội Cựu chiến binh", "doan": "Đoàn Thanh niên"}
    bodies = Bodies(Organization(code=code, short_name=name) for code, name in names.items())
    assert sorted(body.code for body in bodies.named_in(words)) == codes


def test_who_sees_everybody_credits_the_body_that_the_row_names(house: House, client_as: ClientAs) -> None:
    client = client_as(FRONT)
    batch = checked(
        client, xlsx(BODY, [*someone(1), "Hội Phụ nữ"], [*someone(2), "Đoàn TN"], [*someone(3), None])
    )
    assert states(batch) == ["ready"] * 3
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    assert leads(batch) == ["phunu", "doan", "mttq"]


def test_a_union_is_credited_with_its_own_people_only(house: House, client_as: ClientAs) -> None:
    client = client_as(UNION)
    batch = checked(client, xlsx(BODY, [*someone(1), "Hội Phụ nữ"], [*someone(2), "Hội Nông dân"]))
    _first, second = map(reading_of, batch.rows.order_by("number"))
    assert states(batch) == ["ready", "ask"]
    assert codes(second) == {"organization_other": "ask"}
    page = client.get(reverse("registrations:import-values", args=[batch.pk])).content.decode()
    assert 'value="phunu"' in page
    assert 'value="nongdan"' not in page

    name = "organization:hội nông dân"
    client.post(reverse("registrations:import-values", args=[batch.pk]), {name: "-"})
    assert states(batch) == ["ready", "ready"]
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    assert leads(batch) == ["phunu", "phunu"]


def test_two_bodies_or_none_that_is_known_are_asked_about(house: House) -> None:
    head = [*someone(1), "HPN + HND"], [*someone(2), "Hội đồng hương"]
    two, none = readings(house, BODY, *head, as_=FRONT)
    assert codes(two) == {"organization_ambiguous": "ask"}
    assert codes(none) == {"organization_unknown": "ask"}
    offered = [choice["organization"] for problem in two.problems for choice in problem.choices]
    assert sorted(offered) == sorted(house.organizations[code].short_name for code in ("phunu", "nongdan"))


def test_an_event_is_known_by_its_name_and_written_with_the_registration(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(UNION)
    held = meeting(house, "Tư vấn xuất khẩu lao động", date(2018, 2, 1))
    batch = checked(
        client,
        xlsx(
            EVENT,
            [*someone(1), "tư vấn xuất khẩu lao động"],
            [*someone(2), "Tư vấn xuất khẩu lao động, ngày 01/02/2018"],
            [*someone(3), "tu van"],
            [*someone(4), None],
        ),
    )
    assert states(batch) == ["ready"] * 4
    third = reading_of(batch.rows.get(number=4))
    assert codes(third) == {"event_words": "repaired"}
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    events = Registration.objects.order_by("import_row__number").values_list("event", flat=True)
    assert list(events) == [held.pk, held.pk, held.pk, None]


def test_an_event_of_that_name_more_than_once_or_a_mere_date_is_asked_about(house: House) -> None:
    first = meeting(house, "Tư vấn", date(2018, 2, 1))
    meeting(house, "Tư vấn", date(2018, 3, 1))
    twice, dated, only_date, unknown = readings(
        house,
        EVENT,
        [*someone(1), "Tư vấn"],
        [*someone(2), "Tư vấn 01/02/2018"],
        [*someone(3), "01/02/2018"],
        [*someone(4), "Hội chợ"],
    )
    assert codes(twice) == {"event_ambiguous": "ask"}
    assert len([choice for problem in twice.problems for choice in problem.choices]) == 2
    assert dated.values["event"] == str(first.pk)
    assert codes(only_date) == {"event_ambiguous": "ask"}
    assert codes(unknown) == {"event_unknown": "ask"}


def test_events_of_another_area_and_those_called_off_are_not_there(house: House) -> None:
    meeting(house, "Tư vấn ở Tân Thạch", date(2018, 2, 1), unit=house.tan_thach)
    off = meeting(house, "Tư vấn đã hủy", date(2018, 2, 1))
    Event.objects.filter(pk=off.pk).update(state="cancelled", cancel_reason="mưa bão")
    found = readings(house, EVENT, [*someone(1), "Tư vấn ở Tân Thạch"], [*someone(2), "Tư vấn đã hủy"])
    assert [codes(reading) for reading in found] == [{"event_unknown": "ask"}] * 2


def test_one_choice_settles_an_event_for_all_rows(house: House, client_as: ClientAs) -> None:
    client = client_as(UNION)
    held = meeting(house, "Tư vấn tại nhà văn hóa", date(2018, 2, 1))
    batch = checked(client, xlsx(EVENT, *([*someone(n), "Buổi ở NVH"] for n in (1, 2, 3))))
    assert states(batch) == ["ask"] * 3
    client.post(reverse("registrations:import-values", args=[batch.pk]), {"event:buổi ở nvh": str(held.pk)})
    assert states(batch) == ["ready"] * 3
    assert {reading_of(row).values["event"] for row in batch.rows.all()} == {str(held.pk)}

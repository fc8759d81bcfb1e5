"""What notes say: steps are proposed and recorded only when an officer takes them; ties to a member are read and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from imports.batches import reading_of
from imports.models import Batch, Row
from registrations.importing.notes import tie
from registrations.models import Affiliation, AllowanceEntry, Milestone, Registration
from tests.factories.campaigns import House
from tests.factories.registrations import market, rate
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, states, worked
from tests.registrations.test_import_undo import dump, taken_back
from tests.registrations.test_importing_lists import codes, readings

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"
NOTES = [*HEAD, "Ngày đăng ký", "Ghi chú"]


def noted(note: Any, nth: int = 1, on: str = "05/03/2018", **given: Any) -> list[Any]:
    return [*someone(nth, **given), on, note]


@pytest.mark.parametrize(
    ("note", "kind", "on"),
    [
        ("đã bay", "departed", ""),
        ("Đã bay 12/05/2018", "departed", "12/05/2018"),
        ("XC 05/2018", "departed", "05/2018"),
        ("da xuat canh ngay 12-5-18", "departed", "12/05/2018"),
        ("rớt PV", "withdrawn", ""),
        ("rớt phỏng vấn lần 2", "withdrawn", ""),
        ("không trúng tuyển", "withdrawn", ""),
        ("đang học tiếng", "training", ""),
        ("đậu đơn hàng", "selected", ""),
        ("đã có visa", "visa", ""),
        ("xin rút hồ sơ", "withdrawn", ""),
        ("đã tư vấn", "consulted", ""),
        ("Đã về nước 05/2019", "returned", "05/2019"),
        ("về nước trước hạn", "returned", ""),
        ("hết hạn hợp đồng, đã về nước", "returned", ""),
        ("bỏ hợp đồng", "returned", ""),
        ("bị trục xuất 03/2019", "returned", "03/2019"),
    ],
)
def test_a_standing_in_the_notes_is_proposed_as_a_step(house: House, note: str, kind: str, on: str) -> None:
    (reading,) = readings(house, NOTES, noted(note))
    assert codes(reading) == {f"step_{kind}": "ask"}
    assert (reading.values["standing"]["kind"], reading.values["standing"]["on"]) == (kind, on)
    assert reading.values["note"] == note


@pytest.mark.parametrize(
    "note",
    [
        "chưa bay",
        "sắp bay",
        "dự kiến bay",
        "chờ visa",
        "chưa đậu",
        "nhà nghèo",
        "bayer",
        "chưa về nước",
        "đã phỏng vấn",
        "sắp về nước",
        "hợp đồng",
    ],
)
def test_what_has_not_happened_is_no_step(house: House, note: str) -> None:
    (reading,) = readings(house, NOTES, noted(note))
    assert codes(reading) == {}


def test_columns_of_standing_and_departure_are_read_too(house: House) -> None:
    head = [*HEAD, "Tình trạng", "Ngày XC"]
    first, second = readings(
        house, head, [*someone(1), "đã xuất cảnh", "12/05/2018"], [*someone(2), None, "06/2018"]
    )
    assert first.values["standing"]["on"] == "12/05/2018"
    assert codes(first) == {"step_departed": "ask"}
    assert second.values["standing"]["on"] == "06/2018"
    assert codes(second) == {"step_departed": "ask"}


def steps_url(batch: Batch, query: str) -> str:
    return f"{reverse('registrations:import-steps', args=[batch.pk])}?{query}"


def test_steps_are_taken_for_all_rows_of_a_kind_and_go_back_with_the_list(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    japan = market()
    rate(japan)
    before = dump()
    rows = [noted("đã bay 12/05/2018", 1), noted("đã bay", 2, **{"Thị trường": "Nhật"}), noted("", 3)]
    batch = checked(client, xlsx(NOTES, *rows))
    assert states(batch) == ["ask", "ask", "ready"]
    page = client.get(steps_url(batch, "ma=step_departed")).content.decode()
    assert "2 dòng có nói tới mốc" in page
    assert client.post(steps_url(batch, "ma=step_departed"), {"on": ""}).status_code == 422
    given = {"on": "06/2018", "market": str(japan.pk), "through_centre": "on", "selected_on": "04/2018"}
    assert client.post(steps_url(batch, "ma=step_departed"), given).status_code == 302
    assert states(batch) == ["ready"] * 3
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    batch = worked(batch)
    gone = Milestone.objects.filter(kind="departed", superseded_at=None).order_by("on")
    assert [str(step.on) for step in gone] == ["2018-05-12", "2018-06-01"]
    assert Milestone.objects.filter(kind="selected", through_centre=True).count() == 2
    assert AllowanceEntry.objects.count() == 2
    assert set(Registration.objects.values_list("stage", flat=True)) == {"departed", "registered"}
    taken_back(client, batch)
    assert dump() == before


def test_a_step_for_one_row_or_a_note_only(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(NOTES, noted("rớt PV 01/06/2018", 1), noted("rớt PV", 2)))
    first, second = batch.rows.order_by("number")
    assert client.post(steps_url(batch, f"dong={first.pk}"), {}).status_code == 302
    decide = reverse("registrations:import-decide", args=[batch.pk, second.pk])
    client.post(decide, {"decision": "note_only"})
    assert states(batch) == ["ready", "ready"]
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    (step,) = Milestone.objects.filter(kind="withdrawn")
    assert (step.reason, str(step.on)) == ("not_selected", "2018-06-01")
    kept = Registration.objects.get(person__full_name="Nguyễn Thị Lan B")
    assert (kept.stage, kept.note) == ("registered", "rớt PV")


def test_a_step_that_contradicts_the_row_is_refused_before_anything_is_written(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(NOTES, noted("rớt PV 01/02/2018", 1, on="05/03/2018")))
    row = batch.rows.get()
    client.post(steps_url(batch, f"dong={row.pk}"), {})
    assert states(batch) == ["error"]
    reading = reading_of(Row.objects.get(pk=row.pk))
    assert codes(reading) == {"step_refused": "error"}
    client.post(reverse("registrations:import-decide", args=[batch.pk, row.pk]), {"decision": "again"})
    assert states(batch) == ["ask"]


@pytest.mark.parametrize(
    ("note", "outcome"),
    [
        ("đã về nước", ""),
        ("bỏ trốn", ""),
        ("về nước trước thời hạn", "early"),
        ("đã về nước đúng hạn", "on_time"),
        ("mãn hạn HĐ về nước", "on_time"),
    ],
)
def test_how_a_stay_ended_is_read_only_where_the_note_says_it(house: House, note: str, outcome: str) -> None:
    (reading,) = readings(house, NOTES, noted(note))
    assert (reading.values["standing"]["kind"], reading.values["standing"]["reason"]) == ("returned", outcome)


def test_a_return_is_recorded_when_it_is_said_how_the_stay_ended(house: House, client_as: ClientAs) -> None:
    client, japan = client_as(WHO), market()
    rate(japan)
    batch = checked(
        client, xlsx(NOTES, noted("đã về nước 05/2019", 1), noted("về nước trước hạn 06/2019", 2))
    )
    url = steps_url(batch, "ma=step_returned")
    given = {
        "market": str(japan.pk),
        "through_centre": "on",
        "departed_on": "06/2018",
        "selected_on": "04/2018",
    }
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"outcome"}
    assert states(batch) == ["ask", "ask"], "nothing is taken while it is open how the stay ended"

    assert client.post(url, {**given, "outcome": "on_time"}).status_code == 302
    assert states(batch) == ["ready", "ready"]
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)

    back = Milestone.objects.filter(kind="returned").order_by("on")
    assert [(str(step.on), step.outcome) for step in back] == [
        ("2019-05-01", "on_time"),
        ("2019-06-01", "early"),
    ]
    assert [str(step.on) for step in Milestone.objects.filter(kind="departed")] == ["2018-06-01"] * 2
    assert set(Registration.objects.values_list("stage", flat=True)) == {"returned"}


def test_a_return_without_an_answer_stays_a_note(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(NOTES, noted("bỏ hợp đồng")))
    decide = reverse("registrations:import-decide", args=[batch.pk, batch.rows.get().pk])
    client.post(decide, {"decision": "note_only"})
    assert states(batch) == ["ready"]
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    assert not Milestone.objects.filter(kind="returned").exists()
    assert Registration.objects.get().note == "bỏ hợp đồng"


@pytest.mark.parametrize(
    ("words", "relation", "body", "name"),
    [
        ("con hội viên Nguyễn Văn Ba", "child", "", "Nguyễn Văn Ba"),
        ("con của hội viên Hội Nông dân Nguyễn Văn B", "child", "nongdan", "Nguyễn Văn B"),
        ("con ông Trần Văn Tám, hội viên HND", "child", "nongdan", "Trần Văn Tám"),
        ("em HV HPN", "sibling", "phunu", ""),
        ("cháu hội viên: Lê Thị Bảy", "grandchild", "", "Lê Thị Bảy"),
        ("là đoàn viên Đoàn Thanh niên", "self", "doan", ""),
    ],
)
def test_a_tie_to_a_member_is_read_from_words(words: str, relation: str, body: str, name: str) -> None:
    found = tie(words)
    assert found is not None
    assert (found["relation"], found["body"]) == (relation, body)
    assert found["member_name"].removesuffix(" hội viên") == name


def test_a_tie_told_in_a_note_reaches_the_record(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(NOTES, noted("con hội viên Hội Nông dân Nguyễn Văn Ba; nhà gần chợ")))
    assert codes(reading_of(batch.rows.get())) == {"relation_from_note": "repaired"}
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    tied = Affiliation.objects.get()
    assert (tied.relation, tied.organization.code, tied.member_name) == ("child", "nongdan", "Nguyễn Văn Ba")


def test_words_beside_a_relation_are_read_or_asked(house: House) -> None:
    head = [*HEAD, "Đoàn viên, hội viên"]
    told, asked = readings(
        house, head, [*someone(1), "con hội viên Trần Văn Tám"], [*someone(2), "hàng xóm hội viên"]
    )
    assert (told.values["relation"], told.values["member_name"]) == ("child", "Trần Văn Tám")
    assert codes(told) == {"relation_words": "repaired"}
    assert codes(asked) == {"relation_unknown": "ask"}

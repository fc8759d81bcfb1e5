"""A list that was written can be taken back as if it had never come; what was not written goes back as Excel and may come again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from imports import writing
from imports.models import Batch, Row
from registrations.importing import CandidateImporter
from registrations.models import Credit, Person, Registration
from registrations.services import people
from tests.factories.campaigns import House
from tests.factories.registrations import registered
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, upload, worked

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"


def dump() -> dict[str, list[Any]]:
    """Every row of every table of people and registrations."""
    models = apps.get_app_config("registrations").get_models()
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def address(name: str, batch: Batch) -> str:
    return reverse(f"registrations:import-{name}", args=[batch.pk])


def written(client: Client, *rows: list[Any]) -> Batch:
    batch = checked(client, xlsx(HEAD, *rows))
    client.post(address("commit", batch))
    return worked(batch)


def taken_back(client: Client, batch: Batch) -> Batch:
    assert client.post(address("undo", batch)).status_code == 302
    return worked(batch)


def test_a_list_taken_back_leaves_the_house_as_it_was(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    registered(house, house.access("tinh.phunu"), identity="083198000077")
    before = dump()
    batch = written(client, *(someone(n) for n in range(1, 8)))
    assert Registration.objects.count() == 8
    assert "Thu hồi danh sách" in client.get(address("detail", batch)).content.decode()

    batch = taken_back(client, batch)

    assert dump() == before
    assert set(batch.rows.values_list("state", flat=True)) == {Row.State.UNDONE}
    assert "đã được thu hồi" in client.get(address("detail", batch)).content.decode()


def test_a_share_that_a_list_added_steps_out_and_the_person_stays(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    known = registered(
        house, house.access("tinh.nongdan"), identity="083198000001", full_name="Nguyễn Thị Lan A"
    )
    batch = checked(client, xlsx(HEAD, someone(1)))
    row = batch.rows.get()
    client.post(reverse("registrations:import-decide", args=[batch.pk, row.pk]), {"decision": "together"})
    client.post(address("commit", batch))
    batch = worked(batch)
    assert Credit.objects.filter(registration=known, superseded_at=None).count() == 2

    taken_back(client, batch)

    (share,) = Credit.objects.filter(registration=known, superseded_at=None)
    assert (share.organization, share.share) == (house.organizations["nongdan"], 1)


def test_a_row_somebody_has_worked_on_stays_and_says_so(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = written(client, someone(1), someone(2))
    touched = Person.objects.get(full_name="Nguyễn Thị Lan A")
    people.change_person(access=house.access(WHO), person=touched, hamlet="Ấp 3")

    batch = taken_back(client, batch)

    assert [row.state for row in batch.rows.order_by("number")] == [Row.State.COMMITTED, Row.State.UNDONE]
    assert list(Person.objects.all()) == [touched]
    page = client.get(address("detail", batch)).content.decode()
    assert "1 dòng được giữ lại" in page
    assert 'href="?trang-thai=committed">' in page
    assert "Đã thu hồi" in client.get(reverse("registrations:import-list")).content.decode()
    (stayed,) = client.get(f"{address('detail', batch)}?ma=kept").content.decode().split('<tr id="dong-')[1:]
    assert "ô đã tự sửa" not in stayed, "why it stayed is no repair and stands above the fold"
    assert '<ul class="plain problems">' in stayed


def test_before_a_list_is_taken_back_it_is_said_how_many_of_its_rows_still_can_be(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    registered(house, house.access("tinh.nongdan"), identity="083198000001", full_name="Nguyễn Thị Lan A")
    batch = checked(client, xlsx(HEAD, *(someone(n) for n in range(1, 4))))
    row = batch.rows.get(number=2)
    client.post(reverse("registrations:import-decide", args=[batch.pk, row.pk]), {"decision": "together"})
    client.post(address("commit", batch))
    batch = worked(batch)
    assert "Còn 3/3 dòng thu hồi được" in client.get(address("undo", batch)).content.decode()

    touched = Person.objects.exclude(full_name="Nguyễn Thị Lan A").first()
    people.change_person(access=house.access(WHO), person=touched, hamlet="Ấp 3")

    page = client.get(address("undo", batch)).content.decode()
    assert "Còn 2/3 dòng thu hồi được" in page
    assert "Thu hồi 2 dòng mà danh sách này đã ghi?" in page
    batch = taken_back(client, batch)
    assert batch.rows.filter(state=Row.State.UNDONE).count() == 2, "what was foretold is what went"


def test_after_thirty_days_a_list_stays(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = written(client, someone(1))
    Batch.objects.update(committed_at=timezone.now() - timedelta(days=30, seconds=1))
    assert "Thu hồi danh sách" not in client.get(address("detail", batch)).content.decode()
    answer = client.post(address("undo", batch), follow=True)
    assert "không thu hồi được nữa" in answer.content.decode()
    assert Registration.objects.count() == 1


def test_taking_back_that_was_cut_off_is_taken_up_again(
    house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = written(client_as(WHO), *(someone(n) for n in range(1, 6)))
    access = house.access(WHO)
    monkeypatch.setattr(writing, "PORTION", 2)
    steps = []

    @contextmanager
    def falls() -> Any:
        with transaction.atomic():
            steps.append(1)
            if len(steps) == 2:
                raise KeyboardInterrupt
            yield

    with pytest.raises(KeyboardInterrupt):
        writing.undo(batch, CandidateImporter(access, batch.campaign), access=access, step=falls)
    assert Registration.objects.count() == 3

    assert writing.undo(batch, CandidateImporter(access, batch.campaign), access=access) == 5
    assert not Registration.objects.exists()


def test_the_same_list_may_come_again_after_it_was_taken_back(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    taken_back(client, written(client, someone(1)))
    with time_machine.travel(timezone.now() + timedelta(seconds=1)):
        written(client, someone(1))
    assert Registration.objects.count() == 1


def test_what_was_not_written_goes_back_with_its_reason_and_comes_again_mended(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    bad = someone(2, **{"Ngày sinh": "31/02/1998", "SĐT": "+1+1"})
    batch = written(client, someone(1), bad, someone(3))
    answer = client.get(address("rest", batch))
    sheet: Any = load_workbook(BytesIO(answer.content)).active

    assert [cell.value for cell in sheet[1]] == ["Lỗi", *HEAD]
    assert sheet.max_row == 2
    assert "31/02/1998" in sheet["A2"].value
    assert (sheet["H2"].value, sheet["H2"].data_type) == ("+1+1", "s")

    sheet["D2"], sheet["H2"] = "28/02/1998", "0912345678"
    out = BytesIO()
    sheet.parent.save(out)
    upload(client, out.getvalue(), "ds - còn lại.xlsx")
    again = worked(Batch.objects.latest("uploaded_at"))
    client.post(address("commit", again))
    worked(again)

    assert Registration.objects.count() == 3
    assert [one for one in again.columns["headings"] if one["fate"] == "unmapped"] == []


def test_another_body_can_neither_take_back_nor_fetch_the_rest(house: House, client_as: ClientAs) -> None:
    batch = written(client_as(WHO), someone(1))
    stranger = client_as("huyen.chauthanh.nongdan")
    assert stranger.get(address("rest", batch)).status_code == 404
    assert stranger.post(address("undo", batch)).status_code == 404

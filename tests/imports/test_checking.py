"""A check that was cut off goes on where it stopped; rows that were written before are recognised, whoever has mended them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from imports import batches, checking
from imports.batches import reading_of
from imports.models import Batch, Row
from registrations.importing import CandidateImporter, decisions
from registrations.models import Person
from registrations.services.importing import KIND
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, states, upload, worked
from tests.registrations.test_importing_lists import codes

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"


class PowerCut(Exception):
    pass


def test_a_check_cut_off_goes_on_where_it_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    access = house.access(WHO)
    monkeypatch.setattr(checking, "PORTION", 2)
    content = xlsx(HEAD, *(someone(n) for n in range(1, 6)), someone(1))
    batch = batches.upload(
        access=access, campaign=house.campaign, kind=KIND, filename="ds.xlsx", content=content
    )
    began = []

    @contextmanager
    def falls() -> Iterator[None]:
        began.append(1)
        if len(began) == 3:
            raise PowerCut
        with transaction.atomic():
            yield

    with pytest.raises(PowerCut):
        checking.check(batch, CandidateImporter(access, house.campaign), access=access, step=falls)
    kept = list(batch.rows.order_by("number").values_list("pk", flat=True))
    batch.refresh_from_db()
    assert (len(kept), batch.state) == (4, Batch.State.UPLOADED)

    seen: list[tuple[int, int]] = []
    checking.check(
        batch,
        CandidateImporter(access, house.campaign),
        access=access,
        progress=lambda done, total, note="": seen.append((done, total)),
    )
    batch.refresh_from_db()
    assert list(batch.rows.order_by("number").values_list("pk", flat=True))[:4] == kept
    assert states(batch) == ["ready"] * 5 + ["duplicate"]
    assert (batch.state, batch.counts["rows"], seen) == ("checked", 6, [(2, 6), (4, 6), (6, 6)])


def test_progress_is_told_in_a_sentence(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    upload(client, xlsx(HEAD, someone()))
    batch = Batch.objects.get()
    assert batch.job is not None
    batch.job.done, batch.job.total = 1240, 5000
    batch.job.save()
    page = client.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    assert "Đang kiểm tra 1.240/5.000 dòng" in page


def nameless(nth: int, **more: Any) -> list[Any]:
    """Somebody without a number: only the row itself can be recognised."""
    return someone(nth, **{"Số CCCD": "", **more})


def committed(client: Client, batch: Batch) -> Batch:
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    return worked(batch)


def test_the_same_file_again_writes_nobody_twice(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    content = xlsx(HEAD, nameless(1), nameless(2), someone(3))
    committed(client, checked(client, content))
    again = checked(client, content)
    assert states(again) == ["duplicate"] * 3
    assert {code for row in again.rows.all() for code in row.codes} == {"written_before"}
    committed(client, again)
    assert Person.objects.count() == 3


def test_a_row_mended_here_is_known_when_its_file_comes_again_unmended(
    house: House, client_as: ClientAs
) -> None:
    client, access = client_as(WHO), house.access(WHO)
    content = xlsx(HEAD, nameless(1, **{"Ngày sinh": "31/02/1998"}))
    batch = checked(client, content)
    row = batch.rows.get()
    importer = CandidateImporter(access, house.campaign)
    words = {row.pk: reading_of(row).raw | {"birth": "28/02/1998"}}
    decisions.change(batch, words, importer, access=access)
    committed(client, batch)
    assert states(checked(client, content)) == ["duplicate"]
    mended = checked(
        client, xlsx(HEAD, nameless(7, **{"Họ và tên": "Nguyễn Thị Lan A", "Ngày sinh": "28/02/1998"}))
    )
    assert codes(reading_of(mended.rows.get())) == {"written_before": "duplicate"}


def test_a_row_ready_in_two_lists_is_written_from_one(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    first = checked(client, xlsx(HEAD, nameless(1)))
    second = checked(client, xlsx(HEAD, nameless(1, **{"SĐT": ""})))
    assert states(first) == states(second) == ["ready"]
    committed(client, first)
    assert states(committed(client, second)) == ["duplicate"]
    assert Person.objects.count() == 1


def test_what_another_body_wrote_is_no_row_of_ours(house: House, client_as: ClientAs) -> None:
    committed(client_as(WHO), checked(client_as(WHO), xlsx(HEAD, nameless(1))))
    theirs = checked(client_as("huyen.batri.mttq"), xlsx(HEAD, nameless(1)))
    assert codes(reading_of(theirs.rows.get())) == {"known_by_name": "ask"}


def test_prints_hold_no_words(house: House, client_as: ClientAs) -> None:
    row = checked(client_as(WHO), xlsx(HEAD, nameless(1))).rows.get()
    assert len(row.fingerprint) == len(row.meaning) == 64
    assert not Row.objects.filter(codes__contains=["Nguyễn"]).exists()

"""The sheet that was sent is kept as long as its list can be taken back, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from imports import writing
from imports.batches import original
from imports.models import Batch, Row
from imports.sheet import Unreadable
from imports.tasks import purge
from laborexport.celery import app
from registrations.importing import CandidateImporter
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import upload, worked


def test_a_sheet_goes_thirty_days_after_its_list_was_written_and_its_rows_stay(
    house: House, client_as: Callable[[str], Client]
) -> None:
    client, content = (
        client_as("huyen.batri.phunu"),
        xlsx(HEAD, someone(1), someone(2, **{"Ngày sinh": "31/02/1998"})),
    )
    upload(client, content)
    batch = worked(Batch.objects.get())
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        access = house.access("huyen.batri.phunu")
        writing.commit(batch, CandidateImporter(access, house.campaign), access=access)
    with time_machine.travel(timezone.now() + timedelta(days=49)):
        assert purge() == 0
        assert original(Batch.objects.get()) == content
    with time_machine.travel(timezone.now() + timedelta(days=51)):
        assert purge() == 1
        assert purge() == 0

    batch.refresh_from_db()
    assert bytes(batch.sealed_file) == b""
    assert Row.objects.filter(batch=batch).count() == 2
    with pytest.raises(Unreadable, match="Gửi lại"):
        original(batch)
    assert AuditEntry.objects.filter(action="import.file_deleted").count() == 1
    page = client.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    rest = reverse("registrations:import-rest", args=[batch.pk])
    assert "đã được xóa" in page
    assert rest not in page
    assert client.get(rest).status_code == 404


def test_the_clock_rings_for_old_sheets() -> None:
    assert "imports.purge_files" in {entry["task"] for entry in app.conf.beat_schedule.values()}

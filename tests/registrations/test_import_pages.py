"""From the uploaded file to registered people: pages, worker's handlers, command; written once whatever happens between."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

import registrations.tasks  # noqa: F401 — registers what the worker does
from accounts import jobs
from accounts.jobs import JobError
from accounts.models import Job
from imports import batches, writing
from imports.models import Batch, Row
from registrations.importing import CandidateImporter
from registrations.models import Credit, Registration
from tests.factories.campaigns import House
from tests.factories.registrations import registered
from tests.factories.sheets import HEAD, someone, xlsx

ClientAs = Callable[[str], Client]
LIST = "registrations:import-list"


def upload(client: Client, content: bytes, name: str = "ds.xlsx", **more: str) -> Any:
    return client.post(reverse(LIST), {"file": SimpleUploadedFile(name, content), **more})


def worked(batch: Batch) -> Batch:
    """What the worker does with the open job."""
    batch.refresh_from_db()
    assert batch.job is not None
    jobs.run(str(batch.job.pk))
    batch.refresh_from_db()
    return batch


def checked(client: Client, content: bytes) -> Batch:
    upload(client, content)
    return worked(Batch.objects.latest("uploaded_at"))


def states(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("sheet", "number").values_list("state", flat=True))


def test_a_list_goes_from_file_to_people(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, someone(1), someone(2), someone(3, **{"Xã": "Tân Thạch"})))
    detail = reverse("registrations:import-detail", args=[batch.pk])
    text = client.get(detail).content.decode()
    assert "Nguyễn Thị Lan A" in text
    assert "Nguyễn Thị Lan C" not in text
    assert states(batch) == ["ready", "ready", "outside"]
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    assert states(worked(batch)) == ["committed", "committed", "outside"]
    assert Registration.objects.count() == 2
    assert set(Credit.objects.values_list("organization__code", flat=True)) == {"phunu"}
    written = client.get(detail).content.decode()
    for row in Registration.objects.all():
        assert reverse("registrations:detail", args=[row.pk]) in written, "from the sheet to the person"


def test_sending_the_upload_twice_makes_one_batch(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    key = "7b0f0d7e-5d0b-4c39-9d0e-1f1d7f7f7f7f"
    first = upload(client, xlsx(HEAD, someone()), form_key=key)
    again = upload(client, xlsx(HEAD, someone()), form_key=key)
    assert first["Location"] == again["Location"]
    assert Batch.objects.count() == 1


@pytest.mark.parametrize("name", ["ds.pdf", "ds.xlsm", "ds"])
def test_a_file_of_another_kind_is_refused_at_the_field(house: House, client_as: ClientAs, name: str) -> None:
    response = upload(client_as("huyen.batri.phunu"), b"x", name)
    assert response.status_code == 422
    assert "file" in response.context["form"].errors
    assert not Batch.objects.exists()


def test_an_unreadable_file_says_why_on_its_page(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(client, b"%PDF-1.7")
    assert batch.state == Batch.State.FAILED
    text = client.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    assert batch.error in text


def test_another_body_never_sees_the_list(house: House, client_as: ClientAs) -> None:
    batch = checked(client_as("huyen.batri.phunu"), xlsx(HEAD, someone()))
    row = batch.rows.get()
    for username in ("huyen.batri.mttq", "huyen.chauthanh.nongdan", "xa.baothuan.doan"):
        client = client_as(username)
        assert "ds.xlsx" not in client.get(reverse(LIST)).content.decode()
        for name, args in [
            ("import-detail", [batch.pk]),
            ("import-row", [batch.pk, row.pk]),
        ]:
            assert client.get(reverse(f"registrations:{name}", args=args)).status_code == 404, (
                username,
                name,
            )
        for name, args in [
            ("import-commit", [batch.pk]),
            ("import-drop", [batch.pk]),
            ("import-decide", [batch.pk, row.pk]),
        ]:
            assert client.post(reverse(f"registrations:{name}", args=args)).status_code == 404, (
                username,
                name,
            )


def test_a_row_is_mended_on_a_plain_form(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, someone(1, **{"Xã": "Không Có Thật"})))
    row = batch.rows.get()
    url = reverse("registrations:import-row", args=[batch.pk, row.pk])
    data = {name: field.initial or "" for name, field in client.get(url).context["form"].fields.items()}
    assert client.post(url, {**data, "commune": "Vẫn Không Có"}).status_code == 422
    assert client.post(url, {**data, "commune": "Bảo Thuận"}).status_code == 302
    assert states(batch) == ["ready"]


def test_of_a_row_of_another_area_only_the_place_is_shown_for_mending(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, someone(1, **{"Xã": "Tân Thạch"})))
    url = reverse("registrations:import-row", args=[batch.pk, batch.rows.get().pk])
    assert "Nguyễn Thị Lan" not in client.get(url).content.decode()
    assert client.post(url, {"commune": "Bảo Thuận"}).status_code == 302
    assert states(batch) == ["ready"]


def test_a_known_person_is_taken_in_as_mobilised_together_or_skipped(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house, identity="083198000001", full_name="Nguyễn Thị Lan A")
    client = client_as("huyen.batri.mttq")
    batch = checked(client, xlsx(HEAD, someone(1), someone(2)))
    double, other = batch.rows.order_by("number")
    decide = "registrations:import-decide"
    client.post(reverse(decide, args=[batch.pk, double.pk]), {"decision": "together"})
    client.post(reverse(decide, args=[batch.pk, other.pk]), {"decision": "skip"})
    client.post(reverse(decide, args=[batch.pk, other.pk]), {"decision": "<script>"})
    assert states(batch) == ["ready", "skipped"]
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    assert Registration.objects.get() == made
    assert Credit.objects.filter(registration=made, superseded_at__isnull=True).count() == 2


def test_a_list_put_aside_is_never_written(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, someone()))
    client.post(reverse("registrations:import-drop", args=[batch.pk]))
    access = house.access("huyen.batri.phunu")
    with pytest.raises(JobError):
        writing.commit(batch, CandidateImporter(access, batch.campaign), access=access)
    assert not Registration.objects.exists()


def test_writing_twice_writes_once(house: House, client_as: ClientAs) -> None:
    client, access = client_as("huyen.batri.phunu"), house.access("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, someone(1), someone(2)))
    importer = CandidateImporter(access, batch.campaign)
    assert writing.commit(batch, importer, access=access) == 2
    assert writing.commit(batch, importer, access=access) == 2
    assert Registration.objects.count() == 2


def test_the_same_file_again_finds_its_people_known(house: House, client_as: ClientAs) -> None:
    client, access = client_as("huyen.batri.phunu"), house.access("huyen.batri.phunu")
    content = xlsx(HEAD, someone(1), someone(2))
    first = checked(client, content)
    writing.commit(first, CandidateImporter(access, first.campaign), access=access)
    assert states(checked(client, content)) == ["duplicate", "duplicate"]


def test_an_interrupted_writing_is_taken_up_where_it_stopped(
    house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, access = client_as("huyen.batri.phunu"), house.access("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, *(someone(n) for n in range(1, 8))))
    monkeypatch.setattr(writing, "PORTION", 2)

    class PowerCut(Exception):
        pass

    def cut(done: int, total: int, note: str = "") -> None:
        if done >= 4:
            raise PowerCut

    with pytest.raises(PowerCut):
        writing.commit(batch, CandidateImporter(access, batch.campaign), access=access, progress=cut)
    assert Registration.objects.count() == 4
    assert states(batch).count("committed") == 4
    assert writing.commit(batch, CandidateImporter(access, batch.campaign), access=access) == 7
    assert Registration.objects.count() == 7
    assert Row.objects.filter(state="committed").count() == 7


def test_a_row_the_house_refuses_waits_with_the_reason(house: House, client_as: ClientAs) -> None:
    client, access = client_as("huyen.batri.phunu"), house.access("huyen.batri.phunu")
    batch = checked(
        client, xlsx(HEAD, someone(1), someone(2, **{"Ngày sinh": 2012, "Số CCCD": "083312000002"}))
    )
    writing.commit(batch, CandidateImporter(access, batch.campaign), access=access)
    assert states(batch) == ["committed", "error"]
    refused = batches.reading_of(batch.rows.get(state="error"))
    assert refused.problems[-1].code == "refused"


def test_the_page_of_a_running_job_answers_with_the_progress_only(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    upload(client, xlsx(HEAD, someone()))
    batch = Batch.objects.get()
    url = reverse("registrations:import-detail", args=[batch.pk])
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert Job.objects.get().is_open
    worked(batch)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_an_ended_posting_writes_nothing_more(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    upload(client, xlsx(HEAD, someone()))
    posting = house.postings["huyen.batri.phunu"]
    posting.valid_to = posting.valid_from
    posting.save()
    batch = worked(Batch.objects.get())
    assert batch.state == Batch.State.UPLOADED
    assert Job.objects.get().state == "failed"


def test_the_empty_list_can_be_filled_in_and_sent(house: House, client_as: ClientAs) -> None:
    client = client_as("xa.baothanh.phunu")
    response = client.get(reverse("registrations:import-template"))
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    batch = checked(client, response.content)
    assert batch.state == Batch.State.CHECKED


def test_the_command_checks_and_writes_in_the_fixed_shape(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ds.xlsx"
    odd = someone(2, **{"Số CCCD": 83198000002, "Họ và tên": "NGUYỄN THỊ ẪM"})
    file.write_bytes(xlsx(["DANH SÁCH"], HEAD, someone(1), odd, someone(1), [None, "Tổng cộng"]))
    out = StringIO()
    call_command("import_candidates", file, "--as", "huyen.batri.phunu", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert set(told) == {"rows", "ready", "committed", "skipped", "problems"}
    assert (told["rows"], told["ready"], told["committed"], told["skipped"]) == (3, 2, 0, 1)
    assert set(told["problems"][0]) == {"row", "column", "severity", "value", "read_as", "code", "message"}
    assert {(p["row"], p["severity"], p["code"]) for p in told["problems"]} == {
        (4, "repaired", "name_case"),
        (4, "repaired", "lost_zero"),
        (5, "duplicate", "double_in_file"),
    }
    assert not Registration.objects.exists()
    again = StringIO()
    call_command("import_candidates", file, "--as", "huyen.batri.phunu", "--commit", "--json", stdout=again)
    assert json.loads(again.getvalue())["committed"] == 2
    assert Registration.objects.count() == 2


def test_what_waits_in_a_row_stands_above_what_was_repaired_in_it(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    odd = someone(1, **{"Họ và tên": "NGUYỄN THỊ LAN", "Ngày sinh": "31/02/1998"})
    fine = someone(2, **{"Họ và tên": "NGUYỄN THỊ MAI"})
    batch = checked(client, xlsx(HEAD, odd, fine))
    page = client.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    first, second = (part for part in page.split('<tr id="dong-')[1:])

    assert first.index("31/02/1998") < first.index("<details>") < first.index("NGUYỄN THỊ LAN")
    assert "<details>" in second and "<details open>" not in second, "a ready row is as short as its name"
    page = client.get(reverse("registrations:import-detail", args=[batch.pk]), {"ma": "name_case"})
    assert "<details open>" in page.content.decode(), "who asks for the repairs sees them"


def test_the_command_writes_nothing_while_a_column_is_undecided(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(xlsx(["DANH SÁCH"], [*HEAD, "Cỡ giày", "Họ và tên"], [*someone(1), "39", "Lan"]))
    out, said = StringIO(), StringIO()
    call_command(
        "import_candidates", file, "--as", "huyen.batri.phunu", "--commit", "--json", stdout=out, stderr=said
    )
    told = json.loads(out.getvalue())

    assert (told["ready"], told["committed"]) == (1, 0)
    assert not Registration.objects.exists()
    assert [(p["row"], p["column"], p["severity"], p["code"]) for p in told["problems"]] == [
        (2, "Cỡ giày", "ask", "column_unmapped"),
        (2, "Họ và tên", "ask", "column_doubled"),
    ]
    assert set(told["problems"][0]) == {"row", "column", "severity", "value", "read_as", "code", "message"}
    assert "Cỡ giày" in said.getvalue()
    assert reverse("registrations:import-detail", args=[Batch.objects.get().pk]) in said.getvalue()


def test_the_command_tells_people_what_is_wrong_in_one_sentence(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="nobody"):
        call_command("import_candidates", file, "--as", "nobody")
    with pytest.raises(CommandError, match="Excel"):
        call_command("import_candidates", file, "--as", "huyen.batri.phunu")
    with pytest.raises(CommandError):
        call_command("import_candidates", tmp_path / "missing.xlsx", "--as", "huyen.batri.phunu")
    with pytest.raises(CommandError):
        call_command("import_candidates", file, "--as", "lanhdao")


def test_the_command_without_json_prints_a_table(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ds.csv"
    file.write_text("Họ và tên;Xã;Số CCCD\nNguyễn Thị Lan;Bảo Thạnh;83198000001\n", encoding="utf-8-sig")
    out = StringIO()
    call_command("import_candidates", file, "--as", "huyen.batri.phunu", stdout=out)
    assert "ready: 1" in out.getvalue()
    assert "repaired" in out.getvalue()

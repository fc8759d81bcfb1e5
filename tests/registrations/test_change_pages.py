"""Steps, corrections, facts of the person, courses, support, allowance and the export."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from registrations.models import AllowanceEntry, AllowanceRate, Milestone
from tests.factories.campaigns import House
from tests.factories.registrations import (
    departed,
    enterprise,
    market,
    number,
    rate,
    registered,
    renamed,
    selected,
)

ClientAs = Callable[[str], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"registrations:{name}", args=args)


def hidden(client: Client, address: str) -> dict[str, str]:
    """What the form carries along."""
    form = client.get(address).context["form"]
    return {field.name: str(field.value() or "") for field in form.hidden_fields()}


def typed(client: Client, address: str) -> dict[str, Any]:
    """What the form holds when it is opened."""
    form = client.get(address).context["form"]
    return {field.name: field.value() or "" for field in form}


def test_the_next_steps_are_offered_and_recorded(house: House, client_as: ClientAs) -> None:
    made, firm, japan = registered(house), enterprise(), market()
    client = client_as("xa.baothanh.phunu")
    page = client.get(url("detail", made.pk)).content.decode()
    assert url("milestone-record", made.pk, "selected") in page
    assert url("milestone-record", made.pk, "departed") not in page
    data = {
        "on": "06/2018",
        "market": japan.pk,
        "enterprise": firm.pk,
        "occupation": "Cơ khí",
        "version": "1",
    }
    assert client.post(url("milestone-record", made.pk, "selected"), data).status_code == 302
    step = Milestone.objects.get(kind="selected")
    assert (step.precision, step.occupation) == ("month", "Cơ khí")
    assert "06/2018" in client.get(url("detail", made.pk)).content.decode()


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("selected", {"on": ""}, "on"),
        ("selected", {"on": "01/06/2018"}, "market"),
        ("withdrawn", {"on": "01/06/2018"}, "reason"),
        ("consulted", {"on": "01/01/2018"}, "on"),
        ("consulted", {"on": "31/02/2018"}, "on"),
    ],
)
def test_a_step_asks_for_what_it_needs(
    house: House, client_as: ClientAs, kind: str, data: dict[str, str], field: str
) -> None:
    made = registered(house)
    response = client_as("xa.baothanh.phunu").post(url("milestone-record", made.pk, kind), data)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_a_step_out_of_turn_is_refused_in_words(house: House, client_as: ClientAs) -> None:
    made, japan = registered(house), market()
    data = {"on": "01/10/2018", "market": japan.pk}
    response = client_as("xa.baothanh.phunu").post(url("milestone-record", made.pk, "departed"), data)
    assert response.status_code == 422
    assert client_as("xa.baothanh.phunu").get(url("milestone-record", made.pk, "bay")).status_code == 404


def test_a_step_on_a_record_that_changed_meanwhile_is_asked_again(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    client = client_as("xa.baothanh.phunu")
    client.post(url("milestone-record", made.pk, "consulted"), {"on": "10/03/2018", "version": "1"})
    data = {"on": "01/05/2018", "reason": "cost", "note": "Mẹ bệnh", "version": "1"}
    response = client.post(url("milestone-record", made.pk, "withdrawn"), data)
    assert response.status_code == 409
    assert "Mẹ bệnh" in response.content.decode()
    again = {**data, "version": response.context["form"]["version"].value()}
    assert client.post(url("milestone-record", made.pk, "withdrawn"), again).status_code == 302


def test_a_correction_keeps_the_old_entry_struck_with_the_reason(house: House, client_as: ClientAs) -> None:
    made = departed(house)
    step = made.milestones.get(kind="departed")
    client, address = client_as("xa.baothanh.phunu"), url("milestone-correct", made.pk, step.pk)
    data = typed(client, address)
    assert data["on"] == "01/10/2018"
    response = client.post(address, {**data, "on": "05/10/2018"})
    assert "correction_reason" in response.context["form"].errors
    assert (
        client.post(address, {**data, "on": "05/10/2018", "correction_reason": "Nhầm ngày bay"}).status_code
        == 302
    )
    page = client.get(url("detail", made.pk)).content.decode()
    assert 'class="superseded"' in page
    assert "Nhầm ngày bay" in page
    assert "05/10/2018" in page
    assert client.get(address).status_code == 404


def test_a_step_that_never_happened_is_taken_back(house: House, client_as: ClientAs) -> None:
    made = departed(house)
    step = made.milestones.get(kind="departed")
    client, address = client_as("xa.baothanh.phunu"), url("milestone-annul", made.pk, step.pk)
    data = {**hidden(client, address), "correction_reason": "Chưa bay"}
    assert client.post(address, data).status_code == 302
    made.refresh_from_db()
    assert made.stage == "selected"
    first = made.milestones.get(kind="registered")
    refused = client.post(url("milestone-annul", made.pk, first.pk), {"correction_reason": "x"})
    assert refused.status_code == 422


def test_a_step_entered_long_after_its_day_is_marked(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    assert "ghi muộn" in client_as("xa.baothanh.phunu").get(url("detail", made.pk)).content.decode()


def test_the_person_is_changed_and_only_what_was_touched(house: House, client_as: ClientAs) -> None:
    made = registered(house, hamlet="Ấp 1")
    client, address = client_as("xa.baothanh.phunu"), url("person-edit", made.pk)
    data = typed(client, address)
    assert client.post(address, {**data, "hamlet": "Ấp 2", "birth": "1998"}).status_code == 302
    made.person.refresh_from_db()
    assert (made.person.hamlet, made.person.birth_precision) == ("Ấp 2", "year")
    refused = client.post(address, {**typed(client, address), "birth": "1990"})
    assert refused.status_code == 422
    assert "birth" in refused.context["form"].errors


def test_two_officers_at_one_person_are_laid_side_by_side_and_nothing_is_lost(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house, full_name="Nguyễn Thị Lan", hamlet="Ấp 1")
    client, address = client_as("xa.baothanh.phunu"), url("person-edit", made.pk)
    data = typed(client, address)
    renamed(house, made, "Nguyễn Thị Lan Anh")
    response = client.post(address, {**data, "full_name": "Nguyễn Thị Lành", "hamlet": "Ấp 3"})
    assert response.status_code == 409
    rows = {row["name"]: row for row in response.context["rows"]}
    assert rows["full_name"]["base"] == "Nguyễn Thị Lan"
    assert rows["full_name"]["theirs"] == "Nguyễn Thị Lan Anh"
    assert rows["full_name"]["yours"] == "Nguyễn Thị Lành"
    assert rows["hamlet"]["yours"] == "Ấp 3"
    chosen = {name: row["yours"] for name, row in rows.items()} | {"full_name": "Nguyễn Thị Lan Anh"}
    chosen |= dict(response.context["hidden"]) | {"version": str(response.context["version"])}
    assert client.post(address, chosen).status_code == 302
    made.person.refresh_from_db()
    assert (made.person.full_name, made.person.hamlet) == ("Nguyễn Thị Lan Anh", "Ấp 3")


def test_the_wish_is_changed(house: House, client_as: ClientAs) -> None:
    made, japan = registered(house), market()
    client, address = client_as("xa.baothanh.phunu"), url("wish-edit", made.pk)
    data = {**hidden(client, address), "market": japan.pk, "note": "Muốn đi sớm"}
    assert client.post(address, data).status_code == 302
    made.refresh_from_db()
    assert (made.market, made.note) == (japan, "Muốn đi sớm")


@pytest.mark.parametrize(
    ("name", "good", "bad", "field"),
    [
        ("identity-add", {"number": "C1234567"}, {"number": "12"}, "number"),
        (
            "phone-add",
            {"number": "0987654321", "owner": "family"},
            {"number": "12", "owner": "self"},
            "number",
        ),
        ("group-add", {"group": "poor", "valid_from": "01/01/2018"}, {"group": "poor"}, "valid_from"),
        (
            "consent-give",
            {"purpose": "bank", "given_on": "05/03/2018", "channel": "paper", "evidence": "03"},
            {"purpose": "bank", "given_on": "05/03/2018", "channel": "paper"},
            "evidence",
        ),
        (
            "training-add",
            {"kind": "language", "started_on": "01/07/2018", "ended_on": "01/09/2018"},
            {"kind": "language", "started_on": "01/09/2018", "ended_on": "01/07/2018"},
            "",
        ),
        (
            "support-add",
            {"kind": "language", "amount": "3tr", "paid_on": "01/09/2018", "payer": "Phòng LĐ-TB&XH"},
            {"kind": "language", "amount": "ba", "paid_on": "01/09/2018", "payer": "x"},
            "amount",
        ),
    ],
)
def test_one_thing_at_a_time_is_added_once_and_refused_in_place(
    house: House, client_as: ClientAs, name: str, good: dict[str, str], bad: dict[str, str], field: str
) -> None:
    made = registered(house)
    client = client_as("xa.baothanh.phunu")
    refused = client.post(url(name, made.pk), bad)
    assert refused.status_code == 422
    assert not field or field in refused.context["form"].errors
    key = {"form_key": "0b0c6a9e-52a5-4a0b-9d35-53a2e4a3b3b1"}
    before = AuditEntry.objects.filter(kind="write").count()
    assert client.post(url(name, made.pk), good | key).status_code == 302
    assert client.post(url(name, made.pk), good | key).status_code == 302
    assert AuditEntry.objects.filter(kind="write").count() == before + 1


def test_groups_end_ties_are_added_and_consents_withdrawn(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    client, person = client_as("xa.baothanh.phunu"), made.person
    client.post(url("group-add", made.pk), {"group": "poor", "valid_from": "01/01/2018"})
    client.post(url("group-end", made.pk, person.groups.get().pk), {"on": "31/12/2018"})
    assert person.groups.get().valid_to is not None
    tie = {"organization": house.organizations["doan"].pk, "relation": "self"}
    client.post(url("tie-add", made.pk), tie)
    assert person.affiliations.get().organization.code == "doan"
    consent = {"purpose": "bank", "given_on": "05/03/2018", "channel": "paper", "evidence": "03"}
    client.post(url("consent-give", made.pk), consent)
    client.post(url("consent-withdraw", made.pk, person.consents.get().pk), {"on": "06/03/2018"})
    assert person.consents.get().withdrawn_on is not None
    assert client.get(url("group-end", made.pk, person.groups.get().pk)).status_code == 404


def test_an_allowance_is_listed_and_paid_by_the_job_centre_only(house: House, client_as: ClientAs) -> None:
    rate(market(), 300_000)
    selected(house, full_name="Nguyễn Thị Lan")
    entry = AllowanceEntry.objects.get()
    centre = client_as("ttdvvl")
    page = centre.get(url("allowance-list")).content.decode()
    assert "300.000" in page
    assert "Nguyễn Thị Lan" in page
    assert centre.post(url("allowance-pay", entry.pk), {"on": "01/07/2018"}).status_code == 422
    data = {"on": "01/07/2018", "receipt": "PC 12"}
    assert client_as("tinh.phunu").post(url("allowance-pay", entry.pk), data).status_code == 403
    assert centre.post(url("allowance-pay", entry.pk), data).status_code == 302
    entry.refresh_from_db()
    assert entry.receipt == "PC 12"
    paid = centre.get(url("allowance-list"), {"trang-thai": "da-chi"})
    assert "PC 12" in paid.content.decode()
    assert (
        client_as("tinh.nongdan").get(url("allowance-list"), {"trang-thai": "da-chi"}).context["rows"] == []
    )
    assert client_as("xa.baothanh.phunu").get(url("allowance-list")).status_code == 403


def test_a_new_rate_ends_the_one_before(house: House, client_as: ClientAs) -> None:
    japan = market()
    rate(japan, 300_000)
    data = {"market": japan.pk, "amount": "500.000", "valid_from": "01/01/2019", "document": "QĐ 1"}
    assert client_as("tinh.phunu").post(url("rate-list"), data).status_code == 403
    assert client_as("ttdvvl").post(url("rate-list"), {**data, "amount": "x"}).status_code == 422
    assert client_as("ttdvvl").post(url("rate-list"), data).status_code == 302
    old, new = AllowanceRate.objects.order_by("valid_from")
    assert f"{old.valid_to:%d/%m/%Y}" == "31/12/2018"
    assert new.amount == 500_000


def export(client: Client, **query: str) -> list[list[Any]]:
    address = reverse("registrations:export", query=query)
    response = client.post(address, {"purpose": "báo cáo quý"})
    assert response.status_code == 200
    sheet = load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows()]


def test_an_export_is_masked_marked_and_logged_with_everybody_in_it(
    house: House, client_as: ClientAs
) -> None:
    own = number()
    made = registered(house, identity=own, phones=("0912345678",))
    registered(house, house.access("tinh.nongdan"), unit=house.tan_thach, full_name="Trần Thị Ngoài")
    cells = [str(cell.value) for row in export(client_as("tinh.phunu")) for cell in row]
    assert made.person.full_name in cells
    assert own not in "".join(cells)
    assert "0912345678" not in "".join(cells)
    assert "Trần Thị Ngoài" not in cells
    assert "báo cáo quý" in cells[0]
    entry = AuditEntry.objects.get(kind="export")
    assert entry.object_ids == [str(made.pk)]
    assert entry.purpose == "báo cáo quý"


def test_an_export_never_holds_a_formula(house: House, client_as: ClientAs) -> None:
    registered(house, full_name="=Cmd Nguyễn|A Lan")
    client = client_as("tinh.phunu")
    response = client.post(url("export"), {"purpose": "=1+1 báo cáo"})
    sheet = load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_an_export_follows_the_filter_of_the_list_and_needs_a_purpose(
    house: House, client_as: ClientAs
) -> None:
    registered(house)
    gone = departed(house)
    client = client_as("tinh.phunu")
    assert client.post(url("export"), {"purpose": ""}).status_code == 422
    names = [row[1].value for row in export(client, **{"giai-doan": "departed"})[3:]]
    assert names == [gone.person.full_name]
    assert client_as("xa.baothanh.phunu").get(url("export")).status_code == 403

"""Every table leaves the house the same way: by its own right, against a purpose, written down, marked, without a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from campaigns.exporting import FIRST_ROW, Sheet, as_csv, as_workbook
from campaigns.models import Duty
from outreach.models import CostLine, EventCount
from registrations.models import Milestone
from registrations.services import loans
from registrations.services.candidates import ConsentClaim
from tests.factories import outreach, registrations
from tests.factories.campaigns import House
from tests.factories.registrations import departed

ClientAs = Callable[[str], Client]
NAMING_NOBODY = [
    ("campaigns:target-export", ()),
    ("campaigns:duty-export", ()),
    ("campaigns:work-plan-export", ()),
    ("campaigns:unit-export", ()),
    ("campaigns:organization-export", ()),
    ("campaigns:document-export", ()),
    ("campaigns:job-export", ()),
    ("campaigns:device-export", ()),
    ("outreach:market-export", ()),
    ("reports:review-export", ()),
    ("outreach:event-export", ()),
    ("outreach:enterprise-export", ()),
    ("outreach:job-order-export", ()),
    ("outreach:material-export", ()),
    ("outreach:branch-export", ()),
    ("registrations:rate-export", ()),
    ("registrations:import-export", ()),
    ("registrations:entry-export", ()),
    ("registrations:bulk-export", ()),
    ("registrations:clock-export", ()),
    ("reports:progress-export", (2018,)),
]
NAMING = [
    ("registrations:loan-export", ()),
    ("registrations:allowance-export", ()),
    ("registrations:credit-export", ()),
    ("outreach:witness-export", ()),
    ("registrations:waiting-export", ()),
]
AUDIT = [("reports:audit-export", ())]
POSTED = [("campaigns:posting-export", ()), ("campaigns:account-export", ())]
WHO = {"audit": "kiemtra", "posting": "quantri", "account": "quantri"}
BARE_FORMULA = ("=", "+", "-", "@", "\t")


@pytest.fixture
def person(house: House) -> Any:
    """Somebody with a formula for a hamlet, referred to a bank, with an allowance and a share; and an event, an order, a leaflet."""
    registrations.rate(outreach.market())
    enterprise = outreach.enterprise(name="=HYPERLINK(1)", markets=(outreach.market(),))
    outreach.job_order(enterprise, costs=((CostLine.Kind.values[0], 9_000_000),))
    outreach.material(house.organizations["phunu"], title="+84 tờ rơi")
    event = outreach.event(house.campaign, house.ba_tri, house.organizations["phunu"], title="@Tư vấn")
    EventCount.objects.create(event=event, turns=40, turns_female=25)
    made = registrations.registered(
        house, full_name="Lê Thị Bình", consents=(ConsentClaim("bank", date(2018, 3, 5), evidence="mẫu 03"),)
    )
    registrations.step(house, made, Milestone.Kind.CONSULTED, "10/03/2018")
    registrations.step(
        house, made, Milestone.Kind.SELECTED, "01/06/2018", market=outreach.market(), through_centre=True
    )
    loans.refer(
        access=house.access("tinh.mttq"),
        registration=made,
        branch=registrations.branch(house, house.ba_tri),
        requested=80_000_000,
        purpose="cost",
        on=date(2018, 6, 5),
    )
    return made


def file(client: Client, name: str, args: tuple[Any, ...], **given: str) -> bytes:
    answer = client.post(reverse(name, args=args), {"purpose": "=gửi lãnh đạo", "table": "don-vi", **given})
    assert answer.status_code == 200, name
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    return answer.content


def lines(content: bytes) -> list[list[Any]]:
    sheet: Any = load_workbook(BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True)]


@pytest.mark.parametrize(("name", "args"), NAMING_NOBODY + NAMING + AUDIT + POSTED)
def test_a_table_leaves_marked_written_down_and_without_a_formula(
    house: House, client_as: ClientAs, person: Any, name: str, args: tuple[Any, ...]
) -> None:
    client = client_as(WHO.get(name.partition("-")[0].partition(":")[2], "tinh.phunu"))
    workbook: Any = load_workbook(BytesIO(file(client, name, args, format="xlsx"))).active
    cells = [cell for row in workbook for cell in row]
    text = file(client, name, args, format="csv")
    told = [cell for row in csv.reader(StringIO(text.decode("utf-8-sig")), delimiter=";") for cell in row]
    entries = AuditEntry.objects.filter(kind="export").order_by("-pk")[:2]

    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    assert text.startswith(b"\xef\xbb\xbf")
    assert [cell for cell in told if cell.startswith(BARE_FORMULA)] == []
    assert "=gửi lãnh đạo" in str(workbook["A1"].value)
    assert ("không chuyển" in str(workbook["A1"].value)) == ((name, args) in NAMING + POSTED)
    assert [entry.purpose for entry in entries] == ["=gửi lãnh đạo"] * 2
    assert {entry.changes["format"] for entry in entries} == {"xlsx", "csv"}


@pytest.mark.parametrize(("name", "args"), NAMING_NOBODY + NAMING)
def test_a_file_without_a_purpose_does_not_leave(
    house: House, client_as: ClientAs, name: str, args: tuple[Any, ...]
) -> None:
    answer = client_as("tinh.phunu").post(reverse(name, args=args), {"purpose": " ", "table": "don-vi"})

    assert answer.status_code == 422
    assert not AuditEntry.objects.filter(kind="export").exists()


def test_a_purpose_that_tells_nothing_is_asked_for_again(house: House, client_as: ClientAs) -> None:
    answer = client_as("tinh.phunu").post(reverse("campaigns:duty-export"), {"purpose": "x1."})

    assert answer.status_code == 422
    assert "Ghi rõ mục đích bằng vài từ" in answer.content.decode()
    assert 'value="x1."' in answer.content.decode(), "what was typed stays"
    assert not AuditEntry.objects.filter(kind="export").exists()


@pytest.mark.parametrize(("name", "args"), NAMING[:3])
def test_everybody_in_the_file_is_noted_as_looked_at(
    house: House, client_as: ClientAs, person: Any, name: str, args: tuple[Any, ...]
) -> None:
    file(client_as("tinh.phunu"), name, args)

    entry = AuditEntry.objects.filter(kind="export").latest("pk")
    assert str(person.person.pk) in entry.object_ids


@pytest.mark.parametrize(
    ("page", "args", "export"),
    [
        ("outreach:event-list", (), "outreach:event-export"),
        ("outreach:enterprise-list", (), "outreach:enterprise-export"),
        ("outreach:job-order-list", (), "outreach:job-order-export"),
        ("outreach:material-list", (), "outreach:material-export"),
        ("outreach:branch-list", (), "outreach:branch-export"),
        ("outreach:witness-list", (), "outreach:witness-export"),
        ("registrations:loan-list", (), "registrations:loan-export"),
        ("registrations:allowance-list", (), "registrations:allowance-export"),
        ("registrations:rate-list", (), "registrations:rate-export"),
        ("registrations:import-list", (), "registrations:import-export"),
        ("registrations:credit-waiting", (), "registrations:credit-export"),
        ("campaigns:target-list", (), "campaigns:target-export"),
        ("campaigns:plan", (), "campaigns:duty-export"),
        ("campaigns:work-plan-list", (), "campaigns:work-plan-export"),
        ("campaigns:unit-list", (), "campaigns:unit-export"),
        ("campaigns:organization-list", (), "campaigns:organization-export"),
        ("campaigns:document-list", (), "campaigns:document-export"),
        ("outreach:market-list", (), "outreach:market-export"),
        ("reports:review-list", (), "reports:review-export"),
        ("reports:progress", (2018,), "reports:progress-export"),
    ],
)
def test_the_page_of_a_table_leads_to_its_file_with_its_filters(
    house: House, client_as: ClientAs, page: str, args: tuple[Any, ...], export: str
) -> None:
    shown = client_as("tinh.phunu").get(reverse(page, args=args), {"trang-thai": "da-chi"}).content.decode()

    assert f'href="{reverse(export, args=args)}?trang-thai=da-chi"' in shown


@pytest.mark.parametrize("what", ["posting", "account"])
def test_the_administrator_takes_out_accounts_and_postings_as_found(
    house: House, client_as: ClientAs, what: str
) -> None:
    client = client_as("quantri")
    shown = client.get(reverse(f"campaigns:{what}-list"), {"q": "lanhdao"}).content.decode()
    export = reverse(f"campaigns:{what}-export") + "?q=lanhdao"
    assert f'href="{export}"' in shown
    found = lines(client.post(export, {"purpose": "rà soát"}).content)
    assert {row[1] for row in found} == {"lanhdao"}
    assert not any("pbkdf2" in str(cell) or "argon2" in str(cell) for row in found for cell in row)
    assert AuditEntry.objects.filter(kind="export").latest("pk").object_ids


def test_who_waits_leaves_with_the_reason_and_without_a_telephone_number(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("tinh.phunu")
    with time_machine.travel(datetime(2018, 5, 7, 1, 0, tzinfo=UTC), tick=False):
        made = registrations.registered(house, full_name="Lê Thị Chờ", phones=("0912345678",))
        assert (
            reverse("registrations:waiting-export")
            in client.get(reverse("registrations:monday")).content.decode()
        )
        content = file(client, "registrations:waiting-export", ())
        (row,) = lines(content)
        nobody = client.post(
            reverse("registrations:waiting-export") + "?ly-do=contract", {"purpose": "rà soát"}
        )
    assert row[1:5] == ["Chưa ai liên hệ", "Lê Thị Chờ", "Xã Bảo Thạnh", "Huyện Ba Tri"]
    assert "63 ngày" in row
    assert not any("5678" in str(cell) for cell in row)
    assert lines(nobody.content) == []
    taken = AuditEntry.objects.filter(kind="export", action="waiting.exported").order_by("pk").first()
    assert taken and str(made.pk) in taken.object_ids


def test_the_counts_of_who_waits_leave_as_the_page_has_them(house: House, client_as: ClientAs) -> None:
    with time_machine.travel(datetime(2018, 5, 7, 1, 0, tzinfo=UTC), tick=False):
        registrations.registered(house, full_name="Lê Thị Chờ")
        client = client_as("lanhdao")
        for table, name in (("cho-don-vi", "Huyện Ba Tri"), ("cho-to-chuc", None)):
            rows = lines(file(client, "reports:progress-export", (2018,), table=table))
            assert [row[-1] for row in rows] == [1]
            assert name in {None, rows[0][1]}


def test_a_market_without_a_programme_has_a_line_of_its_own(house: House, client_as: ClientAs) -> None:
    registrations.programme("eps", "KR")
    registrations.market("JP", "Nhật Bản")
    rows = lines(file(client_as("lanhdao"), "outreach:market-export", ()))
    assert {("Hàn Quốc", "EPS"), ("Nhật Bản", None)} <= {(row[1], row[2]) for row in rows}


def test_the_file_holds_the_cut_of_the_page(house: House, client_as: ClientAs, person: Any) -> None:
    client = client_as("tinh.phunu")
    assert len(lines(file(client, "registrations:loan-export", ()))) == 1

    url = reverse("registrations:loan-export") + "?trang-thai=refused"
    answer = client.post(url, {"purpose": "xem lại"})
    assert lines(answer.content) == []


def test_a_line_says_what_the_page_says(house: House, client_as: ClientAs, person: Any) -> None:
    client = client_as("tinh.phunu")
    loan = lines(file(client, "registrations:loan-export", ()))[0]
    credit = lines(file(client, "registrations:credit-export", ()))[0]
    event = lines(file(client, "outreach:event-export", ()))[0]

    assert loan[1:4] == ["Lê Thị Bình", "Xã Bảo Thạnh", "Huyện Ba Tri"]
    assert loan[6] == 80_000_000
    assert loan[10].date() == date(2018, 6, 5)
    assert credit[7:9] == ["trọn vẹn", 1]
    assert (event[2], event[10], event[11]) == ("@Tư vấn", 40, 25)


@pytest.mark.parametrize(
    ("table", "figure"), [("don-vi", 4), ("to-chuc", 3), ("thi-truong", 2), ("thang", 4), ("doi-tuong", 3)]
)
def test_progress_as_a_file_is_the_progress_of_the_page(
    house: House, client_as: ClientAs, table: str, figure: int
) -> None:
    """Three tables count each person once and add up to the province; sexes alone do, groups never."""
    for _nth in range(3):
        departed(house)
    rows = lines(file(client_as("lanhdao"), "reports:progress-export", (2018,), table=table))
    if table == "doi-tuong":
        rows = [row for row in rows if row[1] == "Giới tính"]

    assert sum(row[figure] for row in rows) == 3


def test_a_commune_is_offered_no_table_of_units(house: House, client_as: ClientAs) -> None:
    url = reverse("reports:progress-export", args=[2018, house.ba_tri.code, house.bao_thanh.code])
    client = client_as("tinh.phunu")

    assert 'value="don-vi"' not in client.get(url).content.decode()
    assert client.post(url, {"purpose": "xem lại", "table": "don-vi"}).status_code == 422
    assert client.post(url, {"purpose": "xem lại", "table": "thang"}).status_code == 200


def test_the_trail_as_a_file_says_which_fields_changed_and_not_what_they_held(
    house: House, client_as: ClientAs, person: Any
) -> None:
    text = file(client_as("kiemtra"), "reports:audit-export", (), format="csv").decode("utf-8-sig")

    assert ";registrations.registration;" in text
    assert "Lê Thị Bình" not in text


def test_duties_are_told_whole(house: House, client_as: ClientAs) -> None:
    duty = Duty.objects.order_by("number").first()
    rows = lines(file(client_as("xa.baothanh.phunu"), "campaigns:duty-export", ()))

    assert duty is not None
    assert duty.text in [row[2] for row in rows]


def test_days_and_numbers_stay_days_and_numbers() -> None:
    sheet = Sheet("Bảng", ["A", "B", "C"], [[date(2018, 3, 5), -4, 12.5]])
    book: Any = load_workbook(BytesIO(as_workbook(sheet, "dấu"))).active
    row = list(csv.reader(StringIO(as_csv(sheet, "dấu").decode("utf-8-sig")), delimiter=";"))[-1]

    assert book.cell(FIRST_ROW, 1).number_format == "dd/mm/yyyy"
    assert [book.cell(FIRST_ROW, place).value for place in (2, 3)] == [-4, 12.5]
    assert row == ["05/03/2018", "-4", "12,5"]

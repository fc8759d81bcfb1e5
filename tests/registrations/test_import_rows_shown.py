"""Every row of a list can be looked at and mended, whatever it lacks."""

from __future__ import annotations

import gzip
import random
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Job
from campaigns.exporting import widths
from imports.models import Row
from registrations.importing.returned import rest_of
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import ClientAs, checked, worked

pytestmark = pytest.mark.django_db


def test_a_row_that_lacks_a_cell_is_shown_and_mended_like_any_other(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("huyen.batri.phunu")
    rows = [someone(nth, **{name: None}) for nth, name in enumerate(HEAD, start=1)]
    batch = checked(client, xlsx(HEAD, *rows))
    for page in ("import-detail", "import-grid", "import-values", "import-columns"):
        assert client.get(reverse(f"registrations:{page}", args=[batch.pk])).status_code == 200, page
    for row in batch.rows.all():
        shown = client.get(reverse("registrations:import-row", args=[batch.pk, row.pk]))
        assert shown.status_code == 200, row.number
        assert "không bắt buộc" not in shown.content.decode()


def test_the_grid_shows_both_columns_of_a_year_of_birth_where_one_is_wrong(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("huyen.batri.phunu")
    head = ["STT", "Họ và tên", "Năm sinh Nam", "Năm sinh Nữ", "Số CCCD", "Xã"]
    man = [1, "Trần Văn Phú", 1890, None, "083098000001", "Bảo Thạnh"]
    woman = [2, "Trần Thị Mỹ", None, 1998, "12345", "Bảo Thạnh"]
    batch = checked(client, xlsx(head, man, woman))
    first, second = batch.rows.order_by("number")
    assert (first.state, second.state) == (Row.State.ERROR, Row.State.ERROR)
    text = client.get(reverse("registrations:import-grid", args=[batch.pk])).content.decode()
    assert f'name="birth_female-{second.pk}" value="1998"' in text


def test_what_was_repaired_in_a_row_is_summed_up_by_its_columns(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(
        client,
        xlsx(HEAD, someone(1, **{"Họ và tên": "TRẦN VĂN PHÚ", "SĐT": "0912 345 678", "Xã": "Bao Thanh"})),
    )
    text = client.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    assert "ô đã tự sửa: Họ và tên, Xã" in text


def test_a_list_that_was_never_written_says_that_there_is_nothing_to_take_back(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, someone()))
    text = client.get(reverse("registrations:import-undo", args=[batch.pk])).content.decode()
    assert "chưa ghi dòng nào" in text


def test_work_that_has_ended_leads_to_its_list(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, someone()))
    address = reverse("registrations:import-detail", args=[batch.pk])
    assert f'href="{address}"' in client.get(reverse("accounts:job-list")).content.decode()
    for act in ("import-commit", "import-undo"):
        client.post(reverse(f"registrations:{act}", args=[batch.pk]))
        done = worked(batch).job
        assert done is not None
        assert (done.state, done.result_url) == (Job.State.DONE, address)


def test_rows_come_back_ready_to_be_printed_with_what_is_wrong_in_colour(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("huyen.batri.phunu")
    batch = checked(client, xlsx(HEAD, someone(1, **{"Xã": "Không Có Thật"}), someone(2)))
    page = load_workbook(BytesIO(rest_of(batch))).worksheets[0]
    assert (page.page_setup.orientation, page.print_title_rows) == ("landscape", "$1:$1")
    assert page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage
    painted = {cell.value for row in page["B2:I3"] for cell in row if cell.fill.fill_type}
    assert painted == {"Không Có Thật"}
    assert {cell.font.name for cell in page[1]} == {"Calibri"}


def test_columns_of_an_export_are_as_wide_as_what_stands_in_them() -> None:
    headings = ["STT", "Họ và tên", "Ngày sinh", "Ghi chú"]
    lines = [[1, "Nguyễn Thị Hồng Nhung", date(1998, 3, 5), "x" * 400], [2, "Lê A", "", ""]]
    assert widths(headings, lines) == [6, 23, 12, 48]
    assert widths(headings, []) == [6, 6, 6, 6]


def test_a_choice_goes_back_with_the_rows_though_the_sheet_had_no_column_for_it(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("tinh.mttq")
    wrong = {"Xã": "An Hiệp", "SĐT": "12345"}
    batch = checked(client, xlsx(HEAD, someone(3, **wrong), someone(7, **wrong)))
    row = batch.rows.order_by("number")[0]
    decision = {"decision": "take:commune_ambiguous:commune:0"}
    client.post(reverse("registrations:import-decide", args=[batch.pk, row.pk]), decision)
    page = load_workbook(BytesIO(rest_of(batch))).worksheets[0]
    assert [cell.value for cell in page[1]][-1] == "Huyện"
    assert bool(page.cell(2, 10).value) and not page.cell(3, 10).value
    again = checked(client, rest_of(batch))
    assert [sorted(row.codes) for row in again.rows.order_by("number")] == [
        ["phone_unreadable"],
        ["commune_ambiguous", "phone_unreadable"],
    ]
    assert "gaps" not in again.columns or not again.columns["gaps"], "rows that were given back leap"


def test_a_list_sent_again_is_not_made_of_other_people_by_one_click(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("huyen.batri.phunu")
    content = xlsx(HEAD, someone(1), someone(2))
    first = checked(client, content)
    client.post(reverse("registrations:import-commit", args=[first.pk]))
    worked(first)
    again = checked(client, content)
    text = client.get(reverse("registrations:import-detail", args=[again.pk])).content.decode()
    assert "skip:written_before" in text
    assert "other:written_before" not in text


def test_a_page_of_rows_in_which_all_is_wrong_is_small(house: House, client_as: ClientAs) -> None:
    client = client_as("huyen.batri.phunu")
    chance = random.Random(4)
    rows = []
    for nth in range(1, 61):
        name = "".join(chance.choices("abcdeghiklmnopqrstuvxy", k=6))
        wrong = {"Họ và tên": f"LÊ {name}", "Ngày sinh": f"31/02/{1980 + nth % 20}", "Giới tính": "gái"}
        wrong |= {
            "Số CCCD": str(chance.randrange(10**8)),
            "Xã": f"Xã {name}",
            "SĐT": str(chance.randrange(10**6)),
        }
        rows.append(someone(1, **wrong, **{"Thị trường": name}))
    batch = checked(client, xlsx(HEAD, *rows))
    page = client.get(reverse("registrations:import-detail", args=[batch.pk]))
    assert page.content.count(b'<tr id="dong-') == 40
    assert len(gzip.compress(page.content)) <= 14 * 1024

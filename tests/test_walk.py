"""One walk through the whole house, with a real database, Valkey and worker: from the row of a sheet to the printed figure, and back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from imports.models import Batch
from registrations.models import Registration
from reports.models import AnnualReview
from tests.factories import registrations as people
from tests.factories.campaigns import House
from tests.factories.campaigns import house as make_house
from tests.faults import processes
from tests.faults.processes import Broker, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
YEAR = 2018
HEADS = ["STT", "HỌ VÀ TÊN", "Giới tính", "Ngày sinh", "Số CCCD", "Điện thoại", "Xã", "Ngày đăng ký"]
GOOD = [1, "Nguyễn Thị Én", "Nữ", "05/03/1998", "083198000101", "0912345678", "Bảo Thạnh", "05/03/2018"]
MESSY = [
    2,
    "  TRẦN VĂN  BÌNH ",
    "nam",
    "7-9-1997",
    83097000102,
    "84912.345.679",
    "xã bảo thạnh",
    "06.03.2018",
]
BROKEN = [3, "Lê Thị Hỏng", "Nữ", "31/02/1998", "0831", "", "Bảo Thạnh", "05/03/2018"]
AGAIN = [4, "Nguyễn Thị Én", "Nữ", "05/03/1998", "083198000101", "0912345678", "Bảo Thạnh", "05/03/2018"]
AWAY = [5, "Phạm Thị Xa", "Nữ", "05/03/1998", "083198000105", "", "Tân Thạch", "05/03/2018"]
TOTAL = ["", "Tổng cộng", "", "", "", "", "", ""]


@pytest.fixture
def worker() -> Iterator[processes.Process]:
    """A broker and a worker of one's own; the bell of this process rings there."""
    before = current_app.conf.broker_url
    with closing(Broker()) as broker:
        broker.start()
        current_app.conf.broker_url = broker.celery_url
        with closing(processes.worker(broker, include="reports.tasks")) as program:
            program.start()
            yield program
    current_app.conf.broker_url = before


@pytest.fixture
def world(transactional_db: None) -> House:
    return make_house()


@pytest.fixture
def at_desk(world: House) -> Callable[[str], Client]:
    def sit(username: str) -> Client:
        client = Client()
        client.force_login(world.user(username))
        return client

    return sit


def sheet(*rows: list[Any]) -> SimpleUploadedFile:
    book = Workbook()
    for row in (["DANH SÁCH ĐĂNG KÝ XÃ BẢO THẠNH"], HEADS, *rows):
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("danh sách tháng 3.xlsx", file.getvalue())


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def sent(client: Client, address: str, data: dict[str, Any] | None = None) -> str:
    """Post a form; where it leads."""
    answer = client.post(address, data or {})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def imported(desk: Client, worker: processes.Process) -> Batch:
    """Upload, look at what the worker found, have it write the good rows."""
    page = sent(
        desk, reverse("registrations:import-list"), {"file": sheet(GOOD, MESSY, BROKEN, AGAIN, AWAY, TOTAL)}
    )
    batch = Batch.objects.get()
    wait_until(lambda: Batch.objects.get().state == Batch.State.CHECKED, why=worker.told)
    preview = read(desk, page)

    assert {name: preview.count(name) > 0 for name in ("31/02/1998", "Tân Thạch", "Trần Văn Bình")} == {
        "31/02/1998": True, "Tân Thạch": True, "Trần Văn Bình": True,
    }  # fmt: skip
    assert Batch.objects.get().counts["rows"] == 5
    assert Registration.objects.count() == 0  # nothing is written before somebody says so

    sent(desk, reverse("registrations:import-commit", args=[batch.pk]))
    wait_until(lambda: Batch.objects.get().state == Batch.State.COMMITTED, why=worker.told)
    return Batch.objects.get()


def abroad(world: House, desk: Client, registration: Registration) -> None:
    """Consulted by a form of the page, selected and departed by the coordinator."""
    page = reverse("registrations:milestone-record", args=[registration.pk, "consulted"])
    sent(desk, page, {"on": "10/03/2018", "version": registration.version})
    people.step(world, registration, "selected", "01/06/2018", market=people.market(), through_centre=True)
    people.step(world, registration, "departed", "01/10/2018")


def reviewed(desk: Client, worker: processes.Process) -> AnnualReview:
    page = sent(
        desk, reverse("reports:review-new"), {"year": YEAR, "calendar": "calendar", "boundaries": "then"}
    )
    wait_until(lambda: AnnualReview.objects.get().files.count() == 3, seconds=90, why=worker.told)
    wait_until(lambda: not AnnualReview.objects.select_related("job").get().job.is_open, why=worker.told)
    silent = {
        f"reason-{code}": "Chưa gửi xác nhận" for code in ("mttq", "sldtbxh", "phunu", "nongdan", "doan")
    }
    sent(desk, f"{page}chot/", {"draft": "1", **silent})
    wait_until(
        lambda: AnnualReview.objects.get().state == AnnualReview.State.BUILT, seconds=90, why=worker.told
    )
    return AnnualReview.objects.get()


def printed(desk: Client, review: AnnualReview, kind: str) -> bytes:
    answer = desk.get(reverse("reports:review-file", args=[review.pk, kind]))
    assert answer.status_code == 200
    return answer.content


def in_workbook(content: bytes) -> dict[str, Any]:
    """The line of the district in the first table, by the heads of its columns."""
    book = load_workbook(io.BytesIO(content))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    top = next(n for n, row in enumerate(rows) if "Đăng ký" in [str(cell).strip() for cell in row])
    line = next(row for row in rows if any("Ba Tri" in str(cell) for cell in row))
    heads, group = [], ""
    for above, below in zip(rows[top], rows[top + 1], strict=True):
        group = above or group  # a joined head stands above its first column
        heads.append(f"{group}: {below}" if below else str(above))
    return dict(zip(heads, line, strict=True))


def test_a_row_of_a_sheet_becomes_a_printed_figure_that_leads_back_to_it(
    world: House, at_desk: Callable[[str], Client], worker: processes.Process
) -> None:
    officer, coordinator, leader = at_desk("xa.baothanh.phunu"), at_desk("tinh.mttq"), at_desk("lanhdao")
    batch = imported(officer, worker)
    registrations = list(
        Registration.objects.select_related("person", "import_row").order_by("import_row__number")
    )

    assert [one.person.full_name for one in registrations] == ["Nguyễn Thị Én", "Trần Văn Bình"]
    assert [one.import_row.number for one in registrations if one.import_row] == [3, 4]  # as Excel counts

    for registration in registrations:
        abroad(world, officer, registration)
    review = reviewed(coordinator, worker)

    # forth: one number everywhere
    out = io.StringIO()
    call_command("figures", str(YEAR), "--json", stdout=out)
    figures, frozen = json.loads(out.getvalue()), review.figures or {}
    district = next(line for line in frozen["by_district"] if "Ba Tri" in line["name"])
    workbook = in_workbook(printed(leader, review, "xlsx"))
    pdf = "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(printed(leader, review, "pdf"))).pages
    )

    assert figures["totals"]["departed"]["people"] == frozen["totals"]["departed"]["people"] == 2
    assert district["departed"] == workbook["Xuất cảnh: Tổng số"] == 2
    assert (workbook["Đăng ký"], workbook["Xuất cảnh: Trong đó nữ"]) == (2, 1)
    assert (
        "Huyện Ba Tri – 0 – 2 2 0 2 1" in pdf
    )  # target, events, turns, then registered … departed, of them women

    # and back: the figure → its people → the row of the sheet
    people_counted = read(officer, f"{reverse('registrations:list')}?moc=departed&nam={YEAR}&don-vi=836")
    assert all(one.person.full_name in people_counted for one in registrations)
    own_page = read(officer, reverse("registrations:detail", args=[registrations[1].pk]))
    assert batch.filename in own_page
    row = registrations[1].import_row
    assert row is not None
    assert "TRẦN VĂN" in read(officer, reverse("registrations:import-row", args=[batch.pk, row.pk]))
    paper = reverse("reports:review-paper", args=[review.pk])
    assert read(leader, reverse("reports:home")).count(paper) == 1

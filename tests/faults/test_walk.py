"""One row of a messy list, all the way: page, worker, people, figures, the printed review — and back from the figure to the row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Job, User
from campaigns.current import current_campaign
from campaigns.dates import PartialDate
from imports import batches
from imports.models import Batch, Row
from outreach.models import Market
from registrations.models import Registration
from registrations.services import milestones
from reports import review as reviews
from reports.demo.cast import Cast
from reports.indicators import figures
from tests.factories.sheets import xlsx
from tests.faults.processes import Process, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SHEET = xlsx(
    ["DANH SÁCH NGƯỜI ĐĂNG KÝ ĐI LÀM VIỆC Ở NƯỚC NGOÀI"],
    ["STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Xã", "Điện thoại", "Thị trường", "Ngày đăng ký"],
    [1, "NGUYỄN THỊ HỒNG ĐÀO", "05/03/1998", 83198000001, "Bảo Thạnh", "01651234567", "Nhật", "10/03/2019"],
    [2, "Trần Văn Khôi", "1995", "083095000002", "Bảo Thạnh", "", "Nhật Bản", "12/03/2019"],
    [3, "Lê Thị Thiếu", "31/02/1998", "083198000003", "Bảo Thạnh", "", "", "12/03/2019"],
    ["", "Tổng cộng: 3 người"],
)


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def row_of(table: list[list[Any]], name: str) -> list[str]:
    return next(
        [str(cell) for cell in row if cell not in (None, "")] for row in table if name in map(str, row)
    )


def test_a_row_of_a_list_becomes_a_printed_figure_that_leads_back_to_it(
    broker: object, workers: Callable[..., Process]
) -> None:
    call_command("load_reference", verbosity=0)
    cast, campaign = Cast("mot-mat-khau-mau"), current_campaign()
    worker = workers("reports.tasks")
    worker.start()
    officer, coordinator = signed_in("xa.baothanh.phunu"), signed_in("tinh.mttq")

    # The list is uploaded through the page and checked by the worker: every problem is told, nothing is written yet.
    officer.post(reverse("registrations:import-list"), {"file": SimpleUploadedFile("ds.xlsx", SHEET)})
    batch = Batch.objects.get()
    wait_until(lambda: Batch.objects.get().state == Batch.State.CHECKED, seconds=60, why=worker.told())
    page = officer.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    assert "Nguyễn Thị Hồng Đào" in page
    assert "31/02/1998" in page
    assert not Registration.objects.exists()
    assert list(batch.rows.order_by("number").values_list("number", "state")) == [
        (3, Row.State.READY),
        (4, Row.State.READY),
        (5, Row.State.ERROR),
    ]

    # The good rows are written by the worker, through the same service as the form.
    officer.post(reverse("registrations:import-commit", args=[batch.pk]))
    wait_until(lambda: Batch.objects.get().state == Batch.State.COMMITTED, seconds=60, why=worker.told())
    assert Registration.objects.count() == 2
    registration = Registration.objects.get(person__full_name="Nguyễn Thị Hồng Đào")

    # She is selected and departs; the figures count her once.
    for kind, day in (("selected", date(2019, 5, 2)), ("departed", date(2019, 9, 20))):
        registration.refresh_from_db()
        milestones.record(
            access=cast["tinh.sld"],
            registration=registration,
            kind=kind,
            on=PartialDate(day),
            market=Market.objects.get(code="JP"),
            through_centre=True,
        )
    counted = figures(campaign, 2019)
    assert (counted.totals["registered"].people, counted.totals["departed"].people) == (2, 1)
    ba_tri = next(row for row in counted.by_district if row.name == "Huyện Ba Tri")
    assert (ba_tri.registered, ba_tri.departed) == (2, 1)

    # The review is frozen and printed by the worker; workbook and paper say what the figures say.
    review = reviews.draft_review(access=cast["tinh.mttq"], campaign=campaign, year=2019)
    job = reviews.start(access=cast["tinh.mttq"], review=review)
    wait_until(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, seconds=120, why=worker.told())
    review.refresh_from_db()
    assert review.figures["totals"]["departed"]["people"] == 1
    files = {file.kind: bytes(file.content) for file in review.files.all()}
    book = load_workbook(BytesIO(files["xlsx"]), read_only=True)
    in_book = row_of([list(row) for row in book.worksheets[0].iter_rows(values_only=True)], "Huyện Ba Tri")
    with pdfplumber.open(BytesIO(files["pdf"])) as paper:
        sheet = next(page for page in paper.pages if "Phụ lục I\n" in page.extract_text()[:80])
        on_paper = row_of(sheet.extract_table(), "Huyện Ba Tri")
    for printed in (in_book, on_paper):
        assert {"2", "1"} <= set(printed[2:])

    # From the printed figure back: the people it counts, and the row of the sheet where it began.
    question = f"?nam=2019&moc=departed&don-vi={ba_tri.key}"
    listed = coordinator.get(reverse("registrations:list") + question).content.decode()
    assert "Nguyễn Thị Hồng Đào" in listed
    assert "Trần Văn Khôi" not in listed
    row = registration.import_row
    assert row is not None
    assert (row.batch, row.number) == (batch, 3)
    assert batches.reading_of(row).raw["full_name"] == "NGUYỄN THỊ HỒNG ĐÀO"

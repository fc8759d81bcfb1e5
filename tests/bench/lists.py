"""A candidate list on its way in: opened, checked, written; each beside the least that must be done with it."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from openpyxl import Workbook

from imports import batches, checking, sheet, writing
from imports.checking import PORTION
from imports.models import Batch
from imports.readings import Reading
from registrations.importing import CandidateImporter
from registrations.services.importing import KIND
from tests.bench.clock import Row, Times, in_turns, taken
from tests.bench.reading import CALAMINE, bare
from tests.bench.reading import measure as measure_reading
from tests.bench.scene import Scene, name_of, newcomers, number_of, serial

HEAD = [
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Ngày cấp", "Nơi cấp", "Ấp", "Xã", "Huyện", "SĐT",
    "Dân tộc", "Trình độ", "CMKT", "Đối tượng", "Hội viên", "Họ tên hội viên", "Thị trường", "Ngày đăng ký", "Ghi chú",
]  # fmt: skip
COPY = "raw COPY into one table"
COLUMNS = (
    "id",
    "person_id",
    "campaign_id",
    "unit_id",
    "market_id",
    "stage",
    "stage_on",
    "note",
    "is_demo",
    "recorded_at",
    "version",
)


@dataclass(frozen=True)
class Sizes:
    rows: int  # of the list that is checked
    large: int  # rows of the workbook that is opened
    commit: int  # rows of the lists that are written


def measure(scene: Scene, sizes: Sizes, *, rounds: int) -> list[Row]:
    return [*reading(scene, sizes.rows, sizes.large, rounds), written(scene, sizes.commit, rounds)]


def workbook(scene: Scene, rows: int) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet("DS")
    page.append(HEAD)
    for n in range(1, rows + 1):
        page.append(candidate(scene, n, next(serial)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def candidate(scene: Scene, n: int, nth: int) -> list[object]:
    commune = scene.communes[nth % len(scene.communes)]
    parent = commune.parent.short_name if commune.parent else ""
    female = bool(nth % 2)
    return [
        n, name_of(nth), f"{1 + nth % 28:02d}/{1 + nth % 12:02d}/1996", "Nữ" if female else "Nam",
        number_of(nth, year=1996, female=female), "12/05/2016", "CA tỉnh Bến Tre", f"Ấp {1 + nth % 9}",
        commune.short_name, parent, f"09{nth:08d}", "Kinh", "12/12", "Sơ cấp", "", "", "", scene.market.name, "15/06/2020", "",
    ]  # fmt: skip


def reading(scene: Scene, rows: int, large: int, rounds: int) -> list[Row]:
    content = workbook(scene, rows)
    opened = sheet.read(content, "ds.xlsx")
    times = in_turns(
        {"bare": lambda: bare(content), "check": lambda: checked(scene, opened)},
        rounds=rounds,
        warm=0,
    )
    return [
        measure_reading(large, rounds=rounds),
        times["check"].beside(
            times["bare"], group="Lists", subject=f"check its rows ({rows:,})", floor=CALAMINE, rows=rows
        ),
    ]


def checked(scene: Scene, opened: list[sheet.Sheet]) -> list[Reading]:
    """As `batches.check` does it, without the sealing of the rows."""
    importer = CandidateImporter(scene.access("manager"), scene.campaign)
    readings, _skipped, _columns = importer.read(opened)
    for start in range(0, len(readings), PORTION):
        importer.check_known(readings[start : start + PORTION])
    refused = [reading for reading in readings if reading.state != "ready"]
    if refused:
        raise RuntimeError(f"{len(refused)} rows are not ready, the first for {refused[0].problems}")
    return readings


def written(scene: Scene, rows: int, rounds: int) -> Row:
    """Registering each person of a list, and copying as many registrations into a twin of their table."""
    make_twin()
    ours, raw = [], []
    for _round in range(rounds):
        batch, lines = checked_batch(scene, rows), copy_lines(scene, rows)
        ours.append(taken(lambda batch=batch: committed(scene, batch, rows)))
        raw.append(taken(lambda lines=lines: copied(lines)))
    return Times(tuple(ours)).beside(
        Times(tuple(raw)), group="Lists", subject=f"commit {rows} rows", floor=COPY, rows=rows
    )


def checked_batch(scene: Scene, rows: int) -> Batch:
    access = scene.access("manager")
    content = workbook(scene, rows)
    batch = batches.upload(
        access=access, campaign=scene.campaign, kind=KIND, filename="ds.xlsx", content=content
    )
    checking.check(batch, CandidateImporter(access, scene.campaign), access=access)
    return Batch.objects.get(pk=batch.pk)


def committed(scene: Scene, batch: Batch, rows: int) -> None:
    access = scene.access("manager")
    count = writing.commit(batch, CandidateImporter(access, scene.campaign), access=access)
    if count != rows:
        raise RuntimeError(f"{count} of {rows} rows were written")


def copy_lines(scene: Scene, rows: int) -> io.StringIO:
    """Registrations of people who are there already, as COPY takes them."""
    tail = ("registered", "2020-06-15", "", "t", "2020-06-15 12:00:00+07", "1")
    lines = [
        "\t".join(map(str, (uuid.uuid4(), p.pk, scene.campaign.pk, p.unit_id, scene.market.pk, *tail)))
        for p in newcomers(scene, rows)
    ]
    return io.StringIO("\n".join(lines) + "\n")


def make_twin() -> None:
    """With the indexes and foreign keys of registrations, without the trigger that wants the credit in the same transaction."""
    keys = {"person_id": "registrations_person", "unit_id": "campaigns_unit"}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_registration (LIKE registrations_registration INCLUDING ALL)")
        for column, table in keys.items():
            cursor.execute(f"ALTER TABLE bench_registration ADD FOREIGN KEY ({column}) REFERENCES {table}")


def copied(lines: io.StringIO) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY bench_registration ({', '.join(COLUMNS)}) FROM STDIN", lines)

"""A list of new people from its rows to the house: ours, and django-import-export on the same tables; both beside raw COPY.

Ours reads every cell, tells every problem, seals, audits and can be taken back; theirs writes the same tables from clean values.
`python -m laborexport.local within python -m tests.bench.imports [ROWS]` measures this alone; `20000 --alone` the memory of ours.
"""

from __future__ import annotations

import argparse
import resource
import time
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from import_export import fields, resources
from import_export.widgets import DateWidget, ForeignKeyWidget, Widget
from tablib import Dataset

from accounts import crypto
from accounts.text import fold, sort_key
from campaigns.models import Unit
from imports import checking, writing
from imports.batches import upload
from imports.models import Batch
from registrations.importing import CandidateImporter
from registrations.models import Credit, IdentityNumber, Milestone, Person, Phone, Profile, Registration
from registrations.services import facts
from registrations.services.importing import KIND
from tests.bench import lists, table
from tests.bench.clock import Row, Times, busy
from tests.bench.run import as_benched, machine, scratch
from tests.bench.scene import Scene, build, name_of, number_of, serial

COLUMNS = ("id", "full_name", "birth_date", "sex", "unit", "hamlet", "identity", "phone")
REGISTERED = date(2020, 6, 15)
PREVIEW, TUNED = "django-import-export, preview + import", "django-import-export, use_bulk, skip_diff"
OURS, BACK = "check + commit", "take back"
CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "processor": busy}
FEWER = 20  # as many rows fewer are given to the slow way; compared are rows per second


def others(person: Person, row: Any, scene: Scene) -> list[Any]:
    """The rows of the other tables that one new person leaves, as our service writes them."""
    registration = Registration(
        person=person,
        campaign=scene.campaign,
        unit_id=person.unit_id,
        stage_on=REGISTERED,
        market=scene.market,
    )
    body = scene.access("manager").organization_id
    return [
        facts.new_identity(person, row["identity"]),
        registration,
        Milestone(registration=registration, kind=Milestone.Kind.REGISTERED, on=REGISTERED),
        Credit(registration=registration, organization_id=body, numerator=1, denominator=1, is_lead=True),
        *facts.new_phones(person, [row["phone"]]),
        Profile(
            registration=registration,
            person=person,
            unit_id=person.unit_id,
            sex=person.sex,
            birth_precision="day",
        ),
    ]


class People(resources.ModelResource):
    """One person a row; the other tables follow each saved person."""

    birth_date = fields.Field("birth_date", "birth_date", DateWidget("%d/%m/%Y"))
    unit = fields.Field("unit", "unit", ForeignKeyWidget(Unit))

    class Meta:
        model = Person
        fields = ("id", "full_name", "birth_date", "sex", "unit", "hamlet")

    scene: Scene

    def before_save_instance(self, instance: Person, row: Any, **_more: Any) -> None:
        instance.name_folded, instance.name_sort = fold(instance.full_name), sort_key(instance.full_name)
        instance.birth_precision = "day"

    def after_save_instance(self, instance: Person, row: Any, **_more: Any) -> None:
        for other in others(instance, row, self.scene):
            other.save()


class CachedUnits(Widget):
    """What tuning begins with: no query per row."""

    def __init__(self) -> None:
        super().__init__()
        self.units = {str(unit.pk): unit for unit in Unit.objects.all()}

    def clean(self, value: str, row: Any = None, **_more: Any) -> Unit:
        return self.units[value]


class TunedPeople(People):
    """By hand as fast as it goes: bulk, no differences, no look-ups, the other tables once at the end."""

    class Meta(People.Meta):
        use_bulk, skip_diff, force_init_instance = True, True, True
        batch_size = 1000
        use_transactions = True

    def before_import(self, dataset: Dataset, **_more: Any) -> None:
        self.fields["unit"] = fields.Field("unit", "unit", CachedUnits())
        self.waiting: dict[type, list[Any]] = {}

    def after_save_instance(self, instance: Person, row: Any, **_more: Any) -> None:
        for other in others(instance, row, self.scene):
            self.waiting.setdefault(type(other), []).append(other)

    def after_import(self, dataset: Dataset, result: Any, **_more: Any) -> None:
        for model in (IdentityNumber, Registration, Milestone, Credit, Phone, Profile):
            model._default_manager.bulk_create(self.waiting[model], batch_size=1000)


def dataset(scene: Scene, rows: int) -> Dataset:
    return Dataset(*(clean_row(scene, next(serial)) for _n in range(rows)), headers=COLUMNS)


def clean_row(scene: Scene, nth: int) -> tuple[str, ...]:
    female, commune = bool(nth % 2), scene.communes[nth % len(scene.communes)]
    number = number_of(nth, year=1996, female=female)
    born = f"{1 + nth % 28:02d}/{1 + nth % 12:02d}/1996"
    sex = "female" if female else "male"
    return (
        str(uuid.uuid4()),
        name_of(nth),
        born,
        sex,
        str(commune.pk),
        f"Ấp {nth % 9}",
        number,
        f"09{nth:08d}",
    )


def previewed(scene: Scene, rows: Dataset) -> None:
    for dry in (True, False):
        imported(People, scene, rows, dry=dry)


def imported(kind: type[People], scene: Scene, rows: Dataset, *, dry: bool = False) -> None:
    people = kind()
    people.scene = scene
    result = people.import_data(rows, dry_run=dry, raise_errors=True, use_transactions=True)
    if result.has_errors():
        raise RuntimeError("the rows were not taken")


def ours(scene: Scene, batch: Batch, rows: int) -> None:
    access = scene.access("manager")
    checking.check(batch, CandidateImporter(access, scene.campaign), access=access)
    if writing.commit(batch, CandidateImporter(access, scene.campaign), access=access) != rows:
        raise RuntimeError("rows wait")


def sent(scene: Scene, rows: int) -> Batch:
    content = lists.workbook(scene, rows)
    access = scene.access("manager")
    return upload(access=access, campaign=scene.campaign, kind=KIND, filename="ds.xlsx", content=content)


def measure(scene: Scene, rows: int) -> list[Row]:
    lists.make_twin()
    crypto.seal("warm", context="warm")
    few = max(rows // FEWER, 10)
    batch, lines = sent(scene, rows), lists.copy_lines(scene, rows)
    slow, quick = dataset(scene, few), dataset(scene, rows)
    found = {
        lists.COPY: per_row(lambda: lists.copied(lines), rows),
        OURS: per_row(lambda: ours(scene, batch, rows), rows),
        TUNED: per_row(lambda: imported(TunedPeople, scene, quick), rows),
        PREVIEW: per_row(lambda: previewed(scene, slow), few),
        BACK: per_row(lambda: taken_back(scene, batch), rows),
    }
    compared = [(TUNED, OURS), (PREVIEW, OURS), (OURS, lists.COPY), (BACK, lists.COPY)]
    return [
        found[name][clock].beside(
            found[floor][clock], group="Imports", subject=f"{name}, a row, {clock}", floor=floor, rows=1
        )
        for clock in CLOCKS
        for name, floor in compared
    ]


def per_row(act: Callable[[], object], rows: int) -> dict[str, Times]:
    """By both clocks: on a machine that is shared only that of the processor says what the work costs."""
    before = {name: clock() for name, clock in CLOCKS.items()}
    act()
    return {name: Times(((clock() - before[name]) / rows,)) for name, clock in CLOCKS.items()}


def taken_back(scene: Scene, batch: Batch) -> None:
    access = scene.access("manager")
    batch.refresh_from_db()
    writing.undo(batch, CandidateImporter(access, scene.campaign), access=access)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=10_000)
    parser.add_argument("--alone", action="store_true", help="only ours, for the peak of its memory")
    asked = parser.parse_args()
    with scratch(), as_benched():
        scene = build(200)
        if asked.alone:
            alone(scene, asked.rows)
            return
        print(table.markdown(measure(scene, asked.rows), machine() | {"rows": f"{asked.rows:,}"}), flush=True)


def alone(scene: Scene, rows: int) -> None:
    """What a worker that does nothing else needs at most, after each of its works."""
    batch = sent(scene, rows)
    access = scene.access("manager")
    for name, act in (
        ("before", lambda: None),
        ("check", lambda: checking.check(batch, CandidateImporter(access, scene.campaign), access=access)),
        ("commit", lambda: writing.commit(batch, CandidateImporter(access, scene.campaign), access=access)),
        ("take back", lambda: taken_back(scene, batch)),
    ):
        started, used = time.perf_counter(), busy()
        act()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seconds = f"{time.perf_counter() - started:.1f} s, {busy() - used:.1f} s of the processor"
        print(f"{name} {rows:,} rows: peak {memory} MB, {seconds}", flush=True)


if __name__ == "__main__":
    main()

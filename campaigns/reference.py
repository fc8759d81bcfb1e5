"""The units, bodies and plan that every installation starts with, read from `campaigns/data`.

Loading again adds what is missing and leaves alone what stands: somebody may have changed it by a paper since.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.text import fold
from campaigns import reference_plan
from campaigns.models import Organization, OrganizationName, Unit, UnitAlias, UnitSuccession

DATA = Path(__file__).parent / "data"
Row = dict[str, str]


def rows(name: str) -> Iterator[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def document(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@transaction.atomic
def load() -> None:
    load_units()
    load_aliases()
    load_successions()
    load_organizations()
    reference_plan.load(document("kh202.json"))


def load_units() -> None:
    """Provinces, then districts, then communes: a child needs its parent's path."""
    wanted = sorted(
        [*rows("units_history.csv"), *rows("units_2025.csv")],
        key=lambda row: (row["code"], row["valid_from"]),
    )
    oldest = {row["code"]: row["valid_from"] for row in reversed(wanted)}
    for kinds in ((Unit.Kind.PROVINCE,), Unit.DISTRICT_KINDS, Unit.COMMUNE_KINDS):
        known = Versions()
        Unit.objects.bulk_create(
            [
                unit_from(
                    row, known.of(row["parent_code"], last_day(row)), row["valid_from"] == oldest[row["code"]]
                )
                for row in wanted
                if row["kind"] in kinds
            ],
            ignore_conflicts=True,
        )


def unit_from(row: Row, parent: Unit | None, is_oldest: bool) -> Unit:
    """Codes are used again: a later version of a code carries its first day in its path."""
    segment = row["code"] if is_oldest else f"{row['code']}-{row['valid_from'].replace('-', '')}"
    return Unit(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        name_folded=fold(row["short_name"]),
        kind=row["kind"],
        parent=parent,
        path=f"{parent.path if parent else ''}{segment}.",
        level=parent.level + 1 if parent else 0,
        valid_from=row["valid_from"] or None,
        valid_to=row["valid_to"] or None,
    )


def last_day(row: Row) -> date:
    return date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max


class Versions:
    """The units in the database by code, so that a reused code is told apart by the day."""

    def __init__(self) -> None:
        self.by_code: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.all():
            self.by_code[unit.code].append(unit)

    def of(self, code: str, day: date) -> Unit | None:
        return next((unit for unit in self.by_code.get(code, []) if unit.holds_on(day)), None)


def load_aliases() -> None:
    """Each spelling belongs to every version of the code that bears the name it is a spelling of."""
    versions = Versions()
    aliases = [
        UnitAlias(unit=unit, name=row["alias"], name_folded=fold(row["alias"]), note=row["note"])
        for row in rows("unit_aliases.csv")
        for unit in versions.by_code[row["code"]]
    ]
    UnitAlias.objects.bulk_create(aliases, ignore_conflicts=True)


def load_successions() -> None:
    """Edges join the version of the day before to the version of the day; units outside the province have none."""
    versions = Versions()
    edges = []
    for row in rows("units_changes.csv"):
        on = date.fromisoformat(row["date"])
        old, new = versions.of(row["old_code"], on - timedelta(days=1)), versions.of(row["new_code"], on)
        if old is not None and (new is not None or not row["new_code"]):
            edges.append(
                UnitSuccession(
                    old=old,
                    new=new,
                    kind=row["change"],
                    on=on,
                    act=row["resolution"],
                    certainty=row["certainty"],
                    note=row["note"],
                )
            )
    UnitSuccession.objects.bulk_create(edges, ignore_conflicts=True)


def load_organizations() -> None:
    bodies = document("organizations.json")["organizations"]
    fields = ("code", "short_name", "kind", "rank", "sees_everyone")
    Organization.objects.bulk_create(
        [Organization(**{field: body[field] for field in fields}) for body in bodies], ignore_conflicts=True
    )
    known = {body.code: body for body in Organization.objects.all()}
    named = set(OrganizationName.objects.values_list("organization__code", flat=True))
    OrganizationName.objects.bulk_create(
        [
            OrganizationName(
                organization=known[body["code"]],
                **{field: name[field] for field in ("name", "abbreviation", "signatory_title")},
                valid_from=name["valid_from"],
                valid_to=name["valid_to"],
            )
            for body in bodies
            if body["code"] not in named
            for name in body["names"]
        ]
    )

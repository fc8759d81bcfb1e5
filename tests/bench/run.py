"""Everything once, in one process and one database: the scene, the measurements, the table."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from reports.indicators import folding
from tests.bench import counting, crowd, lists, pages, printing, scene, trail
from tests.bench.clock import Row, load

DATABASE = "laborexport_bench"
# Dropping a database waits for a checkpoint of the whole server; a million rows are swept at once, and sealed while nothing is asked.
PATIENCE = " -c statement_timeout=600s -c lock_timeout=300s -c idle_in_transaction_session_timeout=0"
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@dataclass(frozen=True)
class Plan:
    """How much is measured: enough for a median, little enough for a coffee."""

    people: int = 2000
    pages: int = 20
    figures: int = 15
    reviews: int = 3
    lists: int = 3
    trail: int = 40
    rows: int = 5000
    large: int = 20_000
    commit: int = 200
    whole_job: bool = True
    communes: int | None = None  # printed; None: all

    @classmethod
    def quick(cls, people: int) -> Plan:
        """Only to see that everything can be measured."""
        return cls(
            people,
            pages=1,
            figures=1,
            reviews=1,
            lists=1,
            trail=1,
            rows=40,
            large=40,
            commit=5,
            whole_job=False,
            communes=3,
        )


@contextmanager
def scratch() -> Iterator[None]:
    """A database of the bench's own on the same server; one left behind by a killed run is replaced."""
    with database(DATABASE, keep=False):
        yield


@contextmanager
def database(called: str, *, keep: bool) -> Iterator[None]:
    """Work in the database of that name, made or brought up to date first."""
    known, name = connection.settings_dict, str(connection.settings_dict["NAME"])
    options, known["TEST"]["NAME"] = str(known["OPTIONS"]["options"]), called
    known["OPTIONS"]["options"] = options + PATIENCE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0, keepdb=keep)
        known["OPTIONS"]["options"] = options


def as_benched() -> override_settings:
    """With the empty page; the files of static/ are served as they lie there: their collected names cost no page anything."""
    return override_settings(
        ROOT_URLCONF="tests.bench.urls",
        STATIC_ROOT=str(settings.BASE_DIR / "static"),
        STORAGES={**settings.STORAGES, "staticfiles": PLAIN},
    )


def measure(plan: Plan) -> list[Row]:
    with as_benched():
        stage = scene.build(plan.people)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return [
            *pages.measure(stage, rounds=plan.pages),
            *counting.measure(stage, rounds=plan.figures),
            *printing.measure(stage, rounds=plan.reviews, whole=plan.whole_job, communes=plan.communes),
            *lists.measure(stage, lists.Sizes(plan.rows, plan.large, plan.commit), rounds=plan.lists),
            *trail.measure(stage, rounds=plan.trail),
        ]


def under_a_crowd(sizes: Sequence[int], seconds: float) -> list[Row]:
    """A scene of each size, one after the other; the databases are kept, so that only the first run fills them."""
    with as_benched():
        return list(crowd.rows({people: crowded(people, seconds) for people in sizes}))


def dashboards(sizes: Sequence[int], rounds: int) -> list[Row]:
    """Every level of the figures over a scene of each size, with nobody else about; then the SQL beneath."""
    with as_benched():
        found = []
        for people in sizes:
            with kept(people) as stage:
                found += list(crowd.alone_rows({people: crowd.alone(stage, rounds=rounds)}))
                found += counting.measure(stage, rounds=min(rounds, 5))
        return found


def crowded(people: int, seconds: float) -> crowd.Actions:
    with kept(people) as stage:
        return crowd.measure(stage, seconds=seconds)


@contextmanager
def kept(people: int) -> Iterator[scene.Scene]:
    """A scene in a database of its own that stays for the next run."""
    with database(f"{DATABASE}_{people}", keep=True):
        stage = scene.build(people)
        folding.catch_up()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        yield stage


def machine() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = str(cursor.fetchone()[0])
    return {
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "postgresql": postgres,
        "django": version("django"),
        "weasyprint": version("weasyprint"),
        "load": load(),
    }

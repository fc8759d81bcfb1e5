"""The figures of a year beside the least that could be asked: departed people by commune, in one GROUP BY."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.indicators import board, figures
from tests.bench.clock import Act, Row, in_turns
from tests.bench.scene import Scene

YEAR = 2019
NAIVE = """
SELECT r.unit_id, count(*) FROM registrations_milestone m
JOIN registrations_registration r ON r.id = m.registration_id
WHERE m.kind = 'departed' AND m.superseded_at IS NULL AND m."on" BETWEEN %s AND %s AND r.campaign_id = %s
GROUP BY r.unit_id
"""
FLOOR = "naive GROUP BY of departed by commune"


def measure(scene: Scene, *, rounds: int) -> list[Row]:
    acts: dict[str, Act] = {
        FLOOR: lambda: naive(scene),
        "board() of the province": lambda: board(scene.campaign, YEAR),
        "figures() of the province": lambda: figures(scene.campaign, YEAR),
    }
    times = in_turns(acts, rounds=rounds)
    floor = times.pop(FLOOR)
    return [
        found.beside(floor, group="Figures", subject=name, floor=FLOOR, queries=queries(acts[name]))
        for name, found in times.items()
    ]


def naive(scene: Scene) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(NAIVE, [f"{YEAR}-01-01", f"{YEAR}-12-31", scene.campaign.pk])
        return dict(cursor.fetchall())


def queries(act: Act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)

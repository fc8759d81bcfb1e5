"""The figures of a year beside the least that could be asked: departed people by commune, in one GROUP BY of the facts or of the roll-up."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.indicators import board, cells, facts, figures
from reports.indicators.question import ask
from tests.bench.clock import Act, Row, in_turns
from tests.bench.scene import Scene

YEAR = 2019
NAIVE = """
SELECT r.unit_id, count(*) FROM registrations_milestone m
JOIN registrations_registration r ON r.id = m.registration_id
WHERE m.kind = 'departed' AND m.superseded_at IS NULL AND m."on" BETWEEN %s AND %s AND r.campaign_id = %s
GROUP BY r.unit_id
"""
FLOOR, ROLLED = "naive GROUP BY of departed by commune", "the same from the roll-up, one GROUP BY"
ROLL_UP = """
SELECT unit, sum(people) FROM reports_cell
WHERE campaign = %s AND cut = 'unit' AND unit IS NOT NULL AND month BETWEEN %s AND %s AND kind = 'departed' GROUP BY unit
"""


def measure(scene: Scene, *, rounds: int) -> list[Row]:
    """Beside both floors: what our definition costs more than the simplest question to the facts, and to the roll-up."""
    asked = ask(scene.campaign, YEAR)
    acts: dict[str, Act] = {
        FLOOR: lambda: naive(scene),
        ROLLED: lambda: rolled(scene),
        "all of board() from the roll-up, SQL": lambda: facts.rows(asked, cells.summed(asked, None), None),
        "all of board() from the facts, SQL": lambda: facts.sums(asked),
        "board() of the province": lambda: board(scene.campaign, YEAR),
        "figures() of the province": lambda: figures(scene.campaign, YEAR),
    }
    times = in_turns(acts, rounds=rounds)
    return [
        times[name].beside(
            times[floor], group="Figures", subject=name, floor=floor, queries=queries(acts[name])
        )
        for name in acts
        for floor in (FLOOR, ROLLED)
        if floor != name
    ]


def rolled(scene: Scene) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP, [scene.campaign.pk, f"{YEAR}-01-01", f"{YEAR}-12-31"])
        return dict(cursor.fetchall())


def naive(scene: Scene) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(NAIVE, [f"{YEAR}-01-01", f"{YEAR}-12-31", scene.campaign.pk])
        return dict(cursor.fetchall())


def queries(act: Act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)

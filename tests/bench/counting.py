"""The figures of a year beside the least that could be asked: departed people by commune, in one GROUP BY of the facts or of the roll-up.

Of the province, of a district and of a commune: each level beside the same question about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Unit
from reports.indicators import board, cells, facts, figures
from reports.indicators.area import area_of
from reports.indicators.question import Question, ask
from tests.bench.clock import Act, Row, in_turns
from tests.bench.scene import Scene

YEAR = 2019
NAIVE = """
SELECT r.unit_id, count(*) FROM registrations_milestone m
JOIN registrations_registration r ON r.id = m.registration_id
WHERE m.kind = 'departed' AND m.superseded_at IS NULL AND m."on" BETWEEN %(first)s AND %(last)s AND r.campaign_id = %(campaign)s
    AND (%(units)s::bigint[] IS NULL OR r.unit_id = ANY(%(units)s::bigint[]))
GROUP BY r.unit_id
"""
FLOOR, ROLLED = "naive GROUP BY of departed by commune", "the same from the roll-up, one GROUP BY"
ROLL_UP = """
SELECT unit, sum(people) FROM reports_cell
WHERE campaign = %(campaign)s AND cut = 'unit' AND unit IS NOT NULL AND month BETWEEN %(first)s AND %(last)s AND kind = 'departed'
    AND (%(units)s::bigint[] IS NULL OR unit = ANY(%(units)s::bigint[]))
GROUP BY unit
"""
Units = list[int] | None


def measure(scene: Scene, *, rounds: int) -> list[Row]:
    """Beside both floors: what our definition costs more than the simplest question to the facts, and to the roll-up."""
    district = scene.communes[0].parent
    levels = {"province": None, "district": district, "commune": scene.communes[0]}
    return [row for level, unit in levels.items() for row in of_level(scene, level, unit, rounds=rounds)]


def of_level(scene: Scene, level: str, unit: Unit | None, *, rounds: int) -> Iterator[Row]:
    asked = ask(scene.campaign, YEAR, unit=unit)
    units = area_of(asked).ids
    acts: dict[str, Act] = {
        FLOOR: lambda: one(NAIVE, asked, units),
        ROLLED: lambda: one(ROLL_UP, asked, units),
        "all a dashboard asks the roll-up, SQL": lambda: dashboard(asked, units),
        "all of board() from the facts, SQL": lambda: facts.sums(asked, units),
        "board()": lambda: board(scene.campaign, YEAR, unit=unit),
        "figures()": lambda: figures(scene.campaign, YEAR, unit=unit),
    }
    times = in_turns(acts, rounds=rounds)
    for name, act in acts.items():
        asked_for = queries(act) if name != FLOOR else None
        for floor in (FLOOR, ROLLED):
            if floor != name:
                yield times[name].beside(
                    times[floor],
                    group="Figures",
                    subject=f"{name}: {level}",
                    floor=floor,
                    queries=asked_for,
                )


def dashboard(asked: Question, units: Units) -> None:
    """The statements of `cells.sums` and `cells.details`, without what Python makes of the rows."""
    facts.rows(asked, cells.summed(asked, units), units)
    facts.rows(asked, cells.cut_up(asked, units), units)


def one(sql: str, asked: Question, units: Units) -> dict[int, int]:
    dates = {"first": asked.window.start, "last": asked.window.end}
    return dict(facts.rows(asked, sql, units, **dates))


def queries(act: Act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)

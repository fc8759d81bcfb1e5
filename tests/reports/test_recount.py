"""Small random worlds: `figures` says what a plain recount of the same facts says, however they are cut."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.dates import window
from reports.indicators import board, figures
from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.factories.registrations import programme

pytestmark = pytest.mark.django_db
UNITS = ("bao_thanh", "bao_thuan", "tan_thach", "quoi_son")
BODIES = ("phunu", "nongdan", "doan", "mttq")
POINTS = ("registered", "selected", "departed")
EDGES = [date(2018, 12, 14), date(2018, 12, 15), date(2018, 12, 31), date(2019, 1, 1), date(2020, 2, 29)]

days = st.one_of(st.sampled_from(EDGES), st.dates(date(2017, 11, 29), date(2020, 12, 31)))


@dataclass(frozen=True)
class Story:
    """One registration, and what was found out about it later."""

    unit: str
    bodies: tuple[str, ...]
    sex: str
    start: date
    waits: tuple[int, ...]  # days to each further step
    late: int  # days between a step and its entry
    again: bool  # the same person as the story before, if that one came back
    moved: date | None  # the departure was corrected to this day
    reshared: bool
    renamed: bool  # sex and commune turn out to be others
    wish: str | None = None  # market wished for
    to: str = "JP"  # market of selection and departure
    eps: bool = False  # in a programme
    came: int | None = None  # days from an event to the registration


stories = st.builds(
    Story,
    unit=st.sampled_from(UNITS),
    bodies=st.lists(st.sampled_from(BODIES), min_size=1, max_size=3, unique=True).map(tuple),
    sex=st.sampled_from(["female", "male", "unknown"]),
    start=days,
    waits=st.lists(st.integers(0, 200), max_size=3).map(tuple),
    late=st.integers(0, 120),
    again=st.booleans(),
    moved=st.one_of(st.none(), days),
    reshared=st.booleans(),
    renamed=st.booleans(),
    wish=st.sampled_from([None, "JP", "KR"]),
    to=st.sampled_from(["JP", "KR"]),
    eps=st.booleans(),
    came=st.sampled_from([None, 0, 30, 31, 90, 91]),
)
MARKETS, EVENTS = {"JP": "Nhật Bản", "KR": "Hàn Quốc"}, ("information", "conference")
KINDS = ("registered", "selected", "departed", "returned")


def tell(house: base.House, told: list[Story]) -> None:
    who: Any = None
    for story in told:
        steps, day = {"registered": story.start}, story.start
        for kind, wait in zip(KINDS[1:], story.waits, strict=False):
            day += timedelta(days=wait)
            steps[kind] = day
        unit = getattr(house, story.unit)
        person = who if story.again and who else make.person(unit, story.sex)
        recorded = {kind: make.noon(on + timedelta(days=story.late)) for kind, on in steps.items()}
        bodies = [house.organizations[code] for code in story.bodies]
        wish, to = (
            make.market(story.wish, MARKETS[story.wish]) if story.wish else None,
            make.market(story.to, MARKETS[story.to]),
        )
        made = make.walk(
            house.campaign, unit, steps, bodies=bodies, who=person, recorded=recorded, wish=wish, to=to
        )
        origin(house, made, story, unit)
        who = person if "returned" in steps else None
        change(house, made, story, max(recorded.values()))


def origin(house: base.House, made: Any, story: Story, unit: Any) -> None:
    """From which event somebody came, into which programme: known with the registration."""
    told: dict[str, Any] = {"programme": programme()} if story.eps else {}
    if story.came is not None:
        day = story.start - timedelta(days=story.came)
        told["event"] = make.event(house.campaign, unit, day, kind=EVENTS[story.came % 2])
    if told:
        made.profiles.update(**told)


def change(house: base.House, made: Any, story: Story, after: datetime) -> None:
    if story.moved and (step := made.milestones.filter(kind="departed").first()):
        make.correct(step, story.moved, after + timedelta(days=3))
    if story.reshared:
        shares = {house.organizations["doan"]: (1, 3), house.organizations["nongdan"]: (2, 3)}
        make.reshare(made, shares, after + timedelta(days=5))
    if story.renamed:
        make.reprofile(made, after + timedelta(days=7), sex="male", unit_id=house.quoi_son.pk)


def recount(year: int, calendar: str, as_of: datetime | None) -> dict[str, Any]:
    """The slow, obvious way: all rows into Python, the earliest step of each person, then counting."""
    asked = window(year, calendar)  # type: ignore[arg-type]
    at = as_of or datetime.max.replace(tzinfo=make.VIETNAM)

    def known(table: str, columns: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns} FROM {table} WHERE recorded_at <= %s AND (superseded_at IS NULL OR superseded_at > %s)",
                [at, at],
            )
            return cursor.fetchall()

    profiles = {
        row[0]: row[1:]
        for row in known(
            "registrations_profile",
            "registration_id, person_id, unit_id, sex, market_id, programme_id, event_id",
        )
    }
    shares: dict[Any, list[tuple[int, Fraction, bool]]] = defaultdict(list)
    for registration, body, over, under, lead in known(
        "registrations_credit", "registration_id, organization_id, numerator, denominator, is_lead"
    ):
        shares[registration].append((body, Fraction(over, under), lead))
    with connection.cursor() as cursor:
        cursor.execute('SELECT id, kind, "on" FROM outreach_event')
        events = {pk: (kind, on) for pk, kind, on in cursor.fetchall()}
    first: dict[tuple[str, Any], tuple[date, int, Any, Any]] = {}
    for pk, registration, kind, on, market in known(
        "registrations_milestone", 'id, registration_id, kind, "on", market_id'
    ):
        if asked.start <= on <= asked.end:
            key = (kind, profiles[registration][0])
            first[key] = min(
                first.get(key, (date.max, 0, None, None)),
                (on, pk, registration, market),
                key=lambda item: item[:2],
            )
    found: dict[str, Any] = {name: Counter() for name in (*CUTS, "women")}
    found["credit"] = defaultdict(Fraction)
    for (kind, _person), (on, _pk, registration, market) in first.items():
        tally(found, kind, on, market, profiles[registration], events)
        for body, share, lead in shares[registration]:
            found["credit"][kind, body] += share
            found["lead"][kind, body] += lead
    return found


def tally(found: dict[str, Any], kind: str, on: date, market: Any, profile: Any, events: Any) -> None:
    """One person under everything that people are cut by."""
    _who, unit, sex, wish, programme_id, event = profile
    cut = {
        "unit": unit, "sex": sex, "month": f"{on:%Y-%m}", "market": market or wish, "programme": programme_id,
        "event": events[event][0] if event else None,
    }  # fmt: skip
    found["total"][kind] += 1
    found["women"]["total", kind, None] += sex == "female"
    for name, value in cut.items():
        found[name][kind, value] += 1
        found["women"][name, kind, value] += sex == "female"
    if event and kind == "registered":
        days = (on - events[event][1]).days
        found["event"]["soon", cut["event"]] += days <= 30
        found["event"]["within", cut["event"]] += days <= 90


CUTS = ("total", "unit", "sex", "lead", "month", "market", "programme", "event")


@contextmanager
def rolled_back() -> Iterator[None]:
    """Each example starts from the same house."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


moments = st.one_of(st.none(), st.dates(date(2018, 1, 1), date(2021, 6, 30)))
# In full: RECOUNT=500 python -m pytest tests/reports/test_recount.py -k plain_recount
slow = settings(
    max_examples=int(os.environ.get("RECOUNT", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def house() -> base.House:
    return base.house()


@slow
@given(
    told=st.lists(stories, max_size=7),
    year=st.sampled_from([2018, 2019, 2020]),
    calendar=st.sampled_from(["calendar", "official"]),
    as_of=moments,
)
def test_figures_are_a_plain_recount(house, told, year, calendar, as_of):
    with rolled_back():
        tell(house, told)
        found = figures(house.campaign, year, calendar=calendar, as_of=as_of)
        expected = recount(year, calendar, found.as_of)
        units = {getattr(house, name).code: getattr(house, name).pk for name in UNITS}
        bodies = {code: house.organizations[code].pk for code in BODIES}
        for point in POINTS:
            assert found.totals[point].people == expected["total"][point]
            assert found.totals[point].female == expected["sex"][point, "female"]
            for row in found.by_commune:
                assert getattr(row, point) == expected["unit"][point, units.get(row.code)]
            for row in found.by_organization:
                pk = bodies.get(row.code)
                assert getattr(row.people_lead, point) == expected["lead"][point, pk]
                assert Fraction(row.credit[point].share) == expected["credit"][point, pk]
            for row in found.by_month:
                assert getattr(row, point) == expected["month"][point, row.month]
        for row in found.event_yield:
            told = (row.soon, row.within, row.registered, row.departed)
            assert told == tuple(
                expected["event"][name, row.code] for name in ("soon", "within", "registered", "departed")
            )
        assert_sums_agree(found)
        assert board(house.campaign, year, calendar=calendar, as_of=as_of).totals == found.totals


def assert_sums_agree(found: Any) -> None:
    for point in POINTS:
        whole = found.totals[point].people
        for rows in (
            found.by_district,
            found.by_commune,
            found.by_market,
            found.by_month,
            found.by_sex,
            found.by_age,
        ):
            assert sum(getattr(row, point) for row in rows) == whole or (
                rows == () and found.boundaries == "now"
            )
        assert sum(getattr(row.people_lead, point) for row in found.by_organization) == whole
        assert sum(Fraction(row.credit[point].share) for row in found.by_organization) == whole


@slow
@given(told=st.lists(stories, min_size=1, max_size=7), year=st.sampled_from([2018, 2019, 2020]))
def test_a_merger_moves_people_and_loses_nobody(house, told, year):
    with rolled_back():
        tell(house, told)
        before = figures(house.campaign, year)
        province = base.unit("86", "Vĩnh Long", base.Kind.PROVINCE, valid_from=date(2025, 7, 1))
        for name, olds in (("Ba Tri", ("bao_thanh", "bao_thuan", "tan_thach")), ("Phú Túc", ("quoi_son",))):
            new = base.unit(
                "29125" if name == "Ba Tri" else "28810",
                name,
                base.Kind.COMMUNE,
                province,
                valid_from=date(2025, 7, 1),
            )
            for old in (getattr(house, attribute) for attribute in olds):
                base.merge(old, new, date(2025, 7, 1))
                type(old).objects.filter(pk=old.pk).update(valid_to=date(2025, 6, 30))
        then, now = figures(house.campaign, year), figures(house.campaign, year, boundaries="now")
        assert then.as_json() == before.as_json()
        assert then.totals == now.totals
        assert_sums_agree(now)
        parts = {row.code: row.departed for row in then.by_commune}
        merged = {row.name: row.departed for row in now.by_commune}
        assert merged["Xã Ba Tri"] == parts["29125"] + parts["29152"] + parts["28804"]


@slow
@given(
    told=st.lists(stories, min_size=1, max_size=6),
    more=st.lists(stories, min_size=1, max_size=3),
    year=st.sampled_from([2018, 2019]),
)
def test_what_is_entered_after_a_day_never_changes_that_day(house, told, more, year):
    with rolled_back():
        tell(house, told)
        day = date(2019, 6, 30)
        before = figures(house.campaign, year, as_of=day).as_json()
        late = [
            Story(
                **{
                    **story.__dict__,
                    "late": 120,
                    "start": max(story.start, date(2019, 6, 1)),
                    "again": False,
                    "came": None,
                }
            )
            for story in more
        ]
        tell(house, late)
        assert figures(house.campaign, year, as_of=day).as_json() == before

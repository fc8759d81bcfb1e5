"""The people behind a number as the roll-up lists them are those the facts name, however the number is cut and a page is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from campaigns.access import Access
from registrations.models import Registration
from registrations.pages import People
from reports.indicators import listed
from reports.indicators.area import Area, area_of
from reports.indicators.cutting import CUTS, PLAIN
from reports.indicators.facts import KINDS
from reports.indicators.listed import Steps
from reports.indicators.people import ANY, Behind, Number, how_many, rows
from reports.indicators.question import ask
from reports.models import CountedStep, Touched
from tests.factories import campaigns as base
from tests.factories.registrations import departed
from tests.reports.test_recount import rolled_back, slow, stories, tell

pytestmark = pytest.mark.django_db
PLACES = (None, "ba_tri", "bao_thanh")
READERS = ("tinh.mttq", "tinh.phunu", "huyen.batri.phunu")


@pytest.fixture
def house() -> base.House:
    return base.house()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two, so that a few people fill several."""
    monkeypatch.setattr(listed, "SIZE", 2)


def values_of(cut: str) -> list[tuple[str | None, str | None]]:
    """What the steps are cut into by a cut: both values of each."""
    columns = {
        "market": "market::text, NULL",
        "lead": "lead::text, relation",
        "month": "to_char(\"on\", 'YYYY-MM'), NULL",
    }
    sql = f"SELECT DISTINCT {columns.get(cut, 'NULL, NULL')} FROM reports_countedstep"
    if cut not in columns:
        sql = "SELECT DISTINCT e ->> 2, e ->> 3 FROM reports_countedstep, jsonb_array_elements(finer) e WHERE e ->> 0 = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [cut] if cut not in columns else None)
        return cursor.fetchall() or [(None, None)]


numbers = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(["this", "previous", "same", "until", "all"]),
    st.sampled_from(["", *CUTS, *PLAIN]),
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 20)),
    st.sampled_from(["", "", "female", "unknown"]),
)


def number_of(drawn: tuple[str, str, str, tuple[bool, bool, int], str]) -> Behind:
    step, span, cut, (by_first, by_second, nth), sex = drawn
    known = values_of(cut)
    first, second = known[nth % len(known)]
    return Behind(
        step, span, cut, first if cut and by_first else ANY, second if cut and by_second else ANY, sex
    )


def pages(read: object, params: dict[str, str] | None = None) -> Iterator[People]:
    """Every page of a list, from the first to the last."""
    page: People = read(params or {})  # type: ignore[operator]
    yield page
    if page.next:
        yield from pages(read, {"after": page.next})


def all_of(read: object) -> list[str]:
    return [key for page in pages(read) for key in page.rows]


def assert_same(area: Area, number: Number, access: Access) -> None:
    expected = {found for (found,) in rows(area, number, "c.registration_id::text")}
    view = Registration.objects.within(access).filter(pk__in=expected).order_by("name_sort", "pk")
    seen = [str(pk) for pk in view.values_list("pk", flat=True)]
    steps = Steps(area, number)
    assert steps.how_many() == how_many(area, number)
    assert steps.few(access) == seen
    assert all_of(lambda params: steps.met_by_registration(access, params)) == seen
    assert all_of(lambda params: steps.met_by_name(access, params, len(expected))) == seen


@slow
@given(
    told=st.lists(stories, min_size=1, max_size=7),
    year=st.sampled_from([2018, 2019, 2020]),
    calendar=st.sampled_from(["calendar", "official"]),
    boundaries=st.sampled_from(["then", "now"]),
    place=st.sampled_from(PLACES),
    who=st.sampled_from(READERS),
    drawn=st.lists(numbers, min_size=6, max_size=6),
)
def test_the_steps_list_whom_the_facts_name(
    house, short, told, year, calendar, boundaries, place, who, drawn
):
    with rolled_back():
        tell(house, told)
        unit = getattr(house, place) if place else None
        area = area_of(ask(house.campaign, year, calendar=calendar, boundaries=boundaries, unit=unit))
        with listed.cells.told(area.question) as is_told:
            assert is_told
        for number in map(number_of, drawn):
            if number.is_known(area.question) and listed.in_steps(number.number):
                assert_same(area, number.number, house.access(who))


@slow
@given(
    told=st.lists(stories, min_size=1, max_size=7),
    day=st.dates(date(2018, 1, 1), date(2021, 6, 30)),
    drawn=st.lists(numbers, min_size=2, max_size=2),
)
def test_of_a_day_in_the_past_the_facts_are_asked(house, told, day, drawn):
    with rolled_back():
        tell(house, told)
        area, access = area_of(ask(house.campaign, 2019, as_of=day)), house.access("tinh.mttq")
        for number in map(number_of, drawn):
            if number.is_known(area.question):
                found = listed.listed(area, number.number, access, {}, whole=True)
                expected = {one for (one,) in rows(area, number.number, "c.registration_id::text")}
                assert set(found.page.rows) == expected
                assert found.counted == how_many(area, number.number)
        assert Touched.objects.exists() or not told


def test_pages_go_back_the_way_they_came(house, short):
    for n in range(5):
        departed(house, full_name=f"Nguyễn Thị {'ABCDE'[n]}", identity=f"08319800000{n}")
    area, access = area_of(ask(house.campaign, 2018)), house.access("tinh.mttq")
    with listed.cells.told(area.question):
        steps = Steps(area, Number("departed"))
        first, second, last = pages(lambda params: steps.met_by_name(access, params, 5))
        assert [len(page.rows) for page in (first, second, last)] == [2, 2, 1]
        assert (first.previous, last.next) == (None, None)
        back = steps.met_by_name(access, {"before": last.previous}, 5)
        assert back.rows == second.rows
        assert steps.met_by_name(access, {"before": back.previous}, 5).rows == first.rows
        assert steps.met_by_name(access, {"after": str(uuid4())}, 5).rows == first.rows


def test_a_list_holds_what_was_written_a_moment_ago(house):
    area, access = area_of(ask(house.campaign, 2018)), house.access("tinh.mttq")
    for n in range(2):
        made = departed(house, identity=f"08319800000{n}")
        found = listed.listed(area, Number("departed"), access, {}, whole=True)
        assert (found.counted, str(made.pk) in found.page.rows) == (n + 1, True)


def test_who_is_called_otherwise_stands_elsewhere(house):
    made = departed(house, full_name="Nguyễn Thị An")
    other = departed(house, full_name="Trần Văn Bình", identity="083198000009")
    area, access = area_of(ask(house.campaign, 2018)), house.access("tinh.mttq")

    def order() -> list[str]:
        with listed.cells.told(area.question) as is_told:
            assert is_told
            return Steps(area, Number("departed")).met_by_name(access, {}, 2).rows

    assert order() == [str(made.pk), str(other.pk)]
    type(made.person).objects.filter(pk=made.person_id).update(name_sort="zz")
    assert order() == [str(other.pk), str(made.pk)]
    assert CountedStep.objects.filter(registration=made.pk, name_sort="zz").exists()


def test_when_others_keep_writing_the_facts_are_asked(house, monkeypatch):
    made = departed(house)
    monkeypatch.setattr(listed.cells, "fold", lambda most: False)
    area = area_of(ask(house.campaign, 2018))
    found = listed.listed(area, Number("departed"), house.access("tinh.mttq"), {}, whole=True)
    assert (found.page.rows, found.counted) == ([str(made.pk)], 1)
    assert not CountedStep.objects.exists()

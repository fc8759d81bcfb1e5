"""The roll-up says what a plain count of the facts says, after whatever was written; the doctor names the cell that does not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from hypothesis.stateful import invariant, run_state_machine_as_test

from outreach.models import Event
from registrations.models import Milestone, Profile
from registrations.services import credit, merging, milestones, people, undo
from reports import doctor, tasks
from reports.indicators import cells, facts, figures, folding
from reports.indicators.area import area_of
from reports.indicators.details import details
from reports.indicators.question import ask
from reports.models import Cell, CountedStep, Touched
from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.factories.entry import line, session
from tests.factories.merging import farmers, merged, women
from tests.factories.registrations import day, departed, registered, returned, selected, step, withdrawn
from tests.factories.sheets import someone
from tests.registrations.test_bulk_steps import recorded
from tests.registrations.test_import_undo import taken_back, written
from tests.registrations.test_random_walks import Campaign
from tests.registrations.test_random_walks import settings as walking
from tests.reports.test_recount import rolled_back, slow, stories, tell

pytestmark = pytest.mark.django_db
House = base.House


@pytest.fixture
def house() -> House:
    return base.house()


def assert_same(house: House, *years: int, calendar: str = "calendar") -> None:
    """Of the province, a district and a commune; and no cell is another than the facts say."""
    for year in years or (2018,):
        for unit in (None, house.ba_tri, house.bao_thanh):
            question = ask(house.campaign, year, calendar=calendar, unit=unit)
            ids = area_of(question).ids
            found = cells.read(question, cells.summed(question, ids), ids)
            assert found is not None
            assert cells.sums_of(question, found, ids) == facts.sums(question, ids)
            assert cells.details(question, ids) == details(question, ids)
    assert folding.wrong() == []


@slow
@given(
    told=st.lists(stories, max_size=7),
    year=st.sampled_from([2018, 2019, 2020]),
    calendar=st.sampled_from(["calendar", "official"]),
)
def test_after_any_story_the_cells_are_the_plain_count(house, told, year, calendar):
    with rolled_back():
        tell(house, told)
        assert_same(house, year, calendar=calendar)


class Rolled(Campaign):
    """The walk through every service that moves a registration, read after each step."""

    @invariant()
    def the_house_is_in_order(self) -> None:
        assert_same(self.house)


@pytest.mark.slow
def test_after_every_step_of_a_random_walk_the_cells_are_the_plain_count():
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Rolled,
        settings=walking(
            max_examples=int(os.environ.get("WALKS", "6")), stateful_step_count=8, deadline=None,
            derandomize="WALKS" not in os.environ, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def steps_of_a_life(house: House) -> Iterator[object]:
    yield returned(house)
    yield registered(house, on="10/11/2020", identity="083198000001")
    made = withdrawn(house, identity="083198000555", full_name="Lê Thị Mai")
    yield made
    yield step(house, made, "resumed", "01/06/2018")


def put_right(house: House) -> Iterator[object]:
    made = departed(house)
    yield made
    boss, row = house.access("tinh.mttq"), Milestone.objects.get(kind="departed")
    yield milestones.correct(access=boss, milestone=row, on=day("20/12/2018"), reason="Nhầm")
    row = Milestone.objects.get(kind="departed", superseded_at=None)
    yield milestones.annul(access=boss, milestone=row, reason="Nhầm")
    yield people.change_person(access=boss, person=made.person, unit=house.quoi_son)
    yield people.add_group(access=boss, person=made.person, group="poor", valid_from=date(2018, 1, 1))


def mobilised_together(house: House) -> Iterator[object]:
    made, both = departed(house), [house.organizations[code] for code in ("phunu", "nongdan")]
    yield made
    shares = dict.fromkeys(both, Fraction(1, 2))
    yield credit.share(registration=made, shares=shares, lead=both[1], access=house.access("tinh.mttq"))


def merged_and_undone(house: House) -> Iterator[object]:
    mine, theirs = women(house), farmers(house)
    yield mine
    row = merged(house, mine.person, theirs.person)
    yield row
    yield merging.undo(access=house.access("tinh.mttq"), proposal=row)


def typed_and_taken_back(house: House) -> Iterator[object]:
    typed = line(house, session(house))
    yield typed
    yield undo.undo_line(access=house.access("xa.baothanh.phunu"), line=typed.line)


def a_class_departs(house: House) -> Iterator[object]:
    for name in ("Một", "Hai", "Ba"):
        selected(house, full_name=f"Nguyễn Thị {name}", identity="")
    yield house
    yield recorded(house)


def an_event_is_moved(house: House) -> Iterator[object]:
    event = make.event(house.campaign, house.bao_thanh, date(2018, 3, 1))
    made = registered(house)
    yield Profile.objects.filter(registration=made).update(event=event)
    yield Event.objects.filter(pk=event.pk).update(on=date(2018, 1, 1))


def units_become_one(house: House) -> Iterator[object]:
    """Under the boundaries of the day nothing moves; under today's people stand in the heir."""
    yield departed(house)
    heir = base.unit("29125", "Ba Tri", base.Kind.COMMUNE, house.province, valid_from=date(2019, 7, 1))
    yield base.merge(house.bao_thanh, heir, date(2019, 7, 1))


WRITES = (
    steps_of_a_life, put_right, mobilised_together, merged_and_undone, typed_and_taken_back, a_class_departs, an_event_is_moved,
    units_become_one,
)  # fmt: skip


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_what_is_written_is_in_the_next_reading(house, write: Callable[[House], Iterator[object]]):
    for _written in write(house):
        assert_same(house)


def test_a_list_is_in_the_next_reading_and_out_again_when_it_is_taken_back(house, client_as):
    client = client_as("huyen.batri.phunu")
    assert_same(house)
    batch = written(client, *(someone(n) for n in range(1, 60)))
    assert_same(house)
    assert CountedStep.objects.count() == Milestone.objects.count() >= 50
    assert not Touched.objects.exists()
    taken_back(client, batch)
    assert_same(house)
    assert not CountedStep.objects.exists()


def test_one_statement_reads_a_year_once_nothing_is_marked(house, django_assert_num_queries):
    departed(house)
    question = ask(house.campaign, 2018)
    cells.sums(question)
    with django_assert_num_queries(1):
        assert cells.sums(question).unit["this", "departed", house.bao_thanh.pk, "female"] == (1, 0)


def test_a_reader_leaves_very_many_marks_to_the_clock_and_counts_the_facts(house, monkeypatch):
    departed(house)
    monkeypatch.setattr(cells, "FEW", 1)
    question = ask(house.campaign, 2018)
    assert cells.sums(question) == facts.sums(question)
    assert cells.sums(question).unit["this", "departed", house.bao_thanh.pk, "female"] == (1, 0)
    assert Touched.objects.exists()
    assert not CountedStep.objects.exists()


def test_the_past_and_one_body_are_counted_from_the_facts(house):
    departed(house)
    for asked in ({"as_of": date(2018, 12, 31)}, {"body": house.organizations["phunu"]}):
        assert cells.read(ask(house.campaign, 2018, **asked), "no statement at all", None) is None
    assert figures(house.campaign, 2018, body=house.organizations["phunu"]).totals["departed"].people == 1


def test_the_doctor_names_a_cell_that_is_wrong_and_a_command_mends_it(house):
    departed(house)
    assert doctor.rolled_up() == []
    Cell.objects.filter(cut="market", kind="departed", unit=None).update(people=7)
    (problem,) = doctor.rolled_up()
    assert problem.invariant == "I4"
    (name,) = problem.ids
    assert "/market/*/2018-10-01/departed/" in name
    assert name.endswith("7≠1")
    call_command("count_anew", stdout=StringIO())
    assert doctor.rolled_up() == []
    assert_same(house)


def test_the_doctor_finds_what_was_written_past_the_triggers(house):
    made = departed(house)
    assert_same(house)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE registrations_milestone DISABLE TRIGGER USER"
        )
    Milestone.objects.filter(registration=made, kind="departed").update(on=date(2018, 11, 11))
    assert any(f"step/{made.pk}/departed" in name for name in doctor.rolled_up()[0].ids)


def test_the_clock_folds_what_is_marked_and_makes_all_anew_after_very_much(house, monkeypatch):
    departed(house)
    assert tasks.fold_counts()
    assert not Touched.objects.exists()
    departed(house, identity="083198000003")
    monkeypatch.setattr(folding, "FEW", 1)
    assert tasks.fold_counts()
    assert_same(house)

"""The reference data as loaded: units of every day, bodies, the plan."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.management import call_command

from campaigns import reference
from campaigns.apportion import apportion_range
from campaigns.current import current_campaign, working_day
from campaigns.dates import VIETNAM
from campaigns.models import Campaign, Duty, Organization, Role, Target, Unit, UnitSuccession
from campaigns.services.allotting import Cell, Series, write_cells
from campaigns.services.moving import move_targets, moves
from tests.factories import campaigns as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "communes", "districts"),
    [
        (date(2018, 1, 1), 164, 9),
        (date(2020, 1, 31), 164, 9),
        (date(2020, 2, 1), 157, 9),
        (date(2024, 12, 1), 148, 9),
        (date(2025, 6, 30), 148, 9),
        (date(2025, 7, 1), 48, 0),
    ],
)
def test_each_day_has_its_units(bentre: None, day: date, communes: int, districts: int) -> None:
    on = Unit.objects.on(day)
    assert (on.communes().count(), on.districts().count()) == (communes, districts)


def test_the_communes_of_2018_lie_in_their_districts(bentre: None) -> None:
    counts = {
        district.code: Unit.objects.on(date(2018, 1, 1)).filter(path__startswith=district.path).count() - 1
        for district in Unit.objects.districts()
    }
    assert counts == {
        "829": 17,
        "831": 22,
        "832": 11,
        "833": 17,
        "834": 22,
        "835": 20,
        "836": 24,
        "837": 18,
        "838": 13,
    }


def test_a_reused_code_is_told_apart_by_the_day(bentre: None) -> None:
    names = [
        Unit.objects.on(day).get(code="28810").name
        for day in (date(2018, 1, 1), date(2024, 12, 1), date(2025, 7, 1))
    ]
    assert names == ["Xã An Khánh", "Thị trấn Châu Thành", "Xã Phú Túc"]


def test_districts_end_without_an_heir_and_the_province_with_one(bentre: None) -> None:
    abolished = UnitSuccession.objects.filter(kind="abolish", on=date(2025, 7, 1))
    assert {edge.old.code for edge in abolished} == {str(code) for code in (829, *range(831, 839))}
    assert UnitSuccession.objects.get(old__code="83").new == Unit.objects.get(code="86")


def test_the_plan_is_there_with_its_clauses_and_figures(bentre: None) -> None:
    plan = Campaign.objects.get(code="kh202")
    assert plan.document.issued_on == date(2017, 11, 29)
    assert plan.parties.count() == 7
    assert plan.parties.get(is_lead=True).signature_rank == 7
    assert plan.years == [2018, 2019, 2020]
    labels = set(plan.targets.filter(year=2019).values_list("force", "minimum", "maximum"))
    assert labels == {("required", 500, None), ("set", 500, 700), ("strive", 700, 800)}
    assert list(plan.rise_rules.values_list("year", flat=True)) == [2019, 2020]
    assert plan.duties.get(number=28).parties.get(is_lead=True).organization == Organization.objects.get(
        code="nhcsxh"
    )


def test_loading_again_changes_nothing(bentre: None) -> None:
    def counts() -> list[int]:
        return [model.objects.count() for model in (Unit, UnitSuccession, Organization, Target, Duty)]

    before = counts()
    Unit.objects.filter(code="29125").update(name="Xã Bảo Thạnh (đính chính)")
    reference.load()
    assert counts() == before
    assert Unit.objects.filter(name="Xã Bảo Thạnh (đính chính)").exists()


def test_one_command_loads_every_floor(db: None) -> None:
    call_command("load_reference", verbosity=0)
    assert current_campaign().code == "kh202"


def test_a_campaign_that_is_over_dates_new_facts_by_its_last_day(bentre: None) -> None:
    assert working_day(current_campaign()) == date(2020, 12, 31)


def test_the_plans_targets_are_known_since_their_papers_were_signed(bentre: None) -> None:
    known = Target.objects.in_force(datetime(2019, 6, 30, tzinfo=VIETNAM)).filter(year=2019)
    assert sorted(target.label for target in known) == ["500", "500–700", "700–800"]


@pytest.mark.parametrize(("day", "ended"), [(date(2020, 12, 31), 7), (date(2025, 12, 31), 144)])
def test_targets_of_all_communes_survive_the_real_mergers(bentre: None, day: date, ended: int) -> None:
    """164 communes and nine districts as of 2020: the seven merged that year go over, and all but those that still stand in 2025 with the districts."""
    plan = current_campaign()
    body = Organization.objects.get(code="mttq")
    access = make.access(Role.COORDINATOR, body, plan.province)
    about = Series(plan, 2020, plan.document, "set", "selected")
    units = (
        Unit.objects.on(date(2020, 1, 1))
        .filter(path__startswith=plan.province.path)
        .exclude(pk=plan.province_id)
    )
    cells = [Cell(u.pk, None, 30 * (1 + 25 * (not u.is_commune)), None) for u in units]
    write_cells(access=access, series=about, cells=cells)
    found = moves(plan, 2020, day)
    communes = [m for m in found if m.target.unit.is_commune]
    before = sum(t.minimum for t in about.standing().values() if t.unit.is_commune) + sum(
        m.amount[0] for m in found if m.is_rest
    )
    assert len(communes) >= ended and all(m.heirs for m in found)
    parts = {
        (m.target.pk, heir.pk): part
        for m in found
        for heir, part in zip(m.heirs, apportion_range(*m.amount, [1] * len(m.heirs)), strict=True)
    }
    move_targets(access=access, campaign=plan, year=2020, day=day, parts=parts, reason="NQ")
    after = [t for t in about.standing().values() if t.unit.is_commune]
    assert sum(t.minimum for t in after) == before
    assert all(t.unit.holds_on(day) for t in after)

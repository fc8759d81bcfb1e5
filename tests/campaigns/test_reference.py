"""The reference data as loaded: units of every day, bodies, the plan."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from campaigns import reference
from campaigns.current import current_campaign, working_day
from campaigns.models import Campaign, Duty, Organization, Target, Unit, UnitSuccession

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

"""A person entered twice counts twice until the records are merged, once from then on; what was printed can still be computed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from registrations.services import merging
from reports.indicators import figures
from tests.factories import campaigns
from tests.factories.campaigns import House
from tests.factories.merging import farmers, merged, women
from tests.factories.registrations import market, step


@pytest.fixture
def house(db: None) -> House:
    return campaigns.house()


def test_figures_count_once_from_the_merge_on_and_twice_before(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    for registration in (mine, theirs):
        step(house, registration, "selected", "01/06/2018", market=market(), through_centre=True)
        step(house, registration, "departed", "01/10/2018")
    before, moment = figures(house.campaign, 2018), timezone.now()
    done = merged(house, mine.person, theirs.person)
    after = figures(house.campaign, 2018)
    assert [before.totals[kind].people for kind in ("registered", "selected", "departed")] == [2, 2, 2]
    assert [after.totals[kind].people for kind in ("registered", "selected", "departed")] == [1, 1, 1]
    assert figures(house.campaign, 2018, as_of=moment).totals == before.totals
    merging.undo(access=house.access("tinh.mttq"), proposal=done)
    assert figures(house.campaign, 2018).totals == before.totals


def test_a_registration_that_only_changes_hands_counts_where_it_did(house: House) -> None:
    mine, theirs = women(house), farmers(house, on="05/03/2020")
    for kind, on, given in (
        ("selected", "01/06/2018", {"market": market(), "through_centre": True}),
        ("departed", "01/10/2018", {}),
        ("returned", "01/10/2019", {"outcome": "on_time"}),
    ):
        step(house, mine, kind, on, **given)
    merged(house, mine.person, theirs.person)
    years = [figures(house.campaign, year).totals["registered"].people for year in (2018, 2020)]
    assert years == [1, 1]

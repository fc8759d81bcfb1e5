"""A commune that ends twice in one year: each of its people is counted once, where they lived by whichever boundaries are asked for."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from accounts.context import recorded_at
from campaigns.models import Unit
from campaigns.services.units.merge import Merger, merge_units
from reports.indicators import figures
from reports.review.recompute import differences
from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.factories import reviews as make_review
from tests.factories.frozen import at_rest

pytestmark = pytest.mark.django_db


def joined(house, units, on, code, name):
    merger = Merger(
        units=tuple(units), on=on, act="01/NQ-UBTVQH14", code=code, short_name=name, kind="commune"
    )
    merge_units(access=house.access("quantri"), merger=merger)
    return Unit.objects.get(code=code)


def went(house, unit, month, at=None):
    """Known at once, or only at a later moment: nobody is registered in a unit that the house has not heard of."""
    days = {"registered": date(2019, month, 5), "departed": date(2019, month, 20)}
    recorded = dict.fromkeys(days, at) if at else None
    make.walk(house.campaign, unit, days, bodies=[house.organizations["phunu"]], recorded=recorded)


def test_it_keeps_its_people_through_both(house):
    third = base.unit("29997", "Tân Xuân", Unit.Kind.COMMUNE, house.ba_tri)
    went(house, house.bao_thanh, 1)
    went(house, third, 2)
    frozen = at_rest(make_review.drafted(house, boundaries="now"))
    with recorded_at(timezone.now()):
        first = joined(house, (house.bao_thanh, house.bao_thuan), date(2019, 3, 1), "29998", "Bảo Hòa")
        went(house, first, 5, timezone.now())
        last = joined(house, (first, third), date(2019, 9, 1), "29999", "Bảo An")
        went(house, last, 10, timezone.now())
        then, now = (figures(house.campaign, 2019, boundaries=asked) for asked in ("then", "now"))
        rows = {row.name: row.departed for row in then.by_commune if row.departed}
        assert rows == {"Xã Bảo Thạnh": 1, third.name: 1, "Xã Bảo Hòa": 1, "Xã Bảo An": 1}
        assert {row.name: row.departed for row in now.by_commune if row.departed} == {"Xã Bảo An": 4}
        assert {row.name: row.departed for row in then.by_district if row.departed} == {house.ba_tri.name: 4}
        assert now.by_district == (), "today's boundaries have no districts"
        assert then.totals["departed"].people == now.totals["departed"].people == 4
    assert differences(frozen) == []

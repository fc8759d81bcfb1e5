"""A frozen review computed again as of its moment gives the same figures, whatever has been entered, merged, renamed or moved since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.context import recorded_at
from campaigns.models import Organization, RiseRule, Target, Unit
from campaigns.services.units.merge import Merger, merge_units
from outreach.models import Distribution, Enterprise, Market
from outreach.services import events, materials
from registrations.models import Milestone, Registration
from reports import doctor
from reports.indicators import figures
from reports.models import AnnualReview
from reports.review.hashing import digest
from reports.review.reading import changes_since
from reports.review.recompute import again, differences
from tests.factories import campaigns as base
from tests.factories import merging as joining
from tests.factories import outreach
from tests.factories import reports as make
from tests.factories import reviews as make_review
from tests.factories.frozen import at_rest

pytestmark = pytest.mark.django_db
WENT = {"registered": date(2019, 2, 1), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}


@pytest.fixture
def frozen(house, unprinted):
    make_review.year(house)
    house.extra = {"person": joining.women(house), "twin": joining.farmers(house)}
    paid = [
        (state, date(2019, 5, n), 50_000_000) for n, state in enumerate(("sent", "approved", "disbursed"), 1)
    ]
    bank = make.branch(house.organizations["nhcsxh"], house.ba_tri)
    make.loan(house.extra["twin"], bank, paid)
    held = outreach.event(
        house.campaign, house.ba_tri, house.organizations["phunu"], title="Họp", on=date(2019, 4, 1)
    )
    events.hold_event(access=house.access("tinh.mttq"), event=held, turns=30)
    house.extra["event"] = held
    material = outreach.material(house.organizations["phunu"])
    materials.distribute(
        access=house.access("tinh.mttq"), material=material, unit=house.ba_tri, copies=10, on=date(2019, 4, 1)
    )
    house.extra["material"] = material
    return make_review.frozen(house, make_review.worked(house, make_review.drafted(house)))


def corrections(house):
    step = Milestone.objects.filter(kind="departed", superseded_at=None).latest("pk")
    make.correct(step, date(2018, 12, 1), timezone.now())


def late_entries(house):
    make.walk(
        house.campaign, house.bao_thanh, WENT, bodies=[house.organizations["phunu"]],
        recorded={kind: timezone.now() for kind in WENT},
    )  # fmt: skip


def shares(house):
    made = Registration.objects.filter(credits__organization__code="phunu", credits__is_lead=True).latest(
        "pk"
    )
    make.reshare(made, {house.organizations["doan"]: (1, 1)}, timezone.now())


def groups_and_homes(house):
    for made in Registration.objects.filter(profiles__groups__contains=["poor"])[:2]:
        make.reprofile(made, timezone.now(), groups=[], unit=house.quoi_son, sex="male")


def merged_people(house):
    one, other = house.extra["person"], house.extra["twin"]
    joining.merged(house, one.person, other.person)


def moved_units(house):
    new = base.unit("29999", "Bảo Hòa", Unit.Kind.COMMUNE, house.ba_tri, valid_from=date(2020, 2, 1))
    for old in (house.bao_thanh, house.bao_thuan):
        Unit.objects.filter(pk=old.pk).update(valid_to=date(2020, 1, 31))
        base.merge(old, new, date(2020, 2, 1))


def a_merger_entered_late(house):
    """It was decided before the figures were frozen, and heard of afterwards."""
    merger = Merger(
        units=(house.bao_thanh, house.bao_thuan), on=date(2020, 7, 1), act="01/NQ-UBTVQH14", code="29998",
        short_name="Bảo Hòa", kind="commune",
    )  # fmt: skip
    merge_units(access=house.access("quantri"), merger=merger)


def other_names(house):
    Organization.objects.filter(code="phunu").update(short_name="Hội LHPN")
    Market.objects.update(name=Concat(Value("Nước "), F("code")))
    Enterprise.objects.update(name="Công ty đổi tên")
    Unit.objects.filter(pk=house.ba_tri.pk).update(name="Huyện Ba Tri mới", short_name="Ba Tri mới")
    house.campaign.document.__class__.objects.update(cited_as="KH mới")


def other_settings(house):
    house.campaign.__class__.objects.update(counting_point="registered", starts_on=date(2018, 6, 1))
    RiseRule.objects.all().delete()


def revised_targets(house):
    old = Target.objects.filter(year=2019, superseded_at=None).first()
    Target.objects.filter(pk=old.pk).update(superseded_at=timezone.now())
    Target.objects.create(
        **{name: getattr(old, name) for name in ("campaign", "year", "unit", "organization", "indicator", "force")},
        document=old.document, minimum=old.minimum + 100, version=2, reason="Điều chỉnh", previous=old,
    )  # fmt: skip


def events_changed(house):
    boss, held = house.access("tinh.mttq"), house.extra["event"]
    events.change_event(access=boss, event=held, on=date(2018, 4, 1))
    events.set_organizers(access=boss, event=held, lead=house.organizations["nongdan"])
    new = make.event(house.campaign, house.ba_tri, date(2019, 8, 1), turns=99)
    new.__class__.objects.filter(pk=new.pk).update(recorded_at=timezone.now())


def handed_out_late(house):
    Distribution.objects.create(
        material=house.extra["material"], unit=house.ba_tri, organization=house.organizations["phunu"], copies=7,
        on=date(2019, 5, 1),
    )  # fmt: skip


CHANGES = [
    corrections, late_entries, shares, groups_and_homes, merged_people, moved_units, a_merger_entered_late, other_names, other_settings,
    revised_targets, events_changed, handed_out_late,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_it_is_the_same_after(house, frozen, change):
    later = timezone.now() + timedelta(minutes=1)
    with recorded_at(later):
        change(house)
    assert [(c.path, c.before, c.after) for c in differences(frozen)] == []
    assert digest(again(frozen)) == frozen.figures_sha256


@pytest.mark.parametrize("boundaries", ["then", "now"])
def test_a_merger_entered_late_changes_no_review_frozen_before(house, boundaries):
    """Under today's boundaries, too: they are those that were known at the freeze. The figures of now know the new unit."""
    make_review.year(house)
    frozen = at_rest(make_review.drafted(house, boundaries=boundaries))
    with recorded_at(timezone.now() + timedelta(minutes=1)):
        a_merger_entered_late(house)
    assert [(c.path, c.before, c.after) for c in differences(frozen)] == []
    assert digest(again(frozen)) == frozen.figures_sha256
    rows = {row.name: row.registered for row in figures(house.campaign, 2019, boundaries="now").by_commune}
    assert ("Xã Bảo Hòa" in rows) and not {house.bao_thanh.name, house.bao_thuan.name} & set(rows)


def test_and_the_figures_of_now_tell_what_changed(house, frozen):
    late_entries(house)
    paths = {change.path for change in changes_since(frozen)}
    assert {"totals/departed/people", "by_district/836/departed"} <= paths
    assert not any("percent" in path or path.startswith("rise") for path in paths)


def test_a_fact_of_the_past_that_was_changed_behind_the_house_is_found(house, frozen):
    """The control: what is not recorded as a correction makes other figures, and `doctor` says which."""
    AnnualReview.objects.filter(pk=frozen.pk).update(state="issued", number="7", issued_on=date(2020, 1, 5))
    assert doctor.computed_again() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registrations_milestone SET \"on\" = '2018-05-05' WHERE kind = 'departed'")
    assert [problem.invariant for problem in doctor.computed_again()] == ["I9"]

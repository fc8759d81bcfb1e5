"""Courses, state support, and counts of people working abroad."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from campaigns.access import Forbidden
from registrations.models import StockObservation, Support, Training
from registrations.services import stock, supports, trainings
from registrations.services.candidates import GroupClaim
from tests.factories.campaigns import House
from tests.factories.registrations import registered, selected, step
from tests.registrations.sentences import refusal, said


def course(house: House, **given: Any) -> Training:
    given = {"kind": "language", "started_on": date(2018, 6, 10), "place": "TTDVVL", **given}
    return trainings.begin(access=house.access("tinh.mttq"), registration=selected(house), **given)


def test_a_course_begins_and_ends_with_a_certificate(house: House) -> None:
    made = course(house, kind="orientation")
    assert trainings.valid_until(made) is None
    done = trainings.finish(
        access=house.access("tinh.mttq"),
        training=made,
        ended_on=date(2018, 8, 1),
        certificate="GDĐH 15",
        certified_on=date(2018, 8, 3),
    )
    assert trainings.valid_until(done) == date(2020, 8, 3)


@pytest.mark.django_db
def test_a_certificate_of_29_february_holds_until_28_february() -> None:
    made = Training(kind="orientation", certified_on=date(2020, 2, 29))
    assert trainings.valid_until(made) == date(2022, 2, 28)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ended_on": date(2018, 6, 9)}, "__all__"),
        ({"certified_on": date(2018, 6, 9)}, "certified_on"),
        ({"started_on": date(2090, 1, 1)}, "started_on"),
        ({"kind": "karate"}, "kind"),
    ],
)
def test_a_course_that_cannot_be_is_refused(house: House, given: dict[str, Any], field: str) -> None:
    assert field in refusal(lambda: course(house, **given))


def pay(house: House, **given: Any) -> Support:
    poor = GroupClaim("poor", date(2018, 1, 1))
    given = {
        "registration": given.pop("made", None) or selected(house, groups=(poor,)),
        "kind": "language",
        "amount": 3_000_000,
        "paid_on": date(2018, 9, 1),
        "payer": "Phòng LĐ-TB&XH",
        **given,
    }
    return supports.pay(access=house.access("tinh.mttq"), **given)


def test_support_is_paid_once_per_kind(house: House) -> None:
    made = pay(house).registration
    assert "một lần" in said(lambda: pay(house, made=made))
    assert pay(house, made=made, kind="health").pk
    assert said(lambda: pay(house, made=made, kind="papers", amount=0))
    assert said(lambda: pay(house, made=made, kind="papers", paid_on=date(2090, 1, 1)))


def test_support_outside_the_groups_or_before_the_visa_is_said(house: House) -> None:
    made = selected(house)
    assert len(pay(house, made=made).warnings) == 2
    entitled = pay(house).registration
    step(house, entitled, "visa", "02/09/2018")
    assert pay(house, made=entitled, kind="papers").warnings == ()


def observe(house: House, name: str = "tinh.sld", **given: Any) -> StockObservation:
    given = {"unit": house.ba_tri, "on": date(2018, 12, 31), "total": 120, "source": "Báo cáo xã", **given}
    return stock.observe(access=house.access(name), campaign=house.campaign, **given)


def test_a_count_of_the_same_day_supersedes_the_one_before(house: House) -> None:
    first = observe(house, female=50)
    second = observe(house, total=118)
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert (second.total, second.female) == (118, None)


def test_a_count_needs_a_source_and_people_who_can_be(house: House) -> None:
    assert "source" in refusal(lambda: observe(house, source=" "))
    assert said(lambda: observe(house, female=121))
    assert "on" in refusal(lambda: observe(house, on=date(2090, 1, 1)))
    assert "unit" in refusal(lambda: observe(house, "huyen.batri.mttq", unit=house.chau_thanh))
    assert not StockObservation.objects.exists()


def test_only_who_sees_everybody_counts(house: House) -> None:
    with pytest.raises(Forbidden):
        observe(house, "tinh.phunu")
    assert registered(house).pk

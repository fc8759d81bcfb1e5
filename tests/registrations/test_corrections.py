from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from accounts.conflicts import Conflict
from accounts.context import recorded_at
from campaigns.dates import VIETNAM
from registrations.models import Milestone, Registration
from registrations.services import milestones
from tests.factories.campaigns import House
from tests.factories.registrations import (
    consulted,
    day,
    departed,
    fresh,
    registered,
    returned,
    withdrawn,
)
from tests.registrations.sentences import refusal, said

Stage = Registration.Stage


def test_a_correction_keeps_what_was_believed(house: House) -> None:
    with recorded_at(datetime(2018, 3, 11, tzinfo=VIETNAM)):
        made = consulted(house)
    old = made.milestones.get(kind="consulted")
    with recorded_at(datetime(2018, 4, 2, tzinfo=VIETNAM)):
        new = correct(house, old, on=day("12/03/2018"), reason="Ghi nhầm ngày")
    old.refresh_from_db()
    assert old.superseded_by == new
    assert old.superseded_at == new.recorded_at
    assert (old.on, new.on, new.correction_reason) == (date(2018, 3, 10), date(2018, 3, 12), "Ghi nhầm ngày")
    assert fresh(made).stage_on == date(2018, 3, 12)


def correct(house: House, old: Milestone, **given: Any) -> Milestone:
    return milestones.correct(access=house.access("tinh.mttq"), milestone=old, **{"reason": "Sửa", **given})


def test_a_correction_is_checked_against_every_other_step(house: House) -> None:
    made = departed(house)
    first = made.milestones.get(kind="registered")
    assert "01/06/2018" in said(lambda: correct(house, first, on=day("02/06/2018")))
    chosen = made.milestones.get(kind="selected")
    assert "01/10/2018" in said(lambda: correct(house, chosen, on=day("02/10/2018")))
    assert correct(house, chosen, on=day("2018")).when == day("2018")


def test_a_correction_needs_a_reason_and_the_newest_entry(house: House) -> None:
    made = consulted(house)
    old = made.milestones.get(kind="consulted")
    assert "correction_reason" in refusal(lambda: correct(house, old, on=day("11/03/2018"), reason=" "))
    correct(house, old, on=day("11/03/2018"))
    assert "đính chính" in said(lambda: correct(house, old, on=day("12/03/2018")))
    with pytest.raises(Conflict):
        correct(house, made.milestones.get(kind="registered"), note="x", version=1)


def test_a_corrected_withdrawal_has_another_reason(house: House) -> None:
    made = withdrawn(house)
    new = correct(house, made.milestones.get(kind="withdrawn"), withdrawal="health")
    assert new.reason == "health"
    assert fresh(made).stage == Stage.WITHDRAWN


def test_a_step_that_never_happened_is_taken_back(house: House) -> None:
    made = departed(house)
    gone = made.milestones.get(kind="departed")
    act = {"access": house.access("tinh.mttq"), "reason": "Nhầm người"}
    chosen = made.milestones.get(kind="selected")
    assert "Trúng tuyển" in said(lambda: milestones.annul(milestone=chosen, **act))
    milestones.annul(milestone=gone, **act)
    gone.refresh_from_db()
    assert (gone.superseded_by, gone.correction_reason) == (None, "Nhầm người")
    assert fresh(made).stage == Stage.SELECTED
    first = made.milestones.get(kind="registered")
    milestones.annul(milestone=chosen, **act)
    assert said(lambda: milestones.annul(milestone=first, **act))


def test_a_return_stays_when_the_person_has_registered_again(house: House) -> None:
    made = returned(house, on_="01/10/2019")
    registered(
        house,
        full_name=made.person.full_name,
        identity=made.person.identities.get().value,
        on="05/03/2020",
    )
    back = made.milestones.get(kind="returned")
    act = {"access": house.access("tinh.mttq"), "milestone": back, "reason": "Nhầm"}
    assert said(lambda: milestones.annul(**act))

"""The whole way of one person, as the bodies would record it."""

from __future__ import annotations

from registrations.models import Milestone, Registration
from tests.factories.campaigns import House
from tests.factories.registrations import departed, returned, step


def test_a_person_goes_from_registration_to_return(house: House) -> None:
    made = returned(house)
    assert made.stage == Registration.Stage.RETURNED
    kinds = list(made.milestones.order_by("on").values_list("kind", flat=True))
    assert kinds == ["registered", "selected", "departed", "returned"]


def test_the_departure_takes_the_market_of_the_selection(house: House) -> None:
    made = departed(house)
    gone = made.milestones.get(kind=Milestone.Kind.DEPARTED)
    assert gone.market is not None
    assert gone.market.code == "JP"
    assert made.profiles.get(superseded_at=None).market == gone.market


def test_work_after_return_that_nobody_knows_is_said_to_be_unknown(house: House) -> None:
    made = departed(house)
    back = step(house, made, "returned", "01/10/2020", outcome="early", cause="Ốm")
    assert back.job_after == Milestone.JobAfter.UNKNOWN

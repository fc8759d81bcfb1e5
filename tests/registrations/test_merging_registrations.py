"""Two bodies have registered one person in one campaign: one registration is left, with both credits."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from registrations import doctor
from registrations.models import Credit, Merge, Milestone, Person, Registration
from registrations.services import credit
from tests.factories.campaigns import House
from tests.factories.merging import farmers, merged, women
from tests.factories.registrations import fresh, market, step
from tests.registrations.sentences import said


def shares(registration: Registration) -> dict[str, str]:
    return {
        row.organization.code: f"{row.share}{'*' if row.is_lead else ''}"
        for row in credit.active(registration)
    }


def held(registration: Registration) -> list[tuple[str, date]]:
    rows = registration.milestones.filter(superseded_at=None).order_by("on", "pk")
    return list(rows.values_list("kind", "on"))


def test_two_registrations_become_one_with_both_credits(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    done = merged(house, mine.person, theirs.person)
    assert done.state == Merge.State.DONE
    survivor, left = fresh(mine), fresh(theirs)
    assert left.merged_into == survivor
    assert shares(survivor) == {"phunu": "1/2*", "nongdan": "1/2"}
    assert credit.active(left) == []
    assert Person.objects.get(pk=theirs.person_id).merged_into == mine.person
    assert doctor.problems() == []


def test_the_lead_is_who_was_first_whichever_record_stays(house: House) -> None:
    mine, theirs = women(house), farmers(house, on="05/02/2018")
    merged(house, theirs.person, mine.person)
    assert shares(fresh(mine)) == {"phunu": "1/2", "nongdan": "1/2*"}
    assert held(fresh(mine)) == [("registered", date(2018, 2, 5))]
    assert doctor.problems() == []


def test_shares_agreed_among_the_same_bodies_stay_agreed(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    bodies = house.organizations
    agreed = {bodies["phunu"]: Fraction(2, 3), bodies["nongdan"]: Fraction(1, 3)}
    for registration in (mine,):
        Credit.objects.filter(registration=registration).update(superseded_at=registration.recorded_at)
        Credit.objects.bulk_create(
            Credit(
                registration=registration,
                organization=body,
                numerator=part.numerator,
                denominator=3,
                is_lead=body.code == "phunu",
            )
            for body, part in agreed.items()
        )
    merged(house, mine.person, theirs.person)
    assert shares(fresh(mine)) == {"phunu": "2/3*", "nongdan": "1/3"}


def test_steps_are_united_and_stand_in_their_order(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    step(house, mine, "consulted", "20/03/2018")
    step(house, theirs, "consulted", "10/04/2018")
    step(house, theirs, "selected", "01/06/2018", market=market(), through_centre=True)
    step(house, theirs, "departed", "01/10/2018")
    merged(house, mine.person, theirs.person)
    survivor = fresh(mine)
    assert held(survivor) == [
        ("registered", date(2018, 3, 5)),
        ("consulted", date(2018, 3, 20)),
        ("selected", date(2018, 6, 1)),
        ("departed", date(2018, 10, 1)),
    ]
    assert survivor.stage == "departed"
    assert held(theirs) == []
    assert doctor.problems() == []


def test_a_step_known_more_exactly_holds_and_is_filled_from_the_other(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    given = {"market": market(), "through_centre": True}
    step(house, mine, "selected", "06/2018", occupation="Hàn", **given)
    step(house, theirs, "selected", "15/06/2018", **given)
    merged(house, mine.person, theirs.person)
    row = Milestone.objects.get(registration=mine, kind="selected", superseded_at=None)
    assert (row.on, row.precision, row.occupation) == (date(2018, 6, 15), "day", "Hàn")
    assert doctor.problems() == []


def test_every_contradiction_is_said_and_nothing_is_merged(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    korea = market("KR", "Hàn Quốc")
    for registration, to, selected, departed in (
        (mine, market(), "01/06/2018", "01/10/2018"),
        (theirs, korea, "02/06/2018", "05/11/2018"),
    ):
        step(house, registration, "selected", selected, market=to, through_centre=True)
        step(house, registration, "departed", departed)
    sentences = said(lambda: merged(house, mine.person, theirs.person))
    for words in ("Nhật Bản", "Hàn Quốc", "01/10/2018", "05/11/2018"):
        assert words in sentences
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    assert held(fresh(theirs))[-1] == ("departed", date(2018, 11, 5))


def test_a_withdrawal_before_a_later_step_of_the_other_record_is_a_contradiction(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    step(house, mine, "withdrawn", "01/05/2018", reason="cost")
    step(house, theirs, "selected", "01/06/2018", market=market(), through_centre=True)
    assert "01/05/2018" in said(lambda: merged(house, mine.person, theirs.person))


def test_two_withdrawals_are_one(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    step(house, mine, "withdrawn", "01/05/2018", reason="cost")
    step(house, theirs, "withdrawn", "03/05/2018", reason="family")
    merged(house, mine.person, theirs.person)
    assert fresh(mine).stage == "withdrawn"
    step(house, fresh(mine), "resumed", "01/07/2018")
    assert fresh(mine).stage == "registered"
    assert doctor.problems() == []


def test_a_stay_that_is_over_and_a_new_one_stay_two(house: House) -> None:
    mine, theirs = women(house), farmers(house, on="05/03/2020")
    step(house, mine, "selected", "01/06/2018", market=market(), through_centre=True)
    step(house, mine, "departed", "01/10/2018")
    step(house, mine, "returned", "01/10/2019", outcome="on_time")
    merged(house, mine.person, theirs.person)
    assert {row.pk for row in mine.person.registrations.all()} == {mine.pk, theirs.pk}
    assert fresh(theirs).merged_into is None
    assert shares(fresh(theirs)) == {"nongdan": "1*"}
    assert doctor.problems() == []


def test_the_same_stay_seen_by_one_body_to_its_end_is_one(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    step(house, theirs, "selected", "01/06/2018", market=market(), through_centre=True)
    step(house, theirs, "departed", "01/10/2018")
    step(house, theirs, "returned", "01/10/2020", outcome="on_time")
    merged(house, mine.person, theirs.person)
    assert fresh(mine).stage == "returned"
    assert fresh(theirs).merged_into_id == mine.pk
    assert doctor.problems() == []


def test_whoever_was_merged_before_follows(house: House) -> None:
    """A into B, then B into C: nobody has to walk a chain."""
    first, second, third = (
        women(house),
        farmers(house),
        farmers(house, house.access("tinh.mttq"), identity=""),
    )
    merged(house, second.person, third.person)
    merged(house, first.person, second.person)
    people = Person.objects.exclude(pk=first.person_id)
    assert {person.merged_into_id for person in people} == {first.person_id}
    assert {row.merged_into_id for row in Registration.objects.exclude(pk=first.pk)} == {first.pk}
    assert doctor.problems() == []

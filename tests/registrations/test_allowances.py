from __future__ import annotations

from datetime import date

import pytest

from campaigns.access import Forbidden
from campaigns.models import Organization
from registrations.models import AllowanceEntry, Registration
from registrations.services import allowances, milestones
from tests.factories.campaigns import House
from tests.factories.registrations import day, market, rate, registered, result, selected, step
from tests.registrations.sentences import refusal


def entry(made: Registration) -> AllowanceEntry:
    return AllowanceEntry.objects.get(registration=made)


def pay(
    house: House, due: AllowanceEntry, on: date = date(2018, 7, 1), receipt: str = "PC 12"
) -> AllowanceEntry:
    return allowances.pay(access=house.access("ttdvvl"), entry=due, on=on, receipt=receipt)


def test_the_allowance_is_born_at_selection_at_the_rate_of_that_market_and_day(house: House) -> None:
    japan, korea = market(), market("KR", "Hàn Quốc")
    rate(japan, 300_000, date(2018, 1, 1), valid_to=date(2018, 5, 31))
    rate(japan, 500_000, date(2018, 6, 1))
    rate(korea, 900_000, date(2018, 1, 1))
    before = registered(house)
    assert not AllowanceEntry.objects.exists()
    step(house, before, "selected", "31/05/2018", market=japan, through_centre=True)
    assert entry(before).amount == 300_000
    due = entry(selected(house, "01/06/2018"))
    assert (due.amount, due.due_on, due.introducer.code, due.payer.code) == (
        500_000,
        date(2018, 6, 1),
        "phunu",
        "ttdvvl",
    )


def test_without_a_rate_none_is_born_and_that_is_said(house: House) -> None:
    rate(market(), since=date(2019, 1, 1))
    made = registered(house)
    chosen = step(house, made, "selected", "01/06/2018", market=market(), through_centre=True)
    assert "Nhật Bản" in chosen.warnings[0]
    assert not AllowanceEntry.objects.exists()


def test_without_a_job_centre_nobody_pays(house: House) -> None:
    rate(market())
    Organization.objects.filter(kind="job_centre").update(kind="union")
    made = registered(house)
    assert step(house, made, "selected", "01/06/2018", market=market(), through_centre=True).warnings
    assert not AllowanceEntry.objects.exists()


def test_it_is_due_to_the_lead_body(house: House) -> None:
    rate(market())
    made = selected(house)
    result(
        house,
        house.access("tinh.nongdan"),
        full_name=made.person.full_name,
        identity=made.person.identities.get().value,
    )
    assert entry(made).introducer.code == "phunu"


def test_it_is_cancelled_by_a_withdrawal_and_due_again_when_the_person_goes_on(house: House) -> None:
    rate(market())
    made = selected(house)
    step(house, made, "withdrawn", "01/07/2018", reason="family")
    assert entry(made).cancelled_on == date(2018, 7, 1)
    assert "01/07/2018" in refusal(lambda: pay(house, entry(made)))["on"][0]
    step(house, made, "resumed", "01/08/2018")
    assert entry(made).cancelled_on is None


def test_what_was_paid_stays_paid(house: House) -> None:
    rate(market())
    made = selected(house)
    pay(house, entry(made))
    step(house, made, "withdrawn", "01/08/2018", reason="family")
    assert entry(made).cancelled_on is None
    assert entry(made).paid_on == date(2018, 7, 1)


def correct(house: House, made: Registration, **given: object) -> tuple[str, ...]:
    chosen = made.milestones.get(kind="selected", superseded_at=None)
    access = house.access("tinh.mttq")
    new = milestones.correct(access=access, milestone=chosen, reason="Ghi nhầm", **given)  # type: ignore[arg-type]
    return new.warnings


def test_a_corrected_selection_corrects_what_is_due(house: House) -> None:
    korea = market("KR", "Hàn Quốc")
    rate(market(), 300_000)
    rate(korea, 900_000)
    made = selected(house)
    correct(house, made, market=korea, on=day("02/06/2018"))
    assert (entry(made).amount, entry(made).due_on) == (900_000, date(2018, 6, 2))
    assert correct(house, made, market=market("DE", "Đức"))
    assert entry(made).cancelled_on is not None


def test_a_corrected_selection_leaves_what_was_paid(house: House) -> None:
    rate(market(), 300_000)
    made = selected(house)
    pay(house, entry(made))
    assert "đã chi" in correct(house, made, on=day("02/06/2018"))[0]
    assert entry(made).due_on == date(2018, 6, 1)


def test_an_annulled_selection_owes_nothing(house: House) -> None:
    rate(market())
    made = selected(house)
    chosen = made.milestones.get(kind="selected")
    milestones.annul(access=house.access("tinh.mttq"), milestone=chosen, reason="Nhầm người")
    assert entry(made).cancelled_on is not None


@pytest.mark.parametrize(
    ("on", "receipt", "field"),
    [
        (date(2018, 5, 31), "PC 1", "on"),
        (date(2090, 1, 1), "PC 1", "on"),
        (date(2018, 7, 1), " ", "__all__"),
    ],
)
def test_a_payment_has_a_receipt_and_a_day_that_can_be(
    house: House, on: date, receipt: str, field: str
) -> None:
    rate(market())
    made = selected(house)
    assert field in refusal(lambda: pay(house, entry(made), on, receipt))


def test_it_is_paid_once_and_by_who_pays(house: House) -> None:
    rate(market())
    due = entry(selected(house))
    with pytest.raises(Forbidden):
        allowances.pay(access=house.access("tinh.phunu"), entry=due, on=date(2018, 7, 1), receipt="PC 1")
    assert pay(house, due).receipt == "PC 12"
    assert "một lần" in refusal(lambda: pay(house, due))["on"][0]

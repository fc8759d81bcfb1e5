from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.conflicts import Conflict
from campaigns.access import Forbidden
from campaigns.dates import VIETNAM, PartialDate
from outreach.models import EnterpriseStatus
from registrations.models import Milestone, Registration
from registrations.services import milestones
from tests.factories.campaigns import House
from tests.factories.registrations import (
    consulted,
    day,
    departed,
    enterprise,
    fresh,
    market,
    registered,
    selected,
    step,
    withdrawn,
)
from tests.registrations.sentences import refusal, said

Kind, Stage = Milestone.Kind, Registration.Stage

WAYS: dict[str, tuple[str, ...]] = {
    Stage.REGISTERED: (),
    Stage.CONSULTED: ("consulted",),
    Stage.SELECTED: ("selected",),
    Stage.TRAINING: ("selected", "training"),
    Stage.CONTRACTED: ("selected", "contracted"),
    Stage.VISA: ("selected", "visa"),
    Stage.DEPARTED: ("selected", "departed"),
    Stage.RETURNED: ("selected", "departed", "returned"),
    Stage.WITHDRAWN: ("withdrawn",),
}


def details(kind: str) -> dict[str, Any]:
    """The least a step of this kind must say."""
    if kind == Kind.SELECTED:
        return {"market": market(), "through_centre": True}
    return {Kind.WITHDRAWN: {"reason": "cost"}, Kind.RETURNED: {"outcome": "on_time"}}.get(Kind(kind), {})


def walk(house: House, kinds: tuple[str, ...]) -> Registration:
    made, when = registered(house), date(2018, 4, 1)
    for kind in kinds:
        step(house, made, kind, f"{when:%d/%m/%Y}", **details(kind))
        when += timedelta(days=30)
    return fresh(made)


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("stage", Stage.values)
def test_only_the_steps_of_the_table_may_follow(house: House, stage: str, kind: str) -> None:
    made = walk(house, WAYS[stage])
    assert made.stage == stage
    assert (kind in milestones.allowed(made)) == (kind in Registration.NEXT[stage])
    if kind in Registration.NEXT[stage]:
        step(house, made, kind, "01/10/2018", **details(kind))
        moved = fresh(made)
        assert moved.stage == (Stage.REGISTERED if kind == Kind.RESUMED else kind)
        assert moved.version == made.version + 1
    else:
        sentence = refusal(lambda: step(house, made, kind, "01/10/2018", **details(kind)))["kind"][0]
        assert str(made.get_stage_display()) in sentence
        assert fresh(made).version == made.version


# earlier step, its date, later step, its date, whether the later one is refused
ORDER = [
    ("registered", "05/03/2018", "consulted", "04/03/2018", True),
    ("registered", "05/03/2018", "consulted", "05/03/2018", False),
    ("registered", "05/03/2018", "consulted", "03/2018", False),
    ("registered", "05/03/2018", "consulted", "02/2018", True),
    ("registered", "05/03/2018", "consulted", "2018", False),
    ("registered", "03/2018", "consulted", "01/03/2018", False),
    ("registered", "03/2018", "consulted", "28/02/2018", True),
    ("registered", "2018", "consulted", "01/2018", False),
    ("registered", "2018", "consulted", "31/12/2017", True),
    ("registered", "2019", "consulted", "2018", True),
]


@pytest.mark.parametrize(("earlier", "first", "later", "second", "refused"), ORDER)
def test_a_step_surely_before_the_one_it_needs_is_refused(
    house: House, earlier: str, first: str, later: str, second: str, refused: bool
) -> None:
    made = registered(house, on=first)
    if not refused:
        assert step(house, made, later, second).pk
        return
    sentence = said(lambda: step(house, made, later, second))
    assert first in sentence
    assert second in sentence


def test_a_vague_date_in_between_does_not_hide_a_contradiction(house: House) -> None:
    made = registered(house, on="15/06/2018")
    step(house, made, "selected", "2018", **details("selected"))
    assert "15/06/2018" in said(lambda: step(house, made, "departed", "01/03/2018"))


def test_nobody_departs_before_the_visa(house: House) -> None:
    made = selected(house)
    step(house, made, "visa", "01/09/2018")
    assert "01/09/2018" in said(lambda: step(house, made, "departed", "31/08/2018"))


def test_a_step_of_tomorrow_is_refused(house: House) -> None:
    made = registered(house)
    with time_machine.travel(datetime(2018, 6, 1, 0, 30, tzinfo=VIETNAM)):
        assert "on" in refusal(lambda: step(house, made, "consulted", "02/06/2018"))
        assert step(house, made, "consulted", "01/06/2018").pk


def test_a_step_without_a_date_is_refused(house: House) -> None:
    made = registered(house)
    access = house.access("tinh.mttq")
    act = lambda: milestones.record(  # noqa: E731
        access=access, registration=made, kind="consulted", on=PartialDate.unknown()
    )
    assert "on" in refusal(act)


# born, departed, refused, uncertain
BIRTHDAYS = [
    ("02/10/2000", "01/10/2018", True, False),
    ("01/10/2000", "01/10/2018", False, False),
    ("30/09/2000", "01/10/2018", False, False),
    ("29/02/2000", "28/02/2018", True, False),
    ("29/02/2000", "01/03/2018", False, False),
    ("10/2000", "15/10/2018", False, True),
    ("10/2000", "30/09/2018", True, False),
    ("2000", "01/10/2018", False, True),
    ("1999", "01/10/2018", False, False),
    ("2001", "01/10/2018", True, False),
    ("02/10/2000", "10/2018", False, True),
]


@pytest.mark.parametrize(("born", "gone", "refused", "uncertain"), BIRTHDAYS)
def test_departure_needs_the_eighteenth_birthday(
    house: House, born: str, gone: str, refused: bool, uncertain: bool
) -> None:
    made = selected(house, "01/01/2018", on="15/12/2017", birth=day(born))
    if refused:
        assert "18" in refusal(lambda: step(house, made, "departed", gone))["on"][0]
    else:
        assert bool(step(house, made, "departed", gone).warnings) == uncertain


def test_an_unknown_age_is_said_and_not_guessed(house: House) -> None:
    made = selected(house, birth=PartialDate.unknown(), identity="")
    assert "18" in step(house, made, "departed", "01/10/2018").warnings[0]


def test_a_selection_names_who_selected(house: House) -> None:
    made = registered(house)
    sentence = said(lambda: step(house, made, "selected", "01/06/2018", market=market()))
    assert "Trung tâm Dịch vụ việc làm" in sentence
    assert "thị trường" in said(lambda: step(house, made, "selected", "01/06/2018", through_centre=True))


def test_a_selection_needs_a_licence_of_that_day(house: House) -> None:
    made = registered(house)
    firm = enterprise(licence_from=date(2018, 6, 1), licence_to=date(2018, 12, 31))
    for when in ("31/05/2018", "01/01/2019", "05/2018"):
        errors = refusal(
            lambda when=when: step(house, made, "selected", when, market=market(), enterprise=firm)
        )
        assert firm.name in errors["enterprise"][0]
    assert step(house, made, "selected", "06/2018", market=market(), enterprise=firm).pk


def test_an_enterprise_whose_licence_was_revoked_selects_nobody(house: House) -> None:
    made, firm = registered(house), enterprise()
    EnterpriseStatus.objects.create(enterprise=firm, status="revoked", valid_from=date(2018, 5, 1))
    assert "enterprise" in refusal(
        lambda: step(house, made, "selected", "01/06/2018", market=market(), enterprise=firm)
    )


def test_an_enterprise_without_that_market_is_a_warning(house: House) -> None:
    made, firm = registered(house), enterprise()
    firm.markets.add(market("KR", "Hàn Quốc"))
    chosen = step(house, made, "selected", "01/06/2018", market=market(), enterprise=firm)
    assert firm.name in chosen.warnings[0]


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("withdrawn", {}),
        ("consulted", {"reason": "cost"}),
        ("consulted", {"outcome": "early"}),
        ("withdrawn", {"reason": "boredom"}),
    ],
)
def test_details_that_do_not_belong_or_lack_are_refused(
    house: House, kind: str, given: dict[str, str]
) -> None:
    made = registered(house)
    assert said(lambda: step(house, made, kind, "01/06/2018", **given))


def test_a_return_says_how_the_stay_ended(house: House) -> None:
    made = departed(house)
    assert "trường hợp nào" in said(lambda: step(house, made, "returned", "01/10/2020"))


def test_who_withdrew_goes_on_from_where_the_registration_stood(house: House) -> None:
    made = consulted(house)
    for off, on in (("01/05/2018", "01/06/2018"), ("01/07/2018", "01/08/2018")):
        step(house, made, "withdrawn", off, reason="family")
        assert fresh(made).stage == Stage.WITHDRAWN
        step(house, made, "resumed", on)
        assert fresh(made).stage == Stage.CONSULTED
    assert fresh(made).stage_on == date(2018, 3, 10)


def test_nobody_resumes_before_withdrawing_nor_withdraws_before_the_last_step(house: House) -> None:
    made = withdrawn(house)
    assert "01/05/2018" in said(lambda: step(house, made, "resumed", "30/04/2018"))
    other = selected(house)
    assert "01/06/2018" in said(lambda: step(house, other, "withdrawn", "31/05/2018", reason="health"))


def test_no_withdrawal_lies_before_the_registration_however_vague_the_one_before_it_was(house: House) -> None:
    made = registered(house, on="10/01/2018")
    step(house, made, "withdrawn", "01/2018", reason="family")
    step(house, made, "resumed", "01/2018")
    assert "10/01/2018" in said(lambda: step(house, made, "withdrawn", "01/01/2018", reason="cost"))


def test_a_withdrawal_stays_while_two_resumptions_answer_to_two(house: House) -> None:
    made = registered(house, on="10/01/2018")
    for day_ in ("01/02/2018", "01/03/2018"):
        step(house, made, "withdrawn", day_, reason="family")
        step(house, made, "resumed", day_)
    first = made.milestones.filter(kind="withdrawn").earliest("on")
    given: dict[str, Any] = {"access": house.access("tinh.mttq"), "milestone": first, "reason": "Nhầm"}
    assert "Đã rút" in said(lambda: milestones.annul(**given))


def test_a_writer_who_has_not_seen_the_last_step_is_told(house: House) -> None:
    made = registered(house)
    step(house, made, "consulted", "10/03/2018", version=1)
    with pytest.raises(Conflict) as clash:
        step(house, made, "withdrawn", "11/03/2018", reason="cost", version=1)
    assert clash.value.current == fresh(made)
    assert clash.value.current.version == 2  # type: ignore[attr-defined]
    assert clash.value.fields["kind"] == "withdrawn"
    assert fresh(made).stage == Stage.CONSULTED


def test_a_step_is_recorded_only_by_who_may_and_sees_the_person(house: House) -> None:
    made = registered(house)
    given: dict[str, Any] = {"registration": made, "kind": "consulted", "on": day("10/03/2018")}
    with pytest.raises(Forbidden):
        milestones.record(access=house.access("lanhdao"), **given)
    for stranger in ("xa.baothuan.doan", "huyen.chauthanh.nongdan", "tinh.nongdan"):
        with pytest.raises(Registration.DoesNotExist):
            milestones.record(access=house.access(stranger), **given)
    assert milestones.record(access=house.access("ttdvvl"), **given).pk

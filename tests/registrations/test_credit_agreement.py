"""Shares claimed, answered, changed by agreement, disputed and decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import jobs
from accounts.conflicts import Conflict
from accounts.context import recorded_at
from accounts.models import AuditEntry, Job
from campaigns.access import Forbidden
from campaigns.dates import VIETNAM
from registrations import claims, doctor, tasks
from registrations.forms.credits import ShareField
from registrations.models import Credit, CreditProposal, Registration
from registrations.services import credit, opinions, proposals
from tests.factories.campaigns import House
from tests.factories.registrations import candidate, fresh, registered, result
from tests.registrations.sentences import refusal, said
from tests.registrations.test_credit import agree, held, together

WOMEN, FARMERS, BOSS = "xa.baothanh.phunu", "tinh.nongdan", "tinh.mttq"
State = CreditProposal.State


@contextmanager
def on(day: date) -> Iterator[None]:
    """The house as it works on a day."""
    with recorded_at(datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)):
        yield


def asked(made: Registration) -> CreditProposal:
    return made.credit_proposals.live().get()


def statuses(made: Registration) -> dict[str, str]:
    return {row.organization.code: row.status for row in credit.active(made)}


def say(house: House, made: Registration, name: str, agrees: bool = True, note: str = "") -> CreditProposal:
    return proposals.answer(proposal=asked(made), agrees=agrees, note=note, access=house.access(name))


def propose(
    house: House, made: Registration, by: str, lead: str, note: str = "", **parts: str
) -> CreditProposal:
    bodies = house.organizations
    return proposals.propose(
        registration=made,
        wanted={bodies[code]: Fraction(part) for code, part in parts.items()},
        lead=bodies[lead],
        note=note,
        access=house.access(by),
    )


def decide(
    house: House, made: Registration, reason: str = "Hai bên cùng tham dự buổi tư vấn", **parts: str
) -> None:
    bodies = house.organizations
    proposals.decide(
        proposal=asked(made),
        wanted={bodies[code]: Fraction(part) for code, part in parts.items()},
        lead=bodies["phunu"],
        reason=reason,
        access=house.access(BOSS),
    )


# --- a claimed share --------------------------------------------------------------------------------------------------


def test_the_body_that_was_there_is_asked_about_the_share_of_the_second(house: House) -> None:
    made = together(house, FARMERS)
    claim = asked(made)
    assert (claim.kind, claim.organization.code) == ("join", "nongdan")
    assert list(opinions.waiting_for(house.access(WOMEN))) == [claim]
    assert not opinions.waiting_for(house.access(FARMERS)).exists()
    assert not opinions.waiting_for(house.access("xa.baothuan.doan")).exists()


def test_its_yes_confirms_the_share_and_leaves_a_trace(house: House) -> None:
    made = together(house, FARMERS)
    assert say(house, made, WOMEN).state == State.AGREED
    assert statuses(made) == {"phunu": "confirmed", "nongdan": "confirmed"}
    entry = AuditEntry.objects.filter(action="credit.confirmed").get()
    assert entry.organization == "phunu"
    assert not opinions.waiting_for(house.access(WOMEN)).exists()


def test_a_third_body_is_confirmed_only_by_both_others(house: House) -> None:
    made = together(house, FARMERS)
    say(house, made, WOMEN)
    result(house, house.access("xa.baothuan.doan"), someone=None, unit=house.bao_thuan)
    credit.add_mobiliser(
        registration=made, organization=house.organizations["mttq"], access=house.access(BOSS)
    )
    assert say(house, made, WOMEN).state == State.OPEN
    assert statuses(made)["mttq"] == "proposed"
    assert say(house, made, FARMERS).state == State.AGREED
    assert statuses(made)["mttq"] == "confirmed"


def test_who_claims_cannot_confirm_itself_and_strangers_cannot_at_all(house: House) -> None:
    made = together(house, FARMERS)
    claim = asked(made)
    assert said(lambda: say(house, made, FARMERS))
    with pytest.raises(Registration.DoesNotExist):
        say(house, made, "xa.baothuan.doan")
    assert "không có ý kiến" in said(lambda: say(house, made, "tinh.sld"))
    claim.refresh_from_db()
    assert claim.state == State.OPEN


def test_who_sees_everybody_names_a_body_and_that_body_is_asked_too(house: House) -> None:
    made = registered(house)
    credit.add_mobiliser(
        registration=made, organization=house.organizations["nongdan"], access=house.access("tinh.sld")
    )
    pending = {o.organization.code for o in asked(made).opinions.filter(stance="pending")}
    assert pending == {"phunu", "nongdan"}


def test_a_body_answers_once(house: House) -> None:
    made = together(house, FARMERS, BOSS)
    first = CreditProposal.objects.get(organization__code="nongdan")
    access = house.access(WOMEN)
    proposals.answer(proposal=first, agrees=True, access=access)
    assert said(lambda: proposals.answer(proposal=first, agrees=False, note="Không", access=access))
    assert statuses(made)["nongdan"] == "confirmed"


def test_an_answer_to_what_changed_meanwhile_is_a_conflict(house: House) -> None:
    made = together(house, FARMERS)
    credit.add_mobiliser(
        registration=made, organization=house.organizations["mttq"], access=house.access(BOSS)
    )
    claim = made.credit_proposals.get(organization__code="mttq")
    proposals.answer(proposal=claim, agrees=True, access=house.access(FARMERS), version=1)
    with pytest.raises(Conflict):
        proposals.answer(proposal=claim, agrees=True, access=house.access(WOMEN), version=1)


# --- five working days ------------------------------------------------------------------------------------------------


def test_a_share_nobody_objects_to_stands_after_five_working_days(house: House) -> None:
    with on(date(2018, 3, 5)):
        made = together(house, FARMERS)
    claim = asked(made)
    assert claim.due_on == date(2018, 3, 12)
    with on(date(2018, 3, 12)):
        assert opinions.waiting_for(house.access(WOMEN)).exists()
        assert not proposals.stand(claim)
    with on(date(2018, 3, 13)):
        assert proposals.stand(claim)
        assert not proposals.stand(claim)
    assert statuses(made) == {"phunu": "confirmed", "nongdan": "confirmed"}
    claim.refresh_from_db()
    assert (claim.state, claim.closed_by) == (State.STOOD, None)
    entry = AuditEntry.objects.get(action="credit.stood")
    assert (entry.actor_id, entry.actor_label) == (None, "")
    assert entry.changes["reason"] == "hết 5 ngày làm việc, không có ý kiến"


def test_the_term_over_tet_is_longer(house: House) -> None:
    with on(date(2019, 1, 31)):
        made = together(house, FARMERS)
    assert asked(made).due_on == date(2019, 2, 14)


def test_what_is_overdue_reads_as_confirmed_before_anybody_wrote_it(house: House) -> None:
    with on(date(2018, 3, 5)):
        made = together(house, FARMERS)
    with on(date(2018, 3, 12)):
        assert [row.status for row in claims.standing(made, date(2018, 3, 12))] == ["confirmed", "proposed"]
        assert claims.open_about(made, house.access(WOMEN))
    with on(date(2018, 3, 13)):
        assert [row.status for row in claims.standing(made, date(2018, 3, 13))] == ["confirmed", "confirmed"]
        assert claims.open_about(made, house.access(WOMEN)) == []
        assert not opinions.waiting_for(house.access(WOMEN)).exists()
        assert "12/03/2018" in said(lambda: say(house, made, WOMEN, agrees=False, note="Không phải"))
    assert statuses(made)["nongdan"] == "proposed"


def test_the_hourly_look_queues_one_job_that_writes_them_all_down(house: House) -> None:
    with on(date(2018, 3, 5)):
        made = [together(house, FARMERS) for _ in range(3)]
    disputed, waits = together(house, FARMERS), together(house, FARMERS)
    say(house, disputed, WOMEN, agrees=False, note="Chúng tôi gặp trước")
    assert tasks.claims_due()
    assert tasks.claims_due()
    job = Job.objects.get(kind=tasks.SETTLE)
    assert jobs.run(str(job.pk)) == "done"
    job.refresh_from_db()
    assert job.result == {"stood": 3}
    assert {statuses(one)["nongdan"] for one in made} == {"confirmed"}
    assert (statuses(disputed)["nongdan"], statuses(waits)["nongdan"]) == ("disputed", "proposed")
    assert not tasks.claims_due()
    assert doctor.problems() == []


def test_demo_people_live_in_the_days_of_their_campaign(house: House) -> None:
    """The campaign ended in 2020: what was claimed on its last day waits there for ever, so that it can be shown."""
    with on(date(2020, 12, 31)):
        made = together(house, FARMERS)
    assert CreditProposal.objects.overdue(date(2026, 1, 1)).count() == 1
    Registration.objects.update(is_demo=True)
    assert opinions.clock(fresh(made)) == date(2020, 12, 31)
    assert CreditProposal.objects.overdue(date(2026, 1, 1)).count() == 0
    assert CreditProposal.objects.waiting(date(2026, 1, 1)).count() == 1


# --- other shares -----------------------------------------------------------------------------------------------------


def test_other_shares_hold_once_the_other_body_agrees_and_not_before(house: House) -> None:
    made = together(house, FARMERS)
    say(house, made, WOMEN)
    propose(house, made, FARMERS, "nongdan", phunu="1/3", nongdan="2/3")
    assert held(made) == {"phunu": "1/2", "nongdan": "1/2"}
    assert credit.active(made)[0].organization.code == "phunu"
    say(house, made, WOMEN)
    assert held(made) == {"phunu": "1/3", "nongdan": "2/3"}
    lead = credit.active(made)[0]
    assert (lead.organization.code, lead.is_lead, lead.status) == ("nongdan", True, "confirmed")
    assert made.credit_proposals.filter(state=State.AGREED).count() == 2


def test_the_lead_proposes_as_anybody_else(house: House) -> None:
    made = together(house, FARMERS)
    propose(house, made, WOMEN, "phunu", phunu="9/10", nongdan="1/10")
    assert held(made) == {"phunu": "1/2", "nongdan": "1/2"}


def test_three_bodies_must_all_agree(house: House) -> None:
    made = together(house, FARMERS, BOSS)
    change = propose(house, made, FARMERS, "phunu", phunu="1/2", nongdan="1/4", mttq="1/4")
    proposals.answer(proposal=change, agrees=True, access=house.access(BOSS))
    assert held(made)["phunu"] == "1/3"
    proposals.answer(proposal=change, agrees=True, access=house.access(WOMEN))
    assert held(made)["phunu"] == "1/2"
    assert set(statuses(made).values()) == {"confirmed"}
    assert not made.credit_proposals.live().exists()


def test_a_body_may_agree_to_have_no_share_any_more(house: House) -> None:
    made = together(house, FARMERS)
    change = propose(house, made, FARMERS, "phunu", phunu="1")
    proposals.answer(proposal=change, agrees=True, access=house.access(WOMEN))
    assert held(made) == {"phunu": "1"}


@pytest.mark.parametrize(
    ("by", "lead", "parts", "words"),
    [
        (FARMERS, "phunu", {"phunu": "1/2", "nongdan": "1/2"}, "không có gì thay đổi"),
        (FARMERS, "phunu", {"phunu": "1/2", "nongdan": "1/3"}, "5/6"),
        (FARMERS, "phunu", {"phunu": "1/2", "nongdan": "1/4", "doan": "1/4"}, "Cùng vận động"),
        (FARMERS, "phunu", {"phunu": "9999/20000", "nongdan": "10001/20000"}, "quá nhỏ"),
        ("tinh.sld", "phunu", {"phunu": "1/3", "nongdan": "2/3"}, "có phần công"),
    ],
)
def test_what_cannot_be_proposed_is_refused_in_words(
    house: House, by: str, lead: str, parts: dict[str, str], words: str
) -> None:
    made = together(house, FARMERS)
    assert words in said(lambda: propose(house, made, by, lead, **parts))


def test_whoever_has_the_whole_credit_has_nobody_to_ask(house: House) -> None:
    assert "toàn bộ" in said(lambda: propose(house, registered(house), WOMEN, "phunu", phunu="1"))


def test_there_is_one_proposal_at_a_time(house: House) -> None:
    made = together(house, FARMERS)
    propose(house, made, FARMERS, "phunu", phunu="1/3", nongdan="2/3")
    assert "đã có đề nghị" in said(lambda: propose(house, made, WOMEN, "phunu", phunu="2/3", nongdan="1/3"))


def test_shares_are_proposed_over_what_was_shown(house: House) -> None:
    made = together(house, FARMERS)
    agree(house, made, BOSS, "phunu", phunu="1/3", nongdan="2/3")
    bodies = house.organizations
    with pytest.raises(Conflict):
        proposals.propose(
            registration=made,
            wanted={bodies["phunu"]: Fraction(1, 4), bodies["nongdan"]: Fraction(3, 4)},
            lead=bodies["phunu"],
            access=house.access(FARMERS),
            version=1,
        )


def test_a_proposal_is_taken_back_by_its_own_body_only(house: House) -> None:
    made = together(house, FARMERS)
    change = propose(house, made, FARMERS, "phunu", phunu="1/3", nongdan="2/3")
    assert refusal(lambda: proposals.withdraw(proposal=change, access=house.access(WOMEN)))
    assert proposals.withdraw(proposal=change, access=house.access(FARMERS)).state == State.WITHDRAWN
    assert refusal(lambda: proposals.withdraw(proposal=change, access=house.access(FARMERS)))
    propose(house, made, WOMEN, "phunu", phunu="2/3", nongdan="1/3")


def test_a_body_that_joins_overtakes_shares_proposed_without_it(house: House) -> None:
    made = together(house, FARMERS)
    change = propose(house, made, FARMERS, "phunu", phunu="1/3", nongdan="2/3")
    credit.add_mobiliser(
        registration=made, organization=house.organizations["mttq"], access=house.access(BOSS)
    )
    change.refresh_from_db()
    assert change.state == State.OVERTAKEN
    assert held(made) == {"phunu": "1/3", "nongdan": "1/3", "mttq": "1/3"}


def test_silence_is_no_agreement_to_other_shares_but_somebody_hears_of_it(house: House) -> None:
    with on(date(2018, 3, 5)):
        made = together(house, FARMERS)
        say(house, made, WOMEN)
        change = propose(house, made, FARMERS, "phunu", phunu="1/3", nongdan="2/3")
    with on(date(2018, 3, 13)):
        assert not proposals.stand(change)
        assert list(CreditProposal.objects.disputes(date(2018, 3, 13))) == [change]
        assert list(opinions.waiting_for(house.access(WOMEN))) == [change]
    assert held(made) == {"phunu": "1/2", "nongdan": "1/2"}


# --- disputes ---------------------------------------------------------------------------------------------------------


def test_a_no_needs_words_and_keeps_the_shares(house: House) -> None:
    made = together(house, FARMERS)
    assert "note" in refusal(lambda: say(house, made, WOMEN, agrees=False))
    assert say(house, made, WOMEN, agrees=False, note="Hội đã tư vấn từ tháng 2").state == State.DISPUTED
    assert statuses(made) == {"phunu": "confirmed", "nongdan": "disputed"}
    assert held(made) == {"phunu": "1/2", "nongdan": "1/2"}


def test_both_sides_put_it_into_words_of_at_most_400_characters(house: House) -> None:
    made = together(house, FARMERS)
    say(house, made, WOMEN, agrees=False, note="a" * 400)
    claim, farmers = asked(made), house.access(FARMERS)
    assert "note" in refusal(lambda: proposals.comment(proposal=claim, note="a" * 401, access=farmers))
    assert "note" in refusal(lambda: proposals.comment(proposal=claim, note=" ", access=farmers))
    proposals.comment(proposal=claim, note="Chi hội đã đến nhà ba lần", access=farmers)
    notes = {o.organization.code: o.note for o in claim.opinions.all()}
    assert notes == {"phunu": "a" * 400, "nongdan": "Chi hội đã đến nhà ba lần"}
    assert said(lambda: proposals.comment(proposal=claim, note="Xin góp ý", access=house.access("tinh.sld")))


def test_the_coordinator_decides_with_a_reason(house: House) -> None:
    made = together(house, FARMERS)
    say(house, made, WOMEN, agrees=False, note="Chúng tôi gặp trước")
    claim = asked(made)
    assert "reason" in refusal(lambda: decide(house, made, reason="", phunu="2/3", nongdan="1/3"))
    decide(house, made, phunu="2/3", nongdan="1/3")
    assert held(made) == {"phunu": "2/3", "nongdan": "1/3"}
    assert set(statuses(made).values()) == {"confirmed"}
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == (State.DECIDED, "Hai bên cùng tham dự buổi tư vấn")
    assert AuditEntry.objects.get(action="credit.shared").changes["reason"] == claim.reason
    again = {house.organizations["phunu"]: Fraction(1)}
    assert said(
        lambda: proposals.decide(
            proposal=claim,
            wanted=again,
            lead=house.organizations["phunu"],
            reason="Lần hai",
            access=house.access(BOSS),
        )
    )


def test_nobody_else_decides(house: House) -> None:
    made = together(house, FARMERS)
    say(house, made, WOMEN, agrees=False, note="Không")
    women = house.organizations["phunu"]
    for name in (WOMEN, FARMERS, "huyen.batri.mttq", "tinh.sld"):
        with pytest.raises(Forbidden):
            proposals.decide(
                proposal=asked(made),
                wanted={women: Fraction(1)},
                lead=women,
                reason="Tự quyết",
                access=house.access(name),
            )


def test_the_bodies_may_still_agree_while_it_is_disputed(house: House) -> None:
    made = together(house, FARMERS)
    say(house, made, WOMEN, agrees=False, note="Phần lớn là của Hội")
    change = propose(house, made, FARMERS, "phunu", phunu="3/4", nongdan="1/4")
    proposals.answer(proposal=change, agrees=True, access=house.access(WOMEN))
    assert held(made) == {"phunu": "3/4", "nongdan": "1/4"}
    assert not made.credit_proposals.live().exists()


def test_a_union_sees_only_the_disputes_it_has_a_say_in(house: House) -> None:
    made = together(house, FARMERS)
    say(house, made, WOMEN, agrees=False, note="Không")
    seen = {
        name: CreditProposal.objects.within(house.access(name)).count()
        for name in (
            WOMEN,
            FARMERS,
            BOSS,
            "tinh.sld",
            "xa.baothuan.doan",
            "huyen.chauthanh.nongdan",
            "lanhdao",
            "ttdvvl",
        )
    }
    assert seen == {
        WOMEN: 1, FARMERS: 1, BOSS: 1, "tinh.sld": 1, "xa.baothuan.doan": 0, "huyen.chauthanh.nongdan": 0,
        "lanhdao": 0, "ttdvvl": 1,
    }  # fmt: skip


# --- exactness --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1/2", Fraction(1, 2)), ("1 / 3", Fraction(1, 3)), ("30 %", Fraction(3, 10)), ("0,25", Fraction(1, 4)),
        ("0.25", Fraction(1, 4)), ("12,5%", Fraction(1, 8)), ("1", Fraction(1)), ("½", Fraction(1, 2)), ("", None),
    ],
)  # fmt: skip
def test_a_share_is_read_exactly(text: str, share: Fraction | None) -> None:
    assert ShareField(required=False).clean(text) == share


@pytest.mark.parametrize(
    "text", ["một nửa", "1/0", "-1/2", "1e-3", "1/2/3", "0,3333333", "1/10001", "NaN", "0x1"]
)
def test_what_is_no_share_is_refused(text: str) -> None:
    assert refusal(lambda: ShareField(required=False).clean(text))


PARTS = st.lists(st.integers(1, 60), min_size=1, max_size=3)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parts=PARTS, lead=st.integers(0, 2), agrees=st.booleans())
def test_whatever_fractions_are_agreed_on_they_add_up_to_exactly_one(
    walked: Any, parts: list[int], lead: int, agrees: bool
) -> None:
    """Farmers propose, the others answer; each walk goes on from the shares of the one before."""
    house, made = walked
    bodies = [house.organizations[code] for code in ("phunu", "nongdan", "mttq")][: len(parts)]
    wanted = {body: Fraction(part, sum(parts)) for body, part in zip(bodies, parts, strict=True)}
    boss = house.access(BOSS)
    everybody = {house.organizations[code]: Fraction(1, 3) for code in ("phunu", "nongdan", "mttq")}
    credit.share(registration=made, shares=everybody, lead=bodies[0], access=boss)
    same = wanted == everybody and lead % len(bodies) == 0
    if not same:
        change = proposals.propose(
            registration=made, wanted=wanted, lead=bodies[lead % len(bodies)], access=house.access(FARMERS)
        )
        proposals.answer(proposal=change, agrees=True, access=house.access(WOMEN))
        proposals.answer(proposal=change, agrees=agrees, note="Không", access=boss)
    rows = credit.active(made)
    assert sum((row.share for row in rows), Fraction(0)) == 1
    assert sum(row.is_lead for row in rows) == 1
    assert len({row.denominator for row in rows}) == 1
    expected = wanted if agrees and not same else everybody
    assert {row.organization: row.share for row in rows} == expected


@pytest.fixture
def walked(house: House) -> tuple[House, Registration]:
    return house, together(house, FARMERS, BOSS)


def test_shares_of_the_past_can_be_asked_for(house: House) -> None:
    with on(date(2018, 3, 5)):
        made = together(house, FARMERS)
    with on(date(2018, 3, 13)):
        proposals.stand(asked(made))
    rows = Credit.objects.filter(registration=made, organization__code="nongdan").order_by("recorded_at")
    assert [row.status for row in rows] == ["proposed", "confirmed"]
    assert rows[0].superseded_at == rows[1].recorded_at
    assert rows[1].recorded_at - rows[0].recorded_at == timedelta(days=8)


def test_people_known_by_number_are_shared_without_being_seen(house: House) -> None:
    someone = candidate(house.bao_thanh)
    made = registered(house, someone=someone)
    far = house.access("huyen.chauthanh.nongdan")
    registration, joined = credit.join_known(person=made.person_id, campaign=house.campaign, access=far)
    assert (registration, joined) == (made, True)
    assert held(made) == {"phunu": "1/2", "nongdan": "1/2"}
    assert not Registration.objects.within(far).exists()
    assert credit.join_known(person=made.person_id, campaign=house.campaign, access=far) == (made, False)

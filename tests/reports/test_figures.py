"""One number for each question, whoever asks."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reports.indicators import compare, figures
from tests.factories import campaigns as base
from tests.factories import reports as make

pytestmark = pytest.mark.django_db

WENT = {"registered": date(2019, 1, 10), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}


@pytest.fixture
def house() -> base.House:
    return base.house()


def bodies(house: base.House, *codes: str):
    return [house.organizations[code] for code in codes]


def test_a_year_in_which_nothing_happened_is_zero_not_empty(house):
    found = figures(house.campaign, 2019)
    assert found.totals["departed"].people == 0
    assert [goal.verdict for goal in found.targets] == ["not", "not", "not"]
    assert [goal.percent for goal in found.targets] == [0.0, 0.0, 0.0]
    assert [row.code for row in found.by_district] == ["831", "836"]
    assert len(found.by_commune) == 6
    assert found.stock is None
    assert found.events.total.turns is None
    assert found.by_market == ()


def test_a_person_mobilised_by_two_bodies_is_one_person_and_two_halves_of_credit(house):
    make.walk(house.campaign, house.bao_thanh, WENT, bodies=bodies(house, "phunu", "nongdan"))
    found = figures(house.campaign, 2019)
    rows = {row.code: row for row in found.by_organization}
    assert found.totals["departed"].people == 1
    assert (rows["phunu"].people_lead.departed, rows["nongdan"].people_lead.departed) == (1, 0)
    assert rows["phunu"].credit["departed"].share == rows["nongdan"].credit["departed"].share == "1/2"
    assert found.co_mobilised["departed"] == 1


def test_the_sums_agree_over_every_way_of_cutting(house):
    for n, unit in enumerate([house.bao_thanh, house.bao_thuan, house.tan_thach]):
        make.walk(
            house.campaign,
            unit,
            WENT,
            bodies=bodies(house, "phunu", "nongdan", "doan")[n:],
            to=make.market("KR", "Hàn Quốc"),
        )
    found = figures(house.campaign, 2019)
    whole = found.totals["departed"].people
    assert whole == 3
    for rows in (
        found.by_district,
        found.by_commune,
        found.by_market,
        found.by_month,
        found.by_sex,
        found.by_age,
    ):
        assert sum(row.departed for row in rows) == whole
    assert sum(row.people_lead.departed for row in found.by_organization) == whole
    assert sum(Fraction(row.credit["departed"].share) for row in found.by_organization) == whole
    assert sum(row.departed for row in found.by_enterprise) == whole


def test_what_was_recorded_today_does_not_change_what_was_known_yesterday(house):
    made = make.walk(
        house.campaign, house.bao_thanh, WENT, bodies=bodies(house, "phunu"),
        recorded={"departed": make.noon(date(2020, 1, 20))},
    )  # fmt: skip
    before = figures(house.campaign, 2019, as_of=date(2020, 1, 19))
    assert before.totals["departed"].people == 0
    assert figures(house.campaign, 2019, as_of=date(2020, 1, 20)).totals["departed"].people == 1
    step = made.milestones.get(kind="departed")
    make.correct(step, date(2020, 1, 2), make.noon(date(2020, 2, 1)))
    make.reprofile(made, make.noon(date(2020, 2, 2)), unit_id=house.tan_thach.pk, sex="male")
    make.reshare(made, {house.organizations["doan"]: (1, 1)}, make.noon(date(2020, 2, 3)))
    assert figures(house.campaign, 2019, as_of=date(2020, 1, 19)).as_json() == before.as_json()
    known = figures(house.campaign, 2019, as_of=date(2020, 1, 31))
    assert (known.totals["departed"].female, known.by_organization[2].people_lead.departed) == (1, 1)
    assert figures(house.campaign, 2019).totals["departed"].people == 0
    assert figures(house.campaign, 2020).totals["departed"].male == 1


def test_the_official_year_runs_from_15_december_to_14_december(house):
    days = [date(2018, 12, 14), date(2018, 12, 15), date(2019, 12, 14), date(2019, 12, 15)]
    for day in days:
        steps = {"registered": date(2018, 2, 1), "selected": date(2018, 3, 1), "departed": day}
        make.walk(house.campaign, house.bao_thanh, steps, bodies=bodies(house, "phunu"))
    official = figures(house.campaign, 2019, calendar="official")
    assert official.totals["departed"].people == 2
    assert len(official.by_month) == 13
    assert sum(row.departed for row in official.by_month) == 2
    assert official.previous.totals and official.previous.totals["departed"].people == 1
    assert figures(house.campaign, 2019).totals["departed"].people == 2


def test_a_date_without_a_day_counts_where_its_first_day_lies_and_is_marked(house):
    steps = {
        "registered": date(2019, 1, 1),
        "selected": date(2019, 1, 2),
        "departed": (date(2019, 12, 1), "month"),
    }
    make.walk(house.campaign, house.bao_thanh, steps, bodies=bodies(house, "phunu"))
    departed = figures(house.campaign, 2019, calendar="official").totals["departed"]
    assert (departed.people, departed.imprecise) == (1, 1)


def test_going_abroad_twice_in_a_year_is_one_person_with_one_commune(house):
    who = make.person(house.bao_thanh)
    first = WENT | {"returned": date(2019, 8, 1)}
    second = {"registered": date(2019, 9, 1), "selected": date(2019, 10, 1), "departed": date(2019, 11, 1)}
    make.walk(house.campaign, house.bao_thanh, first, bodies=bodies(house, "phunu"), who=who)
    make.walk(house.campaign, house.tan_thach, second, bodies=bodies(house, "doan"), who=who)
    found = figures(house.campaign, 2019)
    assert found.totals["departed"].people == 1
    assert {row.code: row.departed for row in found.by_district} == {"836": 1, "831": 0}
    assert found.returns.total == 1


def test_the_leap_day_is_compared_with_28_february(house):
    for day in (date(2019, 2, 28), date(2019, 3, 1), date(2020, 2, 29)):
        steps = {"registered": date(2019, 1, 1), "selected": date(2019, 1, 2), "departed": day}
        make.walk(house.campaign, house.bao_thanh, steps, bodies=bodies(house, "phunu"))
    pace = figures(house.campaign, 2020, as_of=date(2020, 2, 29)).rise.same_day
    assert pace and (pace.last_year_day, pace.this_year.departed) == (date(2019, 2, 28), 1)
    assert pace.last_year and (pace.last_year.departed, pace.change, pace.percent) == (1, 0, 0.0)


def test_the_rise_rule_says_how_many_are_wanting_each_month(house):
    for year, people in ((2018, 5), (2019, 2)):
        for _n in range(people):
            steps = {
                "registered": date(2018, 1, 1),
                "selected": date(2018, 1, 2),
                "departed": date(year, 5, 1),
            }
            make.walk(house.campaign, house.bao_thanh, steps, bodies=bodies(house, "phunu"))
    rise = figures(house.campaign, 2019, as_of=date(2019, 10, 31)).rise
    assert (rise.applies, rise.this_year, rise.last_year, rise.reached) == (True, 2, 5, False)
    assert (rise.needed, rise.months_left, rise.needed_per_month) == (4, 2, 2)
    assert figures(house.campaign, 2018).rise.applies is False


def test_a_year_before_the_campaign_is_unknown_not_zero(house):
    house.campaign.starts_on = date(2018, 1, 1)
    found = figures(house.campaign, 2018)
    assert found.previous.coverage == "none"
    assert found.previous.totals is None
    assert found.by_district[0].previous is None
    assert found.rise.last_year is None and found.rise.reached is None


def test_after_a_merger_each_boundary_adds_up_to_the_same_number(house):
    province = base.unit("86", "Vĩnh Long", base.Kind.PROVINCE, valid_from=date(2025, 7, 1))
    new = base.unit("29125", "Bảo Thạnh", base.Kind.COMMUNE, province, valid_from=date(2025, 7, 1))
    for old in (house.bao_thanh, house.bao_thuan):
        base.merge(old, new, date(2025, 7, 1))
        old.valid_to = date(2025, 6, 30)
        old.save()
        make.walk(house.campaign, old, WENT, bodies=bodies(house, "phunu"))
    then, now = figures(house.campaign, 2019), figures(house.campaign, 2019, boundaries="now")
    assert {row.key: row.departed for row in then.by_commune if row.departed} == {"29125": 1, "29152": 1}
    assert {row.key: row.departed for row in now.by_commune if row.departed} == {"29125-20250701": 2}
    assert now.by_district == ()
    assert now.totals == then.totals
    assert figures(house.campaign, 2019, boundaries="now", unit=new).totals["departed"].people == 2


def test_ages_and_groups_are_cut_and_unknown_is_said(house):
    for born, precision in ((date(1999, 6, 1), "day"), (date(2001, 1, 1), "year"), (None, "")):
        who = make.person(house.bao_thanh, born=born, precision=precision)
        make.walk(
            house.campaign,
            house.bao_thanh,
            WENT,
            bodies=bodies(house, "phunu"),
            who=who,
            groups=["poor", "merit"],
        )
    found = figures(house.campaign, 2019)
    assert {row.code: row.departed for row in found.by_age if row.departed} == {"18_24": 1, "unknown": 2}
    groups = {row.code: row.departed for row in found.by_group if row.departed}
    assert groups == {"poor": 3, "merit": 3, "youth": 2, "youth_unknown": 1}


def test_relations_tell_members_from_their_children_and_from_others(house):
    for relation in ("self", "grandchild", None):
        known = {"phunu": relation} if relation else {"doan": "self"}
        make.walk(house.campaign, house.bao_thanh, WENT, bodies=bodies(house, "phunu"), relations=known)
    row = next(row for row in figures(house.campaign, 2019).by_organization if row.code == "phunu")
    assert (row.member, row.child, row.other) == (1, 1, 1)


def test_approved_is_not_paid_out(house):
    to = make.branch(house.organizations["nhcsxh"], house.ba_tri)
    for steps in (
        [("sent", date(2019, 2, 1), 0), ("received", date(2019, 2, 3), 0), ("approved", date(2019, 2, 11), 50_000_000)],
        [
            ("sent", date(2019, 2, 1), 0), ("received", date(2019, 2, 3), 0), ("approved", date(2019, 2, 11), 80_000_000),
            ("disbursed", date(2019, 3, 1), 70_000_000),
        ],
        [("sent", date(2019, 2, 1), 0), ("received", date(2019, 2, 3), 0), ("refused", date(2019, 2, 5), 0)],
        [("sent", date(2019, 2, 1), 0)],
    ):  # fmt: skip
        made = make.walk(
            house.campaign, house.bao_thanh, WENT, bodies=bodies(house, "phunu"), groups=["poor"]
        )
        make.loan(made, to, steps)
    loans = figures(house.campaign, 2019).loans
    assert (loans.total.sent, loans.total.approved, loans.total.refused, loans.total.waiting) == (4, 2, 1, 1)
    assert (loans.total.approved_amount, loans.total.amount) == (130_000_000, 70_000_000)
    assert (loans.total.borrowers, loans.total.women, loans.total.poor, loans.total.near_poor) == (1, 1, 1, 0)
    assert (loans.total.answered, loans.total.answer_days) == (3, 24)
    assert [row.borrowers for row in loans.by_district] == [0, 1]
    assert [(row.name, row.amount) for row in loans.by_branch] == [
        ("Ngân hàng Chính sách xã hội Ba Tri", 70_000_000)
    ]
    assert [(r.code, r.people) for r in loans.refusals] == [("no_funds", 1)]


def test_a_note_on_a_referral_is_no_second_answer(house):
    made = make.walk(house.campaign, house.bao_thanh, WENT, bodies=bodies(house, "phunu"))
    answers = [("sent", date(2018, 12, 1), 0), ("approved", date(2018, 12, 20), 50_000_000)]
    referral = make.loan(made, make.branch(house.organizations["nhcsxh"], house.ba_tri), answers)
    noted = date(2019, 1, 5)
    referral.steps.create(state="approved", on=noted, recorded_at=make.noon(noted), is_note=True)
    assert figures(house.campaign, 2019).loans.total.approved == 0
    total = figures(house.campaign, 2018).loans.total
    assert (total.approved, total.approved_amount) == (1, 50_000_000)


def test_turns_are_unknown_until_somebody_counted_heads(house):
    make.event(house.campaign, house.bao_thanh, date(2019, 4, 1))
    make.event(house.campaign, house.tan_thach, date(2019, 4, 1), turns=80)
    make.event(house.campaign, house.province, date(2019, 4, 1), turns=20, kind="conference")
    found = figures(house.campaign, 2019)
    assert [(row.events, row.turns) for row in found.by_district] == [(1, 80), (1, None)]
    assert (found.events.total.events, found.events.total.turns, found.events.total.uncounted) == (3, 100, 1)
    assert [(row.name, row.turns) for row in found.events.by_district][-1] == ("Cấp tỉnh", 20)


def test_returns_keep_unknown_work_apart(house):
    for outcome, job in (("on_time", "startup"), ("early", ""), ("overstayed", "unknown")):
        steps = WENT | {"returned": date(2019, 12, 1)}
        make.walk(
            house.campaign,
            house.bao_thanh,
            steps,
            bodies=bodies(house, "phunu"),
            outcome=outcome,
            job_after=job,
        )
    returns = figures(house.campaign, 2019).returns
    assert (returns.total, returns.women, returns.job_unknown) == (3, 3, 2)
    assert returns.jobs["startup"] == 1
    assert returns.outcomes == {"on_time": 1, "early": 1, "overstayed": 1, "deceased": 0, "deported": 0}


def test_the_counting_point_moves_the_verdict(house):
    base.target(house.campaign, 2019, 2, 3, unit=house.ba_tri)
    for steps in (
        WENT,
        {"registered": date(2019, 2, 1), "selected": date(2019, 2, 2)},
        {"registered": date(2019, 2, 1)},
    ):
        make.walk(house.campaign, house.bao_thanh, steps, bodies=bodies(house, "phunu"))
    seen = {}
    for point in ("registered", "selected", "departed"):
        row = figures(house.campaign, 2019, point=point).by_district[1]
        seen[point] = (row.achieved, row.percent, row.verdict)
    assert seen == {
        "registered": (3, 150.0, "reached"),
        "selected": (2, 100.0, "within"),
        "departed": (1, 50.0, "not"),
    }


def test_a_revised_target_stands_as_it_stood_then(house):
    first = base.target(house.campaign, 2019, 90, unit=house.ba_tri)
    first.recorded_at = make.noon(date(2019, 1, 1))
    first.superseded_at = make.noon(date(2019, 6, 1))
    first.save()
    base.target(house.campaign, 2019, 120, unit=house.ba_tri)
    known = figures(house.campaign, 2019, as_of=date(2019, 3, 1)).by_district[1]
    assert [goal.minimum for goal in known.targets] == [90]
    assert [goal.minimum for goal in figures(house.campaign, 2019).by_district[1].targets] == [120]


def test_a_correction_is_named_by_its_path(house):
    made = make.walk(house.campaign, house.bao_thanh, WENT, bodies=bodies(house, "phunu"))
    before = figures(house.campaign, 2019).as_json()
    make.correct(made.milestones.get(kind="departed"), date(2020, 1, 3), make.noon(date(2020, 2, 1)))
    changes = {
        change.path: (change.before, change.after)
        for change in compare(before, figures(house.campaign, 2019).as_json())
    }
    assert changes["totals/departed/people"] == (1, 0)
    assert changes["by_district/836/departed"] == (1, 0)
    assert compare(before, before) == []

"""Each body confirms its own figures or says which line is wrong; what it confirmed is what comes to rest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.conflicts import Conflict
from accounts.models import AuditEntry
from campaigns import working_days
from campaigns.access import Forbidden
from campaigns.dates import today_vn
from reports import review as reviews
from reports.models import AnnualReview, Confirmation, Reminder
from reports.review import scheduled
from reports.review.bodies import bodies_of, body_of
from reports.review.own import lines
from reports.review.own_page import own_page
from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.factories import reviews as make_review

pytestmark = pytest.mark.django_db
LATE = {"registered": date(2019, 2, 1), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}
MANAGERS = {"mttq": "tinh.mttq", "sldtbxh": "tinh.sld", "phunu": "tinh.phunu", "nongdan": "tinh.nongdan"}


@pytest.fixture
def asked(house, unprinted):
    """A draft of the year before the bodies; the Youth Union has a manager, too."""
    make_review.year(house)
    review = make_review.worked(house, make_review.drafted(house))
    return reviews.ask(access=house.access("tinh.mttq"), review=review, due_on=today_vn())


def state(review, code):
    return {body.code: body.state for body in bodies_of(fresh(review))}[code]


def fresh(review):
    return AnnualReview.objects.select_related("campaign__province").get(pk=review.pk)


def sha(review, code):
    return fresh(review).draft.parts[code]["sha256"]


def confirmed(house, review, code):
    return reviews.confirm(access=house.access(MANAGERS[code]), review=review, sha256=sha(review, code))


def objected(house, review, code="phunu", line="totals/departed", wanted="3"):
    return reviews.object_to(
        access=house.access(MANAGERS[code]), review=review, sha256=sha(review, code), line=line, wanted=wanted,
        reason="Thiếu một người ở Bảo Thạnh",
    )  # fmt: skip


def one_more(house, code):
    make.walk(
        house.campaign, house.bao_thanh, LATE, bodies=[house.organizations[code]],
        recorded={kind: timezone.now() for kind in LATE},
    )  # fmt: skip


def test_a_body_sees_the_people_it_leads_and_nothing_of_another(house, asked):
    own = {line.path: line.value for line in lines(asked.draft.parts["phunu"])}
    assert (own["totals/departed"], own["totals/registered"], own["credit/departed"]) == (3, 4, 2.5)
    assert own["by_district/836/departed"] == 2
    words = " ".join(line.label for line in lines(asked.draft.parts["phunu"]))
    for other in ("Đoàn", "Nông dân", "Mặt trận", "Sở"):
        assert other not in words
    whole = [part["lines"] for part in asked.draft.parts.values()]
    departed = [value for rows in whole for path, _g, _l, value in rows if path == "totals/departed"]
    assert sum(departed) == asked.draft.figures["totals"]["departed"]["people"]


def test_a_confirmation_holds_for_the_figures_it_names_and_no_others(house, asked):
    confirmed(house, asked, "phunu")
    confirmed(house, asked, "nongdan")
    one_more(house, "phunu")
    make_review.worked(house, asked)
    assert (state(asked, "phunu"), state(asked, "nongdan")) == ("changed", "confirmed")
    confirmed(house, asked, "phunu")
    assert state(asked, "phunu") == "confirmed"
    assert Confirmation.objects.filter(organization__code="phunu").count() == 2


def test_confirming_twice_is_confirming_once(house, asked):
    assert confirmed(house, asked, "phunu") == confirmed(house, asked, "phunu")
    assert AuditEntry.objects.filter(action="review.confirmed").count() == 1


def test_figures_of_an_older_draft_cannot_be_confirmed(house, asked):
    old = sha(asked, "phunu")
    one_more(house, "phunu")
    make_review.worked(house, asked)
    with pytest.raises(Conflict):
        reviews.confirm(access=house.access("tinh.phunu"), review=asked, sha256=old)
    assert state(asked, "phunu") == "waiting"


def test_an_objection_mended_in_the_data_shows_as_a_change_and_is_confirmed_again(house, asked):
    confirmed(house, asked, "phunu")
    objection = objected(house, asked)
    assert (objection.shown, state(asked, "phunu")) == ("3", "objected")
    with pytest.raises(ValidationError):
        confirmed(house, asked, "phunu")
    one_more(house, "phunu")
    boss = house.access("tinh.mttq")
    reviews.answer(access=boss, review=asked, objection=objection.pk, state="mended", words="Đã ghi bổ sung")
    make_review.worked(house, asked)
    own = own_page(fresh(asked), house.access("tinh.phunu"))
    changed = {
        row.line.path: (row.before, row.line.shown)
        for table in own.tables
        for rows in table.rows
        for row in rows
        if row.before
    }
    assert changed["totals/departed"] == ("3", "4")
    assert own.may_confirm
    confirmed(house, asked, "phunu")
    assert state(asked, "phunu") == "confirmed"


def test_an_objection_refused_with_a_reason_wants_the_word_of_the_body_again(house, asked):
    confirmed(house, asked, "phunu")
    objection = objected(house, asked)
    boss = house.access("tinh.mttq")
    with pytest.raises(ValidationError):
        reviews.answer(access=boss, review=asked, objection=objection.pk, state="refused", words="")
    reviews.answer(
        access=boss, review=asked, objection=objection.pk, state="refused", words="Người này đi năm 2020"
    )
    assert state(asked, "phunu") == "waiting"
    confirmed(house, asked, "phunu")
    assert state(asked, "phunu") == "confirmed"


def test_an_objection_taken_back_leaves_the_word_given_before(house, asked):
    confirmed(house, asked, "phunu")
    objection = objected(house, asked)
    reviews.withdraw(access=house.access("tinh.phunu"), review=asked, objection=objection.pk)
    assert state(asked, "phunu") == "confirmed"


def test_only_the_manager_in_the_province_speaks_for_a_body(house, asked):
    district = base.access("manager", house.organizations["phunu"], house.ba_tri)
    with pytest.raises(ValidationError):
        reviews.confirm(access=district, review=asked, sha256=sha(asked, "phunu"))
    for username in ("huyen.batri.phunu", "lanhdao", "kiemtra"):
        with pytest.raises(Forbidden):
            reviews.confirm(access=house.access(username), review=asked, sha256=sha(asked, "phunu"))
    with pytest.raises(Conflict):
        reviews.confirm(access=house.access("tinh.nongdan"), review=asked, sha256=sha(asked, "phunu"))
    with pytest.raises(ValidationError):
        reviews.withdraw(
            access=house.access("tinh.nongdan"), review=asked, objection=objected(house, asked).pk
        )


def test_only_a_line_of_the_own_figures_can_be_wrong(house, asked):
    with pytest.raises(ValidationError):
        objected(house, asked, line="by_district/999/departed")
    with pytest.raises(ValidationError):
        objected(house, asked, wanted=" ")
    objected(house, asked)
    with pytest.raises(ValidationError):
        objected(house, asked)


def test_what_comes_to_rest_is_the_draft_that_was_confirmed_not_the_figures_of_now(house, asked):
    for code in MANAGERS:
        confirmed(house, asked, code)
    one_more(house, "phunu")
    job = reviews.freeze(
        access=house.access("tinh.mttq"), review=asked, reasons={"doan": "Đoàn chưa có cán bộ phụ trách"}
    )
    review = make_review.ended(asked, job)
    assert review.figures["totals"]["departed"]["people"] == 4
    assert [row["code"] for row in review.paper["confirmed"]] == ["mttq", "sldtbxh", "phunu", "nongdan"]
    assert [row["reason"] for row in review.paper["unconfirmed"]] == ["Đoàn chưa có cán bộ phụ trách"]


def test_without_a_body_the_figures_rest_only_for_a_reason_that_is_printed(house, asked):
    boss = house.access("tinh.mttq")
    for code in ("mttq", "sldtbxh", "phunu", "nongdan"):
        confirmed(house, asked, code)
    with pytest.raises(ValidationError, match="Đoàn Thanh niên"):
        reviews.freeze(access=boss, review=asked, reasons={"doan": "  "})
    with pytest.raises(Forbidden):
        reviews.freeze(access=house.access("tinh.phunu"), review=asked, reasons={"doan": "Chậm"})
    review = make_review.ended(asked, reviews.freeze(access=boss, review=asked, reasons={"doan": "Chậm"}))
    said = " ".join(make_review.printed_lines(review))
    assert "Đoàn Thanh niên chưa xác nhận số liệu của mình khi chốt; lý do: Chậm." in said
    assert "4 cơ quan, tổ chức xác nhận: Mặt trận Tổ quốc, Sở LĐ-TB&XH, Hội Phụ nữ và Hội Nông dân." in said


def test_a_draft_that_is_not_the_one_looked_at_does_not_come_to_rest(house, asked):
    make_review.worked(house, asked)
    silent = {body.code: "Chậm" for body in bodies_of(asked)}
    with pytest.raises(ValidationError):
        reviews.freeze(access=house.access("tinh.mttq"), review=asked, reasons=silent, draft=1)


def test_days_late_are_working_days_until_the_word_was_given(house, asked):
    due = today_vn() - timedelta(days=10)
    AnnualReview.objects.filter(pk=asked.pk).update(due_on=due)
    confirmed(house, asked, "phunu")
    late = {body.code: body.days_late for body in bodies_of(fresh(asked))}
    assert late["nongdan"] == late["phunu"] == working_days.between(due, today_vn())


def test_recommendations_stand_under_the_name_of_the_body_in_section_five(house, asked):
    union = house.access("tinh.phunu")
    reviews.recommend(access=union, review=asked, text="Tăng mức vay.\nThêm lớp tiếng Nhật.", version=0)
    with pytest.raises(Conflict):
        reviews.recommend(access=union, review=asked, text="Khác", version=0)
    review = make_review.frozen(house, fresh(asked))
    said = make_review.printed_lines(review)
    assert "Hội Phụ nữ: Tăng mức vay." in said
    assert said[-1] == "Hội Phụ nữ: Thêm lớp tiếng Nhật./."
    with pytest.raises(ValidationError):
        reviews.recommend(access=union, review=review, text="Muộn", version=1)


def test_what_was_said_is_kept_by_the_database(house, asked):
    confirmed(house, asked, "phunu")
    for change in (
        lambda: Confirmation.objects.update(sha256="x"),
        lambda: Confirmation.objects.all().delete(),
        lambda: asked.drafts.update(figures={}),
    ):
        with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
            change()


def test_the_clock_reminds_who_is_late_and_owes_a_word_every_second_working_day(house, asked, monkeypatch):
    monday = date(2026, 11, 30)
    days = iter([date(2026, 11, 29), monday, monday, date(2026, 12, 1), date(2026, 12, 2)])
    AnnualReview.objects.filter(pk=asked.pk).update(due_on=date(2026, 11, 20))
    confirmed(house, asked, "phunu")
    objected(house, asked, "nongdan")
    for expected in (0, 3, 0, 0, 3):  # a Sunday; Monday once; not on the next day; again on the second
        today = next(days)
        monkeypatch.setattr(scheduled, "today_vn", lambda today=today: today)
        monkeypatch.setattr("reports.review.confirming.timezone.localdate", lambda _now, today=today: today)
        assert scheduled.remind_late() == expected
    assert set(Reminder.objects.values_list("organization__code", flat=True)) == {"mttq", "sldtbxh", "doan"}


def test_the_coordinator_reminds_once_a_day_and_only_who_owes_a_word(house, asked):
    boss, body = house.access("tinh.mttq"), house.organizations["nongdan"]
    reviews.remind(access=boss, review=asked, organization=body)
    reviews.remind(access=boss, review=asked, organization=body)
    assert Reminder.objects.count() == 1
    confirmed(house, asked, "nongdan")
    with pytest.raises(ValidationError):
        reviews.remind(access=boss, review=asked, organization=body)
    assert body_of(fresh(asked), body.pk).is_confirmed

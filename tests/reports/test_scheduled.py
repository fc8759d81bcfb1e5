"""What the clock does by itself: drafts at night, the digest on Monday; and who is told when it fails."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts import jobs
from accounts.models import Job
from campaigns.dates import VIETNAM, today_vn
from laborexport.celery import app
from reports import review as reviews
from reports.models import AnnualReview, Digest
from reports.review import build as building
from reports.review import digest, scheduled
from tests.factories import reports as make
from tests.factories import reviews as make_review

pytestmark = pytest.mark.django_db


def run_all():
    return [jobs.run(str(job.pk)) for job in Job.objects.filter(state="queued").order_by("created_at")]


def test_every_task_of_the_clock_is_one_the_worker_knows():
    app.loader.import_default_modules()
    wanted = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"reports.draw_tonight", "reports.remind_late", "reports.queue_digest"} <= wanted
    assert wanted <= set(app.tasks)


def test_at_night_a_draft_of_the_current_year_is_made_that_leaders_can_download(client_as, house, unprinted):
    assert scheduled.draw_tonight() == 1
    assert run_all() == ["done"]
    review = AnnualReview.objects.get()
    assert (review.year, review.state, review.files.count()) == (2020, "draft", 3)
    assert f"/bao-cao/{review.pk}/tai/" in client_as("lanhdao").get("/?nam=2020").content.decode()
    assert scheduled.draw_tonight() == 1
    run_all()
    scheduled.draw_tonight()
    run_all()
    assert list(review.drafts.values_list("number", flat=True)) == [3, 2], "older ones nobody saw give way"


def test_a_draft_before_the_bodies_and_a_review_at_rest_are_left_alone_at_night(house, unprinted):
    review = make_review.worked(house, make_review.drafted(house, year=2020))
    reviews.ask(access=house.access("tinh.mttq"), review=review, due_on=today_vn())
    assert scheduled.draw_tonight() == 0
    make_review.frozen(house, AnnualReview.objects.get())
    assert scheduled.draw_tonight() == 0


def test_work_of_the_clock_that_fails_is_seen_and_asked_for_again(client_as, house, unprinted, monkeypatch):
    def breaks(review):
        raise jobs.JobError("Máy in PDF không chạy.")

    whole = list(building.PRINTERS)
    monkeypatch.setattr(building, "PRINTERS", [(*whole[0][:2], breaks)])
    scheduled.draw_tonight()
    assert run_all() == ["failed"]
    job = Job.objects.get()
    coordinator = client_as("tinh.mttq")
    for page in ("/", "/bao-cao/"):
        assert "Máy in PDF không chạy." in coordinator.get(page).content.decode()
    assert "Máy in PDF không chạy." not in client_as("tinh.phunu").get("/").content.decode()
    assert coordinator.get(f"/viec-nen/{job.pk}/").status_code == 200
    assert client_as("tinh.phunu").get(f"/viec-nen/{job.pk}/").status_code == 404
    monkeypatch.setattr(building, "PRINTERS", whole)
    coordinator.post(f"/viec-nen/{job.pk}/chay-lai/")
    again = Job.objects.exclude(pk=job.pk).get()
    assert (again.requested_by_id, jobs.run(str(again.pk))) == (None, "done")
    assert "Máy in PDF không chạy." not in coordinator.get("/").content.decode()


def test_a_failed_draft_of_the_night_is_still_seen_when_the_digest_of_the_morning_went_well(
    client_as, house, unprinted, monkeypatch
):
    def breaks(review):
        raise jobs.JobError("Máy in PDF không chạy.")

    whole = list(building.PRINTERS)
    monkeypatch.setattr(building, "PRINTERS", [(*whole[0][:2], breaks)])
    scheduled.draw_tonight()
    run_all()
    digest.queue()
    assert run_all() == ["done"]
    coordinator = client_as("tinh.mttq")
    assert "Máy in PDF không chạy." in coordinator.get("/").content.decode()
    monkeypatch.setattr(building, "PRINTERS", whole)
    scheduled.draw_tonight()
    run_all()
    assert "Máy in PDF không chạy." not in coordinator.get("/").content.decode()


def test_a_digest_that_failed_waits_for_somebody_to_look(house, monkeypatch):
    def breaks(*asked):
        raise jobs.JobError("Không đọc được số liệu.")

    monkeypatch.setattr(digest, "content_of", breaks)
    digest.queue()
    assert run_all() == ["failed"]
    assert digest.queue() == 0, "the hours after do not fail again and again"


def test_what_was_entered_on_the_day_of_the_last_digest_is_told_by_the_next(house):
    six = timezone.make_aware(datetime.combine(digest.monday(today_vn()), time(6)), VIETNAM)
    last = six - timedelta(days=7)
    Digest.objects.create(campaign=house.campaign, week_of=last.date(), content={}, made_at=last)
    went = {"registered": date(2020, 3, 2), "selected": date(2020, 4, 2), "departed": date(2020, 5, 4)}
    for moment in (last - timedelta(hours=1), last + timedelta(hours=4), six + timedelta(seconds=1)):
        make.walk(
            house.campaign,
            house.bao_thanh,
            went,
            bodies=[house.organizations["phunu"]],
            recorded=dict.fromkeys(went, moment),
        )
    assert digest.content_of(house.campaign, six.date(), six)["week"]["departed"] == 1


def test_mail_that_does_not_go_out_is_noted_and_names_nobody(
    house, settings, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    settings.DIGEST_TO = ["lanhdao@example.vn"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    digest.queue()
    with django_capture_on_commit_callbacks(execute=True):
        assert run_all() == ["done"]
    assert "was not mailed: ConnectionRefusedError" in caplog.text
    assert "lanhdao@" not in caplog.text


def test_the_digest_tells_where_the_year_stands_once_a_week(client_as, house, settings, mailoutbox):
    make_review.year(house)
    settings.DIGEST_TO = ["lanhdao@example.vn"]
    assert digest.queue() == 1
    assert run_all() == ["done"]
    assert digest.queue() == 0
    made = Digest.objects.get()
    assert made.content["year"] == 2020
    page = client_as("lanhdao").get("/ban-tin/").content.decode()
    assert f"{made.week_of:%d/%m/%Y}" in page
    assert "Chỉ tiêu" in page
    assert "/ban-tin/" in client_as("lanhdao").get("/").content.decode()


def test_a_clock_that_keeps_silent_is_seen(client_as, house):
    """No worker, no clock: no work, so none that failed; but the digest of the week is not there."""
    coordinator, week = client_as("tinh.mttq"), digest.monday(today_vn())
    assert "chưa có bản tin" not in coordinator.get("/").content.decode(), "a house in its first week"
    Digest.objects.create(campaign=house.campaign, week_of=week - timedelta(days=14), content={})
    assert "chưa có bản tin" in coordinator.get("/").content.decode()
    assert "chưa có bản tin" not in client_as("tinh.phunu").get("/").content.decode()
    Digest.objects.create(campaign=house.campaign, week_of=week, content={})
    assert "chưa có bản tin" not in coordinator.get("/").content.decode()


def test_before_the_first_monday_the_page_says_when_it_comes(client_as, house):
    assert "sáng thứ Hai" in client_as("lanhdao").get("/ban-tin/").content.decode()


def test_who_looks_after_a_district_is_told_whom_the_digest_is_for_and_not_that_there_is_none(
    client_as, house
):
    digest.queue()
    run_all()
    page = client_as("huyen.batri.phunu").get("/ban-tin/").content.decode()
    assert "chưa có bản nào" not in page
    assert "toàn tỉnh" in page
    assert Digest.objects.get().content["lines"][0] not in page

"""A review is frozen once, printed once, issued once; what came later shows as a change."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import jobs
from accounts.conflicts import Conflict
from accounts.models import AuditEntry, Job
from campaigns.access import Forbidden
from campaigns.dates import today_vn
from reports import review as reviews
from reports.models import AnnualReview, ReviewFile
from reports.review import build as building
from reports.review.freeze import canonical, digest
from tests.factories import reports as make
from tests.factories import reviews as make_review

pytestmark = pytest.mark.django_db

LATE = {"registered": date(2019, 2, 1), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}


@pytest.fixture
def quick(monkeypatch):
    """Printing takes seconds; what is stored when is another matter than how it looks."""
    times = []

    def printer(kind):
        def write(review):
            times.append(kind)
            return f"{kind} {review.full_number} {review.figures['totals']['departed']['people']}".encode()

        return write

    monkeypatch.setattr(
        building, "PRINTERS", [(kind, words, printer(kind)) for kind, words, _real in building.PRINTERS]
    )
    return times


def late_entry(house):
    make.walk(
        house.campaign, house.bao_thanh, LATE, bodies=[house.organizations["phunu"]],
        recorded={kind: timezone.now() for kind in LATE},
    )  # fmt: skip


def issued(house, review):
    reviews.issue(access=house.access("tinh.mttq"), review=review, number="7", issued_on=today_vn())
    return make_review.worked(house, review)


def test_what_is_frozen_is_printed_three_times_and_the_jobs_show_where_they_lead(house, quick):
    review = make_review.built(house)
    assert review.state == AnnualReview.State.BUILT
    assert review.figures_sha256 == digest(review.figures)
    for file in review.files.all():
        assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()
        assert file.size == len(bytes(file.content))
    for job in Job.objects.all():
        assert job.result_url == f"/bao-cao/{review.pk}/"
        assert (job.done, job.total) == (building.STEPS, building.STEPS)


def test_canonical_json_does_not_depend_on_the_order_of_keys():
    assert canonical({"b": 1, "a": [1, 2.5, None]}) == canonical({"a": [1, 2.5, None], "b": 1})
    assert digest({"a": 0}) != digest({"a": None})


def test_a_second_run_of_the_job_makes_nothing_twice(house, quick):
    review = make_review.built(house)
    before = list(review.files.values_list("pk", "sha256", "created_at"))
    again = make_review.worked(house, review)
    assert list(again.files.values_list("pk", "sha256", "created_at")) == before
    assert quick == ["pdf", "xlsx", "docx"] * 2  # the draft, then what is frozen
    assert AuditEntry.objects.filter(action="review.frozen").count() == 1


def test_an_attempt_that_begins_again_keeps_the_frozen_figures(house, quick, monkeypatch):
    review = make_review.worked(house, make_review.drafted(house))
    access = house.access("tinh.mttq")
    broken = list(building.PRINTERS)

    def fails(review):
        raise OSError("disk")

    monkeypatch.setattr(building, "PRINTERS", [broken[0], (*broken[1][:2], fails), broken[2]])
    silent = dict.fromkeys(house.organizations, "Chưa gửi")
    job = reviews.freeze(access=access, review=review, reasons=silent)
    with pytest.raises(OSError, match="disk"):
        jobs.run(str(job.pk))
    review.refresh_from_db()
    frozen = review.figures_sha256
    assert review.state == "frozen"
    assert list(review.files.order_by("pk").values_list("kind", flat=True)) == ["xlsx", "docx", "pdf"]

    late_entry(house)
    monkeypatch.setattr(building, "PRINTERS", broken)
    assert jobs.run(str(job.pk)) == "done"
    review.refresh_from_db()
    assert review.figures_sha256 == frozen == digest(review.figures)
    assert sorted(review.files.values_list("kind", flat=True)) == ["docx", "pdf", "xlsx"]
    assert quick == ["pdf", "xlsx", "docx"] * 2


def test_pressed_twice_it_is_one_job(house):
    review = make_review.drafted(house)
    access = house.access("tinh.mttq")
    assert reviews.start(access=access, review=review) == reviews.start(access=access, review=review)


def test_an_open_draft_is_continued_and_a_printed_review_gets_a_new_edition(house, quick):
    first = make_review.drafted(house)
    assert make_review.drafted(house, boundaries="now") == first
    first.refresh_from_db()
    assert first.boundaries == "now"
    make_review.frozen(house, make_review.worked(house, first))
    second = make_review.drafted(house)
    assert (second.edition, second.state) == (2, "draft")
    assert second.sections == first.sections


def test_a_late_entry_shows_as_changes_and_leaves_the_frozen_figures(house, quick):
    make_review.year(house)
    review = make_review.built(house)
    assert reviews.changes_since(review) == []
    late_entry(house)
    changes = {c.path: (c.before, c.after) for c in reviews.changes_since(review)}
    assert changes["totals/departed/people"] == (4, 5)
    assert changes["by_district/836/departed"] == (3, 4)
    review.refresh_from_db()
    assert review.figures["totals"]["departed"]["people"] == 4


def test_issuing_prints_once_more_with_the_number_and_never_again(house, quick):
    make_review.year(house)
    review = make_review.built(house)
    drafts = dict(review.files.values_list("kind", "sha256"))
    late_entry(house)
    review = issued(house, review)
    assert (review.state, review.number) == ("issued", "07/BC-MTTQ-SLĐ-TB&XH-HPN-HND-ĐTN")
    finals = {file.kind: bytes(file.content) for file in review.files.all()}
    assert sorted(finals) == ["docx", "pdf", "xlsx"]
    assert finals["pdf"] == b"pdf 07/BC-MTTQ-SL\xc4\x90-TB&XH-HPN-HND-\xc4\x90TN 4"
    assert not set(drafts.values()) & set(review.files.values_list("sha256", flat=True))
    make_review.worked(house, review)
    assert quick == ["pdf", "xlsx", "docx"] * 3  # the draft, frozen, with its number
    with pytest.raises(ValidationError):
        reviews.issue(access=house.access("tinh.mttq"), review=review, number="8", issued_on=today_vn())


def test_a_number_of_another_style_stays_as_the_registry_wrote_it(house, quick):
    review = make_review.built(house)
    reviews.issue(
        access=house.access("tinh.mttq"), review=review, number=" 43-BC/MTTQ-BTT ", issued_on=today_vn()
    )
    review.refresh_from_db()
    assert review.number == "43-BC/MTTQ-BTT"


@pytest.mark.parametrize(
    ("number", "days", "field"),
    [("", 0, "number"), ("số", 0, "number"), ("7", -1, "issued_on"), ("7", 1, "issued_on")],
)
def test_nonsense_is_refused_at_its_field(house, quick, number, days, field):
    review = make_review.built(house)
    with pytest.raises(ValidationError) as refusal:
        reviews.issue(
            access=house.access("tinh.mttq"),
            review=review,
            number=number,
            issued_on=today_vn() + timedelta(days=days),
        )
    assert list(refusal.value.message_dict) == [field]


def test_signatories_are_written_at_issue_and_a_name_may_stay_blank(house, quick):
    review = make_review.built(house)
    signer = {"code": "phunu", "authority": "KT. CHỦ TỊCH", "title": "PHÓ CHỦ TỊCH", "name": ""}
    reviews.issue(
        access=house.access("tinh.mttq"), review=review, number="7", issued_on=today_vn(), signers=[signer]
    )
    review.refresh_from_db()
    parties = {party["code"]: party for party in review.paper["parties"]}
    assert {key: parties["phunu"][key] for key in signer} == signer
    assert parties["mttq"]["is_lead"]


def test_text_can_be_written_until_the_figures_are_frozen(house, quick):
    access = house.access("tinh.mttq")
    review = make_review.drafted(house)
    reviews.change_sections(access=access, review=review, sections={"proposals": "Một\nHai"}, version=1)
    review.refresh_from_db()
    assert review.sections["proposals"]["text"] == "Một\nHai"
    with pytest.raises(Conflict):
        reviews.change_sections(access=access, review=review, sections={}, version=1)
    make_review.frozen(house, make_review.worked(house, review))
    with pytest.raises(ValidationError):
        reviews.change_sections(access=access, review=review, sections={"proposals": "Ba"})


def test_the_database_itself_refuses_to_change_what_is_frozen_or_issued(house, quick):
    review = make_review.built(house)

    def refused(act):
        with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
            act()

    refused(lambda: AnnualReview.objects.filter(pk=review.pk).update(figures={"year": 2019}))
    refused(lambda: review.files.update(content=b"x"))
    review = issued(house, review)
    refused(lambda: AnnualReview.objects.filter(pk=review.pk).update(number="8"))
    refused(lambda: ReviewFile.objects.filter(review=review).delete())


def test_a_year_without_targets_and_a_reader_without_the_right_are_refused(house):
    with pytest.raises(ValidationError):
        reviews.draft_review(access=house.access("tinh.mttq"), campaign=house.campaign, year=2031)
    for username in ("tinh.phunu", "lanhdao", "kiemtra"):
        with pytest.raises(Forbidden):
            reviews.draft_review(access=house.access(username), campaign=house.campaign, year=2019)

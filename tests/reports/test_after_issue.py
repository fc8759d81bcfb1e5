"""After issue: the signed scan is what is handed out, corrections are papers of their own, nothing signed is touched."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from io import BytesIO

import pdfplumber
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import jobs
from accounts.models import AuditEntry, Job
from campaigns.access import Forbidden
from campaigns.dates import today_vn
from campaigns.models import Posting, Target
from outreach.models import Event
from registrations.models import Registration
from reports import doctor
from reports import review as reviews
from reports.documents.labels import EVENTS
from reports.indicators import compare
from reports.models import AnnualReview, Correction, SignedScan
from reports.review import corrections, reading, scans, wording
from tests.factories import reports as make
from tests.factories import reviews as make_review
from tests.factories.campaigns import house as make_house
from tests.standing import standing

pytestmark = pytest.mark.django_db
PDF, JPEG = b"%PDF-1.4 chu ky va con dau %%EOF", b"\xff\xd8\xff\xe0 quet \xff\xd9"


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    """The house and its issued review, for all tests: only what was stored matters."""

    def issue():
        make_review.unprint(patch)
        house = make_house()
        make_review.year(house)
        review = make_review.built(house)
        job = reviews.issue(access=house.access("tinh.mttq"), review=review, number="7", issued_on=today_vn())
        return house, make_review.ended(review, job)

    with pytest.MonkeyPatch.context() as patch, standing(django_db_blocker, issue) as made:
        yield made


@pytest.fixture
def house(once):
    return once[0]


@pytest.fixture
def issued(once):
    return AnnualReview.objects.get(pk=once[1].pk)


def moved(figures):
    """The same figures of the same year with every number another one."""
    if isinstance(figures, dict):
        return {name: found if name == "year" else moved(found) for name, found in figures.items()}
    if isinstance(figures, list):
        return [moved(found) for found in figures]
    return figures + 1 if type(figures) in (int, float) else figures


def test_every_figure_that_may_change_is_called_by_words_and_never_by_its_code(issued):
    changes = [one for one in compare(issued.figures, moved(issued.figures)) if reading.counts(one)]
    assert len({change.path.partition("/")[0] for change in changes}) > 8
    for change in changes:
        said = wording.where(change.path, issued.figures).split(" › ")
        raw = [word for word, code in zip(said, change.path.split("/"), strict=True) if word == code]
        assert not [word for word in raw if re.fullmatch("[a-z][a-z0-9_]*", word)], change.path


@pytest.mark.parametrize("path", ["event_yield/dialogue/soon", "by_programme/EPS/departed", "events/by_kind/training/turns",
                                  "stuck/836/of", "loans/refusals/old_debt/people", "reasons/cost/people"])  # fmt: skip
def test_a_row_that_came_since_is_called_by_words_too(issued, path):
    table, *_rest = path.split("/")
    said = wording.where(path, issued.figures).split(" › ")
    assert table not in said and said[-1] not in path


def keep(house, review, content=PDF, name="ban-ky.pdf", note=""):
    scan = SimpleUploadedFile(name, content)
    return scans.keep_scan(access=house.access("tinh.mttq"), review=review, scan=scan, note=note)


def late(house):
    went = {"registered": date(2019, 2, 1), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}
    make.walk(
        house.campaign, house.bao_thanh, went, bodies=[house.organizations["phunu"]],
        recorded={kind: timezone.now() for kind in went},
    )  # fmt: skip


def test_the_signed_paper_wins_and_what_was_printed_stays_beside_it(client_as, house, issued):
    leader, here = client_as("lanhdao"), f"/bao-cao/{issued.pk}/"
    printed = leader.get(f"{here}tai/").content
    made = keep(house, issued)
    assert leader.get(f"{here}tai/").content == PDF != printed
    assert leader.get(f"{here}pdf/").content == printed
    assert made.sha256 == hashlib.sha256(PDF).hexdigest()
    assert f"{here}tai/" in leader.get("/").content.decode()


def test_a_scan_that_replaces_another_says_why_and_the_other_stays(client_as, house, issued):
    first = keep(house, issued)
    with pytest.raises(ValidationError):
        keep(house, issued, JPEG, "trang.jpg")
    keep(house, issued, JPEG, "trang.jpg", note="Bản trước thiếu trang 3")
    answer = client_as("lanhdao").get(f"/bao-cao/{issued.pk}/tai/")
    assert (answer.content, answer.headers["Content-Type"]) == (JPEG, "image/jpeg")
    assert client_as("lanhdao").get(f"/bao-cao/{issued.pk}/ban-ky/{first.pk}/").content == PDF
    assert AuditEntry.objects.filter(action="review.scanned").count() == 2


@pytest.mark.parametrize(
    "content",
    [b"MZ not a scan", b"%PDF-1.4 broken off", b"\xff\xd8\xff broken", b"<html>", b"%PDF-" + b"x" * (20 * 1024 * 1024) + b"%%EOF"],
    ids=["program", "half-a-pdf", "half-a-jpeg", "page", "too-large"],
)  # fmt: skip
def test_only_a_whole_pdf_or_jpeg_of_a_size_to_carry_is_kept(house, issued, content):
    with pytest.raises(ValidationError) as refusal:
        keep(house, issued, content)
    assert list(refusal.value.message_dict) == ["scan"]
    assert SignedScan.objects.count() == 0


def test_before_issue_and_by_others_no_scan_is_kept(house):
    review = make_review.built(house, year=2018)
    with pytest.raises(ValidationError):
        keep(house, review)
    with pytest.raises(Forbidden):
        scans.keep_scan(
            access=house.access("tinh.phunu"), review=review, scan=SimpleUploadedFile("a.pdf", PDF)
        )


def test_scans_and_corrections_are_kept_by_the_database_and_watched_by_doctor(client_as, house, issued):
    made = keep(house, issued)
    for act in (lambda: SignedScan.objects.update(note="x"), lambda: SignedScan.objects.all().delete()):
        with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
            act()
    assert doctor.printed() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_signedscan DISABLE TRIGGER said_is_kept")
        cursor.execute("UPDATE reports_signedscan SET content = 'x'")
    assert [p.ids for p in doctor.printed()] == [[f"{issued.pk}/scan/{made.pk}"]]
    assert client_as("lanhdao").get(f"/bao-cao/{issued.pk}/tai/").status_code == 409


def corrected(house, review, reason="Bổ sung một người"):
    job = corrections.correct(access=house.access("tinh.mttq"), review=review, reason=reason)
    return jobs.run(str(job.pk)), Job.objects.get(pk=job.pk)


def test_an_annex_lists_what_changed_in_words_and_leaves_what_was_issued(client_as, house, issued):
    before = list(issued.files.values_list("sha256", flat=True))
    late(house)
    assert corrected(house, issued)[0] == "done"
    made = Correction.objects.get()
    rows = {row["path"]: row for row in made.changes}
    assert rows["totals/departed/people"] == {
        "path": "totals/departed/people", "where": "Tổng số › Xuất cảnh › số người", "before": "4", "after": "5", "by": "+1",
    }  # fmt: skip
    assert rows["by_district/836/departed"]["where"] == "Theo huyện, thành phố › Ba Tri › Xuất cảnh"
    with pdfplumber.open(BytesIO(bytes(made.content))) as pdf:
        text = pdf.pages[0].extract_text()
    for words in (
        "PHỤ LỤC ĐÍNH CHÍNH SỐ 1",
        "07/BC-MTTQ",
        "Bổ sung một người",
        "Tổng số › Xuất cảnh › số người 4 5 +1",
    ):
        assert words in text
    assert list(issued.files.values_list("sha256", flat=True)) == before
    answer = client_as("lanhdao").get(f"/bao-cao/{issued.pk}/dinh-chinh/1/")
    assert answer.content == bytes(made.content)
    page = client_as("lanhdao").get(f"/bao-cao/{issued.pk}/thay-doi/").content.decode()
    assert "thay đổi từ khi chốt" in page
    assert "Theo huyện, thành phố › Ba Tri › Xuất cảnh" in page


def told(review):
    """What the annex of corrections would print, line by line."""
    rows = [wording.row(change, review.figures) for change in reading.changes_since(review)]
    return {line["where"]: (line["before"], line["after"], line["by"]) for line in rows}


def test_credit_that_was_divided_anew_is_a_change(house, issued):
    """The people stay; what annex III prints beside each body does not."""
    shared = next(made for made in Registration.objects.order_by("pk") if made.credits.count() == 2)
    phunu, doan = house.organizations["phunu"], house.organizations["doan"]
    make.reshare(shared, {phunu: (3, 4), doan: (1, 4)}, timezone.now())
    found = {where: line for where, line in told(issued).items() if "Xuất cảnh" in where}
    assert found == {
        "Theo tổ chức › Hội Phụ nữ › công vận động › Xuất cảnh › quy đổi": ("2,5", "2,75", "+0,25"),
        "Theo tổ chức › Đoàn Thanh niên › công vận động › Xuất cảnh › quy đổi": ("1,5", "1,25", "−0,25"),
    }


def test_a_row_that_came_is_told_figure_by_figure_under_its_name(house, issued):
    went = {"registered": date(2019, 2, 1), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}
    make.walk(
        house.campaign, house.tan_thach, went, bodies=[house.organizations["doan"]], to=make.market("TW", "Đài Loan"),
        recorded={kind: timezone.now() for kind in went},
    )  # fmt: skip
    found = told(issued)
    assert found["Theo thị trường › Đài Loan › Xuất cảnh"] == ("0", "1", "+1")
    assert not any("(có)" in line for line in found.values())


def test_a_revised_target_is_told_as_one_and_not_as_the_whole_row_of_targets(house, issued):
    """500–700 becomes 600–700 and changes places with 500."""
    old = Target.objects.get(year=2019, superseded_at=None, minimum=500, maximum=700, unit=house.province)
    Target.objects.filter(pk=old.pk).update(superseded_at=timezone.now())
    same = {name: getattr(old, name) for name in ("campaign", "year", "unit", "organization", "indicator", "force", "document", "maximum")}  # fmt: skip
    Target.objects.create(**same, minimum=600, version=2, reason="Điều chỉnh", previous=old)
    assert told(issued) == {"Chỉ tiêu › 500–700 › mức tối thiểu": ("500", "600", "+100")}


def test_kinds_of_events_are_called_as_papers_call_them(house, issued):
    new = make.event(house.campaign, house.ba_tri, date(2019, 8, 1), turns=9, kind="training")
    Event.objects.filter(pk=new.pk).update(recorded_at=timezone.now())
    places = set(told(issued))
    assert any(EVENTS["training"] in place for place in places)
    assert not any("Đào tạo" in place or "information" in place for place in places)


def test_without_a_change_there_is_nothing_to_correct(house, issued):
    state, job = corrected(house, issued)
    assert (state, Correction.objects.count()) == ("failed", 0)
    assert "không đổi" in job.error


def test_annexes_are_numbered_one_after_the_other(house, issued):
    late(house)
    corrected(house, issued)
    late(house)
    corrected(house, issued, "Bổ sung nữa")
    assert list(Correction.objects.values_list("number", "reason")) == [
        (1, "Bổ sung một người"),
        (2, "Bổ sung nữa"),
    ]


def test_who_lost_the_right_before_the_work_runs_is_told_in_a_sentence(house):
    review = make_review.drafted(house, year=2018)
    posting = house.postings["tinh.mttq"]
    job = reviews.start(access=house.access("tinh.mttq"), review=review)
    Posting.objects.filter(pk=posting.pk).update(role="officer")
    assert jobs.run(str(job.pk)) == "failed"
    assert "không còn quyền" in Job.objects.get(pk=job.pk).error
    again = reviews.start(access=house.access("tinh.mttq"), review=review)
    Posting.objects.filter(pk=posting.pk).update(valid_to=today_vn() - timedelta(days=1))
    assert jobs.run(str(again.pk)) == "failed"
    assert review.drafts.count() == 0

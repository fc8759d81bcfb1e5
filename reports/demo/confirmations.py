"""The reviews of the demo: 2019 confirmed by seven bodies, issued and corrected since; 2020 in the middle of being confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.context import recorded_at
from accounts.models import Job
from campaigns import working_days
from campaigns.access import Access, access_for
from campaigns.dates import PartialDate, today_vn
from campaigns.models import Campaign, Posting, Target
from registrations.models import Credit, Registration
from registrations.services import milestones
from reports import review as reviews
from reports.demo.stage import VIETNAM
from reports.documents.pdf import sheets
from reports.models import AnnualReview
from reports.review import corrections, digest, scans
from reports.review.confirming import note_reminder, waiting_bodies
from reports.review.drawing import draw, keep_draft

VOICES = {
    "mttq": "tinh.mttq", "sldtbxh": "tinh.sld", "phunu": "tinh.phunu", "nongdan": "tinh.nongdan",
    "ccb": "mau.ccb", "ldld": "mau.ldld", "doan": "mau.doan",
}  # fmt: skip
ASKED, DUE = 9, 3  # working days ago
ASKS = {
    "phunu": "Đề nghị ngân hàng tăng mức cho vay không phải thế chấp đối với lao động thuộc hộ cận nghèo (mẫu).",
    "nongdan": "Đề nghị mở thêm lớp tiếng Nhật tại huyện Ba Tri và Thạnh Phú (mẫu).",
    "doan": "Đề nghị Trung tâm Dịch vụ việc làm cung cấp đơn hàng theo quý (mẫu).",
}
BEFORE_LEAVING = ("selected", "training", "contracted", "visa")
Watch = Callable[[Job], None]


class Cast:
    """The managers of the seven bodies, whether or not somebody signs in as them."""

    def __init__(self) -> None:
        rows = Posting.objects.select_related("user", "organization", "unit")
        found = {row.user.username: access_for(row) for row in rows.filter(user__is_demo=True)}
        self.of = {code: found[name] for code, name in VOICES.items()}

    @property
    def boss(self) -> Access:
        return self.of["mttq"]


def ago(days: int, hour: int = 9) -> datetime:
    """A moment so many working days before today."""
    day = today_vn()
    while days:
        day -= timedelta(days=1)
        days -= working_days.is_working(day)
    return datetime.combine(day, time(hour), VIETNAM)


def drawn(review: AnnualReview, cast: Cast, days: int) -> AnnualReview:
    """A draft as it was made some days ago; what the worker prints comes later."""
    with recorded_at(ago(days)):
        found = draw(review)
        with transaction.atomic():
            keep_draft(AnnualReview.objects.select_for_update().get(pk=review.pk), found, cast.boss)
    return AnnualReview.objects.select_related("campaign__province").get(pk=review.pk)


def asked(review: AnnualReview, cast: Cast) -> AnnualReview:
    with recorded_at(ago(ASKED, 10)):
        row = reviews.ask(access=cast.boss, review=review, due_on=today_vn())
    AnnualReview.objects.filter(pk=row.pk).update(due_on=ago(DUE).date())  # the term of the play is over
    return AnnualReview.objects.select_related("campaign__province").get(pk=row.pk)


def confirm(review: AnnualReview, cast: Cast, code: str, days: int, hour: int = 14) -> None:
    row = AnnualReview.objects.get(pk=review.pk)
    if row.draft is not None:
        with recorded_at(ago(days, hour)):
            reviews.confirm(access=cast.of[code], review=row, sha256=row.draft.parts[code]["sha256"])


def recommend(review: AnnualReview, cast: Cast) -> None:
    for code, text in ASKS.items():
        with recorded_at(ago(ASKED - 2, 15)):
            reviews.recommend(access=cast.of[code], review=review, text=text, version=0)


def found_departed(cast: Cast, code: str, year: int) -> bool:
    """Somebody of a body («» = of any) who had left already is entered late: the year changes; not where nobody is left to."""
    led = Credit.objects.filter(is_lead=True, superseded_at=None)
    if code:
        led = led.filter(organization__code=code)
    rows = Registration.objects.filter(
        pk__in=led.values("registration"), selected_on__year=year, stage__in=BEFORE_LEAVING
    )
    one = rows.order_by("selected_on", "pk").first()
    if one is None:
        return False
    on = PartialDate(date(year, 12, 20))
    milestones.record(access=cast.boss, registration=one, kind="departed", on=on)
    return True


@transaction.atomic
def of_2019(campaign: Campaign, cast: Cast) -> AnnualReview:
    """Seven confirmations, one of them late, one after an objection was mended."""
    review = asked(
        drawn(reviews.draft_review(access=cast.boss, campaign=campaign, year=2019), cast, ASKED), cast
    )
    recommend(review, cast)
    for days, code in ((8, "sldtbxh"), (8, "nongdan"), (7, "doan"), (6, "ccb")):
        confirm(review, cast, code, days)
    _mended(review, cast)
    for days, code in ((3, "phunu"), (3, "mttq")):
        confirm(review, cast, code, days)
    with recorded_at(ago(2)):
        row = AnnualReview.objects.select_related("campaign").get(pk=review.pk)
        for body in waiting_bodies(row):
            with transaction.atomic():
                note_reminder(row, body, None)
    confirm(review, cast, "ldld", 1)
    return AnnualReview.objects.get(pk=review.pk)


def issued(review: AnnualReview, cast: Cast, watch: Watch) -> AnnualReview:
    """Frozen, printed, numbered; what a run cut short has done is not done again."""
    if review.is_draft:
        watch(reviews.freeze(access=cast.boss, review=review))
    elif review.state != AnnualReview.State.ISSUED:
        watch(reviews.start(access=cast.boss, review=review))
    row = AnnualReview.objects.get(pk=review.pk)
    if not row.number:
        watch(reviews.issue(access=cast.boss, review=row, number="45", issued_on=today_vn()))
    return AnnualReview.objects.get(pk=review.pk)


def _mended(review: AnnualReview, cast: Cast) -> None:
    row = AnnualReview.objects.get(pk=review.pk)
    if row.draft is None:
        return
    part = row.draft.parts["phunu"]
    shown = {path: value for path, _group, _label, value in part["lines"]}["totals/departed"]
    with recorded_at(ago(6, 10)):
        objection = reviews.object_to(
            access=cast.of["phunu"], review=row, sha256=part["sha256"], line="totals/departed",
            wanted=str(shown + 1), reason="Danh sách của Hội LHPN huyện còn một người đã xuất cảnh tháng 12 (mẫu).",
        )  # fmt: skip
    with recorded_at(ago(5, 8)):
        found_departed(cast, "phunu", 2019)
    with recorded_at(ago(5, 15)):
        words = "Đã đối chiếu hộ chiếu, ghi bổ sung ngày xuất cảnh (mẫu)."
        reviews.answer(access=cast.boss, review=row, objection=objection.pk, state="mended", words=words)
    drawn(row, cast, 4)


def after_issue(review: AnnualReview, cast: Cast, watch: Watch) -> None:
    """The signed paper comes back; a late entry makes an annex of corrections."""
    page = '<html lang="vi"><body><p class="annex">BẢN QUÉT MẪU</p><p>Thay cho bản giấy đã ký, đóng dấu (dữ liệu mẫu).</p></body></html>'
    if not review.scans.exists():
        scans.keep_scan(access=cast.boss, review=review, scan=ContentFile(sheets([page])))
    if review.corrections.exists():
        return
    if found_departed(cast, "nongdan", 2019) or found_departed(cast, "", 2019):
        reason = "Bổ sung một người xuất cảnh tháng 12 chưa kịp báo (mẫu)."
        watch(corrections.correct(access=cast.boss, review=review, reason=reason))


@transaction.atomic
def of_2020(campaign: Campaign, cast: Cast) -> AnnualReview:
    """Four have confirmed, the figures of one changed since; one is late and was reminded."""
    review = asked(
        drawn(reviews.draft_review(access=cast.boss, campaign=campaign, year=2020), cast, ASKED), cast
    )
    recommend(review, cast)
    text = "Trong năm đã rà soát đến từng ấp, khu phố; kết quả đăng ký nêu tại Phụ lục I (đoạn sửa tay, mẫu)."
    reviews.change_sections(access=cast.boss, review=review, sections={"departures": text})
    for days, code in ((8, "sldtbxh"), (7, "phunu"), (6, "doan"), (5, "mttq")):
        confirm(review, cast, code, days)
    row = AnnualReview.objects.select_related("campaign").get(pk=review.pk)
    with recorded_at(ago(2)):
        for body in waiting_bodies(row):
            note_reminder(row, body, None)
    with recorded_at(ago(1, 8)):
        found_departed(cast, "phunu", 2020)
    return row


def objected(review: AnnualReview, cast: Cast, watch: Watch) -> None:
    """The newest draft is printed; one body objects to a line of it, one stays silent."""
    if review.objections.exists():
        return
    watch(reviews.start(access=cast.boss, review=review))
    row = AnnualReview.objects.get(pk=review.pk)
    if row.draft is not None:
        part = row.draft.parts["nongdan"]
        lines = {path: value for path, _group, _label, value in part["lines"]}
        reviews.object_to(
            access=cast.of["nongdan"], review=row, sha256=part["sha256"], line="totals/registered",
            wanted=str(lines["totals/registered"] - 1), reason="Trùng với danh sách của Đoàn, đề nghị đối chiếu lại trước khi chốt (mẫu).",
        )  # fmt: skip


def kept(campaign: Campaign, year: int) -> AnnualReview | None:
    return AnnualReview.objects.joint().filter(campaign=campaign, year=year).first()


def everything(campaign: Campaign, watch: Watch) -> None:
    """Every scene where it is missing: what was cut short is taken up by the next run."""
    cast = Cast()
    # Loaded today, but known since the paper they stand in: the drafts of the play are some days old.
    Target.objects.filter(campaign=campaign, recorded_at__gt=ago(ASKED + 1)).update(
        recorded_at=ago(ASKED + 1)
    )
    after_issue(issued(kept(campaign, 2019) or of_2019(campaign, cast), cast, watch), cast, watch)
    objected(kept(campaign, 2020) or of_2020(campaign, cast), cast, watch)
    digest.queue()

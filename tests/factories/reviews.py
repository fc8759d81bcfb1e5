"""A year small enough to check by hand, and its review built to the end in this process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from accounts import jobs
from accounts.models import Job
from reports import review as reviews
from reports.documents.model import print_of
from reports.models import AnnualReview
from reports.review import build as building
from reports.review.bodies import bodies_of
from reports.tasks import annual_review as _registered  # noqa: F401 - the kind of job must be known
from tests.factories import campaigns as base
from tests.factories import reports as make

YEAR = 2019


def unprint(patch: pytest.MonkeyPatch) -> None:
    """Printing takes seconds; here a document is the name of what it shows. One patch for all of a test: two would be undone in the wrong order."""
    printers = [
        (kind, words, lambda review, kind=kind: f"{kind} {review.full_number} {review.sha256}".encode())
        for kind, words, _real in building.PRINTERS
    ]
    patch.setattr(building, "PRINTERS", printers)


def year(house: base.House) -> None:
    """Six people registered, five selected, four departed: two from Ba Tri to Japan, one to Korea, one from Châu Thành."""
    phunu, doan = house.organizations["phunu"], house.organizations["doan"]
    went = {"registered": date(2019, 1, 10), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}
    korea = make.market("KR", "Hàn Quốc")
    for place, to, bodies in [
        (house.bao_thanh, make.market(), [phunu, doan]),
        (house.bao_thanh, make.market(), [phunu]),
        (house.bao_thuan, korea, [doan]),
        (house.tan_thach, make.market(), [phunu]),
    ]:
        make.walk(house.campaign, place, went, bodies=bodies, to=to, groups=["poor"])
    started = {kind: went[kind] for kind in ("registered", "selected")}
    make.walk(house.campaign, house.quoi_son, started, bodies=[doan])
    make.walk(house.campaign, house.bao_thuan, {"registered": date(2019, 11, 5)}, bodies=[phunu])
    before = {kind: day.replace(year=2018) for kind, day in went.items()}
    make.walk(house.campaign, house.bao_thanh, before, bodies=[phunu])
    make.event(house.campaign, house.ba_tri, date(2019, 4, 12), turns=1234)
    make.event(house.campaign, house.province, date(2019, 5, 3))
    base.target(house.campaign, YEAR, 5, unit=house.ba_tri, clause="Phụ lục")


def drafted(house: base.House, **question: Any) -> AnnualReview:
    access = house.access("tinh.mttq")
    return reviews.draft_review(access=access, campaign=house.campaign, **{"year": YEAR, **question})


def built(house: base.House, **question: Any) -> AnnualReview:
    """Drawn, frozen without a word of the bodies, and printed, as the worker does it."""
    return frozen(house, worked(house, drafted(house, **question)))


def frozen(house: base.House, review: AnnualReview, **reasons: str) -> AnnualReview:
    """For tests of what comes after: whoever has not confirmed is left out."""
    silent = {body.code: "Chưa gửi xác nhận" for body in bodies_of(review)}
    job = reviews.freeze(access=house.access("tinh.mttq"), review=review, reasons=silent | reasons)
    return ended(review, job)


def worked(house: base.House, review: AnnualReview) -> AnnualReview:
    return ended(review, reviews.start(access=house.access("tinh.mttq"), review=review))


def ended(review: AnnualReview, job: Job) -> AnnualReview:
    assert jobs.run(str(job.pk)) == "done"
    return AnnualReview.objects.get(pk=review.pk)


def printed_lines(review: AnnualReview) -> list[str]:
    """The sentences of the review in their order."""
    found = print_of(review)
    return [line for section in found.sections for part in section.parts for line in part.lines]


@dataclass(frozen=True)
class Printed:
    """What was stored, for tests that only look."""

    figures: dict[str, Any]
    sha256: str
    pdf: bytes
    xlsx: bytes
    docx: bytes


def printed(review: AnnualReview) -> Printed:
    files = {file.kind: bytes(file.content) for file in review.files.all()}
    standing = review.standing
    assert standing is not None
    return Printed(standing.figures, standing.sha256, **files)

"""A year small enough to check by hand, and its review built to the end in this process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import jobs
from reports import review as reviews
from reports.models import AnnualReview
from reports.tasks import annual_review as _registered  # noqa: F401 - the kind of job must be known
from tests.factories import campaigns as base
from tests.factories import reports as make

YEAR = 2019


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
    """Drafted, frozen and printed, as the worker does it."""
    return worked(house, drafted(house, **question))


def worked(house: base.House, review: AnnualReview) -> AnnualReview:
    job = reviews.start(access=house.access("tinh.mttq"), review=review)
    assert jobs.run(str(job.pk)) == "done"
    return AnnualReview.objects.get(pk=review.pk)


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
    return Printed(review.figures or {}, review.figures_sha256, **files)

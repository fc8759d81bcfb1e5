"""The first page: the year of the campaign for leaders, the day's work for officers, and for others the door to their own list."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from campaigns.access import Access, Action, HouseRequest, requires
from campaigns.models import Campaign, Role, Unit
from reports import asking, drawings
from reports.indicators.area import key_of
from reports.indicators.years import years_of
from reports.links import links
from reports.models import AnnualReview, ReviewFile
from reports.review import pages, scheduled
from reports.waiting import lagging, waiting

DOORS = {
    Role.BANK: "registrations:loan-list",
    Role.AUDITOR: "reports:audit",
    Role.ADMINISTRATOR: "campaigns:posting-list",
}


@require_GET
@requires(Action.OWN_ACCOUNT)
def home(request: HouseRequest) -> HttpResponse:
    access = request.access
    if access.role in DOORS:
        return redirect(DOORS[Role(access.role)])
    try:
        reading = asking.read(request.GET)
    except Campaign.DoesNotExist:
        return render(request, "reports/no_campaign.html")
    request.campaign = reading.campaign  # type: ignore[attr-defined] # the frame names it, and need not read it again
    context = context_of(reading, access)
    return render(
        request, "reports/leader.html" if access.role == Role.LEADER else "reports/home.html", context
    )


def context_of(reading: asking.Reading, access: Access) -> dict[str, Any]:
    area = own_area(reading, access)
    reading = reading.told(access, area)
    board = reading.board(access, area)
    reviews, waits = reviews_of(reading, access), waiting(access, reading.campaign)
    return {
        "reading": reading,
        "filters": reading.form,
        "figures": board,
        "area": area,
        "links": links(reading, area, access),
        "chart": drawings.against_targets(board),
        "months": drawings.by_month(board),
        "lagging": lagging(board.by_commune if area else board.by_district or board.by_commune),
        "reviews": [review for review in reviews if not review.is_draft][:6],
        "asked": pages.asked_of(reviews, access),
        "trouble": scheduled.trouble(access),
        "printed": printed(reviews, reading.year) if access.reaches(reading.campaign.province.path) else None,
        "waiting": waits,
        "years": [
            (year, f"?nam={year}{reading.query().replace('?', '&')}") for year in years_of(reading.campaign)
        ],
        "progress_url": progress_url(reading, area),
    }


def own_area(reading: asking.Reading, access: Access) -> Unit | None:
    """A district or commune officer starts with the own area; the province and today's units with the whole."""
    if access.unit_level == 0 or reading.is_now:
        return None
    return asking.unit_at(access.unit_path)


class Printed(NamedTuple):
    """The PDF of a review, without its bytes."""

    review: AnnualReview
    size: int
    created_at: datetime


def reviews_of(reading: asking.Reading, access: Access) -> list[Any]:
    """The joint reviews of the campaign, each with what is known of its PDF, in one statement."""
    rows = AnnualReview.objects.within(access).joint().filter(campaign=reading.campaign).light()
    pdf = FilteredRelation("files", condition=Q(files__kind=ReviewFile.Kind.PDF))
    known = {"pdf_size": F("pdf__size"), "pdf_at": F("pdf__created_at"), "pdf_final": F("pdf__is_final")}
    return list(rows.select_related("campaign__province").annotate(pdf=pdf).annotate(**known)[:12])


def printed(reviews: list[Any], year: int) -> Printed | None:
    """The PDF of the year's review, issued before drafts; while there is none, that of the newest year that has one."""
    found = [review for review in reviews if review.pdf_size]
    best = max(
        found,
        key=lambda one: (one.year == year, one.year, bool(one.pdf_final), one.edition),
        default=None,
    )
    return Printed(best, best.pdf_size, best.pdf_at) if best else None


def progress_url(reading: asking.Reading, area: Unit | None) -> str:
    steps = [step for step in (area.parent if area and area.is_commune else None, area) if step]
    return reverse("reports:progress", args=[reading.year, *map(key_of, steps)]) + reading.query()

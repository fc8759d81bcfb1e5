"""The first page: the year of the campaign for leaders, the day's work for officers, and for others the door to their own list."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from campaigns.access import Access, Action, HouseRequest, requires
from campaigns.models import Campaign, Role, Unit
from reports import asking, drawings
from reports.indicators.area import key_of
from reports.indicators.years import years_of
from reports.models import AnnualReview
from reports.review import newest
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
    context = context_of(reading, access)
    return render(
        request, "reports/leader.html" if access.role == Role.LEADER else "reports/home.html", context
    )


def context_of(reading: asking.Reading, access: Access) -> dict[str, Any]:
    area = own_area(reading, access)
    board = reading.board(area)
    return {
        "reading": reading,
        "filters": reading.form,
        "figures": board,
        "area": area,
        "chart": drawings.against_targets(board),
        "months": drawings.by_month(board),
        "lagging": lagging(board.by_commune if area else board.by_district or board.by_commune),
        "reviews": AnnualReview.objects.within(access)
        .filter(campaign=reading.campaign)
        .exclude(state="draft")
        .defer("figures", "sections")[:6],
        "review": newest_review(reading, access),
        "newest": newest(access),
        "waiting": waiting(access),
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


def newest_review(reading: asking.Reading, access: Access) -> AnnualReview | None:
    reviews = AnnualReview.objects.within(access).filter(campaign=reading.campaign, year=reading.year)
    printed = reviews.filter(files__kind="pdf").annotate(pdf_size=F("files__size"))
    return printed.defer("figures", "sections").order_by("-edition", "-files__is_final").first()


def progress_url(reading: asking.Reading, area: Unit | None) -> str:
    steps = [step for step in (area.parent if area and area.is_commune else None, area) if step]
    return reverse("reports:progress", args=[reading.year, *map(key_of, steps)]) + reading.query()

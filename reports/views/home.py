"""The first page: the year of the campaign for leaders, the day's work for officers, and for others the door to their own list."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, When
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
    context = context_of(reading, access)
    return render(
        request, "reports/leader.html" if access.role == Role.LEADER else "reports/home.html", context
    )


def context_of(reading: asking.Reading, access: Access) -> dict[str, Any]:
    area = own_area(reading, access)
    board = reading.board(access, area)
    return {
        "reading": reading,
        "filters": reading.form,
        "figures": board,
        "area": area,
        "links": links(reading, area, access),
        "chart": drawings.against_targets(board),
        "months": drawings.by_month(board),
        "lagging": lagging(board.by_commune if area else board.by_district or board.by_commune),
        "reviews": AnnualReview.objects.within(access)
        .joint()
        .filter(campaign=reading.campaign)
        .exclude(state="draft")
        .light()[:6],
        "asked": pages.asked_of(access),
        "trouble": scheduled.trouble(access),
        "printed": printed(reading, access),
        "waiting": waiting(access, reading.campaign),
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


def printed(reading: asking.Reading, access: Access) -> ReviewFile | None:
    """The PDF of the year's review, issued before drafts; while there is none, that of the newest year that has one."""
    files = ReviewFile.objects.filter(
        kind=ReviewFile.Kind.PDF,
        review__in=AnnualReview.objects.within(access).joint().filter(campaign=reading.campaign).values("pk"),
    )
    of_the_year = Case(When(review__year=reading.year, then=0), default=1)
    return (
        files.defer("content", "review__figures", "review__sections", "review__paper")
        .select_related("review")
        .order_by(of_the_year, "-review__year", "-is_final", "-review__edition")
        .first()
    )


def progress_url(reading: asking.Reading, area: Unit | None) -> str:
    steps = [step for step in (area.parent if area and area.is_commune else None, area) if step]
    return reverse("reports:progress", args=[reading.year, *map(key_of, steps)]) + reading.query()

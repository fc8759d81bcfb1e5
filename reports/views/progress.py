"""Who is behind: province, district, commune, each one step further down, down to the list of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from campaigns.access import Access, Action, HouseRequest, requires
from campaigns.current import working_day
from campaigns.models import Campaign, Unit
from reports import asking, drawings
from reports.indicators.area import key_of
from reports.indicators.silence import SPANS, silence
from reports.indicators.waits import waits
from reports.indicators.years import years_of
from reports.links import links, way_to

MAKE_UP, WAITS, SILENCE = "co-cau", "dang-cho", "chua-bao-cao"


@require_GET
@requires(Action.FIGURES_READ)
def progress(request: HouseRequest, year: int, district: str = "", commune: str = "") -> HttpResponse:
    reading, unit = wanted_of(request, year, district, commune)
    if (other := request.GET.get("nam", "")) in map(str, years_of(reading.campaign)) and other != str(year):
        keys = [key for key in (district, commune) if key]
        return redirect(reverse("reports:progress", args=[other, *keys]) + reading.query())
    look = request.GET.get("xem", "")
    template, read = LOOKS.get(look, ("reports/progress.html", by_unit))
    return render(
        request, template, shared(reading, unit, request.access) | read(reading, unit, request.access)
    )


def wanted_of(
    request: HouseRequest, year: int, district: str, commune: str
) -> tuple[asking.Reading, Unit | None]:
    """The year and unit of an address, or nothing there."""
    keys = [key for key in (district, commune) if key]
    try:
        reading = asking.read(request.GET, year=year)
    except Campaign.DoesNotExist:
        raise Http404 from None
    request.campaign = reading.campaign  # type: ignore[attr-defined] # the frame names it, and need not read it again
    unit = asking.unit_of(reading, *keys) if keys else None
    if year not in years_of(reading.campaign) or (keys and unit is None):
        raise Http404
    told = reading.told(request.access, unit)
    if told.is_narrowed and unit and not unit.path.startswith(reading.campaign.province.path):
        raise Http404  # a unit of today, which the boundaries of the day do not know
    return told, unit


def shared(reading: asking.Reading, unit: Unit | None, access: Access) -> dict[str, Any]:
    steps = way_to(reading, unit)
    return steps_of(reading, unit) | {
        "filters": reading.form,
        "links": links(reading, unit, access),
        "people_url": people_url(reading, unit, access),
        "years": [(y, address(reading, steps, year=y)) for y in years_of(reading.campaign)],
        "by_unit_url": address(reading, steps),
        "export_url": reverse("reports:progress-export", args=[reading.year, *map(key_of, steps)]),
        "make_up_url": address(reading, steps, xem=MAKE_UP),
        "waits_url": address(reading, steps, xem=WAITS),
        "silence_url": address(reading, steps, xem=SILENCE),
    }


def steps_of(reading: asking.Reading, unit: Unit | None) -> dict[str, Any]:
    steps = way_to(reading, unit)
    return {
        "reading": reading,
        "unit": unit,
        "trail": [(step.name, address(reading, steps[: n + 1])) for n, step in enumerate(steps)],
        "top": address(reading, []),
    }


def address(reading: asking.Reading, steps: list[Unit], *, year: int | None = None, **changed: str) -> str:
    keys = [key_of(step) for step in steps]
    return reverse("reports:progress", args=[year or reading.year, *keys]) + reading.query(**changed)


def people_url(reading: asking.Reading, unit: Unit | None, access: Access) -> str:
    """The list of the people counted, for those who may see people of this unit."""
    place = unit or reading.campaign.province
    if not access.may(Action.PERSON_READ) or not (
        access.reaches(place.path) or place.path == access.unit_path
    ):
        return ""
    point = reading.given.get("chi-so") or reading.campaign.counting_point
    unit_filter = f"&don-vi={key_of(unit)}" if unit else ""
    calendar = f"&lich={reading.given['lich']}" if "lich" in reading.given else ""
    return f"{reverse('registrations:list')}?moc={point}&nam={reading.year}{calendar}{unit_filter}"


def by_unit(reading: asking.Reading, unit: Unit | None, access: Access) -> dict[str, Any]:
    board = reading.board(access, unit)
    districts = unit is None and bool(board.by_district)
    rows = board.by_district if districts else () if unit and unit.is_commune else board.by_commune
    base = reverse("reports:progress", args=[reading.year, *([key_of(unit)] if unit else [])])
    return {
        "figures": board,
        "rows": [(row, f"{base}{row.key}/{reading.query()}" if row.key else "") for row in rows],
        "chart": drawings.against_targets(board),
        "months": drawings.by_month(board),
        "way": drawings.way(board),
        "bars": drawings.by_unit(rows, board.counting_point) if rows else None,
        "map": drawings.map_of(board) if districts else None,
        "as_of": board.as_of,
    }


def made_up(reading: asking.Reading, unit: Unit | None, access: Access) -> dict[str, Any]:
    found = reading.figures(access, unit)
    return {
        "figures": found,
        "markets": drawings.by_market(found),
        "way": drawings.way(found),
        "as_of": found.as_of,
    }


def waiting(reading: asking.Reading, unit: Unit | None, access: Access) -> dict[str, Any]:
    """Today's waits; the switches of the year do not move them."""
    found = waits(reading.campaign, working_day(reading.campaign), unit, access)
    base = reverse("reports:progress", args=[reading.year])
    down = unit is None
    return {
        "waits": found,
        "waits_top": address(reading, [], xem=WAITS),
        "unit_urls": [(row, f"{base}{row.key}/?xem={WAITS}" if down else "") for row in found.by_unit],
        "body_urls": [(row, "") for row in found.by_body],
    }


def silent(reading: asking.Reading, unit: Unit | None, access: Access) -> dict[str, Any]:
    """Counted back from the working day, whatever year the page stands in."""
    days = next((n for n in SPANS if str(n) == reading.days), SPANS[0])
    steps = way_to(reading, unit)
    return {
        "silence": silence(reading.campaign, working_day(reading.campaign), days, unit),
        "spans": [(n, f"{address(reading, steps, xem=SILENCE)}&so-ngay={n}") for n in SPANS],
    }


LOOKS: dict[str, tuple[str, Callable[[asking.Reading, Unit | None, Access], dict[str, Any]]]] = {
    MAKE_UP: ("reports/make_up.html", made_up),
    WAITS: ("reports/waits.html", waiting),
    SILENCE: ("reports/silence.html", silent),
}

"""The people behind a number: the very steps that were counted, by name; whoever may not see all of them sees those in view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.models import Organization, Unit
from outreach.models import Market, Programme
from registrations.columns import chosen_by, rows_of
from registrations.pages import People
from registrations.views.registrations import PEOPLE
from reports import asking, links, naming
from reports.indicators.area import Area, area_of
from reports.indicators.listed import listed
from reports.indicators.people import ANY, Behind
from reports.indicators.years import years_of
from reports.views.progress import steps_of

CODED: dict[str, type[Model]] = {
    "market": Market,
    "programme": Programme,
    "lead": Organization,
    "credit": Organization,
}


@require_GET
@requires(Action.PERSON_READ)
def people(request: HouseRequest, year: int) -> HttpResponse:
    """By given name, 50 a page; who was shown is logged."""
    try:
        reading = asking.read(request.GET, year=year)
        unit = asking.unit_named(reading, request.GET.get("don-vi", ""))
    except ObjectDoesNotExist:
        raise Http404 from None
    number, area = links.read(request.GET, reading), area_of(reading.question(unit))
    request.campaign = reading.campaign  # type: ignore[attr-defined] # the frame names it, and need not read it again
    if year not in years_of(reading.campaign) or not number.is_known(area.question):
        raise Http404
    keyed = by_key(number)
    if keyed is None or (wrong := naming.made_up(number)):
        return nothing_such(
            request, reading, unit, number, [naming.CUTS[number.cut]] if keyed is None else wrong
        )
    whole = bool(links.links(reading, unit, request.access).to(number))
    found = listed(area, keyed.number, request.access, request.GET, whole=whole)
    shown = shown_to(request, found.page) | told(number, area) | {"is_whole": whole}
    shown |= {"counted": found.counted} if whole else {}
    return render(request, "reports/people.html", steps_of(reading, unit) | shown)


def told(number: Behind, area: Area) -> dict[str, Any]:
    """What stands above the list."""
    spans = area.question.spans()
    return {"words": naming.words(number), "span": next(span for span in spans if span.name == number.span)}


def nothing_such(
    request: HouseRequest, reading: asking.Reading, unit: Unit | None, number: Behind, wrong: list[Any]
) -> HttpResponse:
    """An address with a value that nobody offers: said, never shown as a name; the way out leads to the number uncut."""
    uncut = replace(number, cut="", first=ANY, second=ANY, sex="")
    place = {"don-vi": request.GET["don-vi"]} if unit else {}
    query = reading.query()
    base = f"{reverse('reports:people', args=[reading.year])}{query}{'&' if query else '?'}"
    context = told(uncut, area_of(reading.question(unit))) | {
        "wrong": wrong,
        "uncut_url": base + urlencode(place | links.written(uncut)),
    }
    return render(request, "reports/people.html", steps_of(reading, unit) | context, status=404)


def shown_to(request: HouseRequest, page: People) -> dict[str, Any]:
    """A page of the list, in the columns of the reader."""
    columns = chosen_by(request.user, request.access)  # type: ignore[arg-type]
    audit.note("registrations.listed", access=request.access, object_type=PEOPLE, object_ids=page.rows)
    return {"rows": rows_of(page.rows, columns), "columns": columns, "page": page}


def by_key(number: Behind) -> Behind | None:
    """Addresses name markets, programmes and bodies by code; facts know them by key. None where nothing bears the code."""
    if number.cut not in CODED or number.first in (ANY, None):
        return number
    known = CODED[number.cut]._default_manager.filter(code=number.first).first()
    return replace(number, first=str(known.pk)) if known else None

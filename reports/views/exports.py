"""Tables of figures and the audit trail as files."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from campaigns.access import Action, HouseRequest, requires
from campaigns.views.exports import leave, offer, take
from campaigns.views.pages import posted
from reports import tables
from reports.forms import ProgressExportForm
from reports.links import way_to
from reports.trail import TrailForm
from reports.views.progress import MAKE_UP, WAITS, address, wanted_of

HEADS = {MAKE_UP: "to-chuc", WAITS: "cho-don-vi"}  # the table at the head of a page


@require_http_methods(["GET", "POST"])
@requires(Action.TABLE_EXPORT)
def progress(request: HouseRequest, year: int, district: str = "", commune: str = "") -> HttpResponse:
    """Which table of the page is asked together with the purpose."""
    reading, unit = wanted_of(request, year, district, commune)
    offered = tables.offered(unit)
    wanted = HEADS.get(request.GET.get("xem", ""), "")
    first = wanted if wanted in offered else next(iter(offered))
    form = ProgressExportForm(posted(request), tables=offered, first=first)
    given = dict(form.cleaned_data) if form.is_valid() else {}
    back = address(reading, way_to(reading, unit))
    table = tables.progress(reading, unit, request.access, given.pop("table", first), back)
    return take(request, table, **given) if given else offer(request, table, form)


@require_http_methods(["GET", "POST"])
@requires(Action.AUDIT_EXPORT)
def audit_trail(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.trail(TrailForm(request.GET).entries()))


@require_http_methods(["GET", "POST"])
@requires(Action.TABLE_EXPORT)
def reviews(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.reviews(request.access))

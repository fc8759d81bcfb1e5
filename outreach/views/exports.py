"""Lists of the floor as files."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from campaigns.access import Action, HouseRequest, requires
from campaigns.views.exports import leave
from outreach import tables
from outreach.views.events import mine


@require_http_methods(["GET", "POST"])
@requires(Action.TABLE_EXPORT)
def events(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.events(request.access, request.GET))


@require_http_methods(["GET", "POST"])
@requires(Action.TABLE_EXPORT)
def enterprises(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.enterprises(request.access, request.GET))


@require_http_methods(["GET", "POST"])
@requires(Action.TABLE_EXPORT)
def job_orders(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.job_orders(request.GET))


@require_http_methods(["GET", "POST"])
@requires(Action.TABLE_EXPORT)
def materials(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.materials())


@require_http_methods(["GET", "POST"])
@requires(Action.TABLE_EXPORT)
def branches(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.branches())


@require_http_methods(["GET", "POST"])
@requires(Action.EXPORT)
def witnesses(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.witnesses(request.access))


@require_http_methods(["GET", "POST"])
@requires(Action.EXPORT)
def invitees(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Of an event the access may work on; any other is not there."""
    return leave(request, tables.invitees(request.access, mine(request.access, pk)))


@require_http_methods(["GET", "POST"])
@requires(Action.TABLE_EXPORT)
def markets(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.programmes())

"""A table that leaves the house as a file: what for is asked, who took it is written down, the same way for every table."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts import audit
from campaigns import tables
from campaigns.access import Action, HouseRequest, requires
from campaigns.exporting import MOST_ROWS, Table, answer, filename
from campaigns.forms.exports import ExportForm
from campaigns.views.pages import campaign_here, page, posted


def leave(request: HouseRequest, table: Table) -> HttpResponse:
    """Ask what for, then hand the file over; the view around it states the right and cuts the rows."""
    form = ExportForm(posted(request))
    if form.is_valid():
        return take(request, table, **form.cleaned_data)
    return offer(request, table, form, count=table.count)


def offer(request: HouseRequest, table: Table, form: ExportForm, *, count: int | None = None) -> HttpResponse:
    context = {"table": table, "count": count, "most": MOST_ROWS}
    return page(request, "campaigns/export.html", context, form)


def take(request: HouseRequest, table: Table, purpose: str, format: str) -> HttpResponse:
    """The file; everybody it names is noted as looked at."""
    rows = list(table.rows[:MOST_ROWS])
    seen = {(type(one), one.pk): one for row in rows for one in table.named(row)}
    audit.note(
        f"{table.name}.exported",
        *seen.values(),
        access=request.access,
        kind=audit.Kind.EXPORT,
        purpose=purpose,
        changes={"format": format, "rows": len(rows), "asked": request.GET.urlencode()},
    )
    name, sheet = filename(table.file), table.sheet(rows)
    return answer(format, name, sheet, request.access, purpose, personal=table.names_people)


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def targets(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.targets(campaign_here()))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def duties(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.duties(campaign_here()))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def work_plans(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.activities(campaign_here()))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def units(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.units(request.GET))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def organizations(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.organizations())


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def documents(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.documents())


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def jobs(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.jobs(request.access))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def devices(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.devices(request.access))


@requires(Action.POSTING_EXPORT)
@require_http_methods(["GET", "POST"])
def postings(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.postings(request.access, request.GET))


@requires(Action.POSTING_EXPORT)
@require_http_methods(["GET", "POST"])
def accounts(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.accounts(request.access, request.GET))

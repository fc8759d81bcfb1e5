"""Excel export of the list: against a purpose, masked, marked with who, when and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign
from registrations import saved
from registrations.exporting import MOST_ROWS, filename, workbook
from registrations.forms.exports import ExportForm
from registrations.forms.filters import FilterForm
from registrations.listing import chosen, with_row_facts
from registrations.models import Registration
from registrations.rows import row_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: HouseRequest) -> HttpResponse:
    """The same cut as the list it came from; every person in the file is named in the audit trail."""
    rows, campaign = Registration.objects.within(request.access), current_campaign()
    filters = FilterForm(request.GET, access=request.access, campaign=campaign)
    text = saved.recall(request, request.GET.get("tim", ""))
    cut = chosen(rows, campaign, filters.wanted(text))
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return file(request, with_row_facts(cut), form.cleaned_data["purpose"])
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "count": cut.count(), "most": MOST_ROWS}
    return render(request, "registrations/export.html", context, status=status)


def file(request: HouseRequest, rows: object, purpose: str) -> HttpResponse:
    found = list(rows.order_by("person__name_sort", "id")[:MOST_ROWS])  # type: ignore[attr-defined]
    audit.note(
        "registrations.exported", *found, access=request.access, kind=audit.Kind.EXPORT, purpose=purpose
    )
    content = workbook([row_of(row) for row in found], request.access, purpose)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{filename()}"'
    response["Cache-Control"] = "no-store"
    return response

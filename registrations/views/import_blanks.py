"""Empty lists to be filled in: as a workbook with everything that can be chosen, and on paper."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign
from campaigns.models import Organization, Unit
from registrations.importing.template import PAPER_COLUMNS, template_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES = 18  # on a sheet of A4, written by hand
MOST_SHEETS = 10


@requires(Action.CANDIDATE_IMPORT)
@require_GET
def import_template(request: HouseRequest) -> HttpResponse:
    """An empty list with the right headings and the officer's communes to choose from."""
    with transaction.atomic():
        audit.record("import.template", access=request.access, kind=audit.Kind.EXPORT)
    response = HttpResponse(template_workbook(request.access, current_campaign()))
    response["Content-Type"] = XLSX
    response["Content-Disposition"] = 'attachment; filename="mau-danh-sach-dang-ky.xlsx"'
    return response


@requires(Action.CANDIDATE_IMPORT)
@require_GET
def import_blank(request: HouseRequest) -> HttpResponse:
    """Numbered lines for writing by hand, A4 across; as many sheets as are asked for."""
    asked = request.GET.get("so-to", "")
    sheets = min(max(int(asked), 1), MOST_SHEETS) if asked.isdecimal() and len(asked) < 4 else 1
    context = {
        "columns": PAPER_COLUMNS,
        "papers": [range(nth * LINES + 1, (nth + 1) * LINES + 1) for nth in range(sheets)],
        "sheets": sheets,
        "choices": range(1, MOST_SHEETS + 1),
        "campaign": current_campaign(),
        "body": Organization.objects.get(pk=request.access.organization_id),
        "unit": Unit.objects.get(pk=request.access.unit_id),
    }
    return render(request, "imports/blank.html", context)

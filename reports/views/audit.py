"""The audit trail, for those who watch the watchers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import audit
from accounts.paging import keyset
from campaigns.access import Action, HouseRequest, requires
from reports.trail import TrailForm


@require_GET
@requires(Action.AUDIT_READ)
def audit_list(request: HouseRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    page = keyset(form.entries(), request.GET, order=("-pk",))
    broken = [entry.pk for entry in page.rows if not audit.holds(entry)]
    context = {"filters": form, "page": page, "broken": broken}
    return render(request, "reports/audit.html", context)

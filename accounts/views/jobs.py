"""«Việc nền»: what runs in the background for the reader, how far it is, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import jobs
from accounts.models import Job
from accounts.own import OwnRequest, own
from accounts.paging import keyset


@require_safe
@own("job_read")
def job_list(request: OwnRequest) -> HttpResponse:
    rows = Job.objects.within(request.actor).select_related("requested_by")
    page = keyset(rows, request.GET, order=("-created_at", "pk"), size=30)
    context = {"page": page, "running": any(job.is_open for job in page.rows)}
    return render(request, "accounts/job_list.html", context)


@require_safe
@own("job_read")
def job_detail(request: OwnRequest, pk: UUID) -> HttpResponse:
    """The page; to htmx, which asks every two seconds, only the progress; at the end the whole page once more."""
    job = get_object_or_404(Job.objects.within(request.actor).select_related("requested_by"), pk=pk)
    if request.htmx and not job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    template = "accounts/job_progress.html" if request.htmx else "accounts/job_detail.html"
    return render(request, template, {"job": job, "mine": job.requested_by_id == request.user.pk})


@require_POST
@own("job_read")
def job_cancel(request: OwnRequest, pk: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.within(request.actor), pk=pk)
    if jobs.cancel(job, access=request.actor):
        messages.success(request, _("The work is being stopped; what is already finished stays."))
    else:
        messages.warning(request, _("The work is just writing its result. Try again in a few seconds."))
    return redirect("accounts:job-list")


@require_POST
@own("job_read")
def job_retry(request: OwnRequest, pk: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.within(request.actor), pk=pk)
    again = jobs.retry(job, access=request.actor)
    return redirect("accounts:job-detail", pk=again.pk)

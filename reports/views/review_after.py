"""Sau khi phát hành: the signed scan, the annexes of corrections; and reports of one body or district, and the weekly digest."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import Action, HouseRequest, requires
from campaigns.views.pages import campaign_here, files, page, posted, submit
from reports import review as reviews
from reports.forms import CorrectionForm, NewReportForm, SignedScanForm
from reports.models import Digest
from reports.review import corrections, scans
from reports.views.handing import handed_out
from reports.views.review import address, building_here, whole_here


@requires(Action.REPORT_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HouseRequest) -> HttpResponse:
    """A report of the people the reader answers for."""
    campaign = campaign_here()
    form = NewReportForm(posted(request), campaign=campaign, access=request.access)

    def act() -> str:
        made = reviews.draft_report(access=request.access, campaign=campaign, **form.cleaned_data)
        reviews.start(access=request.access, review=made)
        return address(made)

    return submit(request, form, act) or page(request, "reports/review/report_new.html", {}, form)


@requires(Action.REPORT_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_scan(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = building_here(request, pk)
    form = SignedScanForm(posted(request), files(request), replaces=review.scans.exists())

    def act() -> str:
        scans.keep_scan(access=request.access, review=review, **form.cleaned_data)
        messages.success(request, _("The signed paper is kept; it is what is handed out from now on."))
        return address(review)

    context = {"review": review}
    return submit(request, form, act) or page(request, "reports/review/scan.html", context, form)


@requires(Action.REVIEW_READ)
@require_safe
def review_scan_file(request: HouseRequest, pk: UUID, scan: int) -> HttpResponse:
    review = whole_here(request, pk)
    return handed_out(request, review, get_object_or_404(review.scans, pk=scan))


@requires(Action.REPORT_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_correct(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = building_here(request, pk)
    form = CorrectionForm(posted(request))

    def act() -> str:
        job = corrections.correct(access=request.access, review=review, **form.cleaned_data)
        messages.success(request, _("The annex is being printed; you find it with the review."))
        return reverse("accounts:job-detail", args=[job.pk])

    context = {"review": review}
    return submit(request, form, act) or page(request, "reports/review/correct.html", context, form)


@requires(Action.REVIEW_READ)
@require_safe
def review_correction(request: HouseRequest, pk: UUID, number: int) -> HttpResponse:
    review = whole_here(request, pk)
    return handed_out(request, review, get_object_or_404(review.corrections, number=number))


@requires(Action.FIGURES_READ)
@require_safe
def digest(request: HouseRequest) -> HttpResponse:
    """The newest digest, or that of another week; to who looks after a part only, whom it is for."""
    campaign = campaign_here()
    rows = Digest.objects.within(request.access).filter(campaign=campaign)[:26]
    wanted = request.GET.get("tuan", "")
    shown = next((row for row in rows if str(row.week_of) == wanted), rows[0] if rows else None)
    context = {"digests": rows, "digest": shown, "told": request.access.reaches(campaign.province.path)}
    return render(request, "reports/digest.html", context)

"""Báo cáo: the yearly joint review, from the draft to the issued document."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.conflicts import Conflict
from campaigns.access import Action, HouseRequest, requires
from campaigns.models import Campaign
from campaigns.views.pages import campaign_here, page, posted, submit
from reports import review as reviews
from reports.forms import IssueForm, NewReviewForm, SectionsForm
from reports.models import AnnualReview
from reports.review import pages, subject
from reports.views.handing import handed_out


def review_here(request: HouseRequest, pk: UUID) -> AnnualReview:
    rows = AnnualReview.objects.within(request.access).select_related(
        "campaign__province", "job", "frozen_by", "organization", "unit"
    )
    return get_object_or_404(rows, pk=pk)


def whole_here(request: HouseRequest, pk: UUID) -> AnnualReview:
    """For what prints the small numbers of every area: papers, and their comparison with today."""
    review = review_here(request, pk)
    subject.require_whole(request.access, review)
    return review


def building_here(request: HouseRequest, pk: UUID) -> AnnualReview:
    """The same for whoever may make it: the joint review is the coordinator's, a report its own body's."""
    review = review_here(request, pk)
    subject.require(request.access, review)
    return review


def address(review: AnnualReview) -> str:
    return reverse("reports:review-detail", args=[review.pk])


@requires(Action.REVIEW_READ)
@require_safe
def review_list(request: HouseRequest) -> HttpResponse:
    rows = (
        AnnualReview.objects.within(request.access)
        .light()
        .select_related("campaign__province", "organization", "unit")
    )
    context = pages.listed(rows, request.access) | {"loaded": Campaign.objects.exists()}
    return render(request, "reports/review/list.html", context)


@requires(Action.REVIEW_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_new(request: HouseRequest) -> HttpResponse:
    campaign = campaign_here()
    form = NewReviewForm(posted(request), campaign=campaign)

    def act() -> str:
        made = reviews.draft_review(access=request.access, campaign=campaign, **form.cleaned_data)
        reviews.start(access=request.access, review=made)
        return address(made)

    return submit(request, form, act) or page(request, "reports/review/new.html", {}, form)


@requires(Action.REVIEW_READ)
@require_safe
def review_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The page; to htmx, which asks every two seconds, only the progress; at the end the whole page once more."""
    review = review_here(request, pk)
    if request.htmx and not (review.job and review.job.is_open):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.htmx:
        return render(request, "reports/review/_progress.html", {"review": review, "job": review.job})
    return render(request, "reports/review/detail.html", pages.detail(review, request.access))


@requires(Action.REVIEW_READ)
@require_safe
def review_changes(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Counted anew on every call: a page of its own, so that the review itself opens at once."""
    review = whole_here(request, pk)
    context = pages.changes(review)
    template = "reports/review/_changes.html" if request.htmx else "reports/review/changes.html"
    return render(request, template, context)


@requires(Action.REPORT_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_sections(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = building_here(request, pk)
    form = SectionsForm(posted(request), review=review)

    def act() -> str:
        given = {"sections": form.written, "seen": form.seen, "version": form.cleaned_data["version"]}
        reviews.change_sections(access=request.access, review=review, **given)
        return address(review)

    context = {"review": review}
    try:
        return submit(request, form, act) or page(request, "reports/review/sections.html", context, form)
    except Conflict:
        form.add_error(None, _("Somebody else changed this text meanwhile. Compare and save again."))
        return render(request, "reports/review/sections.html", {**context, "form": form}, status=409)


@requires(Action.REPORT_BUILD)
@require_POST
def review_start(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = building_here(request, pk)
    reviews.start(access=request.access, review=review)
    return redirect(address(review))


@requires(Action.REPORT_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_issue(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = building_here(request, pk)
    if review.state != AnnualReview.State.BUILT or review.number:
        return redirect(address(review))
    form = IssueForm(posted(request), review=review)

    def act() -> str:
        given = {name: form.cleaned_data[name] for name in ("number", "issued_on")}
        reviews.issue(access=request.access, review=review, signers=form.signers, **given)
        return address(review)

    context = {"review": review, "number": pages.suggested_number(review)}
    return submit(request, form, act) or page(request, "reports/review/issue.html", context, form)


@requires(Action.REVIEW_READ)
@require_safe
def review_file(request: HouseRequest, pk: UUID, kind: str) -> HttpResponse:
    review = whole_here(request, pk)
    return handed_out(request, review, get_object_or_404(review.files, kind=kind))


@requires(Action.REVIEW_READ)
@require_safe
def review_paper(request: HouseRequest, pk: UUID) -> HttpResponse:
    """«Tải báo cáo»: the signed paper when there is one, else the PDF that was printed."""
    review = whole_here(request, pk)
    paper = review.scans.first() or review.files.filter(kind="pdf").first()
    if paper is None:
        raise Http404
    return handed_out(request, review, paper)

"""Báo cáo: the yearly joint review, from the draft to the issued document."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.conflicts import Conflict
from accounts.models import AuditEntry
from campaigns.access import Action, HouseRequest, requires
from campaigns.models import Campaign
from campaigns.views.pages import campaign_here, page, posted, submit
from reports import review as reviews
from reports.forms import IssueForm, NewReviewForm, SectionsForm
from reports.models import AnnualReview, ReviewFile
from reports.review import pages
from reports.review.reading import is_whole

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def review_here(request: HouseRequest, pk: UUID) -> AnnualReview:
    rows = AnnualReview.objects.within(request.access).select_related("campaign", "job", "frozen_by")
    return get_object_or_404(rows, pk=pk)


def address(review: AnnualReview) -> str:
    return reverse("reports:review-detail", args=[review.pk])


@requires(Action.REVIEW_READ)
@require_safe
def review_list(request: HouseRequest) -> HttpResponse:
    rows = AnnualReview.objects.within(request.access).defer("figures", "paper").select_related("campaign")
    files = Prefetch("files", ReviewFile.objects.defer("content"))
    lines = [(review, pages.shape(review)) for review in rows.prefetch_related(files)]
    context = {"lines": lines, "loaded": Campaign.objects.exists()}
    return render(request, "reports/review/list.html", context)


@requires(Action.REVIEW_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_new(request: HouseRequest) -> HttpResponse:
    campaign = campaign_here()
    form = NewReviewForm(posted(request), campaign=campaign)

    def act() -> str:
        return address(reviews.draft_review(access=request.access, campaign=campaign, **form.cleaned_data))

    return submit(request, form, act) or page(request, "reports/review/new.html", {}, form)


@requires(Action.REVIEW_READ)
@require_safe
def review_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The page; to htmx, which asks every two seconds, only the progress; at the end the whole page once more."""
    review = review_here(request, pk)
    if request.htmx and not (review.job and review.job.is_open):
        return HttpResponse(headers={"HX-Refresh": "true"})
    template = "reports/review/_progress.html" if request.htmx else "reports/review/detail.html"
    return render(request, template, pages.detail(review))


@requires(Action.REVIEW_READ)
@require_safe
def review_changes(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Counted anew on every call: a page of its own, so that the review itself opens at once."""
    review = review_here(request, pk)
    changes = reviews.changes_since(review)
    context = {"review": review, "changes": len(changes), "lines": pages.lines(changes)}
    template = "reports/review/_changes.html" if request.htmx else "reports/review/changes.html"
    return render(request, template, context)


@requires(Action.REVIEW_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_sections(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = review_here(request, pk)
    form = SectionsForm(posted(request), review=review)

    def act() -> str:
        version = form.cleaned_data["version"]
        reviews.change_sections(access=request.access, review=review, sections=form.written, version=version)
        return address(review)

    context = {"review": review}
    try:
        return submit(request, form, act) or page(request, "reports/review/sections.html", context, form)
    except Conflict:
        form.add_error(None, _("Somebody else changed this text meanwhile. Compare and save again."))
        return render(request, "reports/review/sections.html", {**context, "form": form}, status=409)


@requires(Action.REVIEW_BUILD)
@require_POST
def review_start(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = review_here(request, pk)
    reviews.start(access=request.access, review=review)
    return redirect(address(review))


@requires(Action.REVIEW_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_issue(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = review_here(request, pk)
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
    """The stored bytes, as long as they are what was printed."""
    review = review_here(request, pk)
    file = ReviewFile.objects.filter(review=review, kind=kind).select_related("review").first()
    if file is None or kind not in TYPES:
        raise Http404
    if not is_whole(file):
        audit.note("review.damaged", review, access=request.access, kind=AuditEntry.Kind.DENY)
        return render(request, "reports/review/damaged.html", {"review": review, "file": file}, status=409)
    headers = {
        "Content-Disposition": content_disposition_header(True, pages.filename(file)) or "",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{file.sha256}"',
    }
    return HttpResponse(bytes(file.content), content_type=TYPES[kind], headers=headers)

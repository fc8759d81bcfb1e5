"""Xác nhận số liệu: each body looks its own figures through; the coordinator asks, answers, reminds and freezes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.conflicts import Conflict
from campaigns.access import Action, HouseRequest, requires
from campaigns.models import Organization
from campaigns.views.pages import page, posted, submit
from reports import review as reviews
from reports.forms import AnswerForm, AskForm, FreezeForm, ObjectionForm, RecommendationForm
from reports.models import AnnualReview
from reports.review.bodies import bodies_of
from reports.review.own_page import OwnPage, own_page
from reports.views.review import address, building_here, review_here


def own_here(request: HouseRequest, pk: UUID) -> OwnPage:
    found = own_page(review_here(request, pk), request.access)
    if found is None:
        raise Http404
    return found


def own_address(review: AnnualReview) -> str:
    return reverse("reports:review-own", args=[review.pk])


def refused(request: HouseRequest, refusal: ValidationError, back: str) -> HttpResponse:
    messages.error(request, " ".join(refusal.messages))
    return redirect(back)


@requires(Action.REVIEW_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def review_own(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The own figures; its form confirms those that were shown, by their hash."""
    own = own_here(request, pk)
    if request.method != "POST":
        return render(request, "reports/review/own.html", {"own": own, "review": own.review})
    try:
        reviews.confirm(access=request.access, review=own.review, sha256=request.POST.get("sha256", ""))
    except Conflict:
        context = {"own": own, "review": own.review, "is_stale": True}
        return render(request, "reports/review/own.html", context, status=409)
    except ValidationError as refusal:
        return refused(request, refusal, own_address(own.review))
    messages.success(request, _("Your organisation's figures are confirmed."))
    return redirect(own_address(own.review))


@requires(Action.REVIEW_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def review_object(request: HouseRequest, pk: UUID) -> HttpResponse:
    own = own_here(request, pk)
    form = ObjectionForm(posted(request), body=own.body, line=request.GET.get("dong", ""))

    def act() -> str:
        reviews.object_to(access=request.access, review=own.review, **form.cleaned_data)
        messages.success(request, _("The coordinator sees your objection and will answer it."))
        return own_address(own.review)

    template, context = "reports/review/object.html", {"own": own, "review": own.review}
    try:
        return submit(request, form, act) or page(request, template, context, form)
    except Conflict:
        return stale(request, template, context, form, own)


def stale(
    request: HouseRequest, template: str, context: dict[str, Any], form: ObjectionForm, own: OwnPage
) -> HttpResponse:
    """What was typed stays; the form now speaks of the figures of the newer draft."""
    form.data = {**request.POST.dict(), "sha256": own.body.sha256}
    form.add_error(None, _("A newer draft was made meanwhile. Look at the line as it is now and send again."))
    return render(request, template, {**context, "form": form}, status=409)


@requires(Action.REVIEW_CONFIRM)
@require_POST
def review_withdraw(request: HouseRequest, pk: UUID, objection: int) -> HttpResponse:
    own = own_here(request, pk)
    try:
        reviews.withdraw(access=request.access, review=own.review, objection=objection)
    except ValidationError as refusal:
        return refused(request, refusal, own_address(own.review))
    messages.success(request, _("The objection is taken back."))
    return redirect(own_address(own.review))


@requires(Action.REVIEW_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def review_recommend(request: HouseRequest, pk: UUID) -> HttpResponse:
    own = own_here(request, pk)
    form = RecommendationForm(posted(request), initial=written_before(own))

    def act() -> str:
        given = {"text": form.cleaned_data["text"], "version": form.cleaned_data["version"] or 0}
        reviews.recommend(access=request.access, review=own.review, **given)
        messages.success(request, _("The recommendations are kept for section V."))
        return own_address(own.review)

    template, context = "reports/review/recommend.html", {"own": own, "review": own.review}
    try:
        return submit(request, form, act) or page(request, template, context, form)
    except Conflict as conflict:
        context |= {"theirs": conflict.current}
        form.data = {**request.POST.dict(), "version": str(getattr(conflict.current, "version", 0))}
        form.add_error(None, _("Somebody of your organisation wrote meanwhile. Compare and save again."))
        return render(request, template, {**context, "form": form}, status=409)


def written_before(own: OwnPage) -> dict[str, Any]:
    found = own.recommendation
    return {"text": found.text, "version": found.version} if found else {"version": 0}


@requires(Action.REVIEW_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_ask(request: HouseRequest, pk: UUID) -> HttpResponse:
    review = review_here(request, pk)
    form = AskForm(posted(request), review=review)

    def act() -> str:
        reviews.ask(access=request.access, review=review, **form.cleaned_data)
        messages.success(request, _("The organisations now see their figures and are asked to confirm them."))
        return address(review)

    return submit(request, form, act) or page(request, "reports/review/ask.html", {"review": review}, form)


@requires(Action.REVIEW_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_answer(request: HouseRequest, pk: UUID, objection: int) -> HttpResponse:
    review = review_here(request, pk)
    asked = get_object_or_404(review.objections.select_related("organization", "by"), pk=objection)
    form = AnswerForm(posted(request))

    def act() -> str:
        given = {"state": form.cleaned_data["state"], "words": form.cleaned_data["answer"]}
        reviews.answer(access=request.access, review=review, objection=asked.pk, **given)
        messages.success(request, _("The organisation sees your answer."))
        return address(review)

    context = {"review": review, "asked": asked}
    return submit(request, form, act) or page(request, "reports/review/answer.html", context, form)


@requires(Action.REVIEW_BUILD)
@require_POST
def review_remind(request: HouseRequest, pk: UUID, body: str) -> HttpResponse:
    review = review_here(request, pk)
    organization = get_object_or_404(Organization, code=body)
    try:
        reviews.remind(access=request.access, review=review, organization=organization)
    except ValidationError as refusal:
        return refused(request, refusal, address(review))
    messages.success(request, _("%(body)s is reminded on its first page.") % {"body": organization})
    return redirect(address(review))


@requires(Action.REPORT_BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def review_freeze(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Let the figures rest; a body that has not confirmed them needs a reason, which is printed."""
    review = building_here(request, pk)
    if not review.is_draft or review.draft is None:
        return redirect(address(review))
    bodies = bodies_of(review) if review.is_joint else []
    silent = [body for body in bodies if not body.is_confirmed]
    form = FreezeForm(posted(request), silent=silent, draft=review.draft.number)

    def act() -> str:
        given = {"reasons": form.reasons, "draft": form.cleaned_data["draft"]}
        reviews.freeze(access=request.access, review=review, **given)
        return address(review)

    context = {"review": review, "bodies": bodies, "silent": silent}
    return submit(request, form, act) or page(request, "reports/review/freeze.html", context, form)

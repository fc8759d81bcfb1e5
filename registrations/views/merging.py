"""Ghép hồ sơ: find the other record, propose, agree, compare field by field, merge, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import audit
from campaigns.access import Access, Action, HouseRequest, requires
from campaigns.dates import PartialDate
from campaigns.views.pages import adopt, posted, submit
from registrations import merges
from registrations.forms.merging import AnswerForm, CompareForm, NumberForm
from registrations.models import Merge, Registration
from registrations.services import merging
from registrations.services.candidates import Candidate
from registrations.services.duplicates import Hint, find_doubles, find_duplicates
from registrations.views.milestones import held

SALT, AN_HOUR = "merge", 3600


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def merge_find(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Who looks alike, and who holds a number: masked, with the body and the unit."""
    registration, form = held(request, pk), NumberForm(posted(request))
    found = None
    if request.method == "POST" and form.is_valid():
        found = named(request.access, registration, by_number(request.access, registration, form))
    alike = find_doubles(registration.person, request.access) if found is None else []
    context = {
        "registration": registration,
        "form": form,
        "found": found,
        "alike": named(request.access, registration, alike),
        "known": merges.about(registration.person, request.access),
    }
    status = 422 if form.errors else 200
    return render(request, "registrations/merge_find.html", context, status=status)


def by_number(access: Access, registration: Registration, form: NumberForm) -> list[Hint]:
    someone = Candidate(
        "", PartialDate.unknown(), "", registration.unit, identity=form.cleaned_data["number"]
    )
    return [hint for hint in find_duplicates(someone, access) if hint.certain]


def named(access: Access, registration: Registration, hints: list[Hint]) -> list[dict[str, Any]]:
    """What was found, with a token by which this reader may name it for an hour; nobody else's key stands in an address."""
    own = registration.person_id
    return [
        {"hint": hint, "token": signing.dumps([access.user_id, str(own), str(hint.person_id)], salt=SALT)}
        for hint in hints
        if hint.person_id != own
    ]


def other_of(request: HouseRequest, registration: Registration) -> UUID:
    try:
        user, own, other = signing.loads(request.POST.get("other", ""), salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        raise ValidationError(_("Choose the other record again.")) from None
    if (user, own) != (request.access.user_id, str(registration.person_id)):
        raise ValidationError(_("Choose the other record again."))
    return UUID(other)


@requires(Action.PERSON_WRITE)
@require_POST
def merge_propose(request: HouseRequest, pk: UUID) -> HttpResponse:
    registration, reason = held(request, pk), request.POST.get("reason", "")[:300]

    def act() -> str:
        other = other_of(request, registration)
        row = merging.propose(access=request.access, person=registration.person, other=other, reason=reason)
        return reverse("registrations:merge-detail", args=[row.pk])

    return acted(request, act, reverse("registrations:merge-find", args=[pk]))


@requires(Action.PERSON_WRITE)
@require_POST
def merge_distinct(request: HouseRequest, pk: UUID) -> HttpResponse:
    """«Không phải cùng người»: nobody is asked again."""
    registration, back = held(request, pk), reverse("registrations:merge-find", args=[pk])

    def act() -> str:
        other = other_of(request, registration)
        merging.distinct(access=request.access, person=registration.person, other=other)
        messages.success(request, _("Noted: two different people. This will not be proposed again."))
        return back

    return acted(request, act, back)


def acted(request: HouseRequest, act: Callable[[], str], back: str) -> HttpResponse:
    """Do it and go where it leads; a refusal is said on the page one came from."""
    try:
        return redirect(act())
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return redirect(back)


@requires(Action.PERSON_WRITE)
@require_GET
def merge_list(request: HouseRequest) -> HttpResponse:
    """What waits for me, what I wait for, what was done."""
    parts = merges.parts(request.access)
    shown = [
        person for part in parts for entry in part.entries for person in (entry.row.kept, entry.row.absorbed)
    ]
    audit.note("merges.listed", *shown, access=request.access)
    return render(request, "registrations/merge_list.html", {"parts": parts})


@requires(Action.PERSON_WRITE)
@require_GET
def merge_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    row = proposal(request, pk)
    audit.note("merge.viewed", row.kept, row.absorbed, access=request.access)
    return render(request, "registrations/merge_detail.html", merges.page(row, request.access))


def proposal(request: HouseRequest, pk: UUID) -> Merge:
    rows = Merge.objects.within(request.access).select_related(*merges.RELATED)
    return get_object_or_404(rows, pk=pk)


@requires(Action.PERSON_WRITE)
@require_POST
def merge_answer(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Agree, or say why not."""
    row, form = proposal(request, pk), AnswerForm(request.POST)
    back = reverse("registrations:merge-detail", args=[pk])

    def act() -> str:
        if not form.is_valid():
            raise ValidationError(_("Choose: agree or not."))
        answer = merging.agree if form.cleaned_data["decision"] == "agree" else merging.refuse
        answer(access=request.access, proposal=row, note=form.cleaned_data["note"])
        messages.success(request, _("Your answer is saved."))
        return back

    return acted(request, act, back)


@requires(Action.PERSON_MERGE)
@require_http_methods(["GET", "POST"])
def merge_compare(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Side by side: choose, look at what moves, then merge."""
    row = proposal(request, pk)
    if row.state != Merge.State.AGREED or not merging.both_in_view(request.access, row):
        return redirect("registrations:merge-detail", pk)
    asked = merging.lines(row.kept, row.absorbed, merging.matched(row.kept, row.absorbed).pairs)
    form = CompareForm(posted(request), asked=asked)
    if "confirm" in request.POST and (response := submit(request, form, lambda: done(request, row, form))):
        return response
    audit.note("merge.compared", row.kept, row.absorbed, access=request.access)
    ahead = looked_ahead(request, row, form)
    context = {**merges.page(row, request.access), "form": form, "ahead": ahead}
    return render(request, "registrations/merge_compare.html", context, status=422 if form.errors else 200)


def looked_ahead(request: HouseRequest, row: Merge, form: CompareForm) -> dict[str, Any] | None:
    """What would move; what speaks against it is said on top of the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        seen = merging.preview(access=request.access, proposal=row, chosen=form.cleaned_data)
    except ValidationError as refusal:
        adopt(form, refusal)
        return None
    return {"counts": merges.counted(seen), "warnings": seen.warnings}


def done(request: HouseRequest, row: Merge, form: CompareForm) -> str:
    merged = merging.merge(access=request.access, proposal=row, chosen=form.cleaned_data)
    for warning in merged.warnings:
        messages.warning(request, warning)
    messages.success(request, _("The two records are one now. Nothing was deleted."))
    return reverse("registrations:merge-detail", args=[row.pk])


@requires(Action.PERSON_MERGE)
@require_POST
def merge_undo(request: HouseRequest, pk: UUID) -> HttpResponse:
    row, back = proposal(request, pk), reverse("registrations:merge-detail", args=[pk])

    def act() -> str:
        merging.undo(access=request.access, proposal=row)
        messages.success(request, _("The merge is undone: both records are as they were."))
        return back

    return acted(request, act, back)

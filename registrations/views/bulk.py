"""«Ghi bước cho nhiều người»: choose the step, look over who gets it, record, and for ten minutes take back."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from campaigns.dates import as_partial
from campaigns.models import Campaign
from campaigns.views.pages import page, posted, submit
from registrations import saved
from registrations.forms.bulk import BulkForm
from registrations.forms.filters import FilterForm
from registrations.listing import Rows, chosen
from registrations.models import BulkStep, Milestone, Registration
from registrations.services import bulk as bulks
from registrations.views.lists import list_url

LATEST = 30
SHAPES = {"waiting": "none", "done": "ok", "refused": "err", "undone": "none", "kept": "warn"}
STATES = {"draft": "none", "running": "running", "done": "ok", "undoing": "running", "undone": "none"}


def held(request: HouseRequest, pk: UUID) -> BulkStep:
    rows = BulkStep.objects.within(request.access).select_related("job", "market", "enterprise", "campaign")
    return get_object_or_404(rows, pk=pk)


def here(bulk: BulkStep) -> str:
    return reverse("registrations:bulk-detail", args=[bulk.pk])


@requires(Action.MILESTONE_WRITE)
@require_GET
def bulk_list(request: HouseRequest) -> HttpResponse:
    """The lists that the reader has prepared or recorded, newest first."""
    found = BulkStep.objects.within(request.access)[:LATEST]
    rows = [{"bulk": one, "shape": STATES[one.state], "people": one.rows.count()} for one in found]
    return render(request, "registrations/bulk_list.html", {"rows": rows})


@requires(Action.MILESTONE_WRITE)
@require_POST
def bulk_new(request: HouseRequest) -> HttpResponse:
    """The ticked people of a list, or all that its filter and search mean."""
    campaign, query = current_campaign(), QueryDict(request.POST.get("query", ""))
    try:
        made = bulks.prepare(
            access=request.access, campaign=campaign, registrations=picked(request, campaign, query)
        )
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return redirect(list_url(query.urlencode()))
    return redirect(here(made))


def picked(request: HouseRequest, campaign: Campaign, query: QueryDict) -> Rows:
    rows = Registration.objects.within(request.access)
    if "tat-ca" in request.POST:
        form = FilterForm(query, access=request.access, campaign=campaign)
        return chosen(rows, campaign, form.wanted(saved.recall(request, query.get("tim", ""))))
    return rows.filter(pk__in=keys(request.POST.getlist("chon")))


def keys(words: list[str]) -> list[UUID]:
    """Ids among what was sent; what is none picks nobody."""
    found = []
    for word in words:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


@requires(Action.MILESTONE_WRITE)
@require_http_methods(["GET", "POST"])
def bulk_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Each state of a list has its page: choosing, looking over, at work, done."""
    bulk = held(request, pk)
    if bulk.is_draft and (request.method == "POST" or "buoc" in request.GET or not bulk.is_chosen):
        return asked(request, bulk)
    if request.method == "POST":
        return redirect(here(bulk))
    if request.htmx:
        open_job = bulk.is_at_work and bulk.job and bulk.job.is_open
        if not open_job:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "registrations/_bulk_progress.html", {"bulk": bulk, "job": bulk.job})
    return looked_over(request, bulk) if bulk.is_draft else result(request, bulk)


def asked(request: HouseRequest, bulk: BulkStep) -> HttpResponse:
    """First the step, then what the step needs."""
    kind = request.POST.get("kind") or request.GET.get("buoc") or ""
    start = {"on": as_partial(working_day(bulk.campaign)), "kind": kind, "market": bulk.market}
    form = BulkForm(posted(request), kind=kind, access=request.access, initial=start)

    def choose() -> str:
        bulks.choose(access=request.access, bulk=bulk, **form.given())
        return here(bulk)

    if response := submit(request, form, choose):
        return response
    people = bulks.visible(request.access, bulk)
    context = {
        "bulk": bulk,
        "kind": Milestone.Kind(kind).label if kind in Milestone.Kind.values else "",
        "people": len(people),
        "steps": steps_for(people.values()),
    }
    return page(request, "registrations/bulk_choose.html", context, form)


def steps_for(people: Any) -> list[tuple[str, Any, int]]:
    """The steps that may follow for somebody of the list, in the order of the way, with how many."""
    found = Counter(kind for person in people for kind in person.next_stages)
    return [(kind, Milestone.Kind(kind).label, found[kind]) for kind in Milestone.Kind.values if found[kind]]


def looked_over(request: HouseRequest, bulk: BulkStep) -> HttpResponse:
    """Who gets the step, who cannot and why; that they were shown is logged."""
    seen = bulks.foreseen(request.access, bulk)
    people = [one.registration for one in seen if one.registration]
    audit.note("bulk.viewed", *people, access=request.access)
    context = {
        "bulk": bulk,
        "ready": [one for one in seen if one.can],
        "refused": [one for one in seen if not one.can],
        "in_background": len(seen) > bulks.AT_ONCE,
    }
    return render(request, "registrations/bulk_preview.html", context)


def result(request: HouseRequest, bulk: BulkStep) -> HttpResponse:
    """What was written and what was not, person by person."""
    people = bulks.visible(request.access, bulk)
    audit.note("bulk.viewed", *people.values(), access=request.access)
    rows = [
        {"row": row, "registration": people.get(row.registration_id), "shape": SHAPES[row.state]}
        for row in bulk.rows.all()
    ]
    context = {
        "bulk": bulk,
        "job": bulk.job,
        "shape": STATES[bulk.state],
        "counts": bulks.counts(bulk),
        "rows": sorted(rows, key=lambda one: one["shape"] in ("ok", "none")),
    }
    return render(request, "registrations/bulk_result.html", context)


@requires(Action.MILESTONE_WRITE)
@require_POST
def bulk_commit(request: HouseRequest, pk: UUID) -> HttpResponse:
    bulk = held(request, pk)
    if not bulk.is_chosen:
        return redirect(here(bulk))
    done = bulks.start(access=request.access, bulk=bulk)
    if done.is_at_work:
        messages.info(request, _("The step is being recorded. You may leave this page."))
    return redirect(here(bulk))


@requires(Action.MILESTONE_WRITE)
@require_POST
def bulk_undo(request: HouseRequest, pk: UUID) -> HttpResponse:
    bulk = held(request, pk)
    try:
        bulks.take_back(access=request.access, bulk=bulk)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect(here(bulk))


@requires(Action.MILESTONE_WRITE)
@require_POST
def bulk_drop(request: HouseRequest, pk: UUID) -> HttpResponse:
    bulk = held(request, pk)
    bulks.drop(access=request.access, bulk=bulk)
    messages.info(request, _("The list was put aside. Nothing of it was written."))
    return redirect("registrations:list" if bulk.is_draft else here(bulk))

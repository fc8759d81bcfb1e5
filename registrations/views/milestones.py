"""What happened to somebody: record the next step, correct one, take one back that never happened."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import Action, HouseRequest, requires
from campaigns.current import working_day
from campaigns.dates import as_partial
from registrations.forms.milestones import AnnulForm, CorrectionForm, MilestoneForm
from registrations.merges import missing
from registrations.models import Milestone, Registration
from registrations.services import milestones
from registrations.views.asking import ask
from registrations.views.conflicts import side_by_side


def held(request: HouseRequest, pk: UUID) -> Registration:
    """The registration of this address; an old address of a merged one leads on (`laborexport.errors.not_found`)."""
    rows = Registration.objects.within(request.access).select_related(
        "person__unit__parent", "unit", "campaign", "market", "job_order", "event"
    )
    registration = rows.filter(pk=pk).first()
    if registration is None:
        raise missing(pk, request.access)
    return registration


@requires(Action.MILESTONE_WRITE)
@require_http_methods(["GET", "POST"])
def milestone_record(request: HouseRequest, pk: UUID, kind: str) -> HttpResponse:
    registration = held(request, pk)
    if kind not in Milestone.Kind.values:
        raise Http404
    start = start_of(registration)
    form = MilestoneForm(request.POST or None, kind=kind, access=request.access, initial=start)
    return ask(
        request,
        registration,
        form,
        lambda: milestones.record(
            access=request.access, registration=registration, kind=kind, **form.given()
        ),
        title=str(Milestone.Kind(kind).label),
        button=_("Record the step"),
        done=_("The step is recorded."),
    )


def start_of(registration: Registration) -> dict[str, object]:
    """The day it is, where the registration stands, and the market it is about."""
    return {
        "on": as_partial(working_day(registration.campaign)),
        "version": registration.version,
        "stage": registration.stage,
        "market": market_of(registration),
    }


def market_of(registration: Registration) -> object:
    """Where the person was selected for, else where they want to go."""
    selected = registration.milestones.filter(kind=Milestone.Kind.SELECTED, superseded_at__isnull=True)
    step = selected.select_related("market").first()
    return step.market if step else registration.market


def step_of(request: HouseRequest, registration: Registration, pk: int) -> tuple[Milestone, Milestone]:
    """The step a page was opened on, and what it has been corrected to since; a page opens only on one that holds."""
    rows = registration.milestones.select_related("market", "enterprise")
    opened = now = get_object_or_404(rows, pk=pk)
    while request.method == "POST" and now.superseded_by is not None:
        now = now.superseded_by
    if now.superseded_at is not None:
        raise Http404
    return opened, now


@requires(Action.MILESTONE_WRITE)
@require_http_methods(["GET", "POST"])
def milestone_correct(request: HouseRequest, pk: UUID, step: int) -> HttpResponse:
    registration = held(request, pk)
    opened, now = step_of(request, registration, step)
    form = CorrectionForm(
        request.POST or None, milestone=now, access=request.access, version=registration.version
    )
    return ask(
        request,
        registration,
        form,
        lambda: milestones.correct(access=request.access, milestone=now, **form.given()),
        title=_("Correct “%(step)s”") % {"step": now.get_kind_display()},
        button=_("Save the correction"),
        done=_("The entry is corrected; the old one stays in the history."),
        names={"reason": "reason"},
        annul=now if now.kind != Milestone.Kind.REGISTERED else None,
        on_conflict=lambda conflict: side_by_side(request, form, opened, now, conflict),
    )


@requires(Action.MILESTONE_WRITE)
@require_http_methods(["GET", "POST"])
def milestone_annul(request: HouseRequest, pk: UUID, step: int) -> HttpResponse:
    registration = held(request, pk)
    _opened, milestone = step_of(request, registration, step)
    start = {"version": registration.version, "stage": registration.stage}
    form = AnnulForm(request.POST or None, initial=start)
    return ask(
        request,
        registration,
        form,
        lambda: milestones.annul(
            access=request.access,
            milestone=milestone,
            reason=form.cleaned_data["correction_reason"],
            version=form.cleaned_data["version"],
        ),
        title=_("Take back “%(step)s”") % {"step": milestone.get_kind_display()},
        button=_("Take the entry back"),
        done=_("The entry is taken back; it stays in the history."),
        danger=True,
    )

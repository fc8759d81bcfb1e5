"""What must hold of events and partners beyond what the database itself refuses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from accounts.doctor import Problem
from outreach.costs import Cost, problem
from outreach.licences import standing
from outreach.models import Event, JobOrder, Material


def problems() -> list[Problem]:
    return [*advisers(), *leads(), *counts(), *costs(), *stocks()]


def advisers() -> list[Problem]:
    """I6: a union never advises, and who advised was licensed on the day."""
    events = Event.objects.exclude(state=Event.State.CANCELLED).select_related(
        "adviser_enterprise", "adviser_centre"
    )
    rows = events.prefetch_related("adviser_enterprise__statuses").iterator(chunk_size=1000)
    wrong = (event.pk for event in rows if not rightly_advised(event))
    words = _(
        "Consultations and dialogues have an adviser who was not licensed on the day, or none. Name the one who advised."
    )
    return found("I6", wrong, words)


def rightly_advised(event: Event) -> bool:
    enterprise, centre = event.adviser_enterprise, event.adviser_centre
    if enterprise is not None and not standing(enterprise, event.on).is_valid:
        return False
    if centre is not None and centre.kind != centre.Kind.JOB_CENTRE:
        return False
    return bool(enterprise or centre) or event.kind not in Event.NEEDS_ADVISER


def leads() -> list[Problem]:
    lead = Count("organizers", filter=Q(organizers__is_lead=True))
    wrong = Event.objects.annotate(leads=lead).exclude(leads=1).values_list("pk", flat=True)
    return found("event-lead", wrong, _("Events do not have exactly one leading body. Name it on the event."))


def counts() -> list[Problem]:
    """A head-count takes in everybody ticked on the list, and belongs to events that took place."""
    rows: Any = Event.objects.with_numbers()
    counted = rows.filter(turns__isnull=False)
    small = counted.filter(turns__lt=F("present")).values_list("pk", flat=True)
    cancelled = counted.filter(state=Event.State.CANCELLED).values_list("pk", flat=True)
    return [
        *found(
            "event-count",
            small,
            _("Head-counts are smaller than the attendance list. Correct the head-count."),
        ),
        *found(
            "event-count",
            cancelled,
            _("Cancelled events have a head-count. Plan them anew if they were held."),
        ),
    ]


def costs() -> list[Problem]:
    orders = JobOrder.objects.select_related("market", "channel").prefetch_related("costs")
    wrong = (
        order.pk
        for order in orders.iterator(chunk_size=1000)
        if any(problem(Cost(c.kind, c.amount, c.payer), order) for c in order.costs.all())
    )
    return found("cost-ceiling", wrong, _("Cost sheets take more from the worker than the law allows."))


def stocks() -> list[Problem]:
    rows: Any = Material.objects.with_stock().exclude(kind=Material.Kind.BROADCAST)
    wrong = rows.filter(Q(in_store__lt=0) | Q(handed_out__gt=F("printed"))).values_list("pk", flat=True)
    return found("material-stock", wrong, _("More copies were given out than printed. Enter the reprint."))


def found(invariant: str, ids: Iterable[object], message: str) -> list[Problem]:
    """One problem naming all rows, or none."""
    named = [str(pk) for pk in ids]
    return [Problem(invariant, named, message)] if named else []

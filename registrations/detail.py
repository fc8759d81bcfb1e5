"""What the page of one registration shows, in as few statements as it has parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEntry
from campaigns.access import Access
from campaigns.dates import format_partial
from registrations import attended, claims, phones
from registrations.models import (
    Affiliation,
    AllowanceEntry,
    Consent,
    Contact,
    CreditProposal,
    GroupStatus,
    LoanReferral,
    Milestone,
    Person,
    Phone,
    Registration,
    Support,
    Training,
)
from registrations.rows import SHAPES
from registrations.services import milestones
from registrations.services.words import today

# What few people have (a job order, an event, a row of a list) is asked for where it is: each table more takes longer to plan.
RELATED = ("person__unit__parent", "unit__parent", "campaign", "market", "created_by")
MOST_LOOKS = 100
OF_REGISTRATION: dict[str, type[Model]] = {
    "contacts": Contact,
    "claims": CreditProposal,
    "loans": LoanReferral,
    "trainings": Training,
    "supports": Support,
    "allowance": AllowanceEntry,
}
OF_PERSON: dict[str, type[Model]] = {
    "phones": Phone,
    "groups": GroupStatus,
    "ties": Affiliation,
    "consents": Consent,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the timeline; a superseded one stays, struck, with the reason."""

    pk: int
    kind: str
    when: str
    title: str
    notes: tuple[str, ...]
    by: str
    recorded_at: Any
    days_late: int  # 0 while it counts as recorded in time
    superseded: bool
    why: str
    on: date
    is_milestone: bool = True


def read(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """One registration with its surroundings, and which parts of its page there is anything to read for."""
    mine, own = OuterRef("pk"), OuterRef("person")
    others = Registration.objects.filter(person=own).exclude(pk=mine)
    has = {
        name: Exists(model._default_manager.filter(registration=mine))
        for name, model in OF_REGISTRATION.items()
    }
    has |= {name: Exists(model._default_manager.filter(person=own)) for name, model in OF_PERSON.items()}
    flags = {f"has_{name}": exists for name, exists in {**has, "others": Exists(others)}.items()}
    return rows.select_related(*RELATED).annotate(**flags, **attended.flags())


def _has(registration: Registration, part: str) -> bool:
    """An empty part costs no statement; what was read without `read` is looked for."""
    return bool(getattr(registration, f"has_{part}", True))


def context(registration: Registration, access: Access) -> dict[str, Any]:
    person = registration.person
    has = partial(_has, registration)
    return {
        "registration": registration,
        "person": person,
        "shape": SHAPES[registration.stage],
        "numbers": [
            (row.get_kind_display(), row.masked, row.superseded_at, row.pk) for row in _numbers(person)
        ],
        "phones": [
            (phones.mask(row.value), row.get_owner_display(), row.pk)
            for row in (person.phones.all() if has("phones") else ())
        ],
        "steps": steps_of(registration),
        "next_steps": [(kind, Milestone.Kind(kind).label) for kind in milestones.allowed(registration)],
        "credits": claims.standing(registration, today()),
        "claims": claims.open_about(registration, access) if has("claims") else [],
        "may_join": access.sees_everyone,
        "groups": person.groups.all() if has("groups") else [],
        "events": attended.attended(registration, access),
        "ties": _ties(person) if has("ties") else [],
        "consents": person.consents.all() if has("consents") else [],
        "loans": _loans(registration, access) if has("loans") else [],
        "trainings": registration.trainings.all() if has("trainings") else [],
        "supports": registration.supports.all() if has("supports") else [],
        "allowance": _allowance(registration, access) if has("allowance") else None,
        "others": _others(registration, access) if has("others") else [],
    }


def _ties(person: Person) -> QuerySet[Affiliation]:
    """Ties with what the members named in them agreed to themselves."""
    return person.affiliations.select_related("organization").prefetch_related("consents")


def _loans(registration: Registration, access: Access) -> QuerySet[LoanReferral]:
    return LoanReferral.objects.within(access).filter(registration=registration).select_related("branch")


def _numbers(person: Person) -> QuerySet[Any]:
    """Those that hold first, then what the person was known by before."""
    return person.identities.order_by(F("superseded_at").desc(nulls_first=True), "kind")


def _allowance(registration: Registration, access: Access) -> AllowanceEntry | None:
    entries = AllowanceEntry.objects.within(access).select_related("introducer", "payer")
    return entries.filter(registration=registration).first()


def _others(registration: Registration, access: Access) -> QuerySet[Registration]:
    """Earlier and later registrations of the same person, as far as they are in view."""
    rows = Registration.objects.within(access).filter(person=registration.person)
    return rows.exclude(pk=registration.pk).select_related("campaign")


def steps_of(registration: Registration) -> list[Step]:
    rows = registration.milestones.select_related("market", "enterprise", "recorded_by", "superseded_by")
    said = registration.contacts.select_related("recorded_by", "milestone").order_by("pk")
    found = [
        *map(step_of, rows.order_by("pk")),
        *map(contact_step, said if _has(registration, "contacts") else ()),
    ]
    return sorted(found, key=lambda step: (step.on, step.recorded_at))


def step_of(row: Milestone) -> Step:
    return Step(
        pk=row.pk,
        kind="none" if row.superseded_at else SHAPES[row.kind],
        when=format_partial(row.when),
        title=row.get_kind_display(),
        notes=tuple(str(note) for note in _notes(row) if note),
        by=str(row.recorded_by) if row.recorded_by else "",
        recorded_at=row.recorded_at,
        days_late=row.days_late if row.is_backdated else 0,
        superseded=row.superseded_at is not None,
        why=row.superseded_by.correction_reason if row.superseded_by else _annulled(row),
        on=row.on,
    )


def contact_step(row: Contact) -> Step:
    """A call or a visit between the steps; one that was taken back stays, struck."""
    later = _("call again on %(day)s") % {"day": f"{row.follow_up_on:%d/%m/%Y}"} if row.follow_up_on else ""
    reason = row.milestone.get_reason_display() if row.milestone else ""
    return Step(
        pk=row.pk,
        kind="dup" if row.result == Contact.Result.REACHED else "none",
        when=f"{row.on:%d/%m/%Y}",
        title=f"{row.get_channel_display()}: {row.get_result_display()}",
        notes=tuple(filter(None, (reason, later, row.note))),
        by=str(row.recorded_by) if row.recorded_by else "",
        recorded_at=row.recorded_at,
        days_late=0,
        superseded=row.undone_at is not None,
        why=_("mis-tap, taken back"),
        on=row.on,
        is_milestone=False,
    )


def _annulled(row: Milestone) -> str:
    return row.correction_reason if row.superseded_at else ""


def _notes(row: Milestone) -> list[Any]:
    return [
        row.market,
        row.enterprise,
        _("through the employment service centre") if row.through_centre else "",
        row.occupation,
        row.get_reason_display() if row.reason else "",
        row.get_outcome_display() if row.outcome else "",
        row.cause,
        row.get_job_after_display() if row.job_after else "",
        _("contract until %(day)s") % {"day": f"{row.ends_on:%d/%m/%Y}"} if row.ends_on else "",
        row.note,
    ]


def looks(registration: Registration) -> QuerySet[AuditEntry]:
    """Who has looked at this registration or its person, newest first."""
    return audit.seen_by([registration.pk, registration.person_id])[:MOST_LOOKS]

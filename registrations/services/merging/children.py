"""What hangs on a person goes over to the one that stays; where both say the same, the older one holds and the other stays behind."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts import crypto
from accounts.context import now
from registrations.models import (
    Affiliation,
    Consent,
    GroupStatus,
    IdentityNumber,
    MemberConsent,
    Person,
    Phone,
)
from registrations.services.merging.choices import ABSORBED, Choices


def move(kept: Person, absorbed: Person, chosen: Choices) -> dict[int, int]:
    """Answers which consent of the one that stays stands for one that was left behind."""
    _numbers(kept, absorbed, chosen)
    _phones(kept, absorbed)
    _groups(kept, absorbed)
    _ties(kept, absorbed, chosen)
    return _consents(kept, absorbed)


def exchange(mine: models.Model, theirs: models.Model, *fixed: str) -> None:
    """Let two rows say what the other said; who they belong to stays."""
    names = [f.attname for f in mine._meta.concrete_fields if not f.primary_key and f.attname not in fixed]
    values: list[tuple[str, Any, Any]] = [
        (name, getattr(mine, name), getattr(theirs, name)) for name in names
    ]
    for name, here, there in values:
        setattr(mine, name, there)
        setattr(theirs, name, here)
    mine.save(update_fields=names)
    theirs.save(update_fields=names)


def _numbers(kept: Person, absorbed: Person, chosen: Choices) -> None:
    """Of two numbers of a kind one holds; the other stays known as one the person was entered by."""
    for kind in IdentityNumber.Kind.values:
        if side := chosen.get(f"number-{kind}"):
            loser = kept if side == ABSORBED else absorbed
            loser.identities.filter(kind=kind, superseded_at__isnull=True).update(superseded_at=now())
    for row in absorbed.identities.all():
        _reseal(row, kept, f"identity:{kept.pk}")


def _phones(kept: Person, absorbed: Person) -> None:
    known = kept.phones.values_list("index", flat=True)
    for row in absorbed.phones.exclude(index__in=list(known)):
        _reseal(row, kept, f"phone:{kept.pk}")


def _reseal(row: IdentityNumber | Phone, person: Person, context: str) -> None:
    """A sealed value opens only for the person it was sealed for."""
    row.sealed, row.person = crypto.seal(row.value, context=context), person
    row.save(update_fields=["sealed", "person"])


def _groups(kept: Person, absorbed: Person) -> None:
    mine = {row.group: row for row in kept.groups.filter(valid_to__isnull=True)}
    for row in absorbed.groups.all():
        held = mine.get(row.group) if row.valid_to is None else None
        if held is None:
            GroupStatus.objects.filter(pk=row.pk).update(person=kept)
        elif row.valid_from < held.valid_from:
            exchange(held, row, "person_id", "group")


def _ties(kept: Person, absorbed: Person, chosen: Choices) -> None:
    mine = {row.organization_id: row for row in kept.affiliations.all()}
    for row in absorbed.affiliations.all():
        held = mine.get(row.organization_id)
        if held is None:
            Affiliation.objects.filter(pk=row.pk).update(person=kept)
        elif chosen.get(f"tie-{row.organization_id}") == ABSORBED:
            exchange(held, row, "person_id", "organization_id")
            _members_agree(held, row)


def _members_agree(held: Affiliation, row: Affiliation) -> None:
    """What a member agreed to goes where the name went."""
    of_both = MemberConsent.objects.filter(affiliation__in=[held, row])
    mine, theirs = (
        {one.purpose: one for one in of_both if one.affiliation_id == tie.pk and one.withdrawn_on is None}
        for tie in (held, row)
    )
    both = mine.keys() & theirs.keys()
    stay = [one.pk for purpose in both for one in (mine[purpose], theirs[purpose])]
    go = {
        tie: [one.pk for one in of_both if one.affiliation_id == tie.pk and one.pk not in stay]
        for tie in (held, row)
    }
    for purpose in both:
        exchange(mine[purpose], theirs[purpose], "affiliation_id", "purpose")
    MemberConsent.objects.filter(pk__in=go[held]).update(affiliation=row)
    MemberConsent.objects.filter(pk__in=go[row]).update(affiliation=held)


def _consents(kept: Person, absorbed: Person) -> dict[int, int]:
    """One consent per purpose is open, the one given first: withdrawn once, it is withdrawn for good."""
    mine = {row.purpose: row for row in kept.consents.filter(withdrawn_on__isnull=True)}
    stands_for: dict[int, int] = {}
    for row in absorbed.consents.all():
        held = mine.get(row.purpose) if row.withdrawn_on is None else None
        if held is None:
            Consent.objects.filter(pk=row.pk).update(person=kept)
            continue
        stands_for[row.pk] = held.pk
        if row.given_on < held.given_on:
            exchange(held, row, "person_id", "purpose")
    return stands_for

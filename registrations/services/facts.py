"""Rows about a person. Written only inside the services that have checked the right and that leave the trace."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model

from accounts import crypto
from accounts.context import now
from accounts.text import nfc, title_case
from campaigns.access import Access
from registrations import identity
from registrations.models import Affiliation, Consent, GroupStatus, IdentityNumber, Person, Phone
from registrations.services.candidates import Belonging, Candidate, ConsentClaim, GroupClaim

Checkable = TypeVar("Checkable", bound=Model)


def index_of(number: str) -> str:
    """What a normalised identity number is found by."""
    return crypto.blind_index(number, field="identity")


def phone_index(number: str) -> str:
    return crypto.blind_index(number, field="phone")


def holder_of(number: str) -> Person | None:
    """The one person known by this number, wherever registered; the caller decides what may be told."""
    if not number:
        return None
    known = IdentityNumber.objects.filter(index=index_of(number), superseded_at__isnull=True)
    found = known.select_related("person__unit").first()
    return found.person if found else None


def new_identity(person: Person, number: str, **issued: object) -> IdentityNumber:
    return IdentityNumber(
        person=person,
        kind=identity.kind_of(number) or "",
        sealed=crypto.seal(number, context=f"identity:{person.pk}"),
        index=index_of(number),
        recorded_at=now(),
        **issued,
    )


def write_identity(person: Person, number: str, **issued: object) -> IdentityNumber:
    """Seal a number that nobody else holds; the unique index has the last word."""
    row = new_identity(person, number, **issued)
    row.save(force_insert=True)
    return row


def undated(person: Person, number: str) -> IdentityNumber | None:
    """The person's own number while nobody has said until when the paper is valid."""
    rows = person.identities.filter(superseded_at__isnull=True, expires_on__isnull=True)
    return rows.filter(index=index_of(number)).first()


def date_identity(row: IdentityNumber, issued_on: date | None, expires_on: date) -> None:
    row.issued_on, row.expires_on = issued_on or row.issued_on, expires_on
    row.save(update_fields=["issued_on", "expires_on"])


def new_phones(
    person: Person, numbers: Iterable[str], known: Collection[str] = (), owner: str = Phone.Owner.SELF
) -> list[Phone]:
    """The numbers that were not known yet."""
    return [
        Phone(
            person=person,
            sealed=crypto.seal(number, context=f"phone:{person.pk}"),
            index=index,
            owner=owner,
            recorded_at=now(),
        )
        for index, number in {phone_index(number): number for number in numbers}.items()
        if index not in known
    ]


def write_phones(person: Person, numbers: Iterable[str], owner: str = Phone.Owner.SELF) -> list[Phone]:
    return Phone.objects.bulk_create(new_phones(person, numbers, known_phones(person), owner))


def known_phones(person: Person) -> set[str]:
    return set(person.phones.values_list("index", flat=True))


def new_groups(
    person: Person, claims: Iterable[GroupClaim], access: Access, known: Collection[str] = ()
) -> list[GroupStatus]:
    """Groups the person is not in already; one that ended may begin again."""
    return [
        clean(
            GroupStatus(
                person=person,
                group=claim.group,
                valid_from=claim.valid_from,
                evidence=nfc(claim.evidence),
                recorded_at=now(),
                recorded_by_id=access.user_id,
            )
        )
        for claim in {claim.group: claim for claim in claims}.values()
        if claim.group not in known
    ]


def write_groups(person: Person, claims: Iterable[GroupClaim], access: Access) -> list[GroupStatus]:
    known = set(person.groups.filter(valid_to__isnull=True).values_list("group", flat=True))
    return GroupStatus.objects.bulk_create(new_groups(person, claims, access, known))


def new_affiliations(
    person: Person, belongings: Iterable[Belonging], known: Collection[int] = ()
) -> list[Affiliation]:
    return [
        clean(
            Affiliation(
                person=person,
                organization=belonging.organization,
                relation=belonging.relation,
                member_name=title_case(belonging.member_name),
                recorded_at=now(),
            )
        )
        for belonging in {belonging.organization.pk: belonging for belonging in belongings}.values()
        if belonging.organization.pk not in known
    ]


def write_affiliations(person: Person, belongings: Iterable[Belonging]) -> list[Affiliation]:
    known = set(person.affiliations.values_list("organization_id", flat=True))
    return Affiliation.objects.bulk_create(new_affiliations(person, belongings, known))


def new_consents(
    person: Person, claims: Iterable[ConsentClaim], access: Access, known: Collection[str] = ()
) -> list[Consent]:
    return [
        clean(
            Consent(
                person=person,
                purpose=claim.purpose,
                given_on=claim.given_on,
                channel=claim.channel,
                evidence=nfc(claim.evidence),
                recorded_at=now(),
                recorded_by_id=access.user_id,
            )
        )
        for claim in {claim.purpose: claim for claim in claims}.values()
        if claim.purpose not in known
    ]


def write_consents(person: Person, claims: Iterable[ConsentClaim], access: Access) -> list[Consent]:
    known = set(person.consents.filter(withdrawn_on__isnull=True).values_list("purpose", flat=True))
    return Consent.objects.bulk_create(new_consents(person, claims, access, known))


def clean(row: Checkable) -> Checkable:
    """Words too long or unknown are refused here; what refers to other rows is for the database."""
    row.clean_fields(exclude=references(type(row)))
    return row


@cache
def references(model: type[Model]) -> frozenset[str]:
    """The columns that point at other rows; asking after each of them would be a query."""
    return frozenset(field.name for field in model._meta.concrete_fields if field.is_relation)


def write_all(person: Person, candidate: Candidate, access: Access) -> dict[str, int]:
    """Everything of a candidate that hangs on the person; answers how many rows of each kind are new."""
    written: dict[str, int] = {}
    if candidate.phones:
        written["phones"] = len(write_phones(person, candidate.phones))
    if candidate.groups:
        written["groups"] = len(write_groups(person, candidate.groups, access))
    if candidate.affiliations:
        written["affiliations"] = len(write_affiliations(person, candidate.affiliations))
    if candidate.consents:
        written["consents"] = len(write_consents(person, candidate.consents, access))
    return {kind: count for kind, count in written.items() if count}


@dataclass(frozen=True, slots=True)
class Held:
    """What is recorded about a person already; nothing about a new one."""

    phones: frozenset[str] = frozenset()
    groups: tuple[GroupStatus, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    purposes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, person: Person | None) -> Held:
        if person is None:
            return cls()
        consents = person.consents.filter(withdrawn_on__isnull=True)
        return cls(
            frozenset(known_phones(person)),
            tuple(person.groups.all()),
            tuple(person.affiliations.select_related("organization")),
            frozenset(consents.values_list("purpose", flat=True)),
        )


def new_all(person: Person, candidate: Candidate, access: Access, held: Held) -> dict[type[Model], list[Any]]:
    """Everything of a candidate that hangs on the person and is not held yet."""
    groups = {row.group for row in held.groups if row.valid_to is None}
    bodies = {row.organization_id for row in held.affiliations}
    return {
        Phone: new_phones(person, candidate.phones, held.phones),
        GroupStatus: new_groups(person, candidate.groups, access, groups),
        Affiliation: new_affiliations(person, candidate.affiliations, bodies),
        Consent: new_consents(person, candidate.consents, access, held.purposes),
    }

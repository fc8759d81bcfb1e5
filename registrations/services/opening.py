"""Registrations that open: one from a form or hundreds from a list, planned by one set of rules, written table by table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts import audit
from accounts.context import now
from accounts.models import AuditEntry
from accounts.text import fold, nfc_lines, sort_key
from accounts.together import insert
from campaigns.access import Access
from campaigns.dates import PartialDate
from campaigns.models import Campaign, Organization
from imports.models import Row
from registrations.models import (
    Affiliation,
    Consent,
    Credit,
    GroupStatus,
    IdentityNumber,
    Milestone,
    Person,
    Phone,
    Profile,
    Registration,
)
from registrations.services import credit, facts, profile, stages
from registrations.services.candidates import Candidate, Wish, normalised_wish
from registrations.services.words import first_day, shown

# What points at another table comes after it.
TABLES: tuple[type[Model], ...] = (
    Person,
    IdentityNumber,
    Registration,
    Milestone,
    Credit,
    Phone,
    GroupStatus,
    Affiliation,
    Consent,
    Profile,
)


@dataclass(slots=True)
class Opening:
    """A checked candidate about to be registered, and the rows that this writes."""

    candidate: Candidate
    wish: Wish
    on: PartialDate
    import_row: Row | None = None
    known: Person | None = None  # held by the caller; without one the candidate becomes a person
    rows: dict[type[Model], list[Any]] = field(default_factory=dict)

    @property
    def person(self) -> Person:
        return self.known or self.rows[Person][0]

    @property
    def registration(self) -> Registration:
        found: Registration = self.rows[Registration][0]
        return found


@dataclass(frozen=True, slots=True)
class Desk:
    """What is the same for everybody who is registered in one go."""

    access: Access
    campaign: Campaign
    body: Organization
    is_demo: bool
    moment: datetime

    @classmethod
    def of(cls, access: Access, campaign: Campaign, body: Organization) -> Desk:
        return cls(access, campaign, body, campaign.is_demo or access.is_demo, now())


def plan(opening: Opening, desk: Desk) -> None:
    """Fill in the rows; a word that does not fit into its column is refused. Nothing is written."""
    candidate, rows = opening.candidate, opening.rows
    if opening.known is None:
        rows[Person] = [_person(candidate, desk)]
        rows[IdentityNumber] = (
            [facts.new_identity(opening.person, candidate.identity)] if candidate.identity else []
        )
    held = facts.Held.of(opening.known)
    rows[Registration] = [_registration(opening, desk)]
    rows[Milestone] = [stages.new(opening.registration, Milestone.Kind.REGISTERED, opening.on, desk.access)]
    rows[Credit] = [credit.whole(opening.registration, desk.body, desk.access)]
    rows |= facts.new_all(opening.person, candidate, desk.access, held)
    rows[Profile] = [_profile(opening, held, desk)]


def write(openings: Sequence[Opening], desk: Desk) -> None:
    """All rows with their traces, in one statement. Raises `IntegrityError` when somebody else was faster."""
    tables = [[row for opening in openings for row in opening.rows.get(model, ())] for model in TABLES]
    with transaction.atomic():
        insert(*tables, [_told(opening, desk) for opening in openings])


def _person(candidate: Candidate, desk: Desk) -> Person:
    person = Person(
        full_name=candidate.full_name,
        name_folded=fold(candidate.full_name),
        name_sort=sort_key(candidate.full_name),
        birth_date=candidate.birth.on,
        birth_precision=candidate.birth.precision,
        sex=candidate.sex,
        unit=candidate.unit,
        hamlet=candidate.hamlet,
        ethnicity=candidate.ethnicity,
        education=candidate.education,
        skills=candidate.skills,
        is_demo=desk.is_demo,
        recorded_at=desk.moment,
    )
    return facts.clean(person)


def _registration(opening: Opening, desk: Desk) -> Registration:
    registration = Registration(
        person=opening.person,
        campaign=desk.campaign,
        unit=opening.candidate.unit,
        stage=Registration.Stage.REGISTERED,
        stage_on=first_day(opening.on),
        import_row=opening.import_row,
        is_demo=opening.person.is_demo,
        created_by_id=desk.access.user_id,
        recorded_at=desk.moment,
        invitee=opening.wish.invitee,
        name_folded=opening.person.name_folded,
        name_sort=opening.person.name_sort,
        unit_path=opening.candidate.unit.path,
        bodies=[desk.body.pk],
        note=nfc_lines(opening.wish.note),
        **normalised_wish(opening.wish),
    )
    return facts.clean(registration)


def _profile(opening: Opening, held: facts.Held, desk: Desk) -> Profile:
    rows = opening.rows
    known = profile.from_rows(
        opening.registration,
        opening.person,
        rows[Milestone],
        [*held.groups, *rows[GroupStatus]],
        [*held.affiliations, *rows[Affiliation]],
    )
    return Profile(registration=opening.registration, recorded_at=desk.moment, **known)


def _told(opening: Opening, desk: Desk) -> AuditEntry:
    registration = opening.registration
    told = {
        "person": str(registration.person_id),
        "organization": desk.body.code,
        "unit": registration.unit.code,
        "on": [None, shown(opening.on)],
        "import_row": registration.import_row_id,
    }
    return audit.build("registration.created", registration, access=desk.access, changes=told)

"""One person, one registration, counted once; whoever comes second shares the credit instead of entering a second row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.models import User
from accounts.text import fold, mask_name, nfc_lines, sort_key
from campaigns.access import Access, Action
from campaigns.dates import PartialDate
from campaigns.models import Campaign, Organization
from imports.models import Row
from registrations.identity import kind_of
from registrations.models import Milestone, Person, Registration
from registrations.services import credit, facts, locking, profile, stages
from registrations.services.candidates import Candidate, Wish, normalised, normalised_wish
from registrations.services.checks import check
from registrations.services.duplicates import Hint, alike, find_duplicates
from registrations.services.words import first_day, shown

__all__ = ["Hint", "Registered", "find_duplicates", "mobiliser", "register"]

Stage = Registration.Stage


@dataclass(frozen=True, slots=True)
class Registered:
    """`created`, `co_mobilised` (a further body got its share) or `already` (this body had registered the person)."""

    registration: Registration
    person: Person
    outcome: str
    warnings: tuple[str, ...] = ()


@transaction.atomic
def register(
    *,
    access: Access,
    campaign: Campaign,
    candidate: Candidate,
    wish: Wish | None = None,
    on: PartialDate,
    organization: Organization | None = None,
    import_row: Row | None = None,
    same_as: UUID | None = None,
) -> Registered:
    """Register a person in a campaign. `same_as` names a proposed duplicate that the officer has recognised."""
    access.require(Action.PERSON_WRITE)
    body, candidate, wish = mobiliser(access, organization), normalised(candidate), wish or Wish()
    checked = check(candidate, campaign=campaign, on=on, access=access, wish=wish)
    checked.stop()
    person, is_new = _person(candidate, campaign, access, same_as)
    known = None if is_new else _known(person, candidate, campaign, on)
    if known is None:
        registration = _open(person, campaign, candidate, wish, on, body, access, import_row)
        return Registered(registration, person, "created", tuple(checked.warnings))
    outcome, resumed = _join(known, candidate, on, body, access, import_row)
    return Registered(known, person, outcome, (*checked.warnings, *resumed))


def mobiliser(access: Access, organization: Organization | None) -> Organization:
    """The body that gets the credit: the own one; another only for who sees everybody."""
    own = organization is None or organization.pk == access.organization_id
    if not own and not access.sees_everyone:
        raise ValidationError({"organization": _("You can register people only for your own organisation.")})
    key = access.organization_id if organization is None else organization.pk
    body = Organization.objects.mobilising().filter(pk=key).first()
    if body is None:
        message = _("%(body)s does not mobilise people. Choose the organisation that did.")
        raise ValidationError({"organization": message % {"body": organization or access.organization_name}})
    return body


def _person(
    candidate: Candidate, campaign: Campaign, access: Access, same_as: UUID | None
) -> tuple[Person, bool]:
    """The one person of this number. Somebody may enter the same number at this moment: the index decides who was first."""
    known = facts.holder_of(candidate.identity)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            known = _recognised(candidate, same_as)
            return (known, False) if known else (_create(candidate, campaign, access), True)
    except IntegrityError:
        known = facts.holder_of(candidate.identity)
        if known is None:
            raise
        return known, False


def _recognised(candidate: Candidate, same_as: UUID | None) -> Person | None:
    if same_as is None:
        return None
    person = next((person for person in alike(candidate, None) if person.pk == same_as), None)
    if person is None:
        raise ValidationError(_("The person you chose is no longer alike. Look at the proposals again."))
    kind = kind_of(candidate.identity)
    if kind and not person.identities.filter(kind=kind, superseded_at__isnull=True).exists():
        facts.write_identity(person, candidate.identity)
    return person


def _create(candidate: Candidate, campaign: Campaign, access: Access) -> Person:
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
        is_demo=_is_demo(access, campaign),
        recorded_at=now(),
    )
    person.full_clean(exclude=["unit"], validate_unique=False)
    person.save(force_insert=True)
    if candidate.identity:
        facts.write_identity(person, candidate.identity)
    return person


def _is_demo(access: Access, campaign: Campaign) -> bool:
    return campaign.is_demo or User.objects.filter(pk=access.user_id, is_demo=True).exists()


def _known(person: Person, candidate: Candidate, campaign: Campaign, on: PartialDate) -> Registration | None:
    """The registration that the person still has in the campaign, held; refuses somebody else's number."""
    _refuse_another(person, candidate)
    locking.hold_person(person)
    current = Registration.objects.filter(person=person, campaign=campaign).exclude(stage=Stage.RETURNED)
    if current.exists():
        return locking.hold(current)
    _refuse_before_return(person, campaign, on)
    return None


def _refuse_another(person: Person, candidate: Candidate) -> None:
    """A number that belongs to somebody of quite another name was mistyped."""
    given, held = fold(candidate.full_name).split(), person.name_folded.split()
    if given[-1:] == held[-1:] or (given[:1] == held[:1] and _same_birth(person.birth, candidate.birth)):
        return
    message = _("This identity number belongs to %(name)s in %(unit)s. Check the number and the name.")
    raise ValidationError({"identity": message % {"name": mask_name(person.full_name), "unit": person.unit}})


def _same_birth(one: PartialDate, other: PartialDate) -> bool:
    return one.is_known and other.is_known and not (one.surely_before(other) or other.surely_before(one))


def _open(
    person: Person,
    campaign: Campaign,
    candidate: Candidate,
    wish: Wish,
    on: PartialDate,
    body: Organization,
    access: Access,
    import_row: Row | None,
) -> Registration:
    """A new registration with its first milestone, its whole credit and its profile."""
    registration = Registration(
        person=person,
        campaign=campaign,
        unit=candidate.unit,
        stage=Stage.REGISTERED,
        stage_on=first_day(on),
        import_row=import_row,
        is_demo=person.is_demo,
        created_by_id=access.user_id,
        recorded_at=now(),
        invitee=wish.invitee,
        note=nfc_lines(wish.note),
        **normalised_wish(wish),
    )
    registration.full_clean(exclude=["id", "person", "campaign", "unit", "import_row", "created_by"])
    registration.save(force_insert=True)
    stages.begin(registration, on, access)
    credit.first(registration, body, access)
    facts.write_all(person, candidate, access)
    profile.refresh(registration)
    audit.record("registration.created", registration, access=access, changes=_told(registration, body, on))
    return registration


def _told(registration: Registration, body: Organization, on: PartialDate) -> dict[str, Any]:
    return {
        "person": str(registration.person_id),
        "organization": body.code,
        "unit": registration.unit.code,
        "on": [None, shown(on)],
        "import_row": registration.import_row_id,
    }


def _refuse_before_return(person: Person, campaign: Campaign, on: PartialDate) -> None:
    """Who went abroad and came back may register again, from the day of return on."""
    returns = Milestone.objects.filter(
        registration__person=person,
        registration__campaign=campaign,
        kind=Milestone.Kind.RETURNED,
        superseded_at__isnull=True,
    )
    for step in returns:
        if on.surely_before(step.when):
            message = _("This person returned on %(date)s; a new registration is possible only from then on.")
            raise ValidationError({"on": message % {"date": shown(step.when)}})


def _join(
    registration: Registration,
    candidate: Candidate,
    on: PartialDate,
    body: Organization,
    access: Access,
    import_row: Row | None,
) -> tuple[str, tuple[str, ...]]:
    """The person is registered: a further body gets its share, new facts are kept, a withdrawal is over."""
    _refuse_abroad(registration, on)
    joined = credit.join(registration, body, access)
    warnings = stages.resume_if_withdrawn(registration, on, access)
    written = facts.write_all(registration.person, candidate, access)
    if written:
        profile.refresh_all(registration.person)
        audit.record("person.completed", registration.person, access=access, changes=written)
    if joined and import_row is not None:
        audit.record("credit.imported", registration, access=access, changes={"row": import_row.pk})
    return "co_mobilised" if joined else "already", warnings


def _refuse_abroad(registration: Registration, on: PartialDate) -> None:
    departed = registration.milestones.filter(kind=Stage.DEPARTED, superseded_at__isnull=True).first()
    if departed is not None and departed.when.surely_before(on):
        message = _("This person departed on %(date)s; a new registration is possible only after return.")
        raise ValidationError({"on": message % {"date": shown(departed.when)}})

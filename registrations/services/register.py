"""One person, one registration, counted once; whoever comes second shares the credit instead of entering a second row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import fold, mask_name
from campaigns.access import Access, Action
from campaigns.dates import PartialDate
from campaigns.models import Campaign, Organization
from imports.models import Row
from registrations.identity import kind_of
from registrations.models import Milestone, Person, Registration
from registrations.services import credit, facts, locking, profile, stages
from registrations.services.candidates import Candidate, Wish, normalised
from registrations.services.checks import check
from registrations.services.duplicates import Hint, alike, find_duplicates
from registrations.services.opening import Desk, Opening, plan, write
from registrations.services.words import shown

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
    opening = Opening(candidate, wish, on, import_row, _whom(candidate, same_as))
    registration, outcome, resumed = _enter(opening, Desk.of(access, campaign, body))
    return Registered(registration, registration.person, outcome, (*checked.warnings, *resumed))


def mobiliser(access: Access, organization: Organization | None) -> Organization:
    """The body that gets the credit: the own one; another only for who sees everybody."""
    own = organization is None or organization.pk == access.organization_id
    if not own and not access.sees_everyone:
        raise ValidationError({"organization": _("You can register people only for your own organisation.")})
    body = organization or access.organization
    if body.kind not in Organization.MOBILISING:
        message = _("%(body)s does not mobilise people. Choose the organisation that did.")
        raise ValidationError({"organization": message % {"body": body}})
    return body


def _whom(candidate: Candidate, same_as: UUID | None) -> Person | None:
    """The one person of this number, or the one whom the officer has recognised."""
    known = facts.holder_of(candidate.identity)
    if known is not None or same_as is None:
        return known
    try:
        with transaction.atomic():
            return _recognised(candidate, same_as)
    except IntegrityError:
        if (first := facts.holder_of(candidate.identity)) is None:
            raise
        return first


def _enter(opening: Opening, desk: Desk) -> tuple[Registration, str, tuple[str, ...]]:
    """Join the registration that the person has in the campaign, or open one."""
    if known := _known(opening, desk.campaign):
        return known, *_join(known, opening, desk)
    plan(opening, desk)
    try:
        write([opening], desk)
    except IntegrityError:
        first = None if opening.known else facts.holder_of(opening.candidate.identity)
        if first is None:
            raise
        # Somebody entered the same number at this moment: the index has decided who was first.
        return _enter(replace(opening, known=first, rows={}), desk)
    return opening.registration, "created", ()


def _recognised(candidate: Candidate, same_as: UUID) -> Person:
    person = next((person for person in alike(candidate, None) if person.pk == same_as), None)
    if person is None:
        raise ValidationError(_("The person you chose is no longer alike. Look at the proposals again."))
    kind = kind_of(candidate.identity)
    if kind and not person.identities.filter(kind=kind, superseded_at__isnull=True).exists():
        facts.write_identity(person, candidate.identity)
    return person


def _known(opening: Opening, campaign: Campaign) -> Registration | None:
    """The registration that the person still has in the campaign, held; refuses somebody else's number."""
    person = opening.known
    if person is None:
        return None
    refuse_another(person, opening.candidate.full_name, opening.candidate.birth)
    locking.hold_person(person)
    current = Registration.objects.filter(person=person, campaign=campaign).exclude(stage=Stage.RETURNED)
    if current.exists():
        return locking.hold(current)
    _refuse_before_return(person, campaign, opening.on)
    return None


def refuse_another(person: Person, full_name: str, birth: PartialDate) -> None:
    """A number that belongs to somebody of quite another name was mistyped."""
    given, held = fold(full_name).split(), person.name_folded.split()
    if given[-1:] == held[-1:] or (given[:1] == held[:1] and _same_birth(person.birth, birth)):
        return
    message = _("This identity number belongs to %(name)s in %(unit)s. Check the number and the name.")
    raise ValidationError({"identity": message % {"name": mask_name(person.full_name), "unit": person.unit}})


def _same_birth(one: PartialDate, other: PartialDate) -> bool:
    return one.is_known and other.is_known and not (one.surely_before(other) or other.surely_before(one))


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


def _join(registration: Registration, opening: Opening, desk: Desk) -> tuple[str, tuple[str, ...]]:
    """The person is registered: a further body gets its share, new facts are kept, a withdrawal is over."""
    access, row = desk.access, opening.import_row
    _refuse_abroad(registration, opening.on)
    joined = credit.join(registration, desk.body, access)
    warnings = stages.resume_if_withdrawn(registration, opening.on, access)
    written = facts.write_all(registration.person, opening.candidate, access)
    if written:
        profile.refresh_all(registration.person)
        audit.record("person.completed", registration.person, access=access, changes=written)
    if joined and row is not None:
        audit.record("credit.imported", registration, access=access, changes={"row": row.pk})
    return "co_mobilised" if joined else "already", warnings


def _refuse_abroad(registration: Registration, on: PartialDate) -> None:
    departed = registration.milestones.filter(kind=Stage.DEPARTED, superseded_at__isnull=True).first()
    if departed is not None and departed.when.surely_before(on):
        message = _("This person departed on %(date)s; a new registration is possible only after return.")
        raise ValidationError({"on": message % {"date": shown(departed.when)}})

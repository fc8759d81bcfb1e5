"""Fast entry: a session per paper list, one draft on the server, each line registered by the service of all other ways in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit, crypto
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from campaigns.dates import as_partial
from campaigns.models import Campaign, Organization, Unit
from outreach.models import Event
from registrations.models import EntryDraft, EntryLine, EntrySession, Person, Registration
from registrations.services import facts, made
from registrations.services.candidates import Candidate, Wish, normalised
from registrations.services.checks import unit_trouble
from registrations.services.duplicates import find_duplicates
from registrations.services.register import mobiliser, register

DRAFT_KEPT = timedelta(days=7)
SEAT_KEPT = timedelta(minutes=30)  # as long as a sign-in lives without a touch


class Elsewhere(Exception):
    """The session is open on another machine, or in another window of this one."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One line of the paper list as it was typed."""

    position: int
    candidate: Candidate
    wish: Wish
    on: date
    organization: Organization | None = None
    same_as: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    line: EntryLine
    person: Person
    warnings: tuple[str, ...] = ()


@transaction.atomic
def open_session(
    *,
    access: Access,
    campaign: Campaign,
    unit: Unit,
    on: date,
    planned: int | None = None,
    note: str = "",
    event: Event | None = None,
    organization: Organization | None = None,
    seat: UUID | None = None,
) -> EntrySession:
    """A number for the paper list; Enter does what it did in the officer's last session."""
    access.require(Action.PERSON_WRITE)
    if trouble := unit_trouble(unit, as_partial(on), access):
        raise ValidationError({"unit": trouble})
    last = EntrySession.objects.filter(officer_id=access.user_id).first()
    session = EntrySession(
        officer_id=access.user_id,
        campaign=campaign,
        organization=mobiliser(access, organization),
        unit=unit,
        event=event,
        on=on,
        planned=planned,
        note=nfc(note),
        enter_moves=last.enter_moves if last else True,
        seat=seat,
        seat_at=now() if seat else None,
        opened_at=now(),
    )
    session.full_clean(exclude=["officer", "campaign", "organization", "unit", "event"])
    session.save(force_insert=True)
    told = {"unit": unit.code, "organization": session.organization.code, "planned": planned}
    audit.record("entry.opened", session, access=access, changes=told)
    return session


@transaction.atomic
def sit_down(*, access: Access, session: EntrySession, seat: UUID, take: bool = False) -> bool:
    """Whether this browser may type: the seat is free, its own, or was left; `take` takes it from another one."""
    access.require(Action.PERSON_WRITE)
    session = _locked(access, session)
    left = session.seat_at is None or now() - session.seat_at > SEAT_KEPT
    if session.seat == seat:
        return True
    if not (session.seat is None or left or take):
        return False
    if take:
        audit.record("entry.taken_over", session, access=access)
    _touch(session, seat)
    return True


@transaction.atomic
def save_draft(
    *,
    access: Access,
    session: EntrySession,
    seat: UUID,
    typed: Mapping[str, str],
    version: int | None = None,
) -> EntryDraft | None:
    """Keep what stands in the fields; nothing typed, nothing kept. A line that was saved meanwhile needs no draft."""
    access.require(Action.PERSON_WRITE)
    session = _held(access, session, seat)
    draft = EntryDraft.objects.filter(session=session).first()
    if version is not None and draft is not None and draft.version != version:
        raise Elsewhere
    _touch(session, seat)
    content = {name: text for name, text in typed.items() if text.strip()}
    if not set(content) - {"position"} or _is_entered(session, content.get("position", "")):
        EntryDraft.objects.filter(session=session).delete()
        return None
    draft = draft or EntryDraft(session=session, version=0)
    draft.sealed = crypto.seal_json(content, context=f"draft:{session.pk}")
    draft.version, draft.saved_at = draft.version + 1, now()
    draft.save()
    return draft


def _is_entered(session: EntrySession, position: str) -> bool:
    if not position.isdecimal():
        return False
    return session.lines.filter(position=int(position[:6]), undone_at__isnull=True).exists()


@transaction.atomic
def enter_line(*, access: Access, session: EntrySession, seat: UUID, typed: Typed) -> Entered:
    """Register the person of a line; what was chosen for it is offered to the next one, and the draft has served."""
    session = _held(access, session, seat)
    if session.lines.filter(position=typed.position, undone_at__isnull=True).exists():
        message = _("Line %(line)s of the list is entered already. Give this one another number.")
        raise ValidationError({"position": message % {"line": typed.position}})
    moment = made.hold(_known(typed))
    done = register(
        access=access,
        campaign=session.campaign,
        candidate=typed.candidate,
        wish=typed.wish,
        on=as_partial(typed.on),
        organization=typed.organization or session.organization,
        same_as=typed.same_as,
    )
    line = EntryLine.objects.create(
        session=session,
        position=typed.position,
        registration=done.registration,
        outcome=done.outcome,
        made=made.made_since(done, moment, access),
        created_at=now(),
    )
    _carry(session, typed, seat)
    EntryDraft.objects.filter(session=session).delete()
    told = {"line": line.position, "outcome": line.outcome}
    audit.record("entry.line", session, access=access, changes=told)
    return Entered(line, done.person, done.warnings)


def _known(typed: Typed) -> Person | None:
    if typed.same_as is not None:
        return Person.objects.filter(pk=typed.same_as).first()
    return facts.holder_of(normalised(typed.candidate).identity)


def _carry(session: EntrySession, typed: Typed, seat: UUID) -> None:
    """Commune, event, market, date and body; never a consent."""
    session.unit, session.event, session.market = typed.candidate.unit, typed.wish.event, typed.wish.market
    session.on, session.organization = typed.on, typed.organization or session.organization
    _touch(session, seat, "unit", "event", "market", "on", "organization")


def recognised(candidate: Candidate, campaign: Campaign, access: Access) -> Candidate:
    """«Cùng vận động»: the officer has seen who holds the number; the name need not be typed again. The question is logged."""
    hints = [hint for hint in find_duplicates(candidate, access) if hint.certain]
    held = Registration.objects.filter(person__in=[hint.person_id for hint in hints], campaign=campaign)
    known = held.exclude(stage=Registration.Stage.RETURNED).select_related("person").first()
    if known is None:
        message = _("Nobody of this number is registered in this plan. Enter the name and save.")
        raise ValidationError({"identity": message})
    person = known.person
    return replace(candidate, full_name=person.full_name, birth=person.birth, sex=person.sex)


@transaction.atomic
def close_session(*, access: Access, session: EntrySession) -> EntrySession:
    """The list is done; a line that was begun must be saved or cleared first."""
    access.require(Action.PERSON_WRITE)
    session = _open(_locked(access, session))
    if EntryDraft.objects.filter(session=session).exists():
        raise ValidationError(_("One line is half typed. Save it or clear it, then close the session."))
    session.closed_at, session.seat, session.seat_at = now(), None, None
    session.save(update_fields=["closed_at", "seat", "seat_at"])
    audit.record("entry.closed", session, access=access, changes={"lines": next_position(session) - 1})
    return session


@transaction.atomic
def set_enter(*, access: Access, session: EntrySession, moves: bool) -> EntrySession:
    """Whether Enter goes to the next field; remembered for the sessions to come."""
    access.require(Action.PERSON_WRITE)
    session = _locked(access, session)
    if session.enter_moves != moves:
        session.enter_moves = moves
        session.save(update_fields=["enter_moves"])
        audit.record("entry.keys", session, access=access, changes={"enter_moves": [not moves, moves]})
    return session


def next_position(session: EntrySession) -> int:
    """One below the last line that stands."""
    last: dict[str, Any] = session.lines.filter(undone_at__isnull=True).aggregate(last=Max("position"))
    return (last["last"] or 0) + 1


def purge_drafts() -> int:
    """Drafts hold personal data of people who are registered nowhere: a week, and they go."""
    return EntryDraft.objects.filter(saved_at__lt=now() - DRAFT_KEPT).delete()[0]


def _locked(access: Access, session: EntrySession) -> EntrySession:
    rows = EntrySession.objects.within(access).select_related("campaign", "organization", "unit")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=session.pk)


def _open(session: EntrySession) -> EntrySession:
    if not session.is_open:
        raise ValidationError(_("This session is closed. Open a new one for a further list."))
    return session


def _held(access: Access, session: EntrySession, seat: UUID) -> EntrySession:
    """Open, and this browser is the one that types."""
    session = _open(_locked(access, session))
    if session.seat not in (None, seat):
        raise Elsewhere
    return session


def _touch(session: EntrySession, seat: UUID, *fields: str) -> None:
    session.seat, session.seat_at = seat, now()
    session.save(update_fields=[*fields, "seat", "seat_at"])

"""What is known of somebody who wants to go abroad, before it is a row; the same from a form and from a sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from accounts.text import nfc, title_case
from campaigns.dates import PartialDate, Precision, today_vn
from campaigns.models import Organization, Unit
from outreach.models import Channel, Event, Invitee, JobOrder, Market, Programme
from registrations import identity, phones
from registrations.models import Affiliation, Consent, Person


@dataclass(frozen=True, slots=True)
class GroupClaim:
    """A policy group somebody says to belong to, since when, by which paper."""

    group: str
    valid_from: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Member of a body, or child, sibling or grandchild of one."""

    organization: Organization
    relation: str = Affiliation.Relation.SELF
    member_name: str = ""


@dataclass(frozen=True, slots=True)
class ConsentClaim:
    """A consent as given on paper or before a witness; never assumed."""

    purpose: str
    given_on: date
    channel: str = Consent.Channel.PAPER
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    full_name: str
    birth: PartialDate
    sex: str
    unit: Unit
    hamlet: str = ""
    identity: str = ""
    phones: tuple[str, ...] = ()
    ethnicity: str = ""
    education: str = ""
    skills: str = ""
    groups: tuple[GroupClaim, ...] = ()
    affiliations: tuple[Belonging, ...] = ()
    consents: tuple[ConsentClaim, ...] = ()
    as_written: bool = False  # capital letters of the name are meant


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the person wants to go and where the registration came from; all of it may be open."""

    market: Market | None = None
    channel: Channel | None = None
    programme: Programme | None = None
    job_order: JobOrder | None = None
    event: Event | None = None
    invitee: Invitee | None = None
    note: str = ""


def normalised(candidate: Candidate) -> Candidate:
    """One spelling at the door; what the identity number says fills what was left open."""
    number = identity.normalise(candidate.identity)
    sex, birth = _said_by(number)
    return replace(
        candidate,
        full_name=nfc(candidate.full_name) if candidate.as_written else title_case(candidate.full_name),
        sex=sex if candidate.sex in {"", Person.Sex.UNKNOWN} else candidate.sex,
        birth=candidate.birth if candidate.birth.is_known else birth,
        hamlet=nfc(candidate.hamlet),
        identity=number,
        phones=tuple(dict.fromkeys(_numbers(candidate.phones))),
        ethnicity=nfc(candidate.ethnicity),
        education=nfc(candidate.education),
        skills=nfc(candidate.skills),
    )


def normalised_wish(wish: Wish) -> dict[str, Any]:
    """The columns of a wish; a programme brings its market and channel, an invitation its event."""
    return {
        "market": wish.market or (wish.programme.market if wish.programme else None),
        "channel": wish.channel or (wish.programme.channel if wish.programme else None),
        "programme": wish.programme,
        "job_order": wish.job_order,
        "event": wish.event or (wish.invitee.event if wish.invitee else None),
    }


def _said_by(number: str) -> tuple[str, PartialDate]:
    """Sex and year of birth stand in the twelve digits (decree 137/2015, article 13)."""
    unknown = PartialDate.unknown()
    if identity.kind_of(number) != identity.IdentityKind.CCCD:
        return Person.Sex.UNKNOWN, unknown
    facts = identity.read_cccd(number)
    if facts.birth_year > today_vn().year:
        return Person.Sex.UNKNOWN, unknown
    return facts.sex, PartialDate(date(facts.birth_year, 1, 1), Precision.YEAR)


def _numbers(cells: tuple[str, ...]) -> list[str]:
    """Every number of every cell as dialled today; what is no number stays as written, to be refused by name."""
    return [
        reading.number if reading.is_valid else reading.raw for cell in cells for reading in phones.read(cell)
    ]

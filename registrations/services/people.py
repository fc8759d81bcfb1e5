"""What is known of a person, changed with a trace; the trail says that a personal value changed, never the value."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Kind
from accounts.context import now
from accounts.text import fold, mask_name, nfc, sort_key, title_case
from campaigns.access import Access, Action
from campaigns.dates import PartialDate
from campaigns.models import Organization, Unit
from registrations import identity, phones
from registrations.models import Affiliation, Consent, GroupStatus, IdentityNumber, Milestone, Person, Phone
from registrations.services import facts, locking, profile, withdrawal
from registrations.services.candidates import Belonging, ConsentClaim, GroupClaim
from registrations.services.checks import ADULT, Checked
from registrations.services.words import shown, today

PERSONAL = (
    "full_name",
    "birth_date",
    "birth_precision",
    "hamlet",
    "ethnicity",
    "education",
    "skills",
)
CHANGED = (*PERSONAL, "sex", "unit_id")


@transaction.atomic
def change_person(
    *,
    access: Access,
    person: Person,
    version: int | None = None,
    birth: PartialDate | None = None,
    unit: Unit | None = None,
    **fields: str,
) -> Person:
    """Change name, birth, sex, address or schooling; only what is given. Registrations keep their commune."""
    access.require(Action.PERSON_WRITE)
    unknown = set(fields) - {"full_name", "sex", "hamlet", "ethnicity", "education", "skills"}
    if unknown:
        raise TypeError(f"a person has no {', '.join(sorted(unknown))}")
    wanted = {**fields, **({"birth": birth} if birth else {}), **({"unit": unit} if unit else {})}
    person = locking.locked_person(access, person, version, wanted)
    before = _values(person)
    for name, value in fields.items():
        setattr(person, name, title_case(value) if name == "full_name" else nfc(value))
    person.name_folded, person.name_sort = fold(person.full_name), sort_key(person.full_name)
    if birth is not None:
        person.birth_date, person.birth_precision = birth.on, birth.precision
    if unit is not None:
        _refuse_unit(unit, access)
        person.unit = unit
    refuse_contradictions(person)
    person.full_clean(exclude=["unit"])
    changes = audit.changed(before, _values(person), hidden=PERSONAL)
    if changes:
        locking.bump(person, *CHANGED, "name_folded", "name_sort")
        profile.refresh_all(person)
        audit.record("person.changed", person, access=access, changes=changes)
    return person


@transaction.atomic
def add_identity(
    *,
    access: Access,
    person: Person,
    number: str,
    issued_on: date | None = None,
    issued_by: str = "",
    expires_on: date | None = None,
) -> IdentityNumber:
    """A further number, or the right one instead of a wrong one of the same kind, which is kept as superseded."""
    access.require(Action.PERSON_WRITE)
    person, number = locking.locked_person(access, person), identity.normalise(number)
    _refuse_number(person, number)
    if expires_on and (held := facts.undated(person, number)):
        facts.date_identity(held, issued_on, expires_on)
        changes = {"kind": held.kind, "expires_on": [None, expires_on]}
        audit.record("person.identity_dated", person, access=access, changes=changes)
        return held
    _refuse_holder(person, number)
    replaced = _replace(person, identity.kind_of(number) or "", number)
    try:
        with transaction.atomic():
            row = facts.write_identity(
                person, number, issued_on=issued_on, issued_by=nfc(issued_by), expires_on=expires_on
            )
    except IntegrityError:
        _refuse_holder(person, number)
        raise
    changes = {"kind": row.kind, "number": ["•" if replaced else None, "•"]}
    audit.record("person.identity_added", person, access=access, changes=changes)
    return row


@transaction.atomic
def add_phone(*, access: Access, person: Person, number: str, owner: str = Phone.Owner.SELF) -> Phone:
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, person)
    reading = next(iter(phones.read(number)), None)
    if reading is None or not reading.is_valid:
        message = _("“%(number)s” is no telephone number. Mobile numbers have 10 digits and start with 0.")
        raise ValidationError({"number": message % {"number": number}})
    rows = facts.write_phones(person, [reading.number], owner)
    if not rows:
        raise ValidationError({"number": _("This telephone number is already recorded.")})
    audit.record("person.phone_added", person, access=access, changes={"number": [None, "•"], "owner": owner})
    return rows[0]


@transaction.atomic
def add_group(
    *, access: Access, person: Person, group: str, valid_from: date, evidence: str = ""
) -> GroupStatus:
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, person)
    if valid_from > today():
        raise ValidationError({"valid_from": _("A policy group cannot begin in the future.")})
    rows = facts.write_groups(person, [GroupClaim(group, valid_from, evidence)], access)
    if not rows:
        raise ValidationError({"group": _("This person is already in that group.")})
    profile.refresh_all(person)
    changes = {"group": [None, group], "from": [None, valid_from]}
    audit.record("person.group_added", person, access=access, changes=changes)
    return rows[0]


@transaction.atomic
def end_group(*, access: Access, status: GroupStatus, on: date) -> GroupStatus:
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, status.person)
    status = person.groups.get(pk=status.pk)
    if status.valid_to is not None:
        raise ValidationError(_("This group has ended already."))
    status.valid_to = on
    status.full_clean(exclude=["person", "recorded_by"])
    status.save(update_fields=["valid_to"])
    profile.refresh_all(person)
    changes = {"group": status.group, "to": [None, on]}
    audit.record("person.group_ended", person, access=access, changes=changes)
    return status


@transaction.atomic
def add_affiliation(
    *,
    access: Access,
    person: Person,
    organization: Organization,
    relation: str = Affiliation.Relation.SELF,
    member_name: str = "",
) -> Affiliation:
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, person)
    rows = facts.write_affiliations(person, [Belonging(organization, relation, member_name)])
    if not rows:
        message = _("The relation to this organisation is already recorded.")
        raise ValidationError({"organization": message})
    profile.refresh_all(person)
    changes = {"organization": organization.code, "relation": [None, relation]}
    audit.record("person.affiliation_added", person, access=access, changes=changes)
    return rows[0]


@transaction.atomic
def give_consent(
    *,
    access: Access,
    person: Person,
    purpose: str,
    given_on: date,
    channel: str = Consent.Channel.PAPER,
    evidence: str = "",
) -> Consent:
    """Note a consent that was given; it is never assumed (I7)."""
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, person)
    if given_on > today():
        raise ValidationError({"given_on": _("A consent cannot be given in the future.")})
    rows = facts.write_consents(person, [ConsentClaim(purpose, given_on, channel, evidence)], access)
    if not rows:
        raise ValidationError({"purpose": _("A consent for this purpose is already recorded.")})
    changes = {"purpose": purpose, "given_on": [None, given_on], "channel": channel}
    audit.record("consent.given", person, access=access, changes=changes)
    return rows[0]


@transaction.atomic
def withdraw_consent(*, access: Access, consent: Consent, on: date) -> Consent:
    """The person no longer agrees: nothing more leaves for that purpose; what has left is not called back."""
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, consent.person)
    consent = person.consents.get(pk=consent.pk)
    withdrawal.withdraw(consent, on)
    changes = {"purpose": consent.purpose, "withdrawn_on": [None, on]}
    audit.record("consent.withdrawn", person, access=access, changes=changes)
    return consent


@transaction.atomic
def reveal(access: Access, person: Person, what: str, purpose: str) -> list[str]:
    """The whole identity numbers or telephone numbers, against a purpose that is kept in the trail."""
    access.require(Action.PERSON_REVEAL)
    person = Person.objects.within(access).get(pk=person.pk)
    if not nfc(purpose):
        raise ValidationError({"purpose": _("Say what you need the number for.")})
    if what == "identity":
        rows: Any = person.identities.filter(superseded_at__isnull=True)
    elif what == "phone":
        rows = person.phones.order_by("pk")
    else:
        raise ValueError(f"a person has no {what} to reveal")
    changes = {"what": what}
    audit.record(
        "person.revealed", person, access=access, kind=Kind.REVEAL, changes=changes, purpose=nfc(purpose)
    )
    return [row.value for row in rows]


def _values(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in CHANGED}


def _refuse_unit(unit: Unit, access: Access) -> None:
    if not access.reaches(unit.path):
        raise ValidationError({"unit": _("%(unit)s lies outside your area.") % {"unit": unit}})
    if not unit.is_commune:
        raise ValidationError({"unit": _("Choose a commune, ward or township.")})


def refuse_contradictions(person: Person) -> None:
    """A changed birth or sex must still agree with the numbers and with a departure."""
    found = Checked()
    for row in person.identities.filter(superseded_at__isnull=True):
        for finding in identity.check_identity(row.value, person.sex, person.birth):
            if finding.severity == identity.Severity.ERROR:
                found.refuse("sex" if finding.code == "sex" else "birth", finding.message)
    departures = Milestone.objects.filter(
        registration__person=person, kind=Milestone.Kind.DEPARTED, superseded_at__isnull=True
    )
    for step in departures:
        if person.birth.at_least(ADULT, step.when) is False:
            message = _("Departed on %(date)s: born so late, the person was not yet 18 then.")
            found.refuse("birth", message % {"date": shown(step.when)})
    found.stop()


def _refuse_number(person: Person, number: str) -> None:
    found = Checked()
    for finding in identity.check_identity(number, person.sex, person.birth):
        if finding.severity == identity.Severity.ERROR:
            found.refuse("number", finding.message)
    found.stop()


def _refuse_holder(person: Person, number: str) -> None:
    holder = facts.holder_of(number)
    if holder is None:
        return
    if holder.pk == person.pk:
        raise ValidationError({"number": _("This number is already recorded for the person.")})
    message = _("This identity number belongs to %(name)s in %(unit)s. Check the number and the name.")
    raise ValidationError({"number": message % {"name": mask_name(holder.full_name), "unit": holder.unit}})


def _replace(person: Person, kind: str, number: str) -> bool:
    return bool(person.identities.filter(kind=kind, superseded_at__isnull=True).update(superseded_at=now()))

"""The consent of a member whose name is kept beside a relative: given for itself, withdrawn for itself."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from registrations.models import Affiliation, Consent, MemberConsent
from registrations.services import locking, withdrawal
from registrations.services.words import today


@transaction.atomic
def give(
    *,
    access: Access,
    tie: Affiliation,
    purpose: str,
    given_on: date,
    channel: str = Consent.Channel.PAPER,
    evidence: str = "",
) -> MemberConsent:
    """Note what the member agreed to; a tie that names nobody has nobody to ask."""
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, tie.person)
    tie = person.affiliations.get(pk=tie.pk)
    if not tie.member_name:
        raise ValidationError(_("This tie names no member, so there is nobody to ask."))
    if given_on > today():
        raise ValidationError({"given_on": _("A consent cannot be given in the future.")})
    row = MemberConsent(
        affiliation=tie,
        purpose=purpose,
        given_on=given_on,
        channel=channel,
        evidence=nfc(evidence),
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )
    row.full_clean(exclude=["recorded_by"])
    row.save()
    changes = {"purpose": purpose, "given_on": [None, given_on], "channel": channel}
    audit.record("member_consent.given", person, access=access, changes=changes)
    return row


@transaction.atomic
def withdraw(*, access: Access, consent: MemberConsent, on: date) -> MemberConsent:
    """What was agreed ends; without the consent to be named the name goes too, the tie stays for the count."""
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, consent.affiliation.person)
    consent = MemberConsent.objects.select_related("affiliation").get(
        pk=consent.pk, affiliation__person=person
    )
    withdrawal.withdraw(consent, on)
    changes: dict[str, object] = {"purpose": consent.purpose, "withdrawn_on": [None, on]}
    if consent.purpose == MemberConsent.Purpose.NAME:
        consent.affiliation.member_name = ""
        consent.affiliation.save(update_fields=["member_name"])
        changes["member_name"] = ["•", None]
    audit.record("member_consent.withdrawn", person, access=access, changes=changes)
    return consent

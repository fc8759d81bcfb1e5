"""How a consent ends, whoever gave it: once, and not in the future."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registrations.models import Consent, MemberConsent
from registrations.services.facts import references
from registrations.services.words import today


def withdraw(consent: Consent | MemberConsent, on: date) -> None:
    """Write the end down; right, lock and trace are the caller's."""
    if consent.withdrawn_on is not None:
        raise ValidationError(_("This consent was withdrawn already."))
    if on > today():
        raise ValidationError({"on": _("The date lies in the future. Enter the day on which it happened.")})
    consent.withdrawn_on = on
    consent.full_clean(exclude=references(type(consent)))
    consent.save(update_fields=["withdrawn_on"])

"""Who may advise at an event: a licensed enterprise or the employment service centre; unions inform."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.models import Organization
from outreach.licences import standing
from outreach.models import Enterprise, Event


def check_adviser(*, kind: str, on: date, enterprise: Enterprise | None, centre: Organization | None) -> None:
    """Refuse an adviser that the law does not let advise, and an advising event without one."""
    if centre is not None and centre.kind != Organization.Kind.JOB_CENTRE:
        raise ValidationError({"adviser_centre": _union_never_advises(centre)})
    if enterprise is not None and not standing(enterprise, on).is_valid:
        raise ValidationError({"adviser_enterprise": refusal(enterprise, on)})
    if kind in Event.NEEDS_ADVISER and enterprise is None and centre is None:
        raise ValidationError({"adviser_enterprise": _needs_adviser()})


def refusal(enterprise: Enterprise, on: date) -> str:
    """Why an enterprise cannot work at an event of that day."""
    return _("%(enterprise)s cannot take part on %(day)s: %(why)s.") % {
        "enterprise": enterprise.name,
        "day": f"{on:%d/%m/%Y}",
        "why": standing(enterprise, on).why,
    }


def _union_never_advises(body: Organization) -> str:
    return _(
        "%(body)s informs and mobilises; it may not advise. Name a licensed enterprise or the employment "
        "service centre (law 69/2020, article 7; decree 283/2026, article 53.3)."
    ) % {"body": body.short_name}


def _needs_adviser() -> str:
    return _(
        "Name a licensed enterprise or the employment service centre as adviser: unions inform, they do not "
        "advise or select (law 69/2020, article 7)."
    )

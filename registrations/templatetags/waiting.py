"""The buttons with which the result of a call is recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template import Library
from django.template.context import Context
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registrations.calls import days_offered
from registrations.models import Milestone

register = Library()


@register.inclusion_tag("registrations/_taps.html", takes_context=True)
def taps(context: Context, pk: Any, wait: str, name: str, may_withdraw: bool, day: date) -> dict[str, Any]:
    """One form, one button per result; `wait` is the reason of the call."""
    return {
        "csrf_token": context.get("csrf_token"),
        "kept": context.get("kept", ""),
        "in_list": "call" in context,
        "pk": pk,
        "wait": wait,
        "name": name,
        "days": [(offered.isoformat(), day_words(offered, day)) for offered in days_offered(day)],
        "reasons": Milestone.Reason.choices if may_withdraw else [],
    }


def day_words(offered: date, day: date) -> str:
    """«Ngày mai 24/11», «Thứ Hai 30/11»."""
    short = f"{offered:%d/%m}"
    if (offered - day).days == 1:
        return _("Tomorrow %(day)s") % {"day": short}
    return f"{date_format(offered, 'l')} {short}"

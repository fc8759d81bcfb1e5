from __future__ import annotations

from datetime import date

from django.template import Library

from outreach.licences import standing
from outreach.models import Enterprise

register = Library()


@register.inclusion_tag("includes/status_tag.html")
def licence_tag(enterprise: Enterprise, day: date) -> dict[str, object]:
    """How a licence stands on a day, as shape and word."""
    state = standing(enterprise, day)
    return {"kind": state.kind, "label": state.word}

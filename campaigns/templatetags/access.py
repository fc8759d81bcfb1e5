"""{% if request.access|can:"loan_refer" %}: hides what would be refused; guards nothing."""

from __future__ import annotations

from django.template import Library

from campaigns.access import Access

register = Library()


@register.filter
def can(access: Access | None, action: str) -> bool:
    return access is not None and access.may(action)

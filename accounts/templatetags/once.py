"""The hidden key that lets a form act once."""

from __future__ import annotations

import uuid

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.idempotency import FIELD

register = Library()


@register.simple_tag
def form_key() -> SafeString:
    """A key of its own for every form that is shown."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())

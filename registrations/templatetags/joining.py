"""{{ hint|pass_for:request.access }}: what lets somebody share in a person whose number they have just typed."""

from __future__ import annotations

from django.template import Library

from campaigns.access import Access
from registrations import claims
from registrations.services.duplicates import Hint

register = Library()


@register.filter
def pass_for(hint: Hint, access: Access) -> str:
    return claims.pass_for(hint.person_id, access)

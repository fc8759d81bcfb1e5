"""The one shape every scoped model shares: what `within(access)` must answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from campaigns.dates import today_vn
from campaigns.models import Role, Unit

if TYPE_CHECKING:
    from campaigns.access import Access

# Roles that never meet a person's record: leaders see totals, auditors the trail, administrators accounts, banks their referrals.
WITHOUT_PERSONS = frozenset({Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR, Role.BANK})


def units_of(access: Access, field: str = "unit") -> Q:
    """Rows whose unit lies in the area of an access, as a subquery: no duplicates, and a lock takes only the row itself."""
    return Q(**{f"{field}__in": Unit.objects.within(access).values("pk")})


def last_standing_day(access: Access) -> date:
    """Today, or the last day of an area that has been merged away: the day to offer its units of."""
    own = Unit.objects.get(pk=access.unit_id)
    return min(today_vn(), own.valid_to or date.max)


def sees_no_persons(access: Access) -> bool:
    return access.role in WITHOUT_PERSONS


def sees_all_bodies(access: Access) -> bool:
    """The Front, the labour department and its job centre see everybody in their area; a union sees its own people."""
    return access.sees_everyone or access.role == Role.JOB_CENTRE

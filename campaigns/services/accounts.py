"""Accounts as the administrator keeps them; passwords are made here, shown once and changed at the first sign-in."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit, services, sessions
from accounts.models import User, UserSession
from accounts.text import title_case
from campaigns.access import Access, Action
from campaigns.models import Posting

# Without 0/o, 1/l/i: the password is read out and typed from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def accounts_within(access: Access, words: str = "") -> QuerySet[User]:
    """Accounts posted in the own area, and those posted nowhere yet; by a part of their name."""
    posted = Posting.objects.filter(user=OuterRef("pk"))
    here = Posting.objects.within(access).filter(user=OuterRef("pk"))
    named = Q(username__icontains=words) | Q(full_name__icontains=words)
    return User.objects.filter(named, Exists(here) | ~Exists(posted)).order_by("username")


def one_time_password() -> str:
    """Twelve letters in three groups: some 59 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(3))
    return "-".join(groups)


def create_account(*, access: Access, username: str, full_name: str) -> tuple[User, str]:
    access.require(Action.POSTING_WRITE)
    password = one_time_password()
    user = services.create_account(
        username=username, full_name=title_case(full_name), password=password, access=access
    )
    return user, password


@transaction.atomic
def set_active(*, access: Access, user: User, active: bool, reason: str = "") -> User:
    """A closed account is out with its next click; it is never deleted, what it did keeps its name."""
    row = _lock(access, user)
    row.is_active = active
    row.save(update_fields=["is_active"])
    if not active:
        sessions.end(UserSession.objects.filter(user=row), access=access)
    changes = {"is_active": [not active, active], "reason": reason}
    audit.record("account.opened" if active else "account.closed", row, access=access, changes=changes)
    return row


@transaction.atomic
def reset_password(*, access: Access, user: User) -> tuple[User, str]:
    """A new one-time password; every open session of the account ends with the old one."""
    row = _lock(access, user)
    password = one_time_password()
    services.reset_password(row, password=password, access=access)
    return row, password


def _lock(access: Access, user: User) -> User:
    access.require(Action.POSTING_WRITE)
    if user.pk == access.user_id:
        raise ValidationError(_("Nobody does this to an own account. Ask another administrator."))
    return accounts_within(access).select_for_update(of=("self",)).get(pk=user.pk)

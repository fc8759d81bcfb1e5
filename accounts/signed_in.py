"""Who sends a request: the session and its account, read on every page with ready SQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.compiled import Compiled
from accounts.models import User

SESSIONS = Compiled(
    Session,
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    stand_ins={"key": "<key>", "now": datetime.min.replace(tzinfo=UTC)},
)
ACCOUNTS = Compiled(User, lambda pk: User.objects.filter(pk=pk), stand_ins={"pk": -1})


class SessionStore(db.SessionStore):
    """Django's own in the database (SESSION_ENGINE)."""

    def _get_session_from_db(self) -> Session | None:
        found = SESSIONS.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


class Accounts(ModelBackend):
    """Name and password, as Django checks them (AUTHENTICATION_BACKENDS)."""

    def get_user(self, user_id: Any) -> User | None:
        found = ACCOUNTS.rows(pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None

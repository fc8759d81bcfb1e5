"""Signed-in browsers: 30 idle minutes, 12 hours at most, each one seen and ended by its owner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit, devices
from accounts.audit import Actor
from accounts.compiled import Compiled
from accounts.context import current
from accounts.models import User, UserSession

IDLE = timedelta(minutes=30)
LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)
NOTED_EVERY = timedelta(minutes=1)


def of(request: HttpRequest, user: User) -> UserSession:
    """The row of this browser; made anew for a session that was opened without the sign-in page."""
    if found := BY_KEY.rows(session_key=request.session.session_key):
        return found[0]
    session, _made = UserSession.objects.get_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "device": devices.describe(request.headers.get("User-Agent", "")),
            "address": current.get().address,
        },
    )
    return session


BY_KEY = Compiled(
    UserSession,
    lambda session_key: UserSession.objects.filter(session_key=session_key).order_by(),
    stand_ins={"session_key": "<key>"},
)


def lapsed(session: UserSession) -> bool:
    now = timezone.now()
    return now - session.last_seen_at > IDLE or now - session.signed_in_at > LONGEST


def seen(session: UserSession) -> None:
    """Once a minute is enough for a limit of thirty."""
    now = timezone.now()
    if now - session.last_seen_at > NOTED_EVERY:
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=now)


def moved(user: User, old_key: str | None, new_key: str | None) -> None:
    """The session got a new key (after a change of password); the row follows."""
    UserSession.objects.filter(user=user, session_key=old_key).update(session_key=new_key)


def open_of(actor: Actor) -> list[UserSession]:
    return [session for session in UserSession.objects.within(actor) if not lapsed(session)]


def end(sessions: Iterable[UserSession], *, access: Actor) -> int:
    """Sign these browsers out; returns how many."""
    ended = list(sessions)
    with transaction.atomic():
        for session in ended:
            SessionStore().delete(session.session_key)
            session.delete()
        if ended:
            audit.record(
                "session.ended",
                access=access,
                kind=audit.Kind.SIGN_IN,
                object_type="accounts.user",
                object_ids=sorted({session.user_id for session in ended}),
                changes={"devices": [session.device for session in ended]},
            )
    return len(ended)

"""What has had its time and tells nothing any more: ended sessions, forgotten waits, keys of forms that acted."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts import sessions, throttle
from accounts.models import PostedForm, SignInThrottle, UserSession

FORM_KEYS_KEPT = timedelta(days=2)


def tidy() -> int:
    """Delete it; returns how many rows. The audit trail and jobs are never touched."""
    now = timezone.now()
    SessionStore.clear_expired()
    outdated = [
        UserSession.objects.filter(last_seen_at__lt=now - sessions.LONGEST),
        SignInThrottle.objects.filter(wait_until__lt=now - throttle.FORGOTTEN_AFTER),
        PostedForm.objects.filter(created_at__lt=now - FORM_KEYS_KEPT),
    ]
    return sum(rows.delete()[0] for rows in outdated)

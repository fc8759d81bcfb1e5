"""Verbs on accounts: sign in and out, make an account, change its password."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import audit, devices, sessions, throttle
from accounts.audit import Actor, Kind
from accounts.models import User, UserSession
from accounts.own import as_actor
from accounts.text import nfc
from accounts.throttle import Wait


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a try: a user, a wait, or neither (wrong name or password, never told which)."""

    user: User | None = None
    wait: Wait | None = None


def sign_in(request: HttpRequest, *, username: str, password: str) -> Attempt:
    """Check name and password and open a session with a new key; every outcome leaves a trace."""
    name = nfc(username).lower()
    device = devices.read(request)
    key = throttle.key_of(name, device.mark if device.knows(name) else devices.STRANGERS)
    wait = throttle.count(key)
    if wait:
        _note_failure("sign_in.refused", name, device.knows(name))
        return Attempt(wait=wait)
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        _note_failure("sign_in.failed", name, device.knows(name))
        return Attempt()
    throttle.forgive(key)
    _open_session(request, user, known=device.knows(name))
    return Attempt(user)


def _open_session(request: HttpRequest, user: User, *, known: bool) -> None:
    with transaction.atomic():
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        login(request, user)
        session = sessions.of(request, user)
        audit.record(
            "sign_in.done",
            user,
            access=as_actor(user),
            kind=Kind.SIGN_IN,
            changes={"device": session.device, "known_device": known},
        )


def _note_failure(action: str, name: str, known: bool) -> None:
    """A name that is no account may be a password typed into the wrong field: only its digest is kept."""
    user = User.objects.filter(username=name).first()
    told = {"name": user.username} if user else {"name_digest": _digest(name)}
    audit.note(
        action,
        *([user] if user else []),
        access=None,
        kind=Kind.SIGN_IN,
        changes={**told, "known_device": known},
        object_type="accounts.user",
    )


def _digest(name: str) -> str:
    return salted_hmac("accounts.unknown_name", name, algorithm="sha256").hexdigest()[:16]


def sign_out(request: HttpRequest, *, access: Actor) -> None:
    with transaction.atomic():
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        audit.record(
            "signed_out",
            access=access,
            kind=Kind.SIGN_IN,
            object_type="accounts.user",
            object_ids=[access.user_id],
        )
        logout(request)


def change_password(request: HttpRequest, user: User, *, password: str, access: Actor) -> None:
    """Set the new password; this browser stays signed in under a new key, all others are out."""
    with transaction.atomic():
        _set_password(user, password, must_change=False)
        old_key = request.session.session_key
        sessions.end(UserSession.objects.filter(user=user).exclude(session_key=old_key), access=access)
        update_session_auth_hash(request, user)
        sessions.moved(user, old_key, request.session.session_key)
        audit.record("password.changed", user, access=access)


def create_account(
    *, username: str, full_name: str, password: str, access: Actor | None, must_change: bool = True
) -> User:
    """A new account without a posting; a password given by somebody else must be changed at the first sign-in."""
    with transaction.atomic():
        user = User.objects.create_user(
            username=nfc(username),
            password=password,
            full_name=nfc(full_name),
            must_change_password=must_change,
        )
        audit.record(
            "account.created",
            user,
            access=access,
            changes={"username": user.username, "full_name": user.full_name},
        )
    return user


def reset_password(user: User, *, password: str, access: Actor) -> None:
    """A password given by the administrator: every browser of the user is out, and the user must change it."""
    with transaction.atomic():
        _set_password(user, password, must_change=True)
        sessions.end(UserSession.objects.filter(user=user), access=access)
        audit.record("password.reset", user, access=access)


def _set_password(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password, user.password_changed_at = must_change, timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])

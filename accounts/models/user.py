from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.audit import Actor


class UserManager(BaseUserManager["User"]):
    """Creates accounts; nobody needs an e-mail address to sign in."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """A person who works with the system; where and as what is said by a posting."""

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]*$", _("Use lower-case letters, digits, dots and hyphens only.")
            )
        ],
        error_messages={"unique": _("This user name is already taken. Choose another one.")},
    )
    full_name = models.CharField(_("full name"), max_length=120)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed at"), default=timezone.now)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    # How the user likes the pages, by opaque names; read with the user on every request, so it costs no query.
    preferences = models.JSONField(default=dict, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="user_name_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.username})"


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    def within(self, access: Actor) -> UserSessionQuerySet:
        """The browsers of this user."""
        return self.filter(user_id=access.user_id or 0)


class UserSession(models.Model):
    """A signed-in browser of a user, so that the owner can see it and sign it out."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions_open")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(_("device"), max_length=120, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    signed_in_at = models.DateTimeField(_("signed in at"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last seen at"), default=timezone.now)

    objects = UserSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at"]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.device}"


class SignInThrottle(models.Model):
    """Failed sign-ins of one account from one kind of device: waits grow 1, 2, 4 … 900 seconds, never a lock."""

    key = models.CharField(max_length=128, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.failures} → {self.wait_until:%H:%M:%S}"

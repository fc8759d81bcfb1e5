"""Pages about nothing but the reader's own account: open with or without a posting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from accounts.audit import Actor
from accounts.models import User

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class AccountActor:
    """Somebody known by the account alone: signing in, or without a posting."""

    user_id: int
    label: str
    organization_code: str = ""
    role_code: str = ""
    unit_path: str = ""


class OwnRequest(HttpRequest):
    """A request of a signed-in person; for type annotations only."""

    user: User
    actor: Actor
    htmx: Any


def actor_of(request: HttpRequest) -> Actor:
    """The access of the posting in use; without one, the account itself."""
    access: Actor | None = getattr(request, "access", None)
    return access or as_actor(request.user)  # type: ignore[arg-type]


def as_actor(user: User) -> AccountActor:
    return AccountActor(user.pk, str(user))


def own(
    action: str,
) -> Callable[
    [Callable[Concatenate[OwnRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Name the right of such a view for the table of rights; everybody who is signed in holds it."""

    def mark(
        view: Callable[Concatenate[OwnRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.actor = actor_of(request)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        opened.action = action  # type: ignore[attr-defined]
        return opened  # type: ignore[return-value]

    return mark

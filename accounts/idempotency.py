"""A form acts once: a double click, the back button and a replayed request find what the first one did."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.models import PostedForm

FIELD = "form_key"


def once(request: HttpRequest, act: Callable[[], str]) -> HttpResponseRedirect:
    """Do what a form asks for and go to the address `act` answers; with a key used before only go there.

    What `act` raises leaves the key unused. A second request that comes while the first is at work waits for it at the unique index.
    """
    with transaction.atomic():
        posted, is_new = PostedForm.objects.get_or_create(
            user_id=request.user.pk or 0, key=key_of(request), defaults={"route": route_of(request)}
        )
        if is_new:
            posted.redirect = act()
            posted.save(update_fields=["redirect"])
    if not is_new:
        messages.info(request, _("This form was saved already; nothing was written twice."))
    return HttpResponseRedirect(posted.redirect)


def key_of(request: HttpRequest) -> uuid.UUID:
    """The key of the form that was shown; a form without one counts as a new one."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return uuid.uuid4()


def route_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""

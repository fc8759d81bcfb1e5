"""A form acts once: a double click, the back button and a replayed request find what the first one did."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.models import PostedForm

FIELD = "form_key"


def once(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer a request; a form whose key has acted before only leads where it led then.

    An answer that sends the reader on is a form that has acted. One that shows the form again, or raises, leaves the key unused. A second
    request that comes while the first is at work waits for it at the unique index.
    """
    key = key_of(request)
    if key is None:
        return act()
    with transaction.atomic():
        posted, is_new = used(request, key)
        if is_new:
            return remembered(posted, act())
    messages.info(request, _("This form was saved already; nothing was written twice."))
    return HttpResponseRedirect(posted.redirect)


def used(request: HttpRequest, key: uuid.UUID) -> tuple[PostedForm, bool]:
    """Nearly every key is new: it is written first, and asked for only when it stands there already."""
    mine = {"user_id": request.user.pk or 0, "key": key}
    try:
        with transaction.atomic():
            return PostedForm.objects.create(route=route_of(request), **mine), True
    except IntegrityError:
        return PostedForm.objects.get(**mine), False


def remembered(posted: PostedForm, answer: HttpResponseBase) -> HttpResponseBase:
    """Keep where a form led, or let its key go."""
    if isinstance(answer, HttpResponseRedirect):
        posted.redirect = answer.url
        posted.save(update_fields=["redirect"])
    else:
        posted.delete()
    return answer


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The key of the form that was sent; one without a key counts as new each time."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def route_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""

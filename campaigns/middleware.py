"""Puts `request.access` on every request of a signed-in user, re-read each time: a revoked posting is out at once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from accounts import audit
from campaigns.access import Access, Forbidden, access_for
from campaigns.dates import today_vn
from campaigns.postings import postings_of

SESSION_KEY = "posting"


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.access = current_access(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Refusals leave a trace of their own; the transaction of the view is already rolled back."""
        if isinstance(exception, Forbidden):
            access = getattr(request, "access", None)
            audit.note(
                "refused",
                access=access,
                kind=audit.Kind.DENY,
                changes={
                    "right": exception.action.value,
                    "page": request.resolver_match.view_name if request.resolver_match else "",
                },
            )


def current_access(request: HttpRequest) -> Access | None:
    """The access of the posting chosen in this session, else of the newest posting; None when there is none in force."""
    if not request.user.is_authenticated:
        return None
    postings = postings_of(request.user.pk, today_vn())
    if not postings:
        return None
    chosen = request.session.get(SESSION_KEY)
    posting = next((p for p in postings if p.pk == chosen), postings[0])
    request.postings = postings  # type: ignore[attr-defined]
    return access_for(posting)

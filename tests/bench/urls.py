"""The site, and beside it the cheapest page that somebody signed in can be shown: the floor of every page."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path

from campaigns.access import Action, HouseRequest, requires


@requires(Action.OWN_ACCOUNT)
def empty(request: HouseRequest) -> HttpResponse:
    """Session, account and posting are read as for every page; nothing is asked and nothing shown."""
    return HttpResponse("")


urlpatterns = [path("bench/empty/", empty, name="bench-empty"), path("", include("laborexport.urls"))]

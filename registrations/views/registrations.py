"""Đăng ký: the list with its filters, the search by name or number, one registration with all that belongs to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign
from registrations import detail, saved
from registrations.forms.filters import FilterForm, SearchForm
from registrations.listing import Wanted, chosen, outside, with_row_facts
from registrations.models import Registration
from registrations.pages import BY_NAME, NEWEST, page_of
from registrations.rows import row_of


@requires(Action.PERSON_READ)
@require_GET
def registration_list(request: HouseRequest) -> HttpResponse:
    """The people in view, 50 a page; who was shown is logged."""
    rows, campaign = Registration.objects.within(request.access), current_campaign()
    request.campaign = campaign  # type: ignore[attr-defined] # the frame names it, and need not read it again
    form = FilterForm(request.GET, access=request.access, campaign=campaign)
    text = saved.recall(request, request.GET.get("tim", ""))
    wanted = form.wanted(text)
    cut = chosen(rows, campaign, wanted)
    page = page_of(with_row_facts(cut), request.GET, order=BY_NAME if form.by_name else NEWEST)
    audit.note("registrations.listed", *page.rows, access=request.access)
    context = {
        "rows": [row_of(registration) for registration in page.rows],
        "page": page,
        "filters": form,
        "search": SearchForm(initial={"text": text}),
        "text": text,
        "is_filtered": any(value for name, value in request.GET.items() if name not in ("after", "before")),
        "figure": figure(campaign, wanted, page.count),
    }
    return render(request, "registrations/list.html", context)


def figure(campaign: Any, wanted: Wanted, inside: int | None) -> dict[str, Any] | None:
    """The list behind a figure says how many of the people counted lie outside one's view."""
    if not wanted.is_figure or inside is None:
        return None
    return {"wanted": wanted, "inside": inside, "outside": outside(campaign, wanted, inside)}


@requires(Action.PERSON_READ)
@require_POST
def registration_search(request: HouseRequest) -> HttpResponse:
    """A name or a number becomes a key of this session; that somebody searched is logged, not what for."""
    rows, form = Registration.objects.within(request.access), SearchForm(request.POST)
    params = QueryDict(mutable=True)
    params.update(
        {name: request.POST[name] for name in ("xep", "don-vi", "giai-doan") if request.POST.get(name)}
    )
    if form.is_valid():
        text = form.cleaned_data["text"]
        params["tim"] = saved.keep(request, text)
        found = chosen(rows, current_campaign(), Wanted(text=text))[:1].exists()
        audit.note(
            "registrations.searched", access=request.access, kind=audit.Kind.SEARCH, changes={"found": found}
        )
    return redirect(f"{reverse('registrations:list')}?{params.urlencode()}")


@requires(Action.PERSON_READ)
@require_GET
def registration_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Everything about one registration and its person; the look is logged."""
    registration = get_object_or_404(
        Registration.objects.within(request.access).select_related(*detail.RELATED), pk=pk
    )
    audit.note("registration.viewed", registration, registration.person, access=request.access)
    return render(request, "registrations/detail.html", detail.context(registration, request.access))

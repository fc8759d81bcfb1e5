"""Đăng ký: the list with its filters, the search by name or number, one registration with all that belongs to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign
from registrations import detail, saved
from registrations.columns import Column, chosen_by, offered, rows_of
from registrations.forms.filters import FilterForm, SearchForm
from registrations.listing import Wanted, chosen, outside
from registrations.merges import missing
from registrations.models import Registration, SavedFilter
from registrations.pages import COUNTED, count_of, keys_of
from registrations.services.bulk import MOST_AT_ONCE

PEOPLE = "registrations.registration"
MOST_KEPT = 40
FOUND = 500  # of a search more than that are not counted: every one is looked for by its name


@requires(Action.PERSON_READ)
@require_GET
def registration_list(request: HouseRequest) -> HttpResponse:
    """The people in view, 50 a page, in the columns of the reader; who was shown is logged."""
    rows, campaign = Registration.objects.within(request.access), current_campaign()
    request.campaign = campaign  # type: ignore[attr-defined] # the frame names it, and need not read it again
    form = FilterForm(request.GET, access=request.access, campaign=campaign)
    text = saved.recall(request, request.GET.get("tim", ""))
    wanted, columns = form.wanted(text), chosen_by(request.user, request.access)  # type: ignore[arg-type]
    cut = chosen(rows, campaign, wanted)
    page = keys_of(cut, request.GET, order=form.order, counted=FOUND if text else COUNTED)
    audit.note("registrations.listed", access=request.access, object_type=PEOPLE, object_ids=page.rows)
    context = {
        "rows": rows_of(page.rows, columns),
        "columns": columns,
        "page": page,
        "text": text,
        "figure": figure(campaign, wanted, cut) if wanted.is_figure else None,
    }
    return render(request, "registrations/list.html", context | around(request, form, text, columns))


def around(request: HouseRequest, form: FilterForm, text: str, columns: tuple[Column, ...]) -> dict[str, Any]:
    """What stands above the list: search, filters, those kept under a name, the choice of columns."""
    here = form.address()
    return {
        "filters": form,
        "search": SearchForm(initial={"text": text}),
        "is_filtered": any(value for name, value in request.GET.items() if name not in ("after", "before")),
        "address": here,
        "kept": SavedFilter.objects.within(request.access)[:MOST_KEPT],
        "choice": [(column, column in columns) for column in offered(request.access)],
        "most": MOST_AT_ONCE,
    }


def figure(campaign: Any, wanted: Wanted, cut: Any) -> dict[str, Any] | None:
    """The list behind a figure says how many of the people counted lie outside one's view; so they are counted in full."""
    inside = count_of(cut)
    if inside is None:
        return None
    return {"wanted": wanted, "inside": inside, "outside": outside(campaign, wanted, inside)}


@requires(Action.PERSON_READ)
@require_POST
def registration_search(request: HouseRequest) -> HttpResponse:
    """A name or a number becomes a key of this session; that somebody searched is logged, not what for; the list logs whom it shows."""
    form, params = SearchForm(request.POST), QueryDict(mutable=True)
    params.update(
        {name: request.POST[name] for name in ("xep", "don-vi", "giai-doan") if request.POST.get(name)}
    )
    if form.is_valid():
        params["tim"] = saved.keep(request, form.cleaned_data["text"])
        audit.note("registrations.searched", access=request.access, kind=audit.Kind.SEARCH)
    return redirect(f"{reverse('registrations:list')}?{params.urlencode()}")


@requires(Action.PERSON_READ)
@require_GET
def registration_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Everything about one registration and its person; the look is logged."""
    registration = detail.read(Registration.objects.within(request.access)).filter(pk=pk).first()
    if registration is None:
        raise missing(pk, request.access)
    request.campaign = registration.campaign  # type: ignore[attr-defined] # likewise
    audit.note("registration.viewed", registration, registration.person, access=request.access)
    return render(request, "registrations/detail.html", detail.context(registration, request.access))

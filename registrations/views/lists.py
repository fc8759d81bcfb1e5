"""Filters kept under a name, and the columns a reader wants to see. The address of a filter is its link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign
from campaigns.views.pages import page, posted, submit
from registrations.forms.filters import FilterForm
from registrations.forms.lists import ColumnsForm, FilterNameForm
from registrations.models import SavedFilter
from registrations.services import lists


def list_url(query: str) -> str:
    """The list cut to a query; the place in its pages is left behind."""
    params = QueryDict(query, mutable=True)
    for name in ("after", "before"):
        params.pop(name, None)
    return f"{reverse('registrations:list')}{'?' if params else ''}{params.urlencode()}"


@requires(Action.PERSON_READ)
@require_http_methods(["GET", "POST"])
def filter_new(request: HouseRequest) -> HttpResponse:
    """Keep what the address filters by under a name."""
    filters = FilterForm(request.GET, access=request.access, campaign=current_campaign())
    form = FilterNameForm(posted(request))

    def keep() -> str:
        kept = lists.keep_filter(access=request.access, query=filters.address(), **form.cleaned_data)
        messages.success(request, _("The filter “%(name)s” is kept above the list.") % {"name": kept.name})
        return list_url(kept.query)

    if response := submit(request, form, keep):
        return response
    context = {"words": filters.words(), "back": list_url(filters.address()), "kept": None}
    return page(request, "registrations/filter_form.html", context, form)


@requires(Action.PERSON_READ)
@require_http_methods(["GET", "POST"])
def filter_edit(request: HouseRequest, pk: int) -> HttpResponse:
    """Another name, shared or not; the way to give it up."""
    kept = get_object_or_404(SavedFilter.objects.editable(request.access), pk=pk)
    filters = FilterForm(QueryDict(kept.query), access=request.access, campaign=current_campaign())
    form = FilterNameForm(posted(request), initial={"name": kept.name, "is_shared": kept.is_shared})

    def change() -> str:
        lists.change_filter(access=request.access, kept=kept, **form.cleaned_data)
        messages.success(request, _("The filter is saved."))
        return list_url(kept.query)

    if response := submit(request, form, change):
        return response
    context = {"words": filters.words(), "back": list_url(kept.query), "kept": kept}
    return page(request, "registrations/filter_form.html", context, form)


@requires(Action.PERSON_READ)
@require_POST
def filter_drop(request: HouseRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(SavedFilter.objects.editable(request.access), pk=pk)
    lists.drop_filter(access=request.access, kept=kept)
    messages.success(
        request, _("The filter “%(name)s” is deleted; no registration was touched.") % {"name": kept.name}
    )
    return redirect(list_url(kept.query))


@requires(Action.PERSON_READ)
@require_POST
def columns_choose(request: HouseRequest) -> HttpResponse:
    """The columns of the reader, on every computer."""
    form = ColumnsForm(request.POST, access=request.access)
    codes = form.cleaned_data["cot"] if form.is_valid() and "usual" not in request.POST else []
    lists.choose_columns(access=request.access, codes=codes)
    return redirect(list_url(request.POST.get("query", "")))

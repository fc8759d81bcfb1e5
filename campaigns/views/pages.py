"""How every page here answers a form: done once and redirected, or shown again with what is to be mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from accounts.conflicts import Conflict
from campaigns.current import current_campaign
from campaigns.models import Campaign
from campaigns.trail import Saved, last_saved


def campaign_here() -> Campaign:
    try:
        return current_campaign()
    except Campaign.DoesNotExist:
        raise Http404 from None


def posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def files(request: HttpRequest) -> MultiValueDict[str, Any] | None:
    return request.FILES if request.method == "POST" else None


def submit(
    request: HttpRequest, form: BaseForm, act: Callable[[], str], names: Mapping[str, str] | None = None
) -> HttpResponse | None:
    """Do all or nothing of what a valid form asks and go where `act` says; None when something is to be mended, said at its field.

    `names` gives the field of the form for a field of the service where they differ.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return HttpResponseRedirect(act())
    except ValidationError as refusal:
        adopt(form, refusal, names)
    except IntegrityError as clash:
        adopt(form, ValidationError(sentence(clash)))
    return None


def page(request: HttpRequest, template: str, context: dict[str, Any], form: BaseForm) -> HttpResponse:
    """The page of a form; with something to mend it says so to machines, too."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {**context, "form": form}, status=status)


def adopt(form: BaseForm, refusal: ValidationError, names: Mapping[str, str] | None = None) -> None:
    """Put what a service refused at the field it speaks of; what has no field stands on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        name = (names or {}).get(field, field)
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def sentence(clash: IntegrityError) -> str:
    """What a constraint says to people; a constraint that says nothing is a fault of ours."""
    broken = getattr(getattr(clash.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if broken and constraint.name == broken:
                return str(constraint.violation_error_message)
    raise clash


def stale(conflict: Conflict, form: BaseForm) -> Saved:
    """What somebody else saved meanwhile; the form keeps what was typed and now knows the new version."""
    row: Any = conflict.current
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(row.version)
    form.data = data
    return last_saved(row, form)

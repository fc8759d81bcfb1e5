"""What a service refuses, said where it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponseRedirect

from accounts.idempotency import once


def submit(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], str],
    names: Mapping[str, str] | None = None,
) -> HttpResponseRedirect | None:
    """Do what a form asks for, once; None when the form or the service has something against it, which the form then says."""
    if not form.is_valid():
        return None
    try:
        return once(request, act)
    except ValidationError as refused:
        tell(form, refused, names or {})
        return None


def tell(form: forms.Form, refused: ValidationError, names: Mapping[str, str]) -> None:
    """Put each sentence at its field; what belongs to no field of this form stands on top."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for field, errors in refused.error_dict.items():
        name = names.get(field, field)
        place = name if name in form.fields and name != NON_FIELD_ERRORS else None
        for error in errors:
            form.add_error(place, ValidationError(error.messages))

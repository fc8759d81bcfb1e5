"""Courses, state support, the allowance of the introducer and its rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.models import Market
from registrations.forms.fields import MoneyField, PickField, TextField
from registrations.models import Support, Training


class TrainingForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of course"), choices=Training.Kind.choices)
    place = TextField(label=_("Place"), required=False, max_length=160)
    started_on = forms.DateField(label=_("From"))
    ended_on = forms.DateField(label=_("To"), required=False)
    certificate = TextField(label=_("Certificate number"), required=False, max_length=60)
    certified_on = forms.DateField(label=_("Certificate date"), required=False)
    valid_to = forms.DateField(
        label=_("Certificate valid until"),
        required=False,
        help_text=_("Left empty, an orientation certificate holds as long as the clock says (24 months)."),
    )


class SupportForm(forms.Form):
    kind = forms.ChoiceField(label=_("What for"), choices=Support.Kind.choices)
    amount = MoneyField(label=_("Amount"), help_text=_("for example 3tr or 3.000.000"))
    paid_on = forms.DateField(label=_("Paid on"))
    payer = TextField(label=_("Paid by"), max_length=120)


class PaymentForm(forms.Form):
    on = forms.DateField(label=_("Paid on"))
    receipt = TextField(label=_("Receipt number"), max_length=60)


class RateForm(forms.Form):
    market = PickField(label=_("Market"))
    amount = MoneyField(label=_("Amount per person"), help_text=_("for example 300.000"))
    valid_from = forms.DateField(label=_("In force from"))
    document = TextField(label=_("By document"), max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].offer_rows(Market.objects.all())  # type: ignore[attr-defined]

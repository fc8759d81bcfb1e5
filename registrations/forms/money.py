"""Courses, state support, the allowance of the introducer and its rates, shares of credit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Organization
from outreach.models import Market
from registrations.forms.fields import MoneyField, PickField, TextField
from registrations.models import Credit, Support, Training


class TrainingForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of course"), choices=Training.Kind.choices)
    place = TextField(label=_("Place"), required=False, max_length=160)
    started_on = forms.DateField(label=_("From"))
    ended_on = forms.DateField(label=_("To"), required=False)
    certificate = TextField(label=_("Certificate number"), required=False, max_length=60)
    certified_on = forms.DateField(label=_("Certificate date"), required=False)


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


class ShareField(forms.Field):
    """1/2, 0,5 or 50 % → an exact fraction; empty is no share."""

    def to_python(self, value: Any) -> Fraction | None:
        if isinstance(value, Fraction):
            return value
        text = str(value or "").replace(" ", "").replace(",", ".")
        if not text:
            return None
        try:
            return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        except (ValueError, ZeroDivisionError) as unreadable:
            raise forms.ValidationError(_("Write the share as 1/2, 0,5 or 50%.")) from unreadable


class CreditForm(forms.Form):
    """The share of every body, exactly; together they make 1."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, credits: list[Credit], version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        held = {credit.organization_id: credit for credit in credits}
        self.bodies = list(Organization.objects.mobilising())
        for body in self.bodies:
            self.fields[self.name_of(body)] = ShareField(
                label=body.short_name,
                required=False,
                initial=held[body.pk].share if body.pk in held else "",
                widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
            )
        lead = PickField(label=_("Leads: the person counts for"), initial=_lead_of(credits))
        lead.offer_rows(self.bodies)
        self.fields["lead"] = lead

    @staticmethod
    def name_of(body: Organization) -> str:
        return f"share_{body.code}"

    def given(self) -> dict[str, Any]:
        """What the service is told."""
        data = self.cleaned_data
        typed = {body: data[self.name_of(body)] for body in self.bodies}
        shares = {body: share for body, share in typed.items() if share is not None}
        return {"shares": shares, "lead": data["lead"], "version": data["version"]}


def _lead_of(credits: list[Credit]) -> Organization | None:
    return next((credit.organization for credit in credits if credit.is_lead), None)

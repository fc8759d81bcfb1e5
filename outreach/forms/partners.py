from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.models import Campaign, Organization, Unit
from outreach.forms.base import (
    HouseForm,
    Many,
    MoneyField,
    UnitField,
    VersionedForm,
    day_field,
    in_a_row,
    narrow,
    number_field,
    units_within,
)
from outreach.models import (
    BankBranch,
    Channel,
    CostLine,
    Enterprise,
    EnterpriseStatus,
    JobOrder,
    Market,
    Programme,
)

CENTRES = Organization.objects.filter(kind=Organization.Kind.JOB_CENTRE)


class EnterpriseForm(VersionedForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    licence_number = forms.CharField(label=_("Licence number"), max_length=60)
    licence_from = day_field(_("Licence valid from"))
    licence_to = day_field(_("Licence valid to"), required=False)
    markets = forms.ModelMultipleChoiceField(
        Market.objects.filter(rank__lt=300), label=_("Authorised markets"), required=False, widget=Many
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    website = forms.CharField(label=_("Web site"), max_length=120, required=False)
    checked_on = day_field(_("Licence checked on"), required=False)
    checked_source = forms.CharField(label=_("Where it was checked"), max_length=200, required=False)
    meant = forms.BooleanField(
        label=_("The licences were compared: this is another enterprise"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get("meant"):
            self.fields["meant"].widget = forms.HiddenInput()
        in_a_row(self, "markets")

    def ask_whether_meant(self) -> None:
        """Show the question only when the name looks like another's."""
        self.fields["meant"].widget = forms.CheckboxInput()

    @staticmethod
    def facts(row: Enterprise) -> dict[str, Any]:
        names = ("name", "licence_number", "licence_from", "licence_to", "address", "phone", "website")
        checks = {"checked_on": row.checked_on, "checked_source": row.checked_source}
        markets = list(row.markets.values_list("pk", flat=True))
        return {**{name: getattr(row, name) for name in names}, **checks, "markets": markets}


class EnterpriseFilterForm(forms.Form):
    market = forms.ModelChoiceField(
        Market.objects.filter(rank__lt=300), label=_("Market"), required=False, empty_label=_("All")
    )
    licence = forms.ChoiceField(
        label=_("Licence"),
        required=False,
        choices=[("", _("All")), ("valid", _("Valid")), ("barred", _("Not valid"))],
    )

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class StatusForm(HouseForm):
    status = forms.ChoiceField(label=_("What the act says"), choices=EnterpriseStatus.Status.choices)
    valid_from = day_field(_("From"))
    valid_to = day_field(_("To"), required=False)
    document = forms.CharField(label=_("Document"), max_length=120, required=False)


class JobOrderForm(VersionedForm):
    enterprise = forms.ModelChoiceField(Enterprise.objects.none(), label=_("Enterprise"), required=False)
    through_centre = forms.ModelChoiceField(
        CENTRES, label=_("Or through the employment service centre"), required=False
    )
    market = forms.ModelChoiceField(Market.objects.all(), label=_("Market"))
    programme = forms.ModelChoiceField(Programme.objects.all(), label=_("Programme"), required=False)
    channel = forms.ModelChoiceField(Channel.objects.all(), label=_("Form under the law"))
    occupation = forms.CharField(label=_("Occupation"), max_length=120)
    places = number_field(_("Places"), least=1)
    wage = forms.DecimalField(
        label=_("Monthly wage"),
        required=False,
        localize=True,
        max_digits=12,
        decimal_places=2,
        min_value=0,
        error_messages={"invalid": _("Write a number, for example 170.000.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    wage_currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, help_text=_("For example JPY, TWD, KRW")
    )
    requirements = forms.CharField(label=_("Requirements"), required=False, widget=forms.Textarea)
    opened_on = day_field(_("Opened on"))
    deadline = day_field(_("Deadline"), required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "enterprise", Enterprise.objects.within(access).order_by("name"))

    @staticmethod
    def facts(row: JobOrder) -> dict[str, Any]:
        keys = ("enterprise", "through_centre", "market", "programme", "channel")
        names = ("occupation", "places", "wage", "wage_currency", "requirements", "opened_on", "deadline")
        return {
            **{key: getattr(row, f"{key}_id") for key in keys},
            **{name: getattr(row, name) for name in names},
        }


class JobOrderFilterForm(forms.Form):
    market = forms.ModelChoiceField(
        Market.objects.filter(rank__lt=300), label=_("Market"), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Taking people")), ("closed", _("Closed"))],
    )

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CostForm(forms.Form):
    """One line of the cost sheet; a line without an amount does not count."""

    kind = forms.ChoiceField(label=_("Kind of cost"), choices=CostLine.Kind.choices)
    label = forms.CharField(label=_("Note"), max_length=120, required=False)
    amount = MoneyField(
        label=_("Amount"),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "text", "class": "num", "placeholder": "80tr", "maxlength": 40}
        ),
    )
    payer = forms.ChoiceField(label=_("Paid by"), choices=CostLine.Payer.choices)


class MarketForm(HouseForm):
    code = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Code"),
        help_text=_("Two letters of ISO 3166, for example JP"),
        error_messages={"invalid": _("Write the two letters of ISO 3166, for example JP.")},
    )
    name = forms.CharField(label=_("Official name"), max_length=80)


class ProgrammeForm(HouseForm):
    code = forms.SlugField(
        label=_("Code"),
        max_length=30,
        help_text=_("Letters without accents, digits and hyphens, for example jp-care"),
        error_messages={"invalid": _("Write letters without accents, digits and hyphens only.")},
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    market = forms.ModelChoiceField(Market.objects.all(), label=_("Market"))
    channel = forms.ModelChoiceField(Channel.objects.all(), label=_("Form under the law"))
    age_min = number_field(_("Youngest age"), least=18, required=False)
    age_max = number_field(_("Oldest age"), least=18, required=False)
    source = forms.CharField(label=_("Legal basis"), max_length=300, required=False)


class BranchForm(VersionedForm):
    """A new branch names its bank and unit; later only name and telephone change."""

    organization = forms.ModelChoiceField(
        Organization.objects.filter(kind=Organization.Kind.BANK), label=_("Bank")
    )
    unit = UnitField(Unit.objects.none(), label=_("Locality"))
    name = forms.CharField(label=_("Name"), max_length=160)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)

    def __init__(
        self, *args: Any, access: Access, campaign: Campaign, row: BankBranch | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row:
            del self.fields["organization"], self.fields["unit"]
        else:
            narrow(self, "unit", units_within(access, campaign))

    @staticmethod
    def facts(row: BankBranch) -> dict[str, Any]:
        return {"name": row.name, "phone": row.phone}

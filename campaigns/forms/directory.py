"""Forms of the directory: units, organisations, postings, accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.access import Access
from campaigns.dates import today_vn
from campaigns.forms.fields import CHOOSE, OrganizationChoice, UnitChoice, UnitsChoice, Words, read_day
from campaigns.models import Role, Unit
from campaigns.scope import last_standing_day
from campaigns.services.accounts import accounts_within
from campaigns.services.units import Merger

COMMUNE_CHOICES = [(kind.value, kind.label) for kind in Unit.COMMUNE_KINDS]
ACT = _("Number of the resolution, for example 1687/NQ-UBTVQH15.")


class UnitFilter(forms.Form):
    q = Words(label=_("Name"), required=False, max_length=60)
    day = forms.DateField(label=_("As of"), required=False)


class UnitForm(forms.Form):
    code = Words(label=_("Code"), max_length=10, help_text=_("The code of the statistics office."))
    short_name = Words(label=_("Name"), max_length=60, help_text=_("Without the word for the kind."))
    kind = forms.ChoiceField(label=_("Kind"), choices=COMMUNE_CHOICES)
    parent = UnitChoice(label=_("Belongs to"), queryset=Unit.objects.none())
    valid_from = forms.DateField(label=_("First day"))
    act = Words(label=_("Resolution"), max_length=80, help_text=ACT)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Unit.objects.within(access).exclude(kind__in=Unit.COMMUNE_KINDS).select_related("parent")
        self.fields["parent"].queryset = above.order_by("level", "code")  # type: ignore[attr-defined]


class RenameForm(forms.Form):
    short_name = Words(label=_("New name"), max_length=60, help_text=_("Without the word for the kind."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Unit.Kind.choices)
    on = forms.DateField(label=_("First day of the new name"))
    act = Words(label=_("Resolution"), max_length=80, help_text=ACT)

    def __init__(self, data: Any = None, *, unit: Unit, **kwargs: Any) -> None:
        super().__init__(data, initial={"short_name": unit.short_name, "kind": unit.kind}, **kwargs)


class CloseForm(forms.Form):
    on = forms.DateField(label=_("First day without the unit"))
    act = Words(label=_("Resolution"), max_length=80, help_text=ACT)
    note = Words(label=_("Note"), required=False, max_length=300)


class MergerForm(forms.Form):
    """A resolution: which units become one. Sent by GET for the preview and by POST to do it."""

    on = forms.DateField(label=_("First day of the new unit"))
    act = Words(label=_("Resolution"), max_length=80, help_text=ACT)
    units = UnitsChoice(
        label=_("Units that become one"),
        queryset=Unit.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("Hold Ctrl to choose several."),
    )
    into = UnitChoice(
        label=_("The one that goes on and is enlarged"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("None: a new unit is made"),
    )
    short_name = Words(label=_("Name of the new unit"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind of the new unit"), required=False, choices=[("", "—"), *COMMUNE_CHOICES]
    )
    code = Words(label=_("Code of the new unit"), required=False, max_length=10)
    parent = UnitChoice(
        label=_("Belongs to"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("Only for a new unit; empty means where the first of the old ones lies."),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        """Offers the communes that stand on the day before the change, once that day is known."""
        super().__init__(*args, **kwargs)
        reached = Unit.objects.within(access).select_related("parent").order_by("path")
        change = read_day(self.data.get("on", ""))
        day = change - timedelta(days=1) if change else last_standing_day(access)
        open_units = reached.filter(kind__in=Unit.COMMUNE_KINDS).on(day)
        self.fields["units"].queryset = open_units  # type: ignore[attr-defined]
        self.fields["into"].queryset = open_units  # type: ignore[attr-defined]
        above = reached.exclude(kind__in=Unit.COMMUNE_KINDS)
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]

    @property
    def merger(self) -> Merger:
        data = dict(self.cleaned_data)
        chosen = {unit.pk: unit for unit in data.pop("units")}
        if data["into"]:
            chosen[data["into"].pk] = data["into"]
        return Merger(units=tuple(chosen.values()), **data)


class OrganizationNameForm(forms.Form):
    name = Words(label=_("Full name of the organisation"), max_length=160)
    abbreviation = Words(label=_("Abbreviation in document numbers"), max_length=30)
    signatory_title = Words(label=_("Title of who signs"), required=False, max_length=80)
    short_name = Words(label=_("Short name on screen"), max_length=80)
    valid_from = forms.DateField(label=_("In use from"))


class PostingForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Account"), queryset=User.objects.none(), empty_label=CHOOSE)
    role = forms.ChoiceField(label=_("Role"), choices=[("", CHOOSE), *Role.choices])
    organization = OrganizationChoice(label=_("Organisation"))
    unit = UnitChoice(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        help_text=_("The account reaches this unit and all below it."),
    )
    valid_from = forms.DateField(label=_("From"), initial=today_vn)
    valid_to = forms.DateField(label=_("Until"), required=False, help_text=_("Leave empty while it is open."))

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = accounts_within(access).filter(is_active=True).exclude(pk=access.user_id)
        self.fields["user"].queryset = accounts  # type: ignore[attr-defined]
        units = Unit.objects.within(access).on(last_standing_day(access)).select_related("parent")
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"), initial=today_vn, help_text=_("The posting holds until the end of this day.")
    )


class AccountForm(forms.Form):
    username = Words(
        label=_("User name"),
        max_length=60,
        help_text=_(
            "Place and organisation, for example xa.baothanh.phunu. Lower-case letters, digits, dots."
        ),
    )
    full_name = Words(label=_("Full name of the person"), max_length=120)

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class AccountFilter(forms.Form):
    q = Words(label=_("Name or user name"), required=False, max_length=60)


class ReasonForm(forms.Form):
    reason = Words(label=_("Reason"), max_length=200)


class Empty(forms.Form):
    """A form that only confirms."""

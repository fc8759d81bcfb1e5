from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.models import Campaign, Organization, Unit
from outreach.forms.base import (
    HouseForm,
    UnitField,
    VersionedForm,
    day_field,
    narrow,
    number_field,
    units_within,
)
from outreach.forms.events import holders
from outreach.models import Market, Material


class MaterialForm(VersionedForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Material.Kind.choices)
    issued_by = forms.ModelChoiceField(Organization.objects.none(), label=_("Published by"))
    issued_on = day_field(_("Published on"))
    printed = number_field(_("Copies printed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "issued_by", holders())

    @staticmethod
    def facts(row: Material) -> dict[str, Any]:
        names = ("title", "kind", "issued_on", "printed")
        return {**{name: getattr(row, name) for name in names}, "issued_by": row.issued_by_id}


class DistributeForm(HouseForm):
    unit = UnitField(Unit.objects.none(), label=_("To the unit"))
    copies = number_field(_("Copies"), least=1)
    on = day_field(_("Date"))

    def __init__(self, *args: Any, access: Access, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "unit", units_within(access, campaign))


class WitnessForm(HouseForm):
    full_name = forms.CharField(label=_("Family and given name"), max_length=120)
    unit = UnitField(Unit.objects.none(), label=_("Commune, ward or township"))
    market = forms.ModelChoiceField(Market.objects.all(), label=_("Market worked in"))
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Member of"), required=False)
    consent_on = day_field(
        _("Agreed to speak on"), help_text=_("Nobody is entered without having agreed to speak in public.")
    )
    story = forms.CharField(label=_("Story"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, access: Access, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "unit", units_within(access, campaign).communes())
        narrow(self, "organization", holders())


class WithdrawForm(HouseForm):
    on = day_field(_("Withdrawn on"))

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.models import Campaign, Organization, Unit
from outreach.forms.base import (
    BirthYearField,
    HouseForm,
    Many,
    UnitField,
    VersionedForm,
    day_field,
    in_a_row,
    narrow,
    number_field,
    offer,
    units_within,
)
from outreach.models import Enterprise, Event, EventPartner, Material

BANK = Organization.Kind.BANK


def holders() -> Any:
    """Bodies that may hold events: all but banks."""
    return Organization.objects.exclude(kind=BANK)


def lead_field() -> Any:
    return forms.ModelChoiceField(Organization.objects.none(), label=_("Leading body"), empty_label=None)


def others_field() -> Any:
    return forms.ModelMultipleChoiceField(
        Organization.objects.none(), label=_("Held together with"), required=False, widget=Many
    )


def offer_bodies(form: forms.Form, access: Access) -> None:
    narrow(form, "lead", holders())
    narrow(form, "others", holders())
    form.initial.setdefault("lead", access.organization_id)
    in_a_row(form, "others")


class OrganizersForm(HouseForm):
    lead = lead_field()
    others = others_field()

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self, access)


class EventForm(VersionedForm):
    """What is planned; bodies are named with a new event only, later on a page of their own."""

    kind = forms.ChoiceField(label=_("Kind of event"), choices=Event.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    on = day_field(_("Date"))
    starts_at = forms.TimeField(
        label=_("Time"),
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%H giờ %M", "%Hh", "%H"],
        error_messages={"invalid": _("Write the time as 07:30.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "short", "inputmode": "numeric"}),
    )
    unit = UnitField(Unit.objects.none(), label=_("Unit where it is held"))
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("For example: hall of the commune")
    )
    adviser_enterprise = forms.ModelChoiceField(
        Enterprise.objects.none(),
        label=_("Advising enterprise"),
        required=False,
        help_text=_("A consultation or dialogue needs an adviser; the licence must hold on that day."),
    )
    adviser_centre = forms.ModelChoiceField(
        Organization.objects.filter(kind=Organization.Kind.JOB_CENTRE),
        label=_("Advising employment service centre"),
        required=False,
    )

    def __init__(self, *args: Any, access: Access, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "unit", units_within(access, campaign))
        enterprises = Enterprise.objects.within(access).order_by("name")
        narrow(self, "adviser_enterprise", enterprises)

    @staticmethod
    def facts(row: Event) -> dict[str, Any]:
        return {
            "kind": row.kind,
            "title": row.title,
            "on": row.on,
            "starts_at": row.starts_at,
            "unit": row.unit_id,
            "place": row.place,
            "adviser_enterprise": row.adviser_enterprise_id,
            "adviser_centre": row.adviser_centre_id,
        }


class PlanForm(EventForm):
    """A new event with the bodies that hold it."""

    lead = lead_field()
    others = others_field()
    field_order = ["kind", "title", "on", "starts_at", "unit", "place", "lead", "others"]

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        offer_bodies(self, access)


class EventFilterForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    unit = UnitField(Unit.objects.none(), label=_("Locality"), required=False, empty_label=_("All"))
    organizer = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Organiser"), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, access: Access, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        years = range(campaign.ends_on.year, campaign.starts_on.year - 1, -1)
        offer(self, "year", [*every, *((year, str(year)) for year in years)])
        offer(self, "kind", [*every, *Event.Kind.choices])
        offer(self, "state", [*every, *Event.State.choices])
        units = units_within(access, campaign)
        if access.unit_level == 0:
            units = units.districts()
        narrow(self, "unit", units)
        narrow(self, "organizer", holders())

    def chosen(self) -> dict[str, Any]:
        """The filters that hold; one that was bent is none."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CancelForm(HouseForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ResultForm(VersionedForm):
    """What came of an event, with the head-count."""

    turns = number_field(_("People present (turns)"), required=False)
    turns_female = number_field(_("Women among them"), required=False)
    minutes = forms.CharField(label=_("Minutes"), required=False, widget=forms.Textarea)
    findings = forms.CharField(
        label=_("Findings and proposals"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @staticmethod
    def facts(row: Event) -> dict[str, Any]:
        return {"minutes": row.minutes, "findings": row.findings}


class InviteEnterpriseForm(HouseForm):
    enterprise = forms.ModelChoiceField(Enterprise.objects.none(), label=_("Enterprise"))
    invited_on = day_field(_("Invited on"), required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "enterprise", Enterprise.objects.within(access).order_by("name"))


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=EventPartner.Answer.choices)


class InviteeForm(HouseForm):
    full_name = forms.CharField(
        label=_("Family and given name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_year = BirthYearField()
    unit = UnitField(Unit.objects.none(), label=_("Commune, ward or township"), required=False)

    def __init__(self, *args: Any, access: Access, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_within(access, campaign)
        narrow(self, "unit", units.communes())


class NumberedInviteeForm(InviteeForm):
    number = number_field(_("Number on the paper list"), least=1, required=False)
    field_order = ["number", "full_name", "birth_year", "unit"]


class PasteForm(HouseForm):
    lines = forms.CharField(
        label=_("List"),
        help_text=_("One person a line: name; year of birth; commune. Lines copied from Excel will do."),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "wrap": "off"}),
        strip=False,
    )


class NumbersForm(HouseForm):
    numbers = forms.CharField(
        label=_("Numbers ticked on the paper list"),
        max_length=2000,
        help_text=_("For example: 1-5, 8, 12"),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )


class WhoForm(HouseForm):
    who = forms.CharField(
        label=_("Number or name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class HandoutForm(HouseForm):
    material = forms.ModelChoiceField(Material.objects.all(), label=_("Material"))
    copies = number_field(_("Copies"), least=1)

"""Fast entry: the number first, then only what it does not say; what the lines of a list share stays from one to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.dates import PartialDate, parse_partial
from campaigns.models import Campaign, Organization
from outreach.models import Market
from registrations import identity
from registrations.forms.fields import OTHERS, CommuneField, PickField, TextField, communes_of
from registrations.forms.registration import NEW_PERSON, events_of
from registrations.models import Consent, EntrySession, Person
from registrations.services.candidates import Candidate, ConsentClaim, GroupClaim, Wish

NUMERIC = {**OTHERS, "inputmode": "numeric"}
# What describes the person and is empty for the next line; the consent is in no draft either: it is given anew or not at all.
OF_A_PERSON = ("identity", "full_name", "birth", "phones", "sex", "household")
DRAFTED = ("position", *OF_A_PERSON, "market", "unit", "organization", "event", "on")


def birth_of(text: str, number: str) -> PartialDate:
    """«0503» beside a number that says 1998 is 05/03/1998; four digits that are the year of the number stay a year."""
    digits, year = re.sub(r"[ .\-/]", "", text), year_of(number)
    if re.fullmatch(r"\d{4}", digits) and year is not None and digits != str(year):
        day, month = int(digits[:2]), int(digits[2:])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return parse_partial(f"{day:02}/{month:02}/{year}")
    if re.fullmatch(r"0\d{3}", digits):
        raise ValueError(gettext("The year is missing: no 12-digit number says it. Write 05031998 or 1998."))
    return parse_partial(text)


def year_of(number: str) -> int | None:
    number = identity.normalise(number)
    return identity.read_cccd(number).birth_year if identity.kind_of(number) == "cccd" else None


class KeptFields(forms.Form):
    """What stays from line to line: commune, source, event, date."""

    unit = CommuneField()
    organization = PickField(label=_("Mobilised by"), required=False)
    event = PickField(label=_("Came from event"), required=False, empty=_("none"))
    on = forms.DateField(label=_("Date on the list"), widget=forms.DateInput(attrs=NUMERIC))

    def __init__(self, *args: Any, access: Access, campaign: Campaign, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].offer_units(communes_of(access, campaign.starts_on, day))
        events = events_of(access, campaign)
        fields["event"].offer([("", [(event, f"{event.on:%d/%m/%Y} · {event.title}") for event in events])])
        if access.sees_everyone:
            fields["organization"].offer_rows(Organization.objects.mobilising())
        else:
            del fields["organization"]


class OpenForm(KeptFields):
    planned = forms.IntegerField(
        label=_("Lines on the paper list"),
        required=False,
        min_value=1,
        max_value=500,
        widget=forms.TextInput(attrs={**NUMERIC, "class": "short"}),
    )
    note = TextField(
        label=_("Name of the list"),
        required=False,
        max_length=200,
        help_text=_("For example where the paper is kept."),
    )

    field_order = ("unit", "organization", "event", "on", "planned", "note")

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, day=day, **kwargs)
        self.fields["on"].initial = day
        communes: Any = self.fields["unit"].rows  # type: ignore[attr-defined]
        if len(communes) == 1:
            self.initial["unit"] = next(iter(communes))


class EntryForm(KeptFields):
    """One line of the list."""

    HOUSEHOLDS: ClassVar = [
        ("", "—"),
        ("poor", _("1 Poor household")),
        ("near_poor", _("2 Near-poor household")),
        ("other", _("3 Other household")),
    ]
    SEXES: ClassVar = [
        (Person.Sex.UNKNOWN, _("as the number says")),
        (Person.Sex.FEMALE, Person.Sex.FEMALE.label),
        (Person.Sex.MALE, Person.Sex.MALE.label),
    ]

    position = forms.IntegerField(
        label=_("Line"), min_value=1, max_value=500, widget=forms.TextInput(attrs=NUMERIC)
    )
    identity = TextField(
        label=_("Citizen identity number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={**NUMERIC, "data-id-number": "", "autofocus": True}),
    )
    full_name = TextField(label=_("Full name"), max_length=120)
    birth = TextField(label=_("Date of birth"), required=False, widget=forms.TextInput(attrs=NUMERIC))
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    phones = TextField(
        label=_("Telephone"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={**OTHERS, "inputmode": "tel"}),
    )
    household = forms.ChoiceField(label=_("Household"), choices=HOUSEHOLDS, required=False)
    market = PickField(label=_("Wanted market"), required=False, empty=_("not decided yet"))
    consent = forms.BooleanField(label=_("The person has agreed to be followed up"), required=False)
    consent_on = forms.DateField(
        label=_("Consent given on"), required=False, widget=forms.DateInput(attrs=NUMERIC)
    )

    def __init__(self, *args: Any, session: EntrySession, **kwargs: Any) -> None:
        super().__init__(*args, campaign=session.campaign, **kwargs)
        self.session = session
        fields: Any = self.fields
        fields["market"].offer_rows(Market.objects.all())
        fields["identity"].widget.attrs |= {
            "hx-post": reverse("registrations:check"),
            "hx-trigger": "id-complete",
            "hx-target": "#hints",
            "hx-sync": "closest form:abort",
        }
        for field in fields.values():
            dress(field.widget)

    def clean_identity(self) -> str:
        """A number of no known shape is mended first; the date may lean on it."""
        number: str = self.cleaned_data["identity"]
        wrong = [one for one in identity.check_identity(number) if one.code == "length"] if number else []
        if wrong:
            raise ValidationError(wrong[0].message)
        return number

    def clean_birth(self) -> PartialDate:
        try:
            return birth_of(self.cleaned_data["birth"], self.cleaned_data.get("identity", ""))
        except ValueError as unreadable:
            if "identity" in self.errors:
                return PartialDate.unknown()
            raise ValidationError(str(unreadable)) from unreadable

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("consent") and not data.get("consent_on") and "consent_on" not in self.errors:
            self.add_error("consent_on", _("Enter the day on which the consent was given."))
        return data

    def ask_whether_same(self, hints: list[Any]) -> None:
        """Somebody of that name and year is known in the commune: the officer says who it is."""
        people = [
            (str(hint.person_id), " · ".join(filter(None, (hint.masked_name, hint.unit, hint.organization))))
            for hint in hints
        ]
        choices = [*people, (NEW_PERSON, _("No, somebody else of the same name"))]
        self.fields["same_as"] = forms.ChoiceField(
            label=_("Is it one of these people?"), widget=forms.RadioSelect, choices=choices
        )
        dress(self.fields["same_as"].widget)
        self.add_error("same_as", _("Somebody of this name and year is known in the commune. Say who it is."))

    def candidate(self) -> Candidate:
        data = self.cleaned_data
        evidence = f"Danh sách giấy, phiên nhập {self.session.pk}, dòng {data['position']}"
        household, consented = data["household"], data["consent"]
        return Candidate(
            full_name=data["full_name"],
            birth=data["birth"],
            sex=data["sex"] or Person.Sex.UNKNOWN,
            unit=data["unit"],
            identity=data["identity"],
            phones=tuple(part for part in data["phones"].split(";") if part.strip()),
            groups=(GroupClaim(household, data["on"], evidence),)
            if household in ("poor", "near_poor")
            else (),
            consents=(
                (ConsentClaim(Consent.Purpose.CAMPAIGN, data["consent_on"], evidence=evidence),)
                if consented
                else ()
            ),
        )

    def wish(self) -> Wish:
        return Wish(market=self.cleaned_data["market"], event=self.cleaned_data["event"])

    @property
    def kept_is_wrong(self) -> bool:
        return any(name in self.errors for name in ("unit", "organization", "event", "on", "position"))


def dress(widget: forms.Widget) -> None:
    """The class names of the stylesheet."""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
        widget.attrs["class"] = "form-check-input"
    else:
        widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"


def carried(session: EntrySession, position: int, draft: Mapping[str, str]) -> dict[str, Any]:
    """A new line, or the one that was being typed; the day of the consent is that of the list, its tick never stands there."""
    kept = {
        "unit": str(session.unit_id),
        "organization": str(session.organization_id),
        "event": str(session.event_id or ""),
        "market": str(session.market_id or ""),
        "on": session.on,
        "consent_on": session.on,
        "position": position,
    }
    return kept | dict(draft)


def drafted(posted: Mapping[str, str]) -> dict[str, str]:
    """Of what was sent, what a draft may hold."""
    return {name: posted.get(name, "")[:200] for name in DRAFTED}


def is_begun(typed: Mapping[str, str]) -> bool:
    """Whether anything of a person stands there; what is kept from line to line does not count."""
    return any(typed.get(name, "").strip() for name in OF_A_PERSON if name != "sex")

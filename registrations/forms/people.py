"""What is known of a person, one thing at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.dates import format_partial
from campaigns.models import Campaign, Organization
from registrations.forms.fields import (
    OTHERS,
    CommuneField,
    PartialDateField,
    PickField,
    TextField,
    communes_of,
)
from registrations.models import Affiliation, Consent, GroupStatus, MemberConsent, Person, Phone

SALT = "registrations.person.opened"


class PersonForm(forms.Form):
    """The person's own facts; carries what was shown, so that a conflict can be laid side by side."""

    full_name = TextField(label=_("Full name"), max_length=120)
    birth = PartialDateField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices)
    unit = CommuneField()
    hamlet = TextField(label=_("Hamlet or quarter"), required=False, max_length=120)
    education = TextField(label=_("Schooling"), required=False, max_length=60)
    skills = TextField(label=_("Occupation and skills"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    SHOWN = ("full_name", "birth", "sex", "unit", "hamlet", "education", "skills")

    def __init__(
        self, *args: Any, person: Person, access: Access, campaign: Campaign, day: date, **kwargs: Any
    ) -> None:
        now = values_of(person)
        start = {**now, "version": person.version, "opened": self.signed(now)}
        kwargs["initial"] = start
        super().__init__(*args, **kwargs)
        units = communes_of(access, campaign.starts_on, day)
        if all(unit.pk != person.unit_id for unit in units):
            units.append(person.unit)
        self.fields["unit"].offer_units(units)  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What differs from what was shown; nobody's change is undone by a field that was left alone."""
        opened, data = self.base(), self.cleaned_data
        named = {name: data[name] for name in self.SHOWN if text_of(data[name]) != opened.get(name)}
        return {**named, "version": data["version"]}

    @staticmethod
    def signed(values: dict[str, str]) -> str:
        return signing.dumps(values, salt=SALT, compress=True)

    def base(self) -> dict[str, str]:
        try:
            found: dict[str, str] = signing.loads(self.cleaned_data.get("opened", ""), salt=SALT)
        except signing.BadSignature:
            return {}
        return found

    def readable(self, name: str, value: str) -> str:
        """A choice in words."""
        choices: Any = getattr(self.fields[name], "choices", [])
        flat = [pair for entry in choices for pair in (entry[1] if isinstance(entry[1], list) else [entry])]
        return str(dict(flat).get(value, value))


def values_of(person: Person) -> dict[str, str]:
    return {
        "full_name": person.full_name,
        "birth": format_partial(person.birth),
        "sex": person.sex,
        "unit": str(person.unit_id),
        "hamlet": person.hamlet,
        "education": person.education,
        "skills": person.skills,
    }


def text_of(value: Any) -> str:
    if hasattr(value, "precision"):
        return format_partial(value)
    return str(value.pk) if hasattr(value, "pk") else str(value)


class RevealForm(forms.Form):
    purpose = TextField(
        label=_("What you need the number for"),
        max_length=200,
        help_text=_("Kept in the audit trail with your name; for example: fill in the loan request."),
    )


class IdentityForm(forms.Form):
    number = TextField(
        label=_("Identity number"),
        max_length=20,
        widget=forms.TextInput(attrs={**OTHERS, "inputmode": "numeric"}),
        help_text=_("12 digits, or the 9 of the old card, or a passport number."),
    )
    issued_on = forms.DateField(label=_("Issued on"), required=False)
    issued_by = TextField(label=_("Issued by"), required=False, max_length=120)
    expires_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("Of a passport: the list of calls reminds in time."),
    )


class PhoneForm(forms.Form):
    number = TextField(
        label=_("Telephone"), max_length=40, widget=forms.TextInput(attrs={**OTHERS, "inputmode": "tel"})
    )
    owner = forms.ChoiceField(label=_("Whose"), choices=Phone.Owner.choices)


class GroupForm(forms.Form):
    group = forms.ChoiceField(label=_("Policy group"), choices=[("", "—"), *GroupStatus.Group.choices])
    valid_from = forms.DateField(label=_("Since"))
    evidence = TextField(label=_("Evidence (number of the paper)"), required=False, max_length=200)


class DayForm(forms.Form):
    """Only a day."""

    on = forms.DateField(label=_("Date"))


class WhyForm(forms.Form):
    """Only a reason."""

    why = TextField(label=_("Why the entry is taken off"), max_length=200)


class TieForm(forms.Form):
    organization = PickField(label=_("Organisation"))
    relation = forms.ChoiceField(label=_("Relation"), choices=Affiliation.Relation.choices)
    member_name = TextField(
        label=_("The member's name"),
        required=False,
        max_length=120,
        help_text=_("Only with the member's own consent; it is recorded on the page of the person."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer_rows(Organization.objects.mobilising())  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("The person agrees to"), choices=[("", "—"), *Consent.Purpose.choices]
    )
    given_on = forms.DateField(label=_("Given on"))
    channel = forms.ChoiceField(label=_("How"), choices=Consent.Channel.choices)
    evidence = TextField(label=_("Form number or witness"), max_length=160)


class MemberConsentForm(ConsentForm):
    """The same questions, asked of the member whose name stands beside the person."""

    purpose = forms.ChoiceField(
        label=_("The member agrees to"), choices=[("", "—"), *MemberConsent.Purpose.choices]
    )

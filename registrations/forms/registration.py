"""The calm full form: who it is, how to reach them, what they want; the number first, so that a double entry is seen first."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.current import working_day
from campaigns.dates import PartialDate, as_partial
from campaigns.models import Campaign, Organization, Unit
from outreach.models import Channel, Event, Invitee, JobOrder, Market, Programme
from registrations.forms import offers
from registrations.forms.fields import (
    OTHERS,
    CommuneField,
    NoteField,
    PartialDateField,
    PickField,
    TextField,
    communes_of,
)
from registrations.models import Affiliation, Consent, GroupStatus, Person
from registrations.services.candidates import Belonging, Candidate, ConsentClaim, GroupClaim, Wish

MOST_EVENTS = 60
NEW_PERSON = "new"
CHECK = '{% include "registrations/_check.html" %}'


class RegistrationForm(forms.Form):
    """Parses and narrows; the service decides."""

    identity = TextField(
        label=_("Citizen identity number"),
        required=False,
        max_length=20,
        help_text=_("12 digits, or the 9 of the old card. Sex and year of birth are read from it."),
        widget=forms.TextInput(attrs={**OTHERS, "inputmode": "numeric", "data-id-number": ""}),
    )
    full_name = TextField(label=_("Full name"), max_length=120)
    birth = PartialDateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("day/month/year, or 03/1998 or 1998 if no more is known"),
    )
    sex = forms.ChoiceField(
        label=_("Sex"), choices=Person.Sex.choices, widget=forms.RadioSelect, initial=Person.Sex.UNKNOWN
    )
    unit = CommuneField()
    hamlet = TextField(label=_("Hamlet or quarter"), required=False, max_length=120)
    phones = TextField(
        label=_("Telephone"),
        required=False,
        max_length=120,
        help_text=_("Several numbers are separated by a semicolon."),
        widget=forms.TextInput(attrs={**OTHERS, "inputmode": "tel"}),
    )
    education = TextField(label=_("Schooling"), required=False, max_length=60)
    skills = TextField(label=_("Occupation and skills"), required=False, max_length=200)
    groups = forms.MultipleChoiceField(
        label=_("Policy groups"),
        choices=GroupStatus.Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups_from = forms.DateField(label=_("In the group since"), required=False)
    groups_evidence = TextField(label=_("Evidence (number of the paper)"), required=False, max_length=200)
    tie_organization = PickField(label=_("Organisation"), required=False)
    tie_relation = forms.ChoiceField(
        label=_("Relation"), choices=[("", "—"), *Affiliation.Relation.choices], required=False
    )
    tie_member = TextField(label=_("The member's name"), required=False, max_length=120)
    market = PickField(label=_("Wanted market"), required=False, empty=_("not decided yet"))
    programme = PickField(label=_("Programme"), required=False, empty=_("not decided yet"))
    channel = PickField(label=_("Channel"), required=False, empty=_("not decided yet"))
    job_order = PickField(label=_("Job order"), required=False, empty=_("none"))
    event = PickField(label=_("Came from event"), required=False, empty=_("none"))
    on = PartialDateField(label=_("Date of registration"))
    organization = PickField(label=_("Mobilised by"), required=False)
    consents = forms.MultipleChoiceField(
        label=_("The person has agreed to"),
        choices=Consent.Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick only what the person has signed or said before a witness."),
    )
    consents_on = forms.DateField(label=_("Consent given on"), required=False)
    consents_channel = forms.ChoiceField(
        label=_("How"), choices=Consent.Channel.choices, initial=Consent.Channel.PAPER, required=False
    )
    consents_evidence = TextField(label=_("Form number or witness"), required=False, max_length=160)
    note = NoteField(label=_("Note"), max_length=400)

    def __init__(
        self,
        *args: Any,
        access: Access,
        campaign: Campaign,
        communes: list[Unit] | None = None,
        **kwargs: Any,
    ) -> None:
        """`communes` where the caller has read them already."""
        super().__init__(*args, **kwargs)
        self.access = access
        day = working_day(campaign)
        self.fields["on"].initial = as_partial(day)
        known = communes_of(access, campaign.starts_on, day) if communes is None else communes
        self.fields["unit"].offer_units(known)  # type: ignore[attr-defined]
        offer(self.fields, access, campaign, day)
        if len(known) == 1 and not self.initial.get("unit"):
            self.initial["unit"] = str(known[0].pk)
        if not access.sees_everyone:
            del self.fields["organization"]
        self.fields["identity"].widget.attrs |= {
            "hx-post": reverse("registrations:check"),
            "hx-trigger": "id-complete",
            "hx-target": "#hints",
            "hx-sync": "closest form:abort",
        }
        self.helper = layout(access.sees_everyone)

    def ask_whether_same(self, hints: list[Any]) -> None:
        """Somebody of that name and year is known in the commune: the officer says who it is."""
        field = forms.ChoiceField(
            label=_("Is it one of these people?"),
            widget=forms.RadioSelect,
            choices=[
                *(
                    (str(hint.person_id), f"{hint.masked_name} · {hint.unit} · {hint.organization}")
                    for hint in hints
                ),
                (NEW_PERSON, _("No, somebody else of the same name")),
            ],
        )
        self.fields["same_as"] = field
        self.helper.layout.insert(0, "same_as")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("groups") and not data.get("groups_from"):
            self.add_error("groups_from", _("Enter since when the person is in the group."))
        if bool(data.get("tie_organization")) != bool(data.get("tie_relation")):
            missing = "tie_relation" if data.get("tie_organization") else "tie_organization"
            self.add_error(missing, _("Choose both the organisation and the relation, or neither."))
        if data.get("consents") and not data.get("consents_on"):
            self.add_error("consents_on", _("Enter the day on which the consent was given."))
        if data.get("consents") and not data.get("consents_evidence"):
            self.add_error(
                "consents_evidence", _("Enter the number of the form, or the name of the witness.")
            )
        return data

    def candidate(self) -> Candidate:
        data = self.cleaned_data
        return Candidate(
            full_name=data["full_name"],
            birth=data["birth"],
            sex=data["sex"],
            unit=data["unit"],
            hamlet=data["hamlet"],
            identity=data["identity"],
            phones=tuple(part for part in data["phones"].split(";") if part.strip()),
            education=data["education"],
            skills=data["skills"],
            groups=tuple(
                GroupClaim(group, data["groups_from"], data["groups_evidence"]) for group in data["groups"]
            ),
            affiliations=self._ties(),
            consents=tuple(self._consent(purpose) for purpose in data["consents"]),
        )

    def _ties(self) -> tuple[Belonging, ...]:
        data = self.cleaned_data
        if not data["tie_organization"]:
            return ()
        return (Belonging(data["tie_organization"], data["tie_relation"], data["tie_member"]),)

    def _consent(self, purpose: str) -> ConsentClaim:
        data = self.cleaned_data
        channel = data["consents_channel"] or Consent.Channel.PAPER
        return ConsentClaim(purpose, data["consents_on"], channel, data["consents_evidence"])

    def wish(self, invitee: Invitee | None = None) -> Wish:
        names = ("market", "channel", "programme", "job_order", "event", "note")
        return Wish(invitee=invitee, **{name: self.cleaned_data[name] for name in names})

    @property
    def day(self) -> PartialDate:
        day: PartialDate = self.cleaned_data["on"]
        return day


class CheckForm(forms.Form):
    """What tells one person from another, of a form half written."""

    full_name = TextField(max_length=120, required=False)
    birth = PartialDateField(required=False)
    sex = forms.ChoiceField(choices=Person.Sex.choices, required=False)
    unit = CommuneField(required=False)

    def __init__(self, *args: Any, communes: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer_units(communes)  # type: ignore[attr-defined]


def offer(fields: Any, access: Access, campaign: Campaign, day: date) -> None:
    """What may be chosen: the events of one's area, what the plan's tables hold."""
    events = Event.objects.within(access).filter(campaign=campaign)
    orders = JobOrder.objects.open_on(day)
    shown = cache(lambda: offers.shown(events.order_by("-on")[:MOST_EVENTS], orders))
    tables: dict[str, QuerySet[Any]] = {
        "organization": Organization.objects.mobilising(),
        "market": Market.objects.all(),
        "channel": Channel.objects.all(),
        "programme": Programme.objects.all(),
        "event": events,
        "job_order": orders,
    }
    for name in (*tables, "tie_organization"):
        table = name.removeprefix("tie_")
        fields[name].offer_among(tables[table], partial(lambda table: shown()[table], table))


def programmes_by_market() -> list[tuple[str, list[tuple[Any, Any]]]]:
    by_market: dict[str, list[tuple[Any, Any]]] = {}
    for programme in Programme.objects.select_related("market"):
        by_market.setdefault(programme.market.name, []).append((programme, programme.name))
    return list(by_market.items())


def events_of(access: Access, campaign: Campaign) -> list[Event]:
    """The newest events of one's area."""
    return list(Event.objects.within(access).filter(campaign=campaign).order_by("-on")[:MOST_EVENTS])


def pair(*names: str) -> Row:
    return Row(*(Column(name, css_class="col-md-6") for name in names))


def layout(with_organization: bool) -> FormHelper:
    """Who, where, groups, tie, wish, consent; two columns where the screen is wide."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(
        Fieldset(_("About the person"), "identity", HTML(CHECK), "full_name", pair("birth", "sex")),
        Fieldset(_("Where"), pair("unit", "hamlet"), "phones", pair("education", "skills")),
        Fieldset(_("Policy groups and ties"), "groups", pair("groups_from", "groups_evidence")),
        Fieldset(
            _("Member of an organisation, or family of a member"),
            pair("tie_organization", "tie_relation"),
            "tie_member",
        ),
        Fieldset(
            _("What the person wants"), pair("market", "programme"), pair("channel", "job_order"), "event"
        ),
        Fieldset(_("Registration"), *(["organization"] if with_organization else []), "on", "note"),
        Fieldset(_("Consent"), "consents", pair("consents_on", "consents_channel"), "consents_evidence"),
    )
    return helper

"""What came of a call, whom a morning is cut to, and the values of the clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.dates import today_vn
from campaigns.models import Posting, Role, Unit
from campaigns.scope import sees_all_bodies
from registrations.forms.fields import PickField, TextField
from registrations.forms.filters import code_of
from registrations.models import Contact, Milestone, Registration, StageClock, Wait
from registrations.monday import Asked

Result = Contact.Result
CALLERS = (Role.OFFICER, Role.MANAGER, Role.COORDINATOR)
FARTHEST = 180  # the last page of a reason: nobody is listed beyond `waiting.MOST`


class MondayForm(forms.Form):
    """By unit and by whoever entered the registration; the reason stands in the tabs."""

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        units, officers = (
            PickField(label=_("Unit"), required=False, empty=_("all")),
            PickField(label=_("Entered by"), required=False, empty=_("everybody")),
        )
        reason = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
        self.fields = {"don-vi": units, "can-bo": officers, "ly-do": reason}
        self.units = list(Unit.objects.within(access).filter(level__gt=0).order_by("path"))
        units.offer_coded(
            [
                (code_of(unit.path), f"{'– ' if unit.is_commune else ''}{unit.name}", unit)
                for unit in self.units
            ]
        )
        officers.offer(self._officers())

    def _officers(self) -> Any:
        """Oneself, and colleagues of the unit that is asked for and of those right below it."""
        asked = self.data.get("don-vi", "")
        unit = next((unit for unit in self.units if code_of(unit.path) == asked), None)
        path, level = (unit.path, unit.level) if unit else (self.access.unit_path, self.access.unit_level)
        rows = (
            Posting.objects.within(self.access)
            .on(today_vn())
            .filter(role__in=CALLERS, unit__path__startswith=path, unit__level__lte=level + 1)
        )
        if not sees_all_bodies(self.access):
            rows = rows.filter(organization=self.access.organization_id)
        found = {posting.user: posting for posting in rows.select_related("user", "unit", "organization")}
        return [
            ("", [(user, _("me")) for user in found if user.pk == self.access.user_id]),
            (
                _("Colleagues"),
                [
                    (user, f"{user} · {posting.organization} · {posting.unit}")
                    for user, posting in found.items()
                    if user.pk != self.access.user_id
                ],
            ),
        ]

    def asked(self) -> Asked:
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        start = self.data.get("tu", "")
        return Asked(
            wait=data.get("ly-do", "") if data.get("ly-do", "") in Wait.values else "",
            unit=data.get("don-vi"),
            officer=data.get("can-bo"),
            start=min(int(start), FARTHEST) if start.isdecimal() else 0,
        )


class ContactForm(forms.Form):
    """The whole form of a contact; a tap of the list fills it with one button."""

    result = forms.ChoiceField(label=_("What came of it"), choices=[("", "—"), *Result.choices])
    follow_up_on = forms.DateField(
        label=_("Call again on"),
        required=False,
        help_text=_("Until that day the person is in no list of calls."),
    )
    reason = forms.ChoiceField(
        label=_("Why the person withdrew"), choices=[("", "—"), *Milestone.Reason.choices], required=False
    )
    channel = forms.ChoiceField(label=_("How"), choices=Contact.Channel.choices)
    on = forms.DateField(label=_("Date"))
    note = TextField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("What the next caller must know; nothing about health, debts or belief."),
    )
    about = forms.ChoiceField(choices=[("", ""), *Wait.choices], required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, registration: Registration, day: date, about: str = "", **kwargs: Any
    ) -> None:
        start = {"on": max(day, registration.stage_on), "channel": Contact.Channel.CALL, "about": about}
        kwargs["initial"] = start
        super().__init__(*args, **kwargs)
        if Registration.Stage.WITHDRAWN not in registration.next_stages:
            results: Any = self.fields["result"]
            results.choices = [one for one in results.choices if one[0] != Result.WITHDREW]
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        result, on, later = data.get("result"), data.get("on"), data.get("follow_up_on")
        if result == Result.LATER and not later and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", _("Enter the day of the next call."))
        if later and on and later <= on:
            self.add_error("follow_up_on", _("The next call lies after this one."))
        if result == Result.WITHDREW and "reason" in self.fields and not data.get("reason"):
            self.add_error("reason", _("Choose why the person withdrew."))
        if result == Result.WITHDREW:
            data["follow_up_on"] = None
        else:
            data["reason"] = ""
        return data


def spread(data: Mapping[str, str], day: date) -> Mapping[str, str]:
    """One tap as the form it stands for: `reached`, `no_answer`, `later.2018-11-26`, `withdrew.cost`."""
    if "tap" not in data:
        return data
    result, _dot, detail = data["tap"].partition(".")
    try:
        later = f"{date.fromisoformat(detail):%d/%m/%Y}" if result == Result.LATER else ""
    except ValueError:
        later = detail
    return {
        "result": result,
        "follow_up_on": later,
        "reason": detail if result == Result.WITHDREW else "",
        "channel": Contact.Channel.CALL,
        "on": f"{day:%d/%m/%Y}",
        "about": data.get("about", ""),
    }


class ClockForm(forms.Form):
    """Another value from a day on; months only for the certificate."""

    kind = forms.ChoiceField(label=_("Clock"), choices=StageClock.Kind.choices)
    days = forms.IntegerField(
        label=_("Days"),
        min_value=1,
        max_value=1000,
        help_text=_("since the fact; for papers and contracts: before they run out"),
    )
    again = forms.IntegerField(
        label=_("Days of rest after a person was reached"), min_value=1, max_value=1000
    )
    months = forms.IntegerField(
        label=_("Months a certificate holds"),
        min_value=1,
        max_value=240,
        required=False,
        help_text=_("only for the orientation certificate"),
    )
    valid_from = forms.DateField(label=_("In force from"))
    reason = TextField(label=_("Why, or by which paper"), max_length=200)

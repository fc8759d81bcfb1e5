"""What happened, when: each step asks only for what it needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.dates import as_partial
from outreach.models import Enterprise, Market
from registrations.clocks import months_after
from registrations.forms.fields import PartialDateField, PickField, TermField, TextField
from registrations.models import Milestone

Kind = Milestone.Kind
ASKED: dict[str, tuple[str, ...]] = {
    Kind.SELECTED: ("market", "enterprise", "through_centre", "occupation"),
    Kind.TRAINING: ("enterprise",),
    Kind.CONTRACTED: ("enterprise", "occupation"),
    Kind.DEPARTED: ("market", "occupation", "ends_on"),
    Kind.RETURNED: ("outcome", "cause", "job_after"),
    Kind.WITHDRAWN: ("reason",),
}
ASKABLE = (
    "market",
    "enterprise",
    "through_centre",
    "occupation",
    "ends_on",
    "reason",
    "outcome",
    "cause",
    "job_after",
)


class MilestoneForm(forms.Form):
    on = PartialDateField(
        label=_("Date"), help_text=_("day/month/year; month and year are enough if the day is not known")
    )
    market = PickField(label=_("Market"))
    enterprise = PickField(label=_("Licensed enterprise"), required=False, empty=_("none"))
    through_centre = forms.BooleanField(label=_("Through the employment service centre"), required=False)
    occupation = TextField(label=_("Occupation"), required=False, max_length=120)
    ends_on = TermField(
        label=_("Contract ends on"),
        required=False,
        help_text=_("a date, or the length in months from the departure: 36"),
    )
    reason = forms.ChoiceField(
        label=_("Why the person withdrew"), choices=[("", "—"), *Milestone.Reason.choices]
    )
    outcome = forms.ChoiceField(
        label=_("How the stay ended"), choices=[("", "—"), *Milestone.Outcome.choices]
    )
    cause = TextField(label=_("Cause"), required=False, max_length=200)
    job_after = forms.ChoiceField(
        label=_("Work after return"), choices=[("", "—"), *Milestone.JobAfter.choices], required=False
    )
    note = TextField(label=_("Note"), required=False, max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stage = forms.CharField(
        widget=forms.HiddenInput, required=False
    )  # where it stood when the page was opened

    def __init__(self, *args: Any, kind: str, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = ASKED.get(kind, ())
        for name in ASKABLE:
            if name not in asked:
                del self.fields[name]
        if "market" in asked:
            self.fields["market"].offer_rows(Market.objects.all())  # type: ignore[attr-defined]
        if "enterprise" in asked:
            self.fields["enterprise"].offer_rows(Enterprise.objects.within(access))  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the service is told; a length in months is counted from the day of the step."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "stage"}
        if isinstance(data.get("ends_on"), int):
            data["ends_on"] = months_after(data["on"].on, data["ends_on"])
        return data


class CorrectionForm(MilestoneForm):
    """The same step anew; the old entry stays, struck, with the reason."""

    correction_reason = TextField(label=_("Why the entry is corrected"), max_length=200)

    def __init__(self, *args: Any, milestone: Milestone, access: Access, version: int, **kwargs: Any) -> None:
        start = {name: getattr(milestone, name) for name in (*ASKABLE, "note")}
        start |= {"on": as_partial(milestone.when), "version": version}
        super().__init__(*args, kind=milestone.kind, access=access, initial=start, **kwargs)
        del self.fields["stage"]

    def given(self) -> dict[str, Any]:
        data = super().given()
        if "reason" in data:
            data["withdrawal"] = data.pop("reason")
        data["reason"] = data.pop("correction_reason")
        return data


class AnnulForm(forms.Form):
    correction_reason = TextField(label=_("Why the entry is taken back"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stage = forms.CharField(widget=forms.HiddenInput, required=False)

"""Forms of the plan: campaign, documents, duties, targets, yearly plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.current import working_day
from campaigns.dates import Calendar
from campaigns.forms.fields import (
    DocumentChoice,
    Lines,
    OrganizationChoice,
    ScanField,
    UnitChoice,
    VersionField,
    Words,
)
from campaigns.models import Campaign, Duty, Indicator, Organization, Target, Unit, WorkPlan
from campaigns.services.work_plans import Line

CLAUSE = _("Where in the document, for example III.2.")


class CampaignForm(forms.Form):
    name = Words(label=_("Name"), max_length=300)
    short_name = Words(label=_("Short name"), max_length=80)
    starts_on = forms.DateField(label=_("Starts on"))
    ends_on = forms.DateField(label=_("Ends on"))
    calendar = forms.ChoiceField(label=_("Counting year"), choices=Calendar.choices)
    counting_point = forms.ChoiceField(
        label=_("Counting point"),
        choices=Indicator.choices,
        help_text=_("What the verdict on the targets is given for. Progress always shows all three."),
    )
    purpose = Lines(label=_("Purpose of the plan"), required=False, rows=6)
    recipients = Lines(label=_("Recipients of the review"), required=False, help_text=_("One on each line."))
    version = VersionField()

    def __init__(self, data: Any = None, *, campaign: Campaign, **kwargs: Any) -> None:
        initial = {name: getattr(campaign, name) for name in self.base_fields}
        initial["recipients"] = "\n".join(campaign.recipients)
        super().__init__(data, initial=initial, **kwargs)

    def clean_recipients(self) -> list[str]:
        return [line for line in self.cleaned_data["recipients"].splitlines() if line]


class DocumentForm(forms.Form):
    number = Words(label=_("Number"), max_length=120, help_text=_("As printed, for example 13-NQ/ĐH."))
    issued_on = forms.DateField(label=_("Date of the document"))
    issuers = Words(label=_("Issuing bodies"), max_length=300)
    title = Words(label=_("Subject of the document"), max_length=500)
    cited_as = Words(
        label=_("Cited as"),
        required=False,
        max_length=200,
        help_text=_("Short form for lists, for example «Resolution 13-NQ/ĐH of 14/10/2015»."),
    )
    scan = ScanField(required=False)


class ScanForm(forms.Form):
    scan = ScanField(error_messages={"required": _("Choose the PDF with the scan.")})


class DutyForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=Duty.State.choices)
    done_on = forms.DateField(
        label=_("Done on"), required=False, help_text=_("Only for a duty that is done.")
    )
    evidence = Lines(
        label=_("Evidence"),
        required=False,
        help_text=_("What shows it: number and date of a document, minutes, a list of participants."),
    )
    version = VersionField()

    def __init__(self, data: Any = None, *, duty: Duty, **kwargs: Any) -> None:
        initial = {name: getattr(duty, name) for name in self.base_fields}
        super().__init__(data, initial=initial, **kwargs)


class FiguresForm(forms.Form):
    """What a target says; shared by a new one and a revision."""

    minimum = forms.IntegerField(label=_("Minimum"), min_value=1, max_value=1_000_000)
    maximum = forms.IntegerField(
        label=_("Maximum"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("Leave empty when the document names one figure only."),
    )
    force = forms.ChoiceField(label=_("Force"), choices=Target.Force.choices)
    document = DocumentChoice()
    clause = Words(label=_("Clause"), required=False, max_length=60, help_text=CLAUSE)
    quote = Words(
        label=_("Words of the document"),
        required=False,
        max_length=500,
        help_text=_("The sentence that sets it."),
    )


class TargetForm(FiguresForm):
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    organization = OrganizationChoice(
        label=_("Organisation"), required=False, empty_label=_("All organisations together")
    )
    unit = UnitChoice(label=_("Unit"), queryset=Unit.objects.none())
    indicator = forms.ChoiceField(label=_("Counts"), choices=Indicator.choices, initial=Indicator.DEPARTED)

    field_order = ("year", "unit", "organization", "indicator")

    def __init__(self, *args: Any, campaign: Campaign, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in campaign.years]  # type: ignore[attr-defined]
        units = Unit.objects.within(access).on(working_day(campaign)).select_related("parent")
        self.fields["unit"].queryset = units.order_by("level", "code")  # type: ignore[attr-defined]
        self.fields["unit"].initial = campaign.province_id
        bodies = Organization.objects.mobilising().order_by("rank")
        self.fields["organization"].queryset = bodies  # type: ignore[attr-defined]


class RevisionForm(FiguresForm):
    reason = Words(
        label=_("Reason for the change"),
        max_length=300,
        help_text=_("It stays beside the old figure for ever."),
    )

    field_order = ("minimum", "maximum", "force", "document", "clause", "quote", "reason")

    def __init__(self, data: Any = None, *, target: Target, **kwargs: Any) -> None:
        fields = ("minimum", "maximum", "force", "document", "clause", "quote")
        super().__init__(data, initial={name: getattr(target, name) for name in fields}, **kwargs)


class RiseForm(forms.Form):
    """A year that must exceed the year before."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    indicator = forms.ChoiceField(label=_("Counts"), choices=Indicator.choices, initial=Indicator.DEPARTED)
    document = DocumentChoice()
    clause = Words(label=_("Clause"), max_length=60, help_text=CLAUSE)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in campaign.years]  # type: ignore[attr-defined]


class WorkPlanForm(forms.Form):
    number = Words(label=_("Document number"), required=False, max_length=80)
    issued_on = forms.DateField(label=_("Date of the document"), required=False)
    summary = Lines(label=_("Summary"), required=False)
    version = VersionField()

    def __init__(self, data: Any = None, *, plan: WorkPlan, **kwargs: Any) -> None:
        initial = {name: getattr(plan, name) for name in self.base_fields}
        super().__init__(data, initial=initial, **kwargs)


class NewWorkPlanForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    organization = OrganizationChoice(label=_("Organisation"))
    number = Words(label=_("Document number"), required=False, max_length=80)
    issued_on = forms.DateField(label=_("Date of the document"), required=False)
    summary = Lines(label=_("Summary"), required=False)

    def __init__(self, *args: Any, campaign: Campaign, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in campaign.years]  # type: ignore[attr-defined]
        parties = campaign.parties.values("organization")
        bodies = Organization.objects.filter(pk__in=parties).order_by("rank")
        if not access.may("plan_write"):
            bodies = bodies.filter(pk=access.organization_id)
        self.fields["organization"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["organization"].initial = access.organization_id


class ActivityForm(forms.Form):
    """One line of a yearly plan; an empty new line is no line."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = Words(label=_("Activity"), required=False, max_length=400)
    due_on = forms.DateField(label=_("Due on"), required=False)
    done_on = forms.DateField(label=_("Done on"), required=False)
    note = Words(label=_("Note"), required=False, max_length=300)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        beside = any(data.get(name) for name in ("pk", "due_on", "done_on", "note"))
        if beside and not data.get("text") and not data.get("remove"):
            self.add_error("text", _("Say what is to be done, or remove the line."))
        return data

    @property
    def is_removed(self) -> bool:
        return bool(self.cleaned_data.get("remove") and self.cleaned_data.get("pk"))

    @property
    def line(self) -> Line | None:
        data = dict(self.cleaned_data)
        if data.pop("remove", False) or not data.get("text"):
            return None
        return Line(**data)


ActivityFormSet = forms.formset_factory(ActivityForm, extra=3, max_num=200, absolute_max=250)

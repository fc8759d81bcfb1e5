"""Forms of the annual review: they parse; services write."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.dates import Calendar, today_vn
from campaigns.forms.exports import ExportForm
from campaigns.models import Campaign, Organization, Unit
from reports.documents import codes
from reports.models import AnnualReview, Objection
from reports.review.bodies import Body
from reports.review.confirming import usual_day
from reports.review.own import lines
from reports.review.subject import bodies_for, districts_for
from reports.review.text import PartText, parts_of

SIGNATORY = {"authority": _("Signs as (TM., KT.)"), "title": _("Title of office"), "name": _("Full name")}


class ProgressExportForm(ExportForm):
    """Which table of the page, beside what every file is asked."""

    field_order = ("table", "purpose", "format")

    def __init__(self, data: Any = None, *, tables: dict[str, Any], first: str) -> None:
        super().__init__(data, initial={"table": first})
        self.fields["table"] = forms.ChoiceField(label=_("Table"), choices=list(tables.items()))
        self.order_fields(self.field_order)


class NewReviewForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    calendar = forms.ChoiceField(label=_("Calendar"), choices=Calendar.choices)
    boundaries = forms.ChoiceField(label=_("Boundaries"), choices=AnnualReview.Boundaries.choices)

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        latest = campaign.working_day(today_vn()).year
        super().__init__(data, initial={"calendar": campaign.calendar, "year": latest})
        year: Any = self.fields["year"]
        year.choices = [(str(year), str(year)) for year in reversed(campaign.years)]


class NewReportForm(forms.Form):
    """A report of one body, one district, or one body in one district: whatever the reader answers for."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    organization = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organization.objects.none(), required=False
    )
    unit = forms.ModelChoiceField(label=_("District"), queryset=Unit.objects.none(), required=False)
    calendar = forms.ChoiceField(label=_("Calendar"), choices=Calendar.choices)

    def __init__(self, data: Any = None, *, campaign: Campaign, access: Access) -> None:
        latest = campaign.working_day(today_vn()).year
        super().__init__(data, initial={"calendar": campaign.calendar, "year": latest})
        fields: Any = self.fields
        fields["year"].choices = [(str(year), str(year)) for year in reversed(campaign.years)]
        bodies, units = bodies_for(access), districts_for(access, campaign)
        fields["organization"].queryset = Organization.objects.filter(pk__in=[body.pk for body in bodies])
        fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if not access.sees_everyone:
            fields["organization"].required, fields["organization"].empty_label = True, None
        else:
            fields["organization"].empty_label = _("All organisations")
        if access.reaches(campaign.province.path):
            fields["unit"].empty_label = _("The whole province")
        else:
            fields["unit"].required, fields["unit"].empty_label = True, None


class SectionsForm(forms.Form):
    """One text for each part; a new line is a new paragraph. A part left as the figures make it goes on following them."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, review: AnnualReview) -> None:
        self.parts = parts_of(review)
        texts = {part.key: part.text for part in self.parts}
        super().__init__(data, initial={**texts, "version": review.version})
        for part in self.parts:
            rows = max(3, min(14, len(part.text) // 80 + part.text.count("\n") + 2))
            area = forms.Textarea(attrs={"rows": rows, "lang": "vi"})
            self.fields[part.key] = forms.CharField(
                label=part.heading, required=False, max_length=8000, widget=area
            )
            if part.is_stale:
                self.fields[f"seen-{part.key}"] = forms.BooleanField(
                    label=_("I have looked at the new figures; this text stays"), required=False
                )

    @property
    def rows(self) -> list[tuple[PartText, Any, Any]]:
        return [
            (part, self[part.key], self[f"seen-{part.key}"] if part.is_stale else None) for part in self.parts
        ]

    @property
    def written(self) -> dict[str, str]:
        return {part.key: self.cleaned_data[part.key] for part in self.parts}

    @property
    def seen(self) -> list[str]:
        return [part.key for part in self.parts if self.cleaned_data.get(f"seen-{part.key}")]


class AskForm(forms.Form):
    due_on = forms.DateField(label=_("Confirm by"))

    def __init__(self, data: Any = None, *, review: AnnualReview) -> None:
        super().__init__(data, initial={"due_on": review.due_on or usual_day()})
        self.fields["due_on"].help_text = _("Five working days from today unless you write another day.")


class ObjectionForm(forms.Form):
    """Which line is wrong, what it should be, and why."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    line = forms.ChoiceField(label=_("Line"))
    wanted = forms.CharField(label=_("It should be"), max_length=40)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say what it rests on: a list, minutes, a commune. No names of people."),
    )

    def __init__(self, data: Any = None, *, body: Body, line: str = "") -> None:
        super().__init__(data, initial={"sha256": body.sha256, "line": line})
        found: Any = self.fields["line"]
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in lines(body.part or {"lines": []}):
            groups.setdefault(one.group, []).append((one.path, f"{one.label}: {one.shown}"))
        found.choices = list(groups.items())


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (Objection.State.MENDED, _("Mended in the data; a new draft shows it")),
            (Objection.State.REFUSED, _("The figure stays")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What was mended, or why the figure stays"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecommendationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Recommendations of your organisation"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "vi"}),
        help_text=_(
            "They are printed in section V under the name of your organisation. A line is a paragraph."
        ),
    )


class FreezeForm(forms.Form):
    """A reason for every body that the figures come to rest without."""

    draft = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, silent: list[Body], draft: int) -> None:
        super().__init__(data, initial={"draft": draft})
        self.silent = silent
        for body in silent:
            self.fields[f"reason-{body.code}"] = forms.CharField(
                label=_("Why without %(body)s") % {"body": body.name}, max_length=300
            )

    @property
    def reasons(self) -> dict[str, str]:
        return {body.code: self.cleaned_data[f"reason-{body.code}"] for body in self.silent}


class SignedScanForm(forms.Form):
    scan = forms.FileField(
        label=_("Scan of the signed review"),
        help_text=_("PDF or JPEG, 20 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg"}),
    )
    note = forms.CharField(label=_("Why it replaces the one kept before"), max_length=300, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, replaces: bool) -> None:
        super().__init__(data, files)
        if not replaces:
            del self.fields["note"]


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason of the correction"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
        help_text=_("It is printed on the annex. No names of people."),
    )


class IssueForm(forms.Form):
    """Number and day from the registry, and who signs for each body; a name may stay blank for the pen."""

    number = forms.CharField(
        label=_("Number"),
        max_length=80,
        help_text=_("Only the number is enough; the symbol of the joint document is added to it."),
    )
    issued_on = forms.DateField(label=_("Date of issue"))

    def __init__(self, data: Any = None, *, review: AnnualReview) -> None:
        super().__init__(data, initial={"issued_on": today_vn()})
        self.parties = review.paper["parties"]
        for party in self.parties:
            for part, words in SIGNATORY.items():
                self.fields[f"{part}-{party['code']}"] = forms.CharField(
                    label=words, required=False, max_length=80, initial=party[part]
                )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("number", "issued_on", *map(_place, self.parties))

    @property
    def signers(self) -> list[dict[str, str]]:
        return [
            {"code": party["code"]}
            | {part: self.cleaned_data[f"{part}-{party['code']}"] for part in ("authority", "title", "name")}
            for party in self.parties
        ]


def _place(party: dict[str, str]) -> Fieldset:
    """The three fields of one body on one line, under its name."""
    columns = [Column(f"{part}-{party['code']}", css_class="col-md-4") for part in SIGNATORY]
    return Fieldset(party["line"], Row(*columns))


class CodeForm(forms.Form):
    """A code as it stands on paper: 2019.1-B1.9.4."""

    ma = forms.CharField(
        label=_("Code of the figure"),
        max_length=40,
        help_text=_(
            "For example 2019.1-B1.8.1: review 2019.1, table B1, column 8, row 1. Without the row it is the total."
        ),
        error_messages={"required": _("Enter the code that stands beside the figure.")},
    )

    def clean_ma(self) -> codes.Code:
        found = codes.read(self.cleaned_data["ma"])
        if found is None:
            raise forms.ValidationError(
                _(
                    "This is not a code of a figure. Write it as it stands on the paper, for example 2019.1-B1.8.1."
                )
            )
        return found

    def say_unknown(self) -> None:
        """The code is well formed, and nothing on any paper in view has it."""
        if not self.errors:
            words = _(
                "No review in view has a figure of this code. Compare it with the foot of the page and the head of the table."
            )
            self.add_error("ma", words)

"""Forms of the annual review: they parse; services write."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.dates import Calendar, today_vn
from campaigns.models import Campaign
from reports.documents.sections import SUGGESTED, WRITTEN
from reports.models import AnnualReview

SIGNATORY = {"authority": _("Signs as (TM., KT.)"), "title": _("Title of office"), "name": _("Full name")}


class NewReviewForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    calendar = forms.ChoiceField(label=_("Calendar"), choices=Calendar.choices)
    boundaries = forms.ChoiceField(label=_("Boundaries"), choices=AnnualReview.Boundaries.choices)

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        latest = campaign.working_day(today_vn()).year
        super().__init__(data, initial={"calendar": campaign.calendar, "year": latest})
        year: Any = self.fields["year"]
        year.choices = [(str(year), str(year)) for year in reversed(campaign.years)]


class SectionsForm(forms.Form):
    """One text for each part that figures cannot write; a new line is a new paragraph."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, review: AnnualReview) -> None:
        super().__init__(data, initial={**SUGGESTED, **review.sections, "version": review.version})
        for key, heading in WRITTEN.items():
            area = forms.Textarea(attrs={"rows": 4, "lang": "vi"})
            self.fields[key] = forms.CharField(label=heading, required=False, max_length=8000, widget=area)

    @property
    def written(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in WRITTEN}


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

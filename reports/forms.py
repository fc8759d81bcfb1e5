"""Forms of the annual review: they parse; services write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.dates import Calendar, today_vn
from campaigns.models import Campaign
from reports.documents.sections import SUGGESTED, WRITTEN
from reports.models import AnnualReview


class NewReviewForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    calendar = forms.ChoiceField(label=_("Calendar"), choices=Calendar.choices)
    boundaries = forms.ChoiceField(label=_("Boundaries"), choices=AnnualReview.Boundaries.choices)

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data, initial={"calendar": campaign.calendar, "year": campaign.years[0]})
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
            self._ask(party, "authority", _("%(body)s: by authority (TM., KT.)"))
            self._ask(party, "title", _("%(body)s: title"))
            self._ask(party, "name", _("%(body)s: full name"))

    def _ask(self, party: dict[str, str], part: str, words: Any) -> None:
        self.fields[f"{part}-{party['code']}"] = forms.CharField(
            label=words % {"body": party["line"]}, required=False, max_length=80, initial=party[part]
        )

    @property
    def signers(self) -> list[dict[str, str]]:
        return [
            {"code": party["code"]}
            | {part: self.cleaned_data[f"{part}-{party['code']}"] for part in ("authority", "title", "name")}
            for party in self.parties
        ]

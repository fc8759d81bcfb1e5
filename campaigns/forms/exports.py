from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text import nfc

LEAST_LETTERS = 5  # what is shorter tells nobody who reads the trail anything
FORMATS = [("xlsx", _("Excel workbook (.xlsx)")), ("csv", _("Plain table (.csv)"))]


class Kind(forms.ChoiceField):
    plainly_optional = True  # one is chosen already


class ExportForm(forms.Form):
    """What every table that leaves the house is asked: what for, and as what."""

    purpose = forms.CharField(
        label=_("What the file is for"),
        max_length=200,
        help_text=_("Written into the file and the audit trail, with your name and the time."),
    )
    format = Kind(label=_("Kind of file"), choices=FORMATS, required=False)

    def clean_purpose(self) -> str:
        purpose = nfc(self.cleaned_data["purpose"])
        if sum(letter.isalpha() for letter in purpose) < LEAST_LETTERS:
            raise forms.ValidationError(
                _("Say in a few words what the file is for, for example: report to the district committee.")
            )
        return purpose

    def clean_format(self) -> str:
        return self.cleaned_data["format"] or "xlsx"

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from imports.readings import Reading, Severity
from imports.sheet import MOST_BYTES
from registrations.importing.columns import LABELS

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv")


class UploadForm(forms.Form):
    """A list to import: the file only; what it holds is the importer's business."""

    file = forms.FileField(
        label=_("List"),
        help_text=_("Excel (.xlsx, .xls), LibreOffice (.ods) or CSV, at most 5 MB and 20,000 rows."),
        error_messages={
            "required": _("Choose the file with the list."),
            "empty": _("The file is empty. Choose the list again."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(SUFFIXES):
            raise forms.ValidationError(
                _("Only .xlsx, .xls, .ods and .csv files are taken. Save the list in Excel as .xlsx.")
            )
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Delete pictures from it or split it by commune.")
            )
        return file


class Words(forms.CharField):
    """The words of a cell. Any may be left empty, which the check judges: ten fields that each say so would be noise."""

    plainly_optional = True


class RowForm(forms.Form):
    """The words of one row, to be mended by hand; every column of the list and those it lacks."""

    ALWAYS = ("full_name", "birth", "sex", "identity", "commune", "district", "phone", "market")

    PLACE = ("commune", "district", "address")

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = {} if reading.state != Severity.OUTSIDE else dict(reading.raw)
        keys = [key for key in LABELS if key != "number" and (key in self.ALWAYS or reading.raw.get(key))]
        if self.kept:  # somebody of another area: only where they live may have been written wrong
            keys = [key for key in keys if key in self.PLACE]
        for key in keys:
            self.fields[key] = Words(
                label=reading.labels.get(key) or LABELS[key],
                required=False,
                max_length=400,
                initial=reading.raw.get(key, ""),
            )

    def raw(self) -> dict[str, str]:
        return self.kept | {key: value for key, value in self.cleaned_data.items() if value}

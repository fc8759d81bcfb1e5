"""Fields that every form of the house shares: composed letters, units by name, scans."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text import nfc, nfc_lines
from campaigns.models import LegalDocument, Organization, Unit

if TYPE_CHECKING:
    OneRow = forms.ModelChoiceField[Any]
    ManyRows = forms.ModelMultipleChoiceField[Any]
else:
    OneRow = forms.ModelChoiceField
    ManyRows = forms.ModelMultipleChoiceField


class Words(forms.CharField):
    """One line, in composed letters."""

    def to_python(self, value: Any) -> str:
        return nfc(super().to_python(value) or "")


class Lines(forms.CharField):
    """Several lines, in composed letters."""

    def __init__(self, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return nfc_lines(super().to_python(value) or "")


CHOOSE = _("Choose…")


class UnitChoice(OneRow):
    """A unit with what it belongs to, so that twin names are told apart."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_label": CHOOSE, **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        return unit_label(obj)


class UnitsChoice(ManyRows):
    def label_from_instance(self, obj: Any) -> str:
        return unit_label(obj)


class OrganizationChoice(OneRow):
    def __init__(self, **kwargs: Any) -> None:
        bodies = Organization.objects.order_by("rank")
        super().__init__(**{"queryset": bodies, "empty_label": CHOOSE, **kwargs})


class DocumentChoice(OneRow):
    """A registered paper, named as it is cited."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("By document"))
        kwargs.setdefault("help_text", _("Not in the list? Enter it under «Documents» first."))
        super().__init__(queryset=LegalDocument.objects.order_by("-issued_on"), empty_label=CHOOSE, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return obj.cited_as or f"{obj.number} ({obj.issued_on:%d/%m/%Y})"


class ScanField(forms.FileField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Scan"))
        kwargs.setdefault("help_text", _("A PDF of at most 20 MB."))
        super().__init__(widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}), **kwargs)


class VersionField(forms.IntegerField):
    """Which version of the record the writer has opened."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


def read_day(text: Any) -> date | None:
    """A day as a date field reads it; None for what is none."""
    try:
        day: date | None = forms.DateField(required=False).clean(text)
    except forms.ValidationError:
        return None
    return day


def unit_label(unit: Unit) -> str:
    return f"{unit.name} – {unit.parent.name}" if unit.parent else unit.name

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, cast

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.money import format_money, parse_money
from campaigns.access import Access
from campaigns.models import Campaign, Unit

FIRST_YEAR, LAST_YEAR = 1930, 2015


class HouseForm(forms.Form):
    """A form whose errors say the name of the field and what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            choose = isinstance(field, forms.ChoiceField)
            field.error_messages["required"] = (_("Choose: %s.") if choose else _("Enter: %s.")) % field.label

    def values(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "opened"}


class VersionedForm(HouseForm):
    """A form over a row that others may change meanwhile; it remembers what it showed when it was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        given = kwargs.pop("initial", None) or {}
        super().__init__(*args, initial={**(self.facts(row) if row else {}), **given}, **kwargs)
        if row is None:
            del self.fields["version"], self.fields["opened"]
        else:
            self.initial["version"] = row.version
            self.initial["opened"] = json.dumps(self.written(self.initial), ensure_ascii=False)

    @staticmethod
    def facts(row: Any) -> dict[str, Any]:
        raise NotImplementedError

    def written(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Values of the fields as they would stand in the controls."""
        names = [name for name in self.fields if name not in ("version", "opened")]
        return {name: _written(self.fields[name].prepare_value(values.get(name))) for name in names}

    def typed(self) -> dict[str, str]:
        """What the writer sent, field by field."""
        return {
            name: _written(field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))
            for name, field in self.fields.items()
        }

    def in_words(self, name: str, written: str) -> str:
        """A choice by its label instead of its key."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return written
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        return ", ".join(labels.get(key, key) for key in written.split(",") if key)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, list | tuple):
        return ",".join(sorted(str(part) for part in value))
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


class Many(forms.CheckboxSelectMultiple):
    """Checkboxes; also reads «1,2,3» from one control, as the page of two versions sends it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return [key for part in sent for key in str(part).split(",") if key]


class MoneyField(forms.CharField):
    """Whole đồng; 80tr and 80.000.000 are the same."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_money(text)
        except ValueError as problem:
            raise ValidationError(str(problem)) from problem

    def prepare_value(self, value: Any) -> Any:
        return format_money(value) if isinstance(value, int) else value


def narrow(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Choices of a field: only these rows, also when a foreign key is posted by hand."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows


def offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def in_a_row(form: forms.Form, name: str) -> None:
    """Many checkboxes side by side instead of one long column."""
    helper = FormHelper(form)
    helper.form_tag, helper.disable_csrf = False, True
    helper[name].wrap(InlineCheckboxes)
    form.helper = helper  # type: ignore[attr-defined]


class BirthYearField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        wrong = _("Write the year of birth with four digits, for example 1998.")
        messages = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
        super().__init__(
            label=_("Year of birth"),
            required=False,
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            error_messages=messages,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
            **kwargs,
        )


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={"invalid": _("Write the date as day/month/year, for example 05/03/2019.")},
        **kwargs,
    )


def number_field(label: Any, *, least: int = 0, **kwargs: Any) -> forms.IntegerField:
    wrong = _("Write a whole number, for example 60.")
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=9_999_999,
        localize=True,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        **kwargs,
    )


class _ByDistrict(ModelChoiceIterator):  # type: ignore[type-arg]
    """Options of units, communes under the name of their district."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        groups: dict[str, list[Any]] = {}
        for unit in self.queryset:
            above = unit.parent.name if unit.is_commune and unit.parent else gettext("Province and districts")
            groups.setdefault(above, []).append(self.choice(unit))
        yield from groups.items()


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    iterator = _ByDistrict

    def label_from_instance(self, unit: Any) -> str:
        """A unit that ended before the one above it says until when it was."""
        parent_end = unit.parent.valid_to if unit.parent else unit.valid_to
        if unit.valid_to and unit.valid_to != parent_end:
            return gettext("%(unit)s (until %(day)s)") % {
                "unit": unit.name,
                "day": f"{unit.valid_to:%d/%m/%Y}",
            }
        return str(unit.name)


def units_within(access: Access, campaign: Campaign) -> Any:
    """Units of the area that existed at some time of the campaign, districts before communes."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=campaign.ends_on)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=campaign.starts_on)
    units = Unit.objects.within(access).filter(begun & not_ended)
    return units.select_related("parent").order_by("level", "parent__code", "code")

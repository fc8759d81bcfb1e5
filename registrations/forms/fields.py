"""Fields of paper lists: dates as far as they are known, money as people write it, communes by district."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.money import parse_money
from accounts.text import nfc, nfc_lines
from accounts.widgets import PlainSelect
from campaigns.dates import PartialDate, format_partial, parse_partial
from campaigns.models import Unit

Choices = list[tuple[Any, Any]]
# The fields describe somebody else than who types: a shared computer must not offer them again.
OTHERS = {"autocomplete": "off", "spellcheck": "false"}


class PartialDateField(forms.Field):
    """05/03/1998, 03/1998 or 1998 → PartialDate."""

    widget = forms.TextInput(attrs={**OTHERS, "inputmode": "numeric", "class": "dateinput"})

    def to_python(self, value: Any) -> PartialDate:
        try:
            return parse_partial(str(value or ""))
        except ValueError as unreadable:
            raise ValidationError(str(unreadable)) from unreadable

    def validate(self, value: PartialDate) -> None:
        if self.required and not value.is_known:
            raise ValidationError(self.error_messages["required"], code="required")

    def prepare_value(self, value: Any) -> Any:
        return format_partial(value) if isinstance(value, PartialDate) else value


class TermField(forms.DateField):
    """30/09/2021, or a number of months: «36», «36 tháng»."""

    def to_python(self, value: Any) -> date | int | None:  # type: ignore[override]
        if term := re.fullmatch(
            r"\s*([1-9]\d{0,2})\s*(?:tháng|thang|t|months?|m)?\s*", str(value or ""), re.IGNORECASE
        ):
            return int(term[1])
        return super().to_python(value)


class MoneyField(forms.Field):
    """80tr, 80.000.000 or 80000000 → whole đồng."""

    widget = forms.TextInput(attrs={**OTHERS, "class": "short"})

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return parse_money(str(value))
        except ValueError as unreadable:
            raise ValidationError(str(unreadable)) from unreadable

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class TextField(forms.CharField):
    """One line about a person: composed letters, no memory of the browser."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs=OTHERS))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return nfc(super().to_python(value) or "")


class NoteField(forms.CharField):
    """Several lines."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={**OTHERS, "rows": 3}))
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> str:
        return nfc_lines(super().to_python(value) or "")


class PickField(forms.TypedChoiceField):
    """A choice among rows that were read already: no query of its own, and no row outside the list."""

    def __init__(self, *, empty: Any = "—", **options: Any) -> None:
        self.rows: dict[str, Any] = {}
        self.among: QuerySet[Any] | None = None
        self.empty = empty
        options.setdefault("widget", PlainSelect)
        super().__init__(coerce=self.row_of, empty_value=None, **options)

    def __deepcopy__(self, memo: Any) -> Self:
        """Each form has a copy of the field; the rows offered in one request are no business of another."""
        copied = super().__deepcopy__(memo)
        copied.rows, copied.among, copied.coerce = {}, None, copied.row_of
        return copied

    def offer(self, groups: Iterable[tuple[Any, Iterable[tuple[Any, Any]]]]) -> None:
        """Groups of (row, label); a group without a name stands by itself."""
        self.choices = self._options(groups)

    def _options(self, groups: Iterable[tuple[Any, Iterable[tuple[Any, Any]]]]) -> Choices:
        choices: Choices = [("", self.empty)]
        for name, rows in groups:
            options = [(str(row.pk), label) for row, label in rows]
            choices += [(name, options)] if name else options
            self.rows |= {str(row.pk): row for row, _label in rows}
        return choices

    def offer_rows(self, rows: Iterable[Any]) -> None:
        """Read when the field is shown or filled in: one that stays empty in a form that is sent asks nothing."""
        self.offer_later(lambda: [("", [(row, str(row)) for row in rows])])

    def offer_later(self, groups: Callable[[], Iterable[tuple[Any, Iterable[tuple[Any, Any]]]]]) -> None:
        known: list[Choices] = []

        def choices() -> Choices:
            if not known:
                known.append(self._options(groups()))
            return known[0]

        self.choices = choices

    def offer_among(self, rows: QuerySet[Any], options: Callable[[], Choices]) -> None:
        """Many fields may show what one statement has read; a row that was chosen is looked up by itself."""
        self.among = rows
        self.choices = lambda: [("", self.empty), *options()]

    def valid_value(self, value: Any) -> bool:
        if self.among is None:
            return super().valid_value(value)
        try:
            row = self.among.filter(pk=value).first()
        except (ValueError, ValidationError):
            return False
        if row is not None:
            self.rows[str(value)] = row
        return row is not None

    def offer_coded(self, rows: Iterable[tuple[str, Any, Any]]) -> None:
        """(code, label, row): for addresses, where a row is called by its code."""
        found = list(rows)
        self.rows = {code: row for code, _label, row in found}
        self.choices = [("", self.empty), *((code, label) for code, label, _row in found)]

    def row_of(self, value: str) -> Any:
        return self.rows[value]

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if hasattr(value, "pk") else super().prepare_value(value)


class CommuneField(PickField):
    """A commune of one's area, by district; one that has ended says until when it was."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Commune"))
        super().__init__(**options)

    def offer_units(self, units: Iterable[Unit]) -> None:
        by_district = groupby(units, key=lambda unit: unit.parent)
        self.offer(
            (parent.name if parent else "", [(unit, label_of(unit)) for unit in communes])
            for parent, communes in by_district
        )


def label_of(unit: Unit) -> str:
    """A commune that ended before its district says until when it was."""
    if unit.valid_to is None or (unit.parent and unit.valid_to == unit.parent.valid_to):
        return unit.name
    return gettext("%(unit)s (until %(day)s)") % {"unit": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"}


def communes_of(access: Any, first: date, last: date) -> list[Unit]:
    """The communes of an area that existed on some day of a span, by district and name."""
    units = Unit.objects.within(access).communes().select_related("parent")
    return [
        unit
        for unit in units.order_by("parent__path", "name_folded", "valid_from")
        if (unit.valid_from is None or unit.valid_from <= last)
        and (unit.valid_to is None or unit.valid_to >= first)
    ]

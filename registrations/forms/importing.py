"""What an officer decides about rows of a list: one row, all rows of a kind, cells of a grid, steps that notes speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.dates import PartialDate
from imports.models import Row
from imports.readings import Problem, Reading, Severity
from outreach.models import Enterprise, Market
from registrations.forms.fields import OTHERS, PartialDateField, PickField
from registrations.importing import steps
from registrations.importing.columns import LABELS
from registrations.importing.decisions import Decision
from registrations.models import Milestone

ACTS = ("skip", "again", "back", "take", "later", "together", "update", "other", "note_only")
ALWAYS = ("full_name", "identity")
BIRTHS = (
    "birth_male",
    "birth_female",
)  # «Năm sinh: Nam | Nữ»: of one alone nobody could tell why it is empty
GRID = ("full_name", "birth", "sex", "identity", "commune", "district", "phone")


class DecisionForm(forms.Form):
    """Buttons, no fields of its own: «act», or «act:code:column:nth»."""

    decision = forms.CharField(max_length=120)

    def clean_decision(self) -> Decision:
        act, code, key, nth = (self.cleaned_data["decision"].split(":") + [""] * 3)[:4]
        if act not in ACTS:
            raise forms.ValidationError(_("Choose one of the decisions offered."))
        return Decision(act, code, key, int(nth) if nth.isdecimal() and len(nth) < 4 else 0)


class GridForm(forms.Form):
    """The words of several rows at once, a field for each cell; only what was changed is given back."""

    def __init__(self, *args: Any, rows: Sequence[tuple[Row, Reading]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row, reading in rows:
            for key in columns_of(rows):
                self.fields[f"{key}-{row.pk}"] = forms.CharField(
                    label=reading.labels.get(key) or LABELS[key],
                    required=False,
                    max_length=400,
                    initial=reading.raw.get(key, ""),
                    widget=forms.TextInput(attrs=OTHERS),
                )

    def headings(self) -> list[Any]:
        return [LABELS[key] for key in columns_of(self.rows)]

    def lines(self) -> list[dict[str, Any]]:
        """Each row with its cells, as the grid shows them; a cell knows what is wrong in it."""
        keys = columns_of(self.rows)
        return [
            {
                "row": row,
                "wrong": wrong(reading),
                "who": reading.raw.get("full_name", ""),
                "cells": (cells := [self._cell(row, reading, key) for key in keys]),
                "folded": sum(not cell["problems"] for cell in cells),
            }
            for row, reading in self.rows
        ]

    def _cell(self, row: Row, reading: Reading, key: str) -> dict[str, Any]:
        problems = [problem for problem in wrong(reading) if problem.key == key]
        return {"field": self[f"{key}-{row.pk}"], "problems": problems}

    def changed(self) -> dict[int, dict[str, str]]:
        """Rows in which something else stands now, with all their words."""
        found: dict[int, dict[str, str]] = {}
        for row, reading in self.rows:
            given = {key: self.cleaned_data[f"{key}-{row.pk}"] for key in columns_of(self.rows)}
            if any(text != reading.raw.get(key, "") for key, text in given.items()):
                found[row.pk] = reading.raw | given
        return found


def columns_of(rows: Sequence[tuple[Row, Reading]]) -> list[str]:
    """The usual columns as far as any row has words there, and every other one in which a row has a problem."""
    found = {problem.key for _row, reading in rows for problem in wrong(reading)}
    filled = {key for _row, reading in rows for key, text in reading.raw.items() if text}
    found |= filled.intersection(BIRTHS) if found.intersection(BIRTHS) else set()
    return [key for key in LABELS if key in found or (key in GRID and (key in filled or key in ALWAYS))]


def wrong(reading: Reading) -> list[Problem]:
    """What keeps a row out."""
    return [problem for problem in reading.problems if problem.severity != Severity.REPAIRED]


class StepsForm(forms.Form):
    """What a list leaves open of the steps its notes speak of; what every row says itself is not asked."""

    on = PartialDateField(
        label=_("Date of the step"),
        help_text=_("For rows that name none. Month and year are enough if the day is not known."),
    )
    market = PickField(label=_("Market"), help_text=_("For rows that name none."))
    through_centre = forms.BooleanField(
        label=_("Selected through the employment service centre"), required=False
    )
    enterprise = PickField(label=_("Or by a licensed enterprise"), required=False, empty=_("none"))
    selected_on = PartialDateField(
        label=_("Date of selection"), required=False, help_text=_("Left empty: the date of the step.")
    )
    departed_on = PartialDateField(label=_("Date of departure"), help_text=_("For rows that name none."))
    outcome = forms.ChoiceField(
        label=_("How the stay abroad ended"),
        choices=[("", _("Choose…")), *Milestone.Outcome.choices],
        help_text=_("For rows that do not say it."),
    )
    registered_on = PartialDateField(label=_("Date of registration"), help_text=_("For rows that name none."))
    OF_SELECTION = ("market", "through_centre", "enterprise", "selected_on")

    def __init__(self, *args: Any, readings: Sequence[Reading], access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {kind for reading in readings for kind in steps.chain(reading.values["standing"]["kind"])}
        said = {
            "on": all(reading.values["standing"]["on"] for reading in readings),
            "market": all(reading.values["market"] for reading in readings),
            "registered_on": all(reading.raw.get("registered_on") for reading in readings),
        } | said_of_return(readings)
        unasked = {name for name, by_all in said.items() if by_all}
        unasked |= set() if Milestone.Kind.SELECTED in kinds else set(self.OF_SELECTION)
        for name in unasked:
            del self.fields[name]
        for name, rows in (
            ("market", Market.objects.all()),
            ("enterprise", Enterprise.objects.within(access)),
        ):
            if name in self.fields:
                self.fields[name].offer_rows(rows)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "enterprise" in self.fields and not (data.get("enterprise") or data.get("through_centre")):
            self.add_error(
                "enterprise",
                _("Choose the enterprise that selected them, or tick the employment service centre."),
            )
        return data

    def given(self) -> dict[str, Any]:
        """Everything a step may need; what was not asked is empty."""
        nothing = {
            "on": PartialDate.unknown(),
            "selected_on": PartialDate.unknown(),
            "registered_on": PartialDate.unknown(),
            "departed_on": PartialDate.unknown(),
            "outcome": "",
            "market": None,
            "enterprise": None,
            "through_centre": False,
        }
        return nothing | self.cleaned_data


def said_of_return(readings: Sequence[Reading]) -> dict[str, bool]:
    """What the rows that speak of a return say themselves; where none does, nothing is asked."""
    told = [
        one.values["standing"]
        for one in readings
        if one.values["standing"]["kind"] == Milestone.Kind.RETURNED
    ]
    return {
        "departed_on": all(one.get("departed_on") for one in told),
        "outcome": all(one["reason"] for one in told),
    }

"""The table of targets as a form: one small field for each cell, all problems at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text import fold
from campaigns.forms.fields import DocumentChoice, Words
from campaigns.matrix import Column, Line, Matrix
from campaigns.models import Indicator, LegalDocument, Target, Unit
from campaigns.services.allotting import Cell
from campaigns.services.moving import Move, text

MOST = 1_000_000
_RANGE = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d+)(?:\s*[-–—]\s*(\d{1,3}(?:[. ]\d{3})+|\d+))?")
Range = tuple[int, int | None]
CellPlace = tuple[Line, Column, Target | None]


class RangeField(forms.CharField):
    """«50», «50–70», «1.200-1.500»; empty means no target."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"size": 7, "autocomplete": "off", "class": "form-control"}
        super().__init__(required=False, max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Range | None:
        text = super().clean(value).strip()
        if not text:
            return None
        match = _RANGE.fullmatch(text)
        if match is None:
            raise forms.ValidationError(
                _("%(cell)s: write a number of people (50) or a range (50–70).") % {"cell": self.label}
            )
        low, high = (int(re.sub(r"\D", "", part)) if part else None for part in match.groups())
        if low is None or max(low, high or 0) > MOST:
            raise forms.ValidationError(
                _("%(cell)s: at most %(most)s people.") % {"cell": self.label, "most": "1.000.000"}
            )
        if high is not None and high < low:
            raise forms.ValidationError(
                _("%(cell)s: the smaller number stands first (%(low)s–%(high)s).")
                % {"cell": self.label, "low": high, "high": low}
            )
        return low, high


def shown(target: Target | None) -> str:
    return target.label if target else ""


class GridForm(forms.Form):
    """The cells of a matrix, what the writer saw in them, and why figures that stood are changed."""

    amended_by = DocumentChoice(
        label=_("Changed by document"),
        required=False,
        help_text=_("Only when another document changes figures that stood."),
    )
    reason = Words(
        label=_("Reason for the change"),
        required=False,
        max_length=300,
        help_text=_("Needed when a figure that stood is changed or taken away."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, matrix: Matrix) -> None:
        super().__init__(data)
        self.matrix = matrix
        self.lay_out([*places(matrix)])

    def lay_out(self, found: list[CellPlace], proposed: dict[str, str] | None = None) -> None:
        """A field for each place, filled with what stands there or with what is proposed."""
        self.places = found
        names = [(name_of(line.unit.pk, column.key), target) for line, column, target in found]
        self.fields["seen"].initial = " ".join(f"{name}:{target.pk}" for name, target in names if target)
        for line, column, target in found:
            name = name_of(line.unit.pk, column.key)
            initial = shown(target) if proposed is None else proposed.get(name, "")
            self.fields[name] = field = RangeField(label=f"{line.unit.name}, {column.name}", initial=initial)
            field.widget.attrs["aria-label"] = field.label

    def each(self) -> Iterator[CellPlace]:
        yield from self.places

    def rows(self) -> list[tuple[Line, list[forms.BoundField]]]:
        """For the template: each unit with its fields."""
        found: dict[int, tuple[Line, list[forms.BoundField]]] = {}
        for line, column, _target in self.each():
            _line, cells = found.setdefault(line.unit.pk, (line, []))
            cells.append(self[name_of(line.unit.pk, column.key)])
        return list(found.values())

    def clean_seen(self) -> dict[str, int]:
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split())
        return {name: int(pk) for name, _colon, pk in pairs if pk.isdigit()}

    def cells(self) -> list[Cell]:
        """What the writer changed: cells that say something other than they said when they were shown."""
        seen = self.cleaned_data["seen"]
        before = {t.pk: t for t in Target.objects.filter(pk__in=seen.values())}
        found = []
        for line, column, _target in self.each():
            name = name_of(line.unit.pk, column.key)
            old = before.get(seen.get(name, 0))
            typed: Range | None = self.cleaned_data.get(name)
            if typed != ((old.minimum, old.maximum) if old else None):
                low, high = typed or (None, None)
                found.append(Cell(line.unit.pk, column.key or None, low, high, seen.get(name, 0)))
        return found

    def look_again(self, standing: dict[tuple[int, int | None], Target | None]) -> None:
        """After somebody else wrote: what was typed stays, the next saving knows what stands now."""
        seen = self.cleaned_data["seen"]
        for (unit, organization), target in standing.items():
            name = name_of(unit, organization or 0)
            seen.pop(name, None)
            if target:
                seen[name] = target.pk
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = " ".join(f"{name}:{pk}" for name, pk in seen.items())
        self.data = data


def name_of(unit: int, column: int) -> str:
    return f"o{unit}_{column}"


def places(matrix: Matrix) -> Iterator[CellPlace]:
    for line in (matrix.own, *matrix.lines):
        for column, target in zip(matrix.columns, line.cells, strict=True):
            yield line, column, target


class PartsForm(GridForm):
    """The parts a target is divided into, as a rule proposes them and as somebody mends them."""

    def __init__(self, data: Any = None, *, parts: list[CellPlace], proposed: dict[str, str]) -> None:
        forms.Form.__init__(self, data)
        self.lay_out(parts, proposed)

    def total(self) -> Range | None:
        """What the parts make together as they stand in the form; None while one of them cannot be read."""
        found: list[Range] = []
        for line, column, _target in self.each():
            field = self[name_of(line.unit.pk, column.key)]
            try:
                value = field.field.clean(field.value() or "")
            except forms.ValidationError:
                return None
            found += [value] if value else []
        ranged = any(high is not None for _low, high in found)
        high = sum(low if high is None else high for low, high in found)
        return sum(low for low, _high in found), high if ranged else None


class MoveForm(forms.Form):
    """What each heir gets of the targets of a unit that ended; whoever is the only heir gets all."""

    reason = Words(
        label=_("By resolution"),
        max_length=300,
        help_text=_("The act by which the units were rearranged, and why it is divided so."),
    )

    def __init__(
        self, data: Any = None, *, moves: list[Move], proposed: dict[tuple[int, int], Range], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.moves = [m for m in moves if m.heirs]
        for m in self.divided():
            for heir in m.heirs:
                initial = text(proposed[m.target.pk, heir.pk]) if (m.target.pk, heir.pk) in proposed else ""
                field = RangeField(label=f"{m.target.unit.name} → {heir.name}", initial=initial)
                self.fields[f"t{m.target.pk}_{heir.pk}"] = field

    def divided(self) -> list[Move]:
        return [m for m in self.moves if not m.is_plain]

    def rows(self) -> list[tuple[Move, list[tuple[Unit, forms.BoundField | None]]]]:
        return [
            (m, [(h, None if m.is_plain else self[f"t{m.target.pk}_{h.pk}"]) for h in m.heirs])
            for m in self.moves
        ]

    def parts(self) -> dict[tuple[int, int], Range]:
        """An empty cell is nobody; where the whole is a range a single figure is both ends."""
        found: dict[tuple[int, int], Range] = {}
        for m in self.moves:
            for heir in m.heirs:
                typed: Range = self.cleaned_data.get(f"t{m.target.pk}_{heir.pk}") or (0, None)
                low, high = m.amount if m.is_plain else typed
                ranged = m.amount[1] is not None
                found[m.target.pk, heir.pk] = (low, high if high is not None or not ranged else low)
        return found


class KindForm(forms.Form):
    """Which targets a new table is about."""

    document = DocumentChoice()
    force = forms.ChoiceField(label=_("Force"), choices=Target.Force.choices)
    indicator = forms.ChoiceField(label=_("Counts"), choices=Indicator.choices, initial=Indicator.DEPARTED)
    clause = Words(label=_("Clause"), required=False, max_length=60)

    def chosen(self) -> tuple[LegalDocument, str, str, str]:
        data = self.cleaned_data
        return data["document"], data["force"], data["indicator"], data["clause"]


class WorkingAgeForm(forms.Form):
    """Figures of one source and day for the units below a place, typed or pasted from a sheet."""

    on = forms.DateField(label=_("Counted on"))
    source = Words(
        label=_("Source of the figures"),
        max_length=200,
        help_text=_("For example: Statistical yearbook 2019, table 12; survey of 01/04/2019."),
    )
    pasted = forms.CharField(
        label=_("Paste from a sheet"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Two columns: name or code of the unit, number of people. It goes before what is typed below."
        ),
    )

    def __init__(self, data: Any = None, *, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.units = units
        for unit in units:
            self.fields[f"u{unit.pk}"] = forms.IntegerField(
                label=unit.name,
                required=False,
                min_value=0,
                max_value=10_000_000,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control", "size": 10}),
            )

    def rows(self) -> list[tuple[Unit, forms.BoundField]]:
        return [(unit, self[f"u{unit.pk}"]) for unit in self.units]

    def clean_pasted(self) -> dict[int, int]:
        found, problems = {}, []
        for number, written in enumerate(self.cleaned_data["pasted"].splitlines(), start=1):
            if not written.strip():
                continue
            name, people = parted(written)
            unit = named(self.units, name)
            if unit is None or people is None:
                problems.append(_("Line %(n)s, «%(text)s»: %(what)s") % {
                    "n": number, "text": written.strip()[:60],
                    "what": _("no unit of this table is called so.") if unit is None else _("the number of people is missing."),
                })  # fmt: skip
            else:
                found[unit.pk] = people
        if problems:
            raise forms.ValidationError(problems)
        return found

    def figures(self) -> dict[int, int]:
        typed = {unit.pk: self.cleaned_data.get(f"u{unit.pk}") for unit in self.units}
        pasted: dict[int, int] = self.cleaned_data["pasted"]
        return {pk: n for pk, n in typed.items() if n is not None} | pasted


def parted(text: str) -> tuple[str, int | None]:
    """The last number of a line and what stands before it: «Xã An Hiệp<tab>5.230»."""
    match = re.fullmatch(r"(.*?)[\s;,:|]+(\d{1,3}(?:[. ]\d{3})+|\d+)\s*", text.strip())
    if match is None:
        return text.strip(), None
    return match[1].strip(), int(re.sub(r"\D", "", match[2]))


def named(units: list[Unit], name: str) -> Unit | None:
    wanted = fold(name)
    return next((u for u in units if wanted in (u.code, fold(u.name), fold(u.short_name))), None)

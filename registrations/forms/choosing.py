"""What an officer says of a list as a whole: what its columns mean, and what words that nobody knew stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports.header import WAITING
from registrations.importing.columns import LABELS
from registrations.importing.values import Group, Option

NOT_NEEDED = "-"
Heading = dict[str, Any]


class ColumnsForm(forms.Form):
    """A choice for every column of a list; one that waits has none yet. A button «dismiss» says of one that it is not needed."""

    def __init__(self, *args: Any, headings: Sequence[Heading], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        for one in headings:
            waits = one["fate"] in WAITING
            meanings = [*([("", _("Choose…"))] if waits else []), *LABELS.items()]
            self.fields[one["word"]] = forms.ChoiceField(
                label=one["label"] or _("Column %(letter)s, without a heading") % {"letter": one["column"]},
                choices=[*meanings, (NOT_NEEDED, _("Not needed"))],
                required=False,
                initial="" if waits else one["key"] if one["fate"] != "dismissed" else NOT_NEEDED,
                widget=forms.Select(attrs={"class": "form-select form-select-sm", "form": "columns"}),
            )

    def waiting(self) -> list[tuple[Heading, forms.BoundField]]:
        return [(one, self[one["word"]]) for one in self.headings if one["fate"] in WAITING]

    def decided(self) -> list[tuple[Heading, forms.BoundField]]:
        return [(one, self[one["word"]]) for one in self.headings if one["fate"] not in WAITING]

    def meant(self) -> dict[str, str]:
        """Column by heading, «» for one that is not needed; only what somebody has chosen."""
        dismissed = self.data.getlist("dismiss")  # type: ignore[attr-defined]
        if dismissed:
            waiting = [one["word"] for one in self.headings if one["fate"] in WAITING]
            return {word: "" for word in waiting if dismissed in ([word], ["*"])}
        chosen = {word: value for word, value in self.cleaned_data.items() if value}
        return {word: "" if value == NOT_NEEDED else value for word, value in chosen.items()}


class ValuesForm(forms.Form):
    """One choice for all rows that have the same words; what was chosen the last time is offered."""

    def __init__(self, *args: Any, groups: Sequence[tuple[Group, Sequence[Option]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {f"{group.about}:{group.words}": group for group, _options in groups}
        for name, (group, options) in zip(self.groups, groups, strict=True):
            near = [(one.value, one.label) for one in options if one.words in group.near]
            others = [(one.value, one.label) for one in options if one.words not in group.near]
            choices = [(_("Written nearly so"), near), (_("All others"), others)] if near else others
            self.fields[name] = forms.ChoiceField(
                label=f"{group.label}: «{group.shown}»",
                choices=[("", pgettext_lazy("value", "Choose…")), *choices],
                required=False,
                initial=group.offered,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def rows(self) -> Iterable[tuple[Group, forms.BoundField]]:
        return [(group, self[name]) for name, group in self.groups.items()]

    def chosen(self) -> dict[tuple[str, str], str]:
        """Option by column and words."""
        return {
            (group.about, group.words): value
            for name, group in self.groups.items()
            if (value := self.cleaned_data.get(name))
        }

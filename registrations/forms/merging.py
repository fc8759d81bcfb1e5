"""Which record is the other one, which value holds, and why not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations import identity
from registrations.forms.fields import OTHERS, TextField
from registrations.services.merging import ABSORBED, KEPT, Line


class NumberForm(forms.Form):
    number = TextField(
        label=_("Identity number of the other record"),
        max_length=20,
        widget=forms.TextInput(attrs={**OTHERS, "inputmode": "numeric", "class": "short"}),
        help_text=_("As it stands on the card; whoever holds it anywhere in the province is found."),
    )

    def clean_number(self) -> str:
        number = identity.normalise(self.cleaned_data["number"])
        if not identity.kind_of(number):
            raise ValidationError(gettext("This is no identity number: 12 digits, or the 9 of the old card."))
        return number


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(choices=[("agree", "agree"), ("refuse", "refuse")])
    note = TextField(label=_("Reason"), required=False, max_length=300)


class CompareForm(forms.Form):
    """A choice per field in which the two differ."""

    def __init__(self, *args: Any, asked: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in asked:
            self.fields[line.name] = forms.ChoiceField(
                label=line.label, choices=[(KEPT, line.kept), (ABSORBED, line.absorbed)], initial=line.preset
            )
        self.asked = asked

    def rows(self) -> list[dict[str, Any]]:
        """The lines of the table, with what is chosen so far."""
        return [
            {"line": line, "field": self[line.name], "chosen": self[line.name].value()} for line in self.asked
        ]

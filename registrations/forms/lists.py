"""What is asked about a list: the name of a filter, the columns to see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from registrations.columns import Column, offered
from registrations.forms.fields import TextField


class FilterNameForm(forms.Form):
    name = TextField(
        label=_("Name of the filter"),
        max_length=60,
        help_text=_("For example: Ba Tri, selected, not yet departed. No name or number of a person."),
        error_messages={"required": _("Give the filter a name.")},
    )
    is_shared = forms.BooleanField(
        label=_("Colleagues of my organisation see this filter, too"),
        required=False,
        help_text=_("They see the people of their own area, not of yours."),
    )


class ColumnsForm(forms.Form):
    cot = forms.MultipleChoiceField(
        label=_("Columns to show"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, access: Access, shown: tuple[Column, ...] = ()) -> None:
        super().__init__(data, initial={"cot": [column.code for column in shown]})
        field: Any = self.fields["cot"]
        field.choices = [(column.code, column.label) for column in offered(access)]

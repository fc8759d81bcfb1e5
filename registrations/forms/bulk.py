"""One step for many: the same questions as for one, but for what belongs to one person only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.forms.milestones import MilestoneForm
from registrations.models import Milestone

OF_ONE_PERSON = ("cause", "note", "ends_on", "version")


class BulkForm(MilestoneForm):
    kind = forms.ChoiceField(
        label=_("Step"),
        choices=Milestone.Kind.choices,
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose the step first.")},
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        for name in OF_ONE_PERSON:
            self.fields.pop(name, None)

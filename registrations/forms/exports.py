from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access, Action
from campaigns.forms.exports import ExportForm


class PeopleExportForm(ExportForm):
    whole = forms.BooleanField(
        label=_("With whole identity and telephone numbers"),
        required=False,
        help_text=_(
            "Only where the work cannot be done without them; everybody in the file is noted as looked at."
        ),
    )

    def __init__(self, *args: Any, access: Access, **more: Any) -> None:
        super().__init__(*args, **more)
        if not access.may(Action.PERSON_REVEAL):
            del self.fields["whole"]

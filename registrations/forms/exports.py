from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.forms.fields import TextField


class ExportForm(forms.Form):
    purpose = TextField(
        label=_("What the file is for"),
        max_length=200,
        help_text=_("Written into the file and the audit trail, with your name and the time."),
    )

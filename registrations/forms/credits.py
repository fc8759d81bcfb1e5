"""Shares of credit: proposed, answered, disputed in words, decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Organization
from registrations.forms.fields import OTHERS, NoteField, PickField
from registrations.models.credits import NOTE
from registrations.services.shares import FINEST

_SHARE = re.compile(r"\d{1,6}(/\d{1,6}|\.\d{1,6})?%?")


class ShareField(forms.Field):
    """1/2, 0,5, 50 % or 33 1/3 as 1/3 → an exact fraction; empty is no share."""

    widget = forms.TextInput(attrs={**OTHERS, "class": "short"})
    plainly_optional = True  # seven boxes that each say so would be noise

    def to_python(self, value: Any) -> Fraction | None:
        if isinstance(value, Fraction):
            return value
        text = "".join(str(value or "").split()).replace(",", ".").replace("½", "1/2")
        if not text:
            return None
        if not _SHARE.fullmatch(text):
            raise forms.ValidationError(_("Write the share as 1/2, 0,5 or 50%."))
        try:
            share = Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)
        except ZeroDivisionError as nothing:
            raise forms.ValidationError(_("Write the share as 1/2, 0,5 or 50%.")) from nothing
        if share.denominator > FINEST:
            raise forms.ValidationError(_("This share is too fine. Write a simple fraction such as 1/3."))
        return share


class SharesForm(forms.Form):
    """The share of every body, exactly; together they make 1. `said` names the field of words and whether they are needed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        bodies: Iterable[Organization],
        held: Mapping[Organization, Fraction],
        lead: Organization | None,
        version: int,
        said: tuple[str, bool] = ("note", False),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        self.bodies = sorted(bodies, key=lambda body: body not in held)  # those concerned come first
        for body in self.bodies:
            self.fields[self.name_of(body)] = ShareField(
                label=body.short_name, required=False, initial=held.get(body, "")
            )
        leading = PickField(label=_("Leads: the person counts for"), initial=lead)
        leading.offer_rows(self.bodies)
        self.fields["lead"] = leading
        self._ask_for_words(*said)

    def _ask_for_words(self, name: str, is_needed: bool) -> None:
        words = NoteField(label=_("Reason of the decision") if is_needed else _("What speaks for it"))
        words.required, words.max_length = is_needed, NOTE
        words.widget.attrs["maxlength"] = str(NOTE)
        words.help_text = _("Both organisations read it; at most 400 characters.")
        self.fields[name] = words

    @staticmethod
    def name_of(body: Organization) -> str:
        return f"share_{body.code}"

    def wanted(self) -> dict[Organization, Fraction]:
        typed = {body: self.cleaned_data[self.name_of(body)] for body in self.bodies}
        return {body: share for body, share in typed.items() if share}


class WordsForm(forms.Form):
    """What the own organisation has to say, for who decides."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What your organisation says"),
        max_length=NOTE,
        required=False,
        widget=forms.Textarea(attrs={**OTHERS, "rows": 4, "maxlength": str(NOTE)}),
        help_text=_("The other organisation and the coordinator read it; at most 400 characters."),
    )


class AnswerForm(WordsForm):
    """Agree, or say why not."""

    decision = forms.ChoiceField(
        label=_("Your organisation's answer"),
        choices=[("agree", _("We agree")), ("dispute", _("We do not agree"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What your organisation says"),
        max_length=NOTE,
        required=False,
        widget=WordsForm.base_fields["note"].widget,
        help_text=_(
            "Needed when you do not agree. The other organisation and the coordinator read it; at most 400 characters."
        ),
    )
    field_order = ["version", "decision", "note"]

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["decision"] == "agree")


class JoinForm(forms.Form):
    """Which body mobilised the person, too."""

    note = WordsForm.base_fields["note"]

    def __init__(self, *args: Any, bodies: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(bodies)
        body = PickField(
            label=_("Organisation that mobilised together"), initial=offered[0] if len(offered) == 1 else None
        )
        body.offer_rows(offered)
        self.fields = {"organization": body, **self.fields}

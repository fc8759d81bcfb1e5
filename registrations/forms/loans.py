"""A request to a bank, and the bank's answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.models import BankBranch
from registrations.forms.fields import MoneyField, PickField, TextField
from registrations.models import LoanReferral, LoanStep

State = LoanReferral.State


class ReferForm(forms.Form):
    branch = PickField(label=_("Bank branch"))
    requested = MoneyField(label=_("Amount asked for"), help_text=_("for example 80tr or 80.000.000"))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=LoanReferral.Purpose.choices)
    on = forms.DateField(label=_("Sent on"))
    follow_up_on = forms.DateField(label=_("Call the bank again on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_bank: dict[str, list[tuple[Any, Any]]] = {}
        for branch in BankBranch.objects.select_related("organization", "unit"):
            by_bank.setdefault(str(branch.organization), []).append((branch, branch.name))
        self.fields["branch"].offer(by_bank.items())  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One move: the day, and what that move needs."""

    on = forms.DateField(label=_("Date"))
    note = TextField(label=_("Note"), required=False, max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, referral: LoanReferral, day: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "on": max(day, referral.state_on),
            "version": referral.version,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)


class AnswerForm(StepForm):
    """The bank's move."""

    amount = MoneyField(label=_("Amount"), help_text=_("for example 80tr or 80.000.000"))
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *LoanStep.Refusal.choices])
    papers = TextField(label=_("Missing papers"), max_length=300)

    ASKED = {
        State.APPROVED: ("amount",),
        State.DISBURSED: ("amount",),
        State.REFUSED: ("reason",),
        State.NEEDS_PAPERS: ("papers",),
    }

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.ASKED.get(State(state), ())
        for name in ("amount", "reason", "papers"):
            if name not in asked:
                del self.fields[name]
        self.order_fields(["amount", "reason", "papers", "on", "note"])


class ResendForm(StepForm):
    follow_up_on = forms.DateField(label=_("Call the bank again on"), required=False)


class CorrectionForm(AnswerForm):
    """The bank's last answer anew; the old one stays, struck, with the reason."""

    why = TextField(label=_("Why the entry is corrected"), max_length=200)

    def __init__(self, *args: Any, step: LoanStep, **kwargs: Any) -> None:
        start = {name: getattr(step, name) for name in ("on", "amount", "reason", "papers", "note")}
        super().__init__(*args, state=step.state, initial=start, **kwargs)


class AnnulForm(forms.Form):
    why = TextField(label=_("Why the entry is taken back"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

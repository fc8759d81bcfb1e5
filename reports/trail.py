"""What the auditor asks of the trail."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from campaigns.dates import VIETNAM
from reports.asking import DayField


class TrailForm(forms.Form):
    """Filters of the audit trail; empty means everything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("all")), *AuditEntry.Kind.choices]
        self.fields = {
            "nguoi": forms.CharField(label=_("Member of staff"), required=False, max_length=60),
            "loai": forms.ChoiceField(label=_("Kind"), choices=kinds, required=False),
            "ho-so": forms.CharField(label=_("Number of the record"), required=False, max_length=40),
            "tu-ngay": DayField(label=_("From"), required=False, max_length=10, widget=forms.DateInput),
            "den-ngay": DayField(label=_("To"), required=False, max_length=10, widget=forms.DateInput),
        }

    def entries(self) -> QuerySet[AuditEntry]:
        data = self.cleaned_data if self.is_bound and self.is_valid() else getattr(self, "cleaned_data", {})
        found = AuditEntry.objects.select_related("link")
        if who := data.get("nguoi"):
            found = found.filter(Q(actor__username=who.lower()) | Q(actor_label__icontains=who))
        if kind := data.get("loai"):
            found = found.filter(kind=kind)
        if record := data.get("ho-so"):
            found = found.filter(object_ids__contains=[record.strip()])
        if first := data.get("tu-ngay"):
            found = found.filter(at__gte=datetime.combine(first, time.min, tzinfo=VIETNAM))
        if last := data.get("den-ngay"):
            found = found.filter(at__lte=datetime.combine(last, time.max, tzinfo=VIETNAM))
        return found

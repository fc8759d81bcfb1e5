"""Where somebody wants to go, written anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from outreach.models import Channel, Event, JobOrder, Market
from registrations.forms.fields import NoteField, PickField
from registrations.forms.registration import events_of, programmes_by_market
from registrations.models import Registration
from registrations.services.candidates import Wish

NAMES = ("market", "channel", "programme", "job_order", "event")


class WishForm(forms.Form):
    market = PickField(label=_("Wanted market"), required=False, empty=_("not decided yet"))
    programme = PickField(label=_("Programme"), required=False, empty=_("not decided yet"))
    channel = PickField(label=_("Channel"), required=False, empty=_("not decided yet"))
    job_order = PickField(label=_("Job order"), required=False, empty=_("none"))
    event = PickField(label=_("Came from event"), required=False, empty=_("none"))
    note = NoteField(label=_("Note"), max_length=400)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, registration: Registration, access: Access, day: date, **kwargs: Any
    ) -> None:
        start = {name: getattr(registration, name) for name in (*NAMES, "note", "version")}
        kwargs["initial"] = start
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["market"].offer_rows(Market.objects.all())
        fields["channel"].offer_rows(Channel.objects.all())
        fields["programme"].offer(programmes_by_market())
        orders = list(JobOrder.objects.open_on(day).select_related("market"))
        fields["job_order"].offer_rows(with_held(orders, registration.job_order))
        events = events_of(access, registration.campaign)
        fields["event"].offer([("", [(e, named(e)) for e in with_held(events, registration.event)])])

    def wish(self) -> Wish:
        return Wish(note=self.cleaned_data["note"], **{name: self.cleaned_data[name] for name in NAMES})


def named(event: Event) -> str:
    return f"{event.on:%d/%m/%Y} · {event.title}"


def with_held(rows: list[Any], held: Any) -> list[Any]:
    """What stands there may stay, also when it is no longer offered."""
    return rows if held is None or held in rows else [held, *rows]

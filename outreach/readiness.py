"""What is done and what is open about an event: its task list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from outreach.licences import standing
from outreach.models import Event


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list; `url` is where it is done."""

    title: str | Promise
    kind: str
    word: str | Promise
    note: str
    url: str


DONE, OPEN, WRONG = ("ok", _("Done")), ("none", _("To do")), ("err", _("Mend"))


def steps(event: Any, *, today: date, handed_out: int) -> list[Step]:
    """`event` comes from `Event.objects.with_numbers()`."""
    return [
        _place(event),
        _adviser(event),
        _partners(event),
        _invited(event),
        _materials(event, handed_out),
        _attendance(event, today),
        _result(event, today),
    ]


def _place(event: Any) -> Step:
    note = " · ".join(filter(None, [event.place, event.unit.name]))
    return _step(event, _("Choose place and day"), DONE if event.place else OPEN, note, "event-change")


def _adviser(event: Any) -> Step:
    enterprise, centre = event.adviser_enterprise, event.adviser_centre
    title = _("Name the adviser")
    if enterprise is not None:
        state = standing(enterprise, event.on)
        note = enterprise.name if state.is_valid else f"{enterprise.name}: {state.why}"
        return _step(event, title, DONE if state.is_valid else WRONG, note, "event-change")
    if centre is not None:
        return _step(event, title, DONE, centre.short_name, "event-change")
    if event.kind in Event.NEEDS_ADVISER:
        return _step(event, title, WRONG, gettext("A union may not advise."), "event-change")
    return _step(event, title, ("none", _("Not needed")), "", "event-change")


def _partners(event: Any) -> Step:
    n, coming = event.partners_invited, event.partners_coming
    note = gettext("%(n)s invited, %(coming)s coming") % {"n": n, "coming": coming} if n else ""
    return _step(event, _("Invite enterprises"), DONE if n else OPEN, note, "event-partners")


def _invited(event: Any) -> Step:
    note = ngettext("%(n)s person", "%(n)s people", event.invited) % {"n": event.invited}
    return _step(event, _("Invited list"), DONE if event.invited else OPEN, note, "invitee-list")


def _materials(event: Any, handed_out: int) -> Step:
    note = ngettext("%(n)s copy", "%(n)s copies", handed_out) % {"n": handed_out} if handed_out else ""
    return _step(event, _("Materials"), DONE if handed_out else OPEN, note, "event-materials")


def _attendance(event: Any, today: date) -> Step:
    if event.present:
        note = gettext("%(present)s present") % {"present": event.present}
        return _step(event, _("Attendance"), DONE, note, "attendance")
    word = OPEN if event.on <= today else ("none", _("On the day"))
    return _step(event, _("Attendance"), word, "", "attendance")


def _result(event: Any, today: date) -> Step:
    if event.state == Event.State.HELD:
        counted = event.turns is not None
        note = (
            gettext("%(turns)s turns") % {"turns": event.turns} if counted else gettext("no head-count yet")
        )
        return _step(event, _("Result"), DONE if counted else OPEN, note, "event-result")
    late = event.on < today
    word = ("warn", _("Late")) if late else OPEN
    return _step(event, _("Result"), word, gettext("minutes and head-count") if late else "", "event-result")


def _step(event: Any, title: Any, state: tuple[str, Any], note: str, name: str) -> Step:
    return Step(title, *state, note, reverse(f"outreach:{name}", args=[event.pk]))

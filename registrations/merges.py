"""What the pages about merging show: each side as far as the reader may see it, and what moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access, Action
from registrations.models import Merge, Person, Registration
from registrations.services import merging
from registrations.services.merging.records import NAMES
from registrations.services.words import today

State = Merge.State
SHAPES = {
    State.PROPOSED: "running",
    State.AGREED: "warn",
    State.REFUSED: "none",
    State.DONE: "ok",
    State.UNDONE: "none",
}
RELATED = (
    "kept__unit",
    "absorbed__unit",
    "organization",
    "unit",
    "proposed_by",
    "answered_by",
    "done_by",
    "undone_by",
)
MOST = 50


@dataclass(frozen=True, slots=True)
class Entry:
    row: Merge
    kept: merging.Side
    absorbed: merging.Side
    shape: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the list."""

    title: Promise
    entries: list[Entry]


def entry_of(row: Merge, access: Access) -> Entry:
    kept, absorbed = merging.side_of(row.kept, access), merging.side_of(row.absorbed, access)
    return Entry(row, kept, absorbed, SHAPES[State(row.state)])


def parts(access: Access) -> list[Part]:
    rows = list(Merge.objects.within(access).select_related(*RELATED)[:MOST])
    mine = {row.pk for row in rows if waits_for(access, row)}
    return [
        Part(_("For you to settle"), [entry_of(row, access) for row in rows if row.pk in mine]),
        Part(
            _("Waiting for others"),
            [entry_of(row, access) for row in rows if row.state in Merge.OPEN and row.pk not in mine],
        ),
        Part(_("Settled"), [entry_of(row, access) for row in rows if row.state not in Merge.OPEN]),
    ]


def waiting_for(access: Access) -> int:
    """How many proposals the reader can settle; one statement while there is none."""
    if not access.may(Action.PERSON_WRITE):
        return 0
    rows = Merge.objects.within(access).open().exclude(proposed_by=access.user_id, state=State.PROPOSED)
    return sum(waits_for(access, row) for row in rows[:MOST])


def waits_for(access: Access, row: Merge) -> bool:
    if row.state == State.AGREED:
        return access.may(Action.PERSON_MERGE) and merging.both_in_view(access, row)
    return merging.may_answer(access, row)


def about(person: Person, access: Access) -> list[Entry]:
    """Earlier and open merges of a person."""
    rows = Merge.objects.within(access).filter(Q(kept=person) | Q(absorbed=person))
    return [entry_of(row, access) for row in rows.select_related(*RELATED)[:MOST]]


def page(row: Merge, access: Access) -> dict[str, Any]:
    """One proposal, with what the reader may do about it."""
    may_merge = access.may(Action.PERSON_MERGE)
    return {
        "merge": row,
        "entry": entry_of(row, access),
        "may_agree": merging.may_answer(access, row),
        "may_refuse": merging.may_refuse(access, row),
        "may_withdraw": merging.may_withdraw(access, row),
        "may_compare": row.state == State.AGREED and may_merge and merging.both_in_view(access, row),
        "may_undo": row.state == State.DONE
        and may_merge
        and bool(row.undo_until and today() <= row.undo_until),
        "counts": counted(row),
    }


def counted(row: Merge) -> list[dict[str, Any]]:
    """Kinds of which there was anything: before here and there, after here, left with the merged record.

    In the order of the preview: the database keeps the keys of what was counted in an order of its own.
    """
    found = [(name, row.counts[label]) for label, name in NAMES.items() if label in row.counts]
    return [
        {"name": name, "kept": kept, "absorbed": absorbed, "after": after, "left": left}
        for name, (kept, absorbed, after, left) in found
        if kept or absorbed
    ]


class Moved(Http404):
    """The record is part of another one now, which is in view."""

    def __init__(self, survivor: Registration) -> None:
        super().__init__("merged")
        self.survivor = survivor


def missing(pk: UUID, access: Access) -> Http404:
    """Why a registration is not found: it became part of another one, or there is nothing to tell."""
    became = survivor(pk, access)
    return Moved(became) if became else Http404()


def survivor(pk: UUID, access: Access) -> Registration | None:
    """The registration that another became part of, if it is in view."""
    became = Registration.objects.filter(pk=pk).values("merged_into")
    return Registration.objects.within(access).filter(pk__in=became).first()

"""Who waits, why and since when: one query per reason, the one definition for lists, counts and the first page.

Every query answers registrations with `due`, the day a clock counts from or to: the registration nobody followed up, the appointment,
the selection, the end of a paper. The sooner it lies the more it presses. An appointment hides a person until its day and then stands
before all other reasons; whoever was reached rests for as many days as the clock says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast, Greatest

from registrations.clocks import Clock, Clocks
from registrations.models import IdentityNumber, LoanReferral, Registration, Training, Wait
from registrations.models.registration import RegistrationQuerySet as Rows

MOST = 200  # more than anybody calls in a morning; a group that is longer says «more than»
AHEAD = timedelta(days=3660)
UNANSWERED = (LoanReferral.State.SENT, LoanReferral.State.RECEIVED)
BEFORE_THE_END = (Wait.CERTIFICATE, Wait.PASSPORT, Wait.CONTRACT)


@dataclass(frozen=True, slots=True)
class Group:
    """One reason with everybody who waits for it, the most pressing first; beyond `MOST` nobody counts."""

    wait: str
    people: tuple[tuple[Any, date], ...]

    @property
    def count(self) -> int:
        return min(len(self.people), MOST)

    @property
    def label(self) -> str:
        return str(Wait(self.wait).label)

    @property
    def is_more(self) -> bool:
        return len(self.people) > MOST


def rows(base: Rows, wait: str, day: date, clocks: Clocks) -> Rows:
    """Who waits for one reason among registrations that the caller has cut to what may be seen or counted."""
    if wait == Wait.APPOINTMENT:
        return base.open().filter(call_on__lte=day).annotate(due=F("call_on"))
    clock = clocks[wait]
    rested = Q(heard_on__isnull=True) | Q(heard_on__lte=clock.rested(day))
    return WAITS[wait](base.filter(rested, call_on__isnull=True), day, clock)


def _contact(base: Rows, day: date, clock: Clock) -> Rows:
    """Registered or consulted, and nobody has spoken with the person since."""
    found = base.filter(stage__in=Registration.BEGINNING).annotate(due=Greatest("stage_on", "heard_on"))
    return found.filter(due__lte=clock.begins(day))


def _bank(base: Rows, day: date, clock: Clock) -> Rows:
    """A request lies with a bank; one that is to be asked about on a later day is left in peace until then."""
    late = Q(state__in=UNANSWERED, state_on__lte=clock.begins(day)) & (
        Q(follow_up_on__isnull=True) | Q(follow_up_on__lte=day)
    )
    older = Q(state_on__lt=OuterRef("asked__state_on")) | Q(
        state_on=OuterRef("asked__state_on"), pk__lt=OuterRef("asked__pk")
    )
    found = _joined(base.open(), "asked", "loans", late)
    first = ~Exists(LoanReferral.objects.filter(late, older, registration=OuterRef("pk")))
    return found.filter(first).annotate(due=F("asked__state_on"))


def _departure(base: Rows, day: date, clock: Clock) -> Rows:
    """Selected and still at home (law 69/2020, article 26: 180 days at most)."""
    found = base.filter(stage__in=Registration.UNDER_WAY, selected_on__lte=clock.begins(day))
    return found.annotate(due=F("selected_on"))


def _certificate(base: Rows, day: date, clock: Clock) -> Rows:
    """The newest orientation certificate runs out before the departure."""
    held = Q(kind=Training.Kind.ORIENTATION, valid_to__isnull=False)
    newer = Q(valid_to__gt=OuterRef("held__valid_to")) | Q(
        valid_to=OuterRef("held__valid_to"), pk__gt=OuterRef("held__pk")
    )
    found = _joined(base, "held", "trainings", held & Q(valid_to__lte=clock.ends(day)))
    last = ~Exists(Training.objects.filter(held, newer, registration=OuterRef("pk")))
    return found.filter(last, stage__in=Registration.UNDER_WAY).annotate(due=F("held__valid_to"))


def _passport(base: Rows, day: date, clock: Clock) -> Rows:
    """The passport in use runs out before the departure."""
    held = Q(kind=IdentityNumber.Kind.PASSPORT, superseded_at__isnull=True, expires_on__lte=clock.ends(day))
    found = _joined(base, "passport", "person__identities", held)
    before = (*Registration.BEGINNING, *Registration.UNDER_WAY)
    return found.filter(stage__in=before).annotate(due=F("passport__expires_on"))


def _contract(base: Rows, day: date, clock: Clock) -> Rows:
    """Abroad, and the contract ends: the family is told how to come home in time."""
    found = base.filter(stage=Registration.Stage.DEPARTED, contract_until__lte=clock.ends(day))
    return found.annotate(due=F("contract_until"))


def _joined(base: Rows, name: str, path: str, condition: Q) -> Rows:
    """Inner join to the rows of a relation that meet a condition: so an index on their day gives the order, and a page stops early."""
    found = base.annotate(**{name: FilteredRelation(path, condition=_under(path, condition))})
    return found.filter(**{f"{name}__isnull": False})


def _under(path: str, condition: Q) -> Q:
    """The condition as said from the registration."""
    parts: list[Any] = list(condition.children)
    moved = [_under(path, part) if isinstance(part, Q) else (f"{path}__{part[0]}", part[1]) for part in parts]
    return Q(*moved, _connector=condition.connector, _negated=condition.negated)


WAITS: dict[str, Callable[[Rows, date, Clock], Rows]] = {
    Wait.CONTACT: _contact,
    Wait.BANK: _bank,
    Wait.DEPARTURE: _departure,
    Wait.CERTIFICATE: _certificate,
    Wait.PASSPORT: _passport,
    Wait.CONTRACT: _contract,
}
ORDER = ("due", "id")


def overview(base: Rows, day: date, clocks: Clocks, waits: Iterable[str] = Wait.values) -> list[Group]:
    """Every reason with its people, in one statement; reasons without anybody are left out."""
    found: dict[str, list[tuple[Any, date]]] = {}
    parts = [
        _named(rows(base, wait, day, clocks), wait)
        .order_by(*ORDER)
        .values_list("wait", "pk", "due")[: MOST + 1]
        for wait in waits
    ]
    for wait, key, due in parts[0].union(*parts[1:], all=True):
        found.setdefault(wait, []).append((key, due))
    return [
        Group(wait, tuple(sorted(people, key=lambda one: (one[1], one[0]))))
        for wait, people in sorted(found.items(), key=lambda item: Wait.values.index(item[0]))
    ]


def next_day(base: Rows, day: date, clocks: Clocks) -> date | None:
    """The day on which somebody will wait, when nobody does today."""
    parts = [
        _named(_ringing(rows(base, wait, day + AHEAD, clocks), clocks.get(wait)), wait)
        .order_by("rings")
        .values_list("rings")[:1]
        for wait in Wait.values
    ]
    days = [ring for (ring,) in parts[0].union(*parts[1:], all=True)]
    return min(days, default=None)


def _named(found: Rows, wait: str) -> Any:
    return found.annotate(wait=Value(str(wait), output_field=CharField()))


def _ringing(found: Rows, clock: Clock | None) -> Any:
    """Each with the day its clock rings: counted from `due`, or back from it, and not before the rest is over."""
    if clock is None:
        return found.annotate(rings=F("due"))
    days = -clock.days if clock.kind in BEFORE_THE_END else clock.days
    return found.annotate(rings=Greatest(_later("due", days), _later("heard_on", clock.again)))


def _later(field: str, days: int) -> Cast:
    moved = ExpressionWrapper(
        F(field) + Value(timedelta(days=days), output_field=DurationField()), output_field=DateField()
    )
    return Cast(moved, DateField())

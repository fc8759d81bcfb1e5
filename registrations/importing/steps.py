"""Steps that a list speaks of («đã bay»), once a person has accepted them: foreseen while the row is read, recorded with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.access import Access
from campaigns.dates import PartialDate, format_partial, parse_partial
from imports.readings import Reading, Severity
from outreach.models import Enterprise
from registrations.models import Milestone, Person, Registration
from registrations.services import milestones, order
from registrations.services.words import first_day

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

Kind = Milestone.Kind
Step = dict[str, Any]


def chain(kind: str) -> list[str]:
    """The step with those it needs, first things first: a departure needs the selection."""
    return [*(step for step in reversed(order.needed(kind)) if step != Kind.REGISTERED), kind]


def drafted(reading: Reading, given: dict[str, Any]) -> list[Step]:
    """The steps of a row as the officer accepts them; what the row says itself goes before what is given for all."""
    told = reading.values["standing"]
    on = told["on"] or format_partial(given["on"])
    market = reading.values["market"] or (given["market"].code if given.get("market") else "")
    found = []
    for kind in chain(told["kind"]):
        step: Step = {"kind": kind, "on": on}
        if kind == Kind.SELECTED:
            step["on"] = format_partial(given["selected_on"]) or _first_known(told, given) or on
            step["through_centre"] = given["through_centre"]
            step["enterprise"] = given["enterprise"].pk if given["enterprise"] else None
        if kind in (Kind.SELECTED, Kind.DEPARTED):
            step["market"] = market
        if kind == Kind.DEPARTED and told["kind"] == Kind.RETURNED:
            step["on"] = told.get("departed_on") or format_partial(given["departed_on"])
        if kind == Kind.WITHDRAWN:
            step["reason"] = told["reason"]
        if kind == Kind.RETURNED:
            step["outcome"] = told["reason"] or given["outcome"]
        found.append(step)
    return found


def _first_known(told: dict[str, str], given: dict[str, Any]) -> str:
    """Who came back was selected when leaving at the latest."""
    if told["kind"] != Kind.RETURNED:
        return ""
    return told.get("departed_on") or format_partial(given["departed_on"])


def check(reading: Reading, registered: PartialDate, house: CandidateImporter) -> None:
    """What the house would refuse of the accepted steps, said before anything is written."""
    if not reading.values.get("steps") or reading.values.get("together") or not registered.is_known:
        return
    on = reading.values["birth"] and parse_partial(reading.values["birth"])
    person = Person(birth_date=on.on, birth_precision=on.precision) if on else Person()
    registration = Registration(person=person, stage=Registration.Stage.REGISTERED)
    before = [
        Milestone(
            registration=registration,
            kind=Kind.REGISTERED,
            on=first_day(registered),
            precision=registered.precision,
        )
    ]
    for step in reading.values["steps"]:
        try:
            milestones.foresee(registration, before, **arguments(step, house))
        except ValidationError as problem:
            key = reading.values["standing"].get("key", "note")
            reading.add(key, Severity.ERROR, "step_refused", " ".join(problem.messages))
            return
        when = parse_partial(step["on"])
        made = Milestone(kind=step["kind"], on=first_day(when), precision=when.precision)
        made.registration, registration.stage = registration, step["kind"]
        before.append(made)


def arguments(step: Step, house: CandidateImporter) -> dict[str, Any]:
    """A kept step as the service of milestones takes it."""
    given = {
        name: value for name, value in step.items() if name in ("kind", "reason", "outcome", "through_centre")
    }
    given["on"] = parse_partial(step["on"])
    if "market" in step:
        given["market"] = house.tables.markets.get(step["market"])
    if step.get("enterprise"):
        given["enterprise"] = Enterprise.objects.get(pk=step["enterprise"])
    return given


def record(access: Access, registration: Registration, reading: Reading, house: CandidateImporter) -> None:
    """Record the accepted steps of a row after the registration; refused, the whole row waits."""
    for step in reading.values.get("steps", ()):
        milestones.record(
            access=access,
            registration=registration,
            note=_("From an imported list"),
            **arguments(step, house),
        )
    registration.refresh_from_db(fields=["version"])

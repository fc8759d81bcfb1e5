"""Facts to count, written straight into the tables: what services would leave behind, with the moment they were recorded.

`walk()` makes a person with a registration, its profile, credit and steps; `correct()` and `reshare()` change what is known later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from accounts.text import fold
from campaigns.dates import VIETNAM
from campaigns.models import Campaign, Organization, Unit
from outreach.models import BankBranch, Enterprise, Event, EventCount, Market
from registrations.models import (
    Consent,
    Credit,
    LoanReferral,
    LoanStep,
    Milestone,
    Person,
    Profile,
    Registration,
)

numbers = count(1)
Step = str | tuple[str, date]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=VIETNAM)


def market(code: str = "JP", name: str = "Nhật Bản") -> Market:
    return Market.objects.get_or_create(code=code, defaults={"name": name})[0]


def enterprise(licence: str = "GP-1") -> Enterprise:
    found, _made = Enterprise.objects.get_or_create(
        licence_number=licence,
        defaults={
            "name": f"Công ty {licence}",
            "name_folded": licence.lower(),
            "licence_from": date(2010, 1, 1),
        },
    )
    return found


def person(
    unit: Unit, sex: str = "female", born: date | None = date(1998, 3, 5), precision: str = "day"
) -> Person:
    name = f"Nguyễn Thị Số {next(numbers)}"
    return Person.objects.create(
        full_name=name,
        name_folded=fold(name),
        name_sort=fold(name),
        unit=unit,
        sex=sex,
        birth_date=born,
        birth_precision=precision if born else "unknown",
        is_demo=True,
    )


@transaction.atomic
def walk(
    campaign: Campaign,
    unit: Unit,
    steps: Mapping[str, date | tuple[date, str]],
    *,
    bodies: Sequence[Organization],
    who: Person | None = None,
    recorded: Mapping[str, datetime] | None = None,
    groups: Sequence[str] = (),
    relations: Mapping[str, str] | None = None,
    wish: Market | None = None,
    sent_by: Enterprise | None = None,
    shares: Sequence[tuple[int, int]] = (),
    **details: Any,
) -> Registration:
    """A registration with its steps (kind → day, or (day, precision)); the first body leads, shares are equal unless given."""
    who = who or person(unit)
    days = {kind: day if isinstance(day, tuple) else (day, "day") for kind, day in steps.items()}
    start = min(noon(day) for day, _precision in days.values())
    first = (recorded or {}).get("registered", start)
    stages = [kind for kind in Registration.Stage.values if kind in days]
    made = Registration.objects.create(
        person=who,
        campaign=campaign,
        unit=unit,
        stage=stages[-1],
        stage_on=days[stages[-1]][0],
        recorded_at=first,
        is_demo=True,
    )
    Profile.objects.create(
        registration=made,
        person=who,
        unit=unit,
        market=wish,
        sex=who.sex,
        birth_date=who.birth_date,
        birth_precision=who.birth_precision,
        groups=list(groups),
        relations=dict(relations or {}),
        recorded_at=first,
    )
    parts = shares or [(1, len(bodies))] * len(bodies)
    for n, (body, (over, under)) in enumerate(zip(bodies, parts, strict=True)):
        credit(made, body, over, under, lead=n == 0, at=first)
    for kind, (day, precision) in days.items():
        milestone(
            made, kind, day, precision, at=(recorded or {}).get(kind, noon(day)), sent_by=sent_by, **details
        )
    return made


def credit(
    made: Registration, body: Organization, over: int, under: int, *, lead: bool, at: datetime
) -> Credit:
    return Credit.objects.create(
        registration=made, organization=body, numerator=over, denominator=under, is_lead=lead, recorded_at=at
    )


def milestone(
    made: Registration,
    kind: str,
    day: date,
    precision: str = "day",
    *,
    at: datetime | None = None,
    sent_by: Enterprise | None = None,
    to: Market | None = None,
    reason: str = "cost",
    outcome: str = "on_time",
    job_after: str = "",
    centre: bool = False,
) -> Milestone:
    """What the constraints want of each kind is filled in."""
    goes = kind in ("selected", "departed")
    return Milestone.objects.create(
        registration=made,
        kind=kind,
        on=day,
        precision=precision,
        market=(to or market()) if goes else None,
        enterprise=(sent_by or enterprise()) if kind == "selected" and not centre else None,
        through_centre=kind == "selected" and centre,
        reason=reason if kind == "withdrawn" else "",
        outcome=outcome if kind == "returned" else "",
        job_after=job_after if kind == "returned" else "",
        recorded_at=at or noon(day),
    )


@transaction.atomic
def correct(old: Milestone, day: date, at: datetime) -> Milestone:
    """The step happened on another day, as somebody found out at a later moment."""
    Milestone.objects.filter(pk=old.pk).update(superseded_at=at)
    fields = {
        f.attname: getattr(old, f.attname) for f in Milestone._meta.concrete_fields if f.attname != "id"
    }
    new = Milestone.objects.create(**fields | {"on": day, "recorded_at": at, "superseded_at": None})
    Milestone.objects.filter(pk=old.pk).update(superseded_by=new)
    return new


@transaction.atomic
def reshare(made: Registration, shares: Mapping[Organization, tuple[int, int]], at: datetime) -> None:
    """New shares from a moment on; the first body leads."""
    Credit.objects.filter(registration=made, superseded_at=None).update(superseded_at=at)
    for n, (body, (over, under)) in enumerate(shares.items()):
        credit(made, body, over, under, lead=n == 0, at=at)


@transaction.atomic
def reprofile(made: Registration, at: datetime, **changes: Any) -> Profile:
    """Something that counts is known otherwise from a moment on."""
    old = Profile.objects.get(registration=made, superseded_at=None)
    Profile.objects.filter(pk=old.pk).update(superseded_at=at)
    fields = {f.attname: getattr(old, f.attname) for f in Profile._meta.concrete_fields if f.attname != "id"}
    return Profile.objects.create(**fields | {"recorded_at": at} | changes)


def event(
    campaign: Campaign, unit: Unit, day: date, turns: int | None = None, kind: str = "information"
) -> Event:
    made = Event.objects.create(
        campaign=campaign, unit=unit, on=day, kind=kind, title=f"Hội nghị {next(numbers)}", state="held",
        recorded_at=noon(day), is_demo=True,
    )  # fmt: skip
    if turns is not None:
        EventCount.objects.create(event=made, turns=turns, recorded_at=noon(day))
    return made


def branch(bank: Organization, unit: Unit) -> BankBranch:
    return BankBranch.objects.get_or_create(
        organization=bank, unit=unit, defaults={"name": f"{bank} {unit.short_name}"}
    )[0]


def loan(made: Registration, to: BankBranch, steps: Sequence[tuple[str, date, int]]) -> LoanReferral:
    """A referral with its answers: (state, day, amount)."""
    consent, _made = Consent.objects.get_or_create(
        person=made.person, purpose="bank", defaults={"given_on": steps[0][1] - timedelta(days=1)}
    )
    state, day, _amount = steps[-1]
    amounts = {name: amount for name, _day, amount in steps}
    referral = LoanReferral.objects.create(
        registration=made, branch=to, consent=consent, requested=80_000_000, state=state, state_on=day,
        approved=amounts.get("approved") if state in ("approved", "disbursed") else None,
        disbursed=amounts.get("disbursed"), recorded_at=noon(steps[0][1]),
    )  # fmt: skip
    for name, on, amount in steps:
        LoanStep.objects.create(
            referral=referral, state=name, on=on, amount=amount or None, recorded_at=noon(on),
            reason="no_funds" if name == "refused" else "", papers="Giấy xác nhận" if name == "needs_papers" else "",
        )  # fmt: skip
    return referral

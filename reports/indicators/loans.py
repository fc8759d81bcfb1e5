"""Loan referrals and what the banks answered: sent, approved and paid out are three different things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registrations.models import Credit, LoanPast, LoanStep, Profile
from registrations.models.registration import known_at
from reports.indicators.area import NOWHERE, Area
from reports.indicators.question import Question
from reports.indicators.shapes import LoanRow, Loans, ReasonRow, percent

GROUPS = ("poor", "near_poor", "minority", "merit", "land_lost")
WAITING = ("sent", "received", "needs_papers")


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral as it stood at the end of the window, with what happened inside it."""

    registration: Any
    person: Any
    unit: int
    sex: str
    groups: tuple[str, ...]
    branch: str
    branch_name: str
    steps: tuple[tuple[str, date, int, str], ...]  # state, day, amount, reason; in order
    first: date

    def inside(self, *states: str) -> list[tuple[str, date, int, str]]:
        return [s for s in self.steps if s[0] in states and s[1] >= self.first]

    @property
    def paid_on(self) -> date:
        return self.inside("disbursed")[-1][1]

    @property
    def days_to_answer(self) -> int | None:
        """From sending to the first decision; counted when the decision falls into the window."""
        decided = [s[1] for s in self.steps if s[0] in ("approved", "refused")]
        return (decided[0] - self.steps[0][1]).days if decided and decided[0] >= self.first else None


FIELDS = (
    "referral_id",
    "state",
    "on",
    "amount",
    "reason",
    "referral__branch__organization__code",
    "referral__branch__name",
    "referral__branch__unit__code",
    "referral__registration_id",
    "referral__registration__person_id",
    "referral__registration__unit_id",
)


def referrals(area: Area) -> list[Referral]:
    question = area.question
    steps = LoanStep.objects.moves().filter(
        known_at(question.as_of),
        referral__registration__campaign=question.campaign,
        on__lte=question.window.end,
    )
    by_referral: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    hung, led = hung_on(question), led_by(question)
    for row in steps.values_list(*FIELDS):
        registration = hung.get(row[0], row[8])
        if led is None or registration in led:
            by_referral[row[0]].append((*row[:8], registration, *row[9:]))
    profiles = profiles_of(question, {rows[0][8] for rows in by_referral.values()})
    inside = None if area.ids is None else set(area.ids)
    found = [referral(rows, profiles, question.window.start) for rows in by_referral.values()]
    return [r for r in found if inside is None or r.unit in inside]


def hung_on(question: Question) -> dict[Any, Any]:
    """Referral → the registration it hung on at the moment asked for, where it has gone over to another since."""
    if question.as_of is None:
        return {}
    past = LoanPast.objects.filter(until__gt=question.as_of).order_by("-until")
    return dict(past.values_list("referral", "registration"))


def led_by(question: Question) -> set[Any] | None:
    if question.body is None:
        return None
    led = Credit.objects.filter(known_at(question.as_of), is_lead=True, organization=question.body)
    return set(led.values_list("registration", flat=True))


def profiles_of(question: Question, registrations: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    rows = Profile.objects.filter(known_at(question.as_of), registration__in=registrations)
    return {
        row[0]: row for row in rows.values_list("registration_id", "person_id", "unit_id", "sex", "groups")
    }


def referral(rows: list[tuple[Any, ...]], profiles: Mapping[Any, tuple[Any, ...]], first: date) -> Referral:
    *_rest, bank, branch, place, registration, person, unit = rows[0]
    _r, person, unit, sex, groups = profiles.get(registration, (registration, person, unit, "unknown", ()))
    return Referral(
        registration=registration,
        person=person,
        unit=unit,
        sex=sex,
        groups=tuple(groups),
        branch=f"{bank}.{place}",
        branch_name=branch,
        steps=tuple((row[1], row[2], row[3] or 0, row[4]) for row in rows),
        first=first,
    )


def row(code: str, name: str, items: list[Referral]) -> LoanRow:
    paid = [item for item in items if item.inside("disbursed")]
    people = {item.person: item for item in paid}.values()
    days = [item.days_to_answer for item in items if item.days_to_answer is not None]
    return LoanRow(
        code=code,
        name=name,
        sent=sum(1 for item in items if item.steps[0][1] >= item.first),
        approved=sum(1 for item in items if item.inside("approved")),
        approved_amount=sum(item.inside("approved")[-1][2] for item in items if item.inside("approved")),
        refused=sum(1 for item in items if item.inside("refused")),
        waiting=sum(1 for item in items if item.steps[-1][0] in WAITING),
        borrowers=len(people),
        women=sum(1 for item in people if item.sex == "female"),
        **{group: sum(1 for item in people if group in item.groups) for group in GROUPS},
        loans=len(paid),
        amount=sum(item.inside("disbursed")[-1][2] for item in paid),
        answered=len(days),
        answer_days=sum(days),
    )


def borrowers(area: Area, cut: Mapping[str, str]) -> list[Referral]:
    """The last loan of everybody whom a row counts as a borrower: `loans` is the code of the row, empty for all."""
    code = cut.get("loans", "")
    items = [item for item in referrals(area) if item.inside("disbursed")]
    rows = [
        item for item in items if code in ("", item.branch, f"{area.district_code(item.unit)}|{item.branch}")
    ]
    return [
        item
        for item in {item.person: item for item in rows}.values()
        if cut.get("sex", item.sex) == item.sex and ("group" not in cut or cut["group"] in item.groups)
    ]


def loans(area: Area) -> Loans:
    items = referrals(area)
    names = {area.district_code(unit.pk): unit.name for unit in area.districts}
    branches = {item.branch: item.branch_name for item in items}

    def district(item: Referral) -> str:
        return area.district_code(item.unit)

    return Loans(
        total=row("", "Tổng cộng", items),
        by_district=rows(items, district, names) if names else (),
        by_branch=rows(items, lambda item: item.branch, branches),
        by_district_and_branch=rows(
            items,
            lambda item: f"{district(item)}|{item.branch}",
            {
                f"{district(i)}|{i.branch}": f"{names.get(district(i), 'Không thuộc huyện nào')} · {i.branch_name}"
                for i in items
            },
        )
        if names
        else (),
        refusals=refusals(items),
    )


def rows(
    items: list[Referral], key: Callable[[Referral], str], names: Mapping[str, str]
) -> tuple[LoanRow, ...]:
    cut: dict[str, list[Referral]] = defaultdict(list)
    for item in items:
        cut[key(item)].append(item)
    extra = {NOWHERE: "Không thuộc huyện nào"} if cut.get(NOWHERE) and NOWHERE not in names else {}
    return tuple(row(code, name, cut[code]) for code, name in sorted({**names, **extra}.items()))


def refusals(items: list[Referral]) -> tuple[ReasonRow, ...]:
    given = Counter(step[3] for item in items for step in item.inside("refused")[-1:])
    whole = sum(given.values())
    return tuple(
        ReasonRow(code, n, percent(n, whole))
        for code, n in sorted(given.items(), key=lambda i: (-i[1], i[0]))
    )

"""From a figure on paper to the people it counts: as they were known when the figures were frozen, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q

from campaigns.access import Access, Action
from campaigns.dates import PartialDate, Precision, format_partial
from campaigns.models import Campaign, Unit
from outreach.models import Market
from registrations.models import Registration
from reports.documents.codes import Code, Figure, figures_of
from reports.documents.model import Print, print_of
from reports.indicators.question import Question, ask
from reports.indicators.roll import Counted, people
from reports.models import AnnualReview
from reports.review.recompute import as_it_was
from reports.review.subject import is_told_whole

STAYED, LEFT, CAME = "stayed", "left", "came"


def review_of(access: Access, code: Code) -> AnnualReview | None:
    """The review a code names; without its number the joint one whose figures came to rest last."""
    rows = AnnualReview.objects.within(access).filter(Q(figures__isnull=False) | Q(drafts__isnull=False))
    rows = rows.filter(organization__code=code.body) if code.body else rows.filter(organization=None)
    rows = rows.filter(unit__code=code.unit) if code.unit else rows.filter(unit=None)
    if code.year:
        rows = rows.filter(year=code.year, edition=code.edition or 1)
    newest = rows.order_by(F("frozen_at").desc(nulls_last=True), "-year", "-edition")
    return newest.select_related("campaign__province", "organization", "unit").first()


def figures_named(review: Print, rest: str) -> list[Figure]:
    """The figure itself; of a table, a column or a part all its figures."""
    found = [figure for figure in figures_of(review) if f"{figure.code}.".startswith(f"{rest}.")]
    return [figure for figure in found if figure.code == rest and figure.is_people] or found


@dataclass(frozen=True, slots=True)
class Row:
    """A person in view, as the figure counted them."""

    registration: Registration
    unit: str
    on: str
    market: str
    fate: str  # stayed; left: counted then, not now; came: counted now, not then


@dataclass(slots=True)
class Answer:
    """Who stands behind one figure."""

    then: int
    now: int
    came: int
    left: int
    lost: int  # counted in print, and no longer found in the register
    outside: int
    may: bool
    is_whole: bool  # whether this reader is told how many there are
    rows: list[Row] = field(default_factory=list)

    @property
    def has_changed(self) -> bool:
        return self.is_whole and bool(self.came or self.left or self.lost)


def answer(access: Access, review: AnnualReview, figure: Figure) -> Answer:
    then, now = asked(review, figure, frozen=True), asked(review, figure, frozen=False)
    people_then, people_now = ({one.person for one in counted} for counted in (then, now))
    came = [one for one in now if one.person not in people_then]
    found = Answer(
        then=len(then),
        now=len(now),
        came=len(came),
        left=len(people_then - people_now),
        lost=max(0, figure.value - len(then)),
        outside=len(then),
        may=access.may(Action.PERSON_READ),
        is_whole=is_told_whole(access, review),
    )
    if found.may:
        fates = {one.person: STAYED if one.person in people_now else LEFT for one in then}
        found.rows = list(seen(access, [*then, *came], fates))
        found.outside = len(then) - sum(row.fate != CAME for row in found.rows)
    return found


def asked(review: AnnualReview, figure: Figure, *, frozen: bool) -> list[Counted]:
    return people(question_of(review, frozen=frozen), figure.counts or {})


def question_of(review: AnnualReview, *, frozen: bool) -> Question:
    """The question the review answered, of the moment its figures were drawn or of now."""
    campaign = as_it_was(review, Campaign.objects.select_related("province").get(pk=review.campaign_id))
    boundaries: Any = review.boundaries
    drawn = review.standing
    return ask(
        campaign,
        review.year,
        calendar=review.calendar,
        as_of=drawn.as_of if frozen and drawn else None,
        boundaries=boundaries,
        unit=review.unit,
        body=review.organization,
    )


def seen(access: Access, counted: list[Counted], fates: dict[Any, str]) -> Iterable[Row]:
    """Those in view, by given name."""
    rows = Registration.objects.within(access).filter(pk__in={one.registration for one in counted})
    known = {row.pk: row for row in rows.select_related("person")}
    units = Unit.objects.in_bulk({one.unit for one in counted if one.registration in known})
    markets = Market.objects.in_bulk({one.market for one in counted if one.market})
    mine = [one for one in counted if one.registration in known]
    for one in sorted(mine, key=lambda one: (known[one.registration].person.name_sort, str(one.person))):
        yield Row(
            registration=known[one.registration],
            unit=units[one.unit].name,
            on=format_partial(PartialDate(one.on, Precision(one.precision))),
            market=markets[one.market].name if one.market else "",
            fate=fates.get(one.person, CAME),
        )


def print_named(access: Access, code: Code) -> tuple[AnnualReview, Print] | None:
    review = review_of(access, code)
    return (review, print_of(review)) if review else None

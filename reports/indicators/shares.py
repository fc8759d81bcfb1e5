"""By what a target is divided: last year's result, people of working age, or equally. The weights are figures, so they are counted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, Organization, Unit
from campaigns.services.working_age import known
from campaigns.succession import History
from reports.indicators.area import area_of
from reports.indicators.facts import sums
from reports.indicators.question import THIS, Question, ask


class Rule(TextChoices):
    LAST_YEAR = "last_year", gettext_lazy("Last year's result")
    WORKING_AGE = "working_age", gettext_lazy("People of working age")
    EQUAL = "equal", gettext_lazy("Equal parts")
    BY_HAND = "by_hand", gettext_lazy("By hand")


@dataclass(frozen=True, slots=True)
class Basis:
    """A weight for each recipient; without weights, what is lacking for the rule."""

    weights: tuple[int, ...] = ()
    lacking: str = ""
    source: str = ""


def basis_of_units(
    rule: str, campaign: Campaign, year: int, point: str, units: Sequence[Unit], day: date
) -> Basis:
    """`day` is the one on which the recipients stand: last year's people are counted where they would be now."""
    if rule == Rule.WORKING_AGE:
        return by_working_age(units, day)
    if rule == Rule.LAST_YEAR:
        question = ask(campaign, year - 1, point=point)
        return by_last_year(question, counted_in(question, units, day))
    return equal(len(units)) if rule == Rule.EQUAL else Basis()


def basis_of_bodies(
    rule: str, campaign: Campaign, year: int, point: str, bodies: Sequence[Organization], place: Unit
) -> Basis:
    """By the people each body led last year in that place; nobody counts people of working age by body."""
    if rule == Rule.WORKING_AGE:
        return Basis(lacking=_("People of working age are counted by unit, not by organisation."))
    if rule == Rule.LAST_YEAR:
        inside = None if place.pk == campaign.province_id else place
        question = ask(campaign, year - 1, point=point, unit=inside)
        led: Counter[int] = Counter()
        for (span, kind, lead, _relation), people in sums(question, area_of(question).ids).lead.items():
            if span == THIS and kind == point and lead is not None:
                led[lead] += people
        return by_last_year(question, [led[body.pk] for body in bodies])
    return equal(len(bodies)) if rule == Rule.EQUAL else Basis()


def equal(number: int) -> Basis:
    return Basis((1,) * number)


def by_last_year(question: Question, weights: Sequence[int] | None) -> Basis:
    if question.window.end < question.campaign.starts_on:
        return Basis(
            lacking=_("Nothing is known of %(year)s: the campaign had not begun.") % {"year": question.year}
        )
    if weights is None:
        return Basis(
            lacking=_("A unit was divided, and nobody knows which of its people stand in which part.")
        )
    if not any(weights):
        return Basis(
            lacking=_("Nobody was counted in %(year)s, so its result divides nothing.")
            % {"year": question.year}
        )
    return Basis(tuple(weights), source=_("Result of %(year)s") % {"year": question.year})


def by_working_age(units: Sequence[Unit], day: date) -> Basis:
    rows = known(units, day)
    if lacking := [unit.name for unit in units if unit.pk not in rows]:
        return Basis(
            lacking=_("People of working age are not known for: %(units)s.") % {"units": ", ".join(lacking)}
        )
    sources = sorted({f"{row.source} ({row.on:%d/%m/%Y})" for row in rows.values()})
    weights = tuple(rows[unit.pk].people for unit in units)
    if not any(weights):
        return Basis(lacking=_("The figures of people of working age are all zero."))
    return Basis(weights, source="; ".join(sources))


def counted_in(question: Question, units: Sequence[Unit], day: date) -> list[int] | None:
    """People of a year by the units that hold their communes on a day; None when a commune has gone to several of them."""
    history, found = History.load(), Counter[int]()
    for (span, kind, pk, _sex), (people, _imprecise) in sums(question).unit.items():
        if span != THIS or kind != question.point or not people:
            continue
        heirs = history.on(history.units[pk], day)
        homes = {unit.pk for unit in units for heir in heirs if heir.path.startswith(unit.path)}
        if len(homes) > 1:
            return None
        found.update(dict.fromkeys(homes, people))
    return [found[unit.pk] for unit in units]

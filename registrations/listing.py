"""Which registrations a filter means; with a year and a step exactly the people that the figures count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.text import Term, terms, tsquery
from campaigns.dates import Window
from campaigns.models import Campaign, Unit
from campaigns.models.directory import under
from registrations import identity, phones
from registrations.models import (
    Credit,
    IdentityNumber,
    Milestone,
    Person,
    Phone,
    Profile,
    Registration,
    known_at,
)
from registrations.services.facts import index_of, phone_index

Rows = QuerySet[Registration]
FEW = 1000  # people of a name whom the index of words names one by one; more than that bear a common name


@dataclass(frozen=True, slots=True)
class Offered:
    """A unit (its code is the whole path), body or market as a filter offers it."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is cut to; everything may be open."""

    stage: str = ""
    unit: Offered | None = None
    organization: Offered | None = None
    market: Offered | None = None
    group: str = ""
    sex: str = ""
    step: str = ""
    window: Window | None = None
    text: str = ""

    @property
    def is_figure(self) -> bool:
        return bool(self.step)


def chosen(rows: Rows, campaign: Campaign, wanted: Wanted) -> Rows:
    """Cut registrations of a campaign to what is wanted; the caller has cut them to the access."""
    rows = rows.filter(_plain(wanted), campaign=campaign)
    if wanted.text:
        rows = rows.filter(named(wanted.text))
    if wanted.is_figure:
        return rows.filter(pk__in=counted(campaign, wanted).values("registration"))
    if wanted.market:
        rows = rows.filter(Exists(_profiles().filter(market=wanted.market.pk)))
    return rows


def outside(campaign: Campaign, wanted: Wanted, inside: int) -> int:
    """How many people the figure counts beyond those in view: a number, never who."""
    return chosen(Registration.objects.all(), campaign, wanted).count() - inside


def counted(campaign: Campaign, wanted: Wanted) -> QuerySet[Milestone]:
    """The step by which each person counts: the earliest of the span, as `reports.indicators.facts` reads it."""
    steps = Milestone.objects.filter(known_at(None), kind=wanted.step, registration__campaign=campaign)
    if wanted.window is not None:
        steps = steps.filter(on__range=(wanted.window.start, wanted.window.end))
    once = steps.order_by("registration__person", "on", "pk").distinct("registration__person")
    found = Milestone.objects.filter(pk__in=once.values("pk"))
    if wanted.market is None:
        return found
    wished = _profiles("registration").values("market")[:1]
    return found.annotate(to=Coalesce("market_id", Subquery(wished), output_field=BigIntegerField())).filter(
        to=wanted.market.pk
    )


def named(text: str) -> Q:
    """Registrations of people of a name (any order, with or without accents), of an identity number or of a telephone."""
    number = identity.normalise(text)
    if identity.kind_of(number):
        return Q(person__in=IdentityNumber.objects.filter(index=index_of(number)).values("person"))
    readings = [reading.number for reading in phones.read(text) if reading.is_valid]
    if readings:
        indexes = [phone_index(reading) for reading in readings]
        return Q(person__in=Phone.objects.filter(index__in=indexes).values("person"))
    return _called(text) if tsquery(text) else Q(pk__in=[])


def _called(text: str) -> Q:
    """By name. The index of words is asked for a handful first: a rare name is answered by its people.

    A common one («nguyen thi») is looked for along the list itself, whatever its order or place: enough of them stand on its first page,
    and the index would first bring together every tenth person of the province.
    """
    people = Person.objects.annotate(words=SearchVector("name_folded", config="simple"))
    found = people.filter(words=SearchQuery(tsquery(text), search_type="raw", config="simple"))
    few = list(found.values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return Q(person__in=few)
    return Q(*(_holds(term) for term in terms(text)))


def _holds(term: Term) -> Q:
    """A word of the folded name is, or begins with, the letters; said so that an index holding the name answers it."""
    condition = Q()
    for letters, goes_on in term:
        if goes_on:
            condition |= Q(person__name_folded__startswith=letters)
            condition |= Q(person__name_folded__contains=f" {letters}")
        else:
            condition |= Q(person__name_folded=letters) | Q(person__name_folded__endswith=f" {letters}")
            condition |= Q(person__name_folded__startswith=f"{letters} ")
            condition |= Q(person__name_folded__contains=f" {letters} ")
    return condition


def _plain(wanted: Wanted) -> Q:
    condition = Q(stage=wanted.stage) if wanted.stage else Q()
    if wanted.unit is not None:
        condition &= Q(unit__in=Unit.objects.filter(under((wanted.unit.code,))).values("pk"))
    if wanted.organization is not None:
        lead = Credit.objects.filter(known_at(None), registration=OuterRef("pk"), is_lead=True)
        condition &= Q(Exists(lead.filter(organization=wanted.organization.pk)))
    if wanted.group:
        condition &= Q(Exists(_profiles().filter(groups__contains=[wanted.group])))
    if wanted.sex:
        condition &= Q(Exists(_profiles().filter(sex=wanted.sex)))
    return condition


def _profiles(of: str = "pk") -> QuerySet[Profile, Any]:
    return Profile.objects.filter(known_at(None), registration=OuterRef(of))

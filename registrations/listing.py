"""Which registrations a filter means; with a year and a step exactly the people that the figures count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.text import tsquery
from campaigns.dates import Window
from campaigns.models import Campaign, Organization, Unit
from campaigns.models.directory import under
from outreach.models import Market
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
EVERYBODY = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is cut to; everything may be open."""

    stage: str = ""
    unit: Unit | None = None
    organization: Organization | None = None
    market: Market | None = None
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
        rows = rows.filter(named(wanted.text, most=EVERYBODY))
    if wanted.is_figure:
        return rows.filter(pk__in=counted(campaign, wanted).values("registration"))
    if wanted.market:
        rows = rows.filter(Exists(_profiles().filter(market=wanted.market)))
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


def named(text: str, most: int | None = None) -> Q:
    """Registrations of people of a name (any order, with or without accents), of an identity number or of a telephone.

    A limit nobody reaches has the index of words asked first: of a list in the order of names PostgreSQL would else look into everybody.
    """
    number = identity.normalise(text)
    if identity.kind_of(number):
        return Q(person__in=IdentityNumber.objects.filter(index=index_of(number)).values("person"))
    readings = [reading.number for reading in phones.read(text) if reading.is_valid]
    if readings:
        indexes = [phone_index(reading) for reading in readings]
        return Q(person__in=Phone.objects.filter(index__in=indexes).values("person"))
    terms = tsquery(text)
    if not terms:
        return Q(pk__in=[])
    people = Person.objects.annotate(words=SearchVector("name_folded", config="simple"))
    found = people.filter(words=SearchQuery(terms, search_type="raw", config="simple"))
    return Q(person__in=found.values("pk")[:most])


def with_row_facts(rows: Rows) -> Rows:
    """What a row of the list shows beyond the registration itself, in the same statement."""
    numbers = IdentityNumber.objects.filter(person=OuterRef("person"), superseded_at__isnull=True)
    lead = Credit.objects.filter(known_at(None), registration=OuterRef("pk"), is_lead=True)
    shares = Credit.objects.filter(known_at(None), registration=OuterRef("pk"), is_lead=False)
    return rows.select_related("person", "unit__parent").annotate(
        market_name=Subquery(_profiles().values("market__name")[:1]),
        sealed_number=Subquery(numbers.order_by("kind").values("sealed")[:1]),
        lead_name=Subquery(lead.values("organization__short_name")[:1]),
        # Not EXISTS: PostgreSQL would read every share of every person once and remember them, for the fifty of a page.
        is_shared=Subquery(shares.values("pk")[:1]),
    )


def _plain(wanted: Wanted) -> Q:
    condition = Q(stage=wanted.stage) if wanted.stage else Q()
    if wanted.unit is not None:
        condition &= Q(unit__in=Unit.objects.filter(under((wanted.unit.path,))).values("pk"))
    if wanted.organization is not None:
        lead = Credit.objects.filter(known_at(None), registration=OuterRef("pk"), is_lead=True)
        condition &= Q(Exists(lead.filter(organization=wanted.organization)))
    if wanted.group:
        condition &= Q(Exists(_profiles().filter(groups__contains=[wanted.group])))
    if wanted.sex:
        condition &= Q(Exists(_profiles().filter(sex=wanted.sex)))
    return condition


def _profiles(of: str = "pk") -> QuerySet[Profile, Any]:
    return Profile.objects.filter(known_at(None), registration=OuterRef(of))

"""Which registrations a filter means; with a year and a step exactly the people that the figures count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from accounts.text import Term, terms, tsquery
from campaigns.access import Access
from campaigns.dates import Window
from campaigns.models import Campaign
from campaigns.models.directory import under
from campaigns.scope import sees_all_bodies
from registrations import identity, phones
from registrations.models import (
    IdentityNumber,
    Milestone,
    Phone,
    Profile,
    Registration,
    known_at,
)
from registrations.models.registration import words
from registrations.services.facts import index_of, phone_index

Rows = QuerySet[Registration]
FEW = 1000  # people of a name in view whom the index of words names one by one; where more bear it, it is common


@dataclass(frozen=True, slots=True)
class Offered:
    """A unit (its code is the whole path), body or market as a filter offers it."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a text names. Of a common name so many stand in view that they are looked for in the order of the list."""

    condition: Q
    is_common: bool = False


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
    named: Named | None = None

    @property
    def is_figure(self) -> bool:
        return bool(self.step)


def chosen(rows: Rows, campaign: Campaign, wanted: Wanted) -> Rows:
    """Cut registrations of a campaign to what is wanted; the caller has cut them to the access."""
    rows = rows.filter(_plain(wanted), campaign=campaign)
    if wanted.named:
        rows = rows.filter(wanted.named.condition)
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


def named(text: str, access: Access) -> Named:
    """Registrations of people of a name (any order, with or without accents), of an identity number or of a telephone.

    The caller cuts them to the access; here it only says where a name need not be looked for.
    """
    number = identity.normalise(text)
    if identity.kind_of(number):
        held = IdentityNumber.objects.filter(index=index_of(number))
        return Named(Q(person__in=held.values("person")))
    readings = [reading.number for reading in phones.read(text) if reading.is_valid]
    if readings:
        indexes = [phone_index(reading) for reading in readings]
        return Named(Q(person__in=Phone.objects.filter(index__in=indexes).values("person")))
    return _called(text, access) if tsquery(text) else Named(Q(pk__in=[]))


def _called(text: str, access: Access) -> Named:
    """By name. The index of words is asked first, for a handful in the own area: a name that is rare there is answered by its people.

    A common one («nguyen thi») is looked for along the list itself, in its order: enough of them stand on its first page, and the
    index would first bring together all of them.
    """
    here = Registration.objects.filter(
        _indexed(f"({areas(access)}) & {tsquery(text)}"), merged_into__isnull=True
    )
    few = list(here.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return Named(Q(pk__in=few))
    return Named(Q(*(_holds(term) for term in terms(text))), is_common=True)


def areas(access: Access) -> str:
    """The area of an access as the index of words knows it: whole, or as far as a body has credit in it."""
    ours = "" if sees_all_bodies(access) else f"|{access.organization_id}"
    return " | ".join(f"'{path}{ours}'" for path in access.paths)


def _indexed(query: str) -> Func:
    """Not through `to_tsquery`: its parser would take an area apart."""
    holds = {"template": "%(expressions)s::tsquery", "arg_joiner": " @@ "}
    return Func(words(), Value(query), output_field=BooleanField(), **holds)


def _holds(term: Term) -> Q:
    """A word of the folded name is, or begins with, the letters; said so that an index holding the name answers it."""
    condition = Q()
    for letters, goes_on in term:
        if goes_on:
            condition |= Q(name_folded__startswith=letters)
            condition |= Q(name_folded__contains=f" {letters}")
        else:
            condition |= Q(name_folded=letters) | Q(name_folded__endswith=f" {letters}")
            condition |= Q(name_folded__startswith=f"{letters} ")
            condition |= Q(name_folded__contains=f" {letters} ")
    return condition


def _plain(wanted: Wanted) -> Q:
    condition = Q(stage=wanted.stage) if wanted.stage else Q()
    if wanted.unit is not None:
        condition &= under((wanted.unit.code,), "unit_path")
    if wanted.organization is not None:
        condition &= Q(bodies__0=wanted.organization.pk)  # the one that leads
    if wanted.group:
        condition &= Q(Exists(_profiles().filter(groups__contains=[wanted.group])))
    if wanted.sex:
        condition &= Q(Exists(_profiles().filter(sex=wanted.sex)))
    return condition


def _profiles(of: str = "pk") -> QuerySet[Profile, Any]:
    return Profile.objects.filter(known_at(None), registration=OuterRef(of))

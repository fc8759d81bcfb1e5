"""What a list may be cut to. The names of the fields are those of the address, so that a figure can link to its people."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import connection
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.widgets import PlainSelect
from campaigns.access import Access
from campaigns.dates import Calendar, today_vn, window
from campaigns.models import Campaign, Organization, Unit
from campaigns.models.directory import under
from outreach.models import Market
from registrations import pages
from registrations.forms.fields import Choices, PickField, TextField
from registrations.listing import Offered, Wanted, named
from registrations.models import GroupStatus, Milestone, Person, Registration

NEWEST, BY_NAME, LONGEST = "moi", "ten", "lau"
ALL, ANY = _("all"), _("any")
ORDERS = [
    (NEWEST, _("Newest first")),
    (BY_NAME, _("By given name")),
    (LONGEST, _("Longest at the same step")),
]
UNKEPT = {"tim"}  # the key of a search is worth nothing in another session


def choice(label: Any, choices: Choices, empty: Any = ALL) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=False, widget=PlainSelect)


def pick(label: Any) -> PickField:
    return PickField(label=label, required=False, empty=ALL)


class FilterForm(forms.Form):
    """Filters of the list of registrations; empty means all."""

    def __init__(self, *args: Any, access: Access, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access, self.campaign = access, campaign
        years = range(campaign.starts_on.year, min(campaign.ends_on, today_vn()).year + 1)
        self.fields = {
            "giai-doan": choice(_("Stands at"), list(Registration.Stage.choices)),
            "don-vi": pick(_("District or commune")),
            "to-chuc": pick(_("Leading organisation")),
            "thi-truong": pick(_("Market")),
            "nhom": choice(_("Policy group"), list(GroupStatus.Group.choices)),
            "gioi": choice(_("Sex"), list(Person.Sex.choices)),
            "moc": choice(_("Has reached"), list(Milestone.Kind.choices), ANY),
            "nam": choice(_("in the year"), [(str(year), str(year)) for year in years], ANY),
            "lich": forms.ChoiceField(
                choices=Calendar.choices,
                required=False,
                widget=forms.HiddenInput,
                label=_("Way of counting the year"),
            ),
            "xep": forms.ChoiceField(label=_("Order"), choices=ORDERS, required=False, widget=PlainSelect),
            "tim": forms.CharField(required=False, widget=forms.HiddenInput, max_length=40),
        }
        self._offer()

    def _offer(self) -> None:
        """By code, as figures link; a unit or body from outside the own area is offered when it was asked for."""
        for name, rows in _offers(self.access, self.data.get("don-vi", "")).items():
            field: Any = self.fields[name]
            field.offer_coded(rows)

    def wanted(self, text: str = "") -> Wanted:
        """With what was searched for. People found by a name stand in the order of names, unless so many bear it that the newest help more."""
        meant = named(text, self.access) if text else None
        if meant and not meant.is_common and not self.data.get("xep"):
            given: Any = self.data
            self.data = given.copy()
            self.data["xep"] = BY_NAME  # type: ignore[index] # the copy of a QueryDict can be changed
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        step, year = data.get("moc", ""), data.get("nam", "")
        if year and not step:
            step = Milestone.Kind.REGISTERED.value
        calendar = Calendar(data.get("lich") or self.campaign.calendar)
        return Wanted(
            stage=data.get("giai-doan", ""),
            unit=data.get("don-vi"),
            organization=data.get("to-chuc"),
            market=data.get("thi-truong"),
            group=data.get("nhom", ""),
            sex=data.get("gioi", ""),
            step=step,
            window=window(int(year), calendar) if year else None,
            named=meant,
        )

    @property
    def order(self) -> tuple[str, ...]:
        orders = {BY_NAME: pages.BY_NAME, LONGEST: pages.LONGEST}
        return orders.get(self.data.get("xep", ""), pages.NEWEST)

    def kept(self) -> dict[str, str]:
        """What was filtered by, as the address says it: codes from the choices offered, so never a name or a number."""
        self.is_valid()
        return {
            name: self.data[name]
            for name, value in self.cleaned_data.items()
            if value and name not in UNKEPT and not (name == "xep" and value == NEWEST)
        }

    def address(self) -> str:
        return urlencode(self.kept())

    def words(self) -> list[tuple[Any, Any]]:
        """What was filtered by, as people read it."""
        return [
            (self.fields[name].label, self.readable(name, value))
            for name, value in self.kept().items()
            if name != "lich"
        ]

    def readable(self, name: str, value: str) -> str:
        choices: Any = self.fields[name].choices  # type: ignore[attr-defined]
        return str(dict(choices)[value]).removeprefix("– ")


def code_of(path: str) -> str:
    """What a unit is called in addresses: its own part of the path, as in the figures."""
    return path.rstrip(".").rpartition(".")[2]


def _offers(access: Access, asked: str) -> dict[str, list[tuple[str, Any, Any]]]:
    """What the three long choices hold, in one statement; of a row no more than the choice shows and the list asks for."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement(access.paths, asked))
        found = cursor.fetchall()
    offers: dict[str, list[tuple[str, Any, Any]]] = {"don-vi": [], "to-chuc": [], "thi-truong": []}
    for field, pk, code, name, more, _rank in sorted(found, key=_in_order):
        offers[field].append(_offer(field, Offered(pk, code, name), more))
    return offers


@lru_cache(maxsize=256)
def _statement(paths: tuple[str, ...], asked: str) -> tuple[str, tuple[Any, ...]]:
    """Worked out once for each area: every list asks it."""
    units, bodies, markets = _units(paths, asked), Organization.objects.mobilising(), Market.objects.all()
    found = (
        _plain(units, "don-vi", "path", "name", "kind", Value(0)).union(
            _plain(bodies, "to-chuc", "code", "short_name", "code", F("rank")),
            _plain(markets, "thi-truong", "code", "name", "name", F("rank")),
            all=True,
        )
    )  # fmt: skip
    sql, params = found.query.sql_with_params()
    return sql, tuple(params)


def _in_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Units by their path, bodies and markets by rank."""
    field, _pk, code, _name, more, rank = row
    return (field, rank, code if field == "don-vi" else more)


def _plain(rows: Any, field: str, code: str, name: str, more: str, rank: Any) -> Any:
    words: dict[str, Any] = {"field": Value(field), "code_of": F(code), "name_of": F(name), "more": F(more)}
    texts = {key: Cast(word, CharField()) for key, word in words.items()}
    shown = rows.order_by().annotate(**texts, nth=Cast(rank, IntegerField()))
    return shown.values_list("field", "pk", "code_of", "name_of", "more", "nth")


def _offer(field: str, row: Offered, kind: str) -> tuple[str, str, Offered]:
    """A unit is called by its own part of the path; a commune shows that it lies in the district above it."""
    if field != "don-vi":
        return row.code, row.name, row
    return code_of(row.code), f"{'– ' if kind in Unit.COMMUNE_KINDS else ''}{row.name}", row


def _units(paths: tuple[str, ...], asked: str) -> QuerySet[Unit]:
    """Districts with their communes, and what was asked for from outside the own area."""
    here = under(paths)
    if asked:
        here |= Q(path=f"{asked}.") | Q(path__endswith=f".{asked}.")
    return Unit.objects.filter(here).exclude(kind=Unit.Kind.PROVINCE, code="")


class SearchForm(forms.Form):
    """A name or a number; sent by POST, so that it stands in no address and no log."""

    text = TextField(
        label=_("Name, identity number or telephone"),
        max_length=120,
        error_messages={"required": _("Enter a name or a number.")},
    )

"""The columns of the list of people: which there are, what each shows, what it asks of the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import crypto
from accounts.models import User
from campaigns.dates import PartialDate, Precision, format_partial
from registrations import phones
from registrations.models import (
    Credit,
    GroupStatus,
    IdentityNumber,
    LoanReferral,
    Person,
    Phone,
    Profile,
    Registration,
    known_at,
)
from registrations.rows import SHAPES, masked

PREFERENCE = "registrations.columns"
DASH = "—"
OPEN = "{}"
TICK = '<td class="tick"><input class="form-check-input" type="checkbox" name="chon" value="{}" form="bulk" aria-label="{}"></td>'
UNDER, CELL = '<span class="under">{}</span>', '<td data-label="{}"{}>{}</td>'
LINE = '<tr>{}<th scope="row"><div><a href="{}">{}</a>{}</div></th>'
SOMEBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; a shape makes it a state."""

    text: str
    under: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`facts` names what the cell is shown from; the one statement of the list asks for it, and for nothing else."""

    code: str
    label: Promise
    show: Callable[[Any], Cell]
    facts: Callable[[], Mapping[str, Any]]
    css: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the list."""

    pk: Any
    url: str
    name: str
    number: str
    cells: tuple[Cell, ...]
    form: str

    def drawn(self, *, ticks: bool) -> SafeString:
        """The line, without a template: of fifty people in nine columns it would take most of the time of the page."""
        tick = format_html(TICK, self.pk, self.name) if ticks else ""
        under = format_html(UNDER, self.number) if self.number else ""
        return format_html(self.form, tick, self.url, self.name, under, *map(_drawn, self.cells))


def _drawn(cell: Cell) -> str:
    if cell.shape:
        return tag(cell.shape, cell.text, get_language())
    return (
        format_html("<div>{}{}</div>", cell.text, format_html(UNDER, cell.under)) if cell.under else cell.text
    )


def form_of(columns: Sequence[Column]) -> str:
    """A line whose words are left open: what is the same for fifty people is written once."""
    cells = (
        format_html(CELL, column.label, format_html(' class="{}"', column.css) if column.css else "", OPEN)
        for column in columns
    )
    return LINE + "".join(cells) + "</tr>"


@lru_cache(maxsize=64)
def tag(shape: str, text: str, language: str | None) -> SafeString:
    """The shape and word of a state; there are no more than a few."""
    return render_to_string("includes/status_tag.html", {"kind": shape, "label": text})


def _born(row: Any) -> Cell:
    return Cell(format_partial(PartialDate(row.born, Precision(row.born_precision))) or DASH)


def _birth_facts() -> dict[str, Any]:
    return {"born": F("person__birth_date"), "born_precision": F("person__birth_precision")}


def _market_facts() -> dict[str, Any]:
    return {"market_name": Subquery(_profiles().values("market__name")[:1])}


def _lead_facts() -> dict[str, Any]:
    shares = Credit.objects.filter(known_at(None), registration=OuterRef("pk"))
    return {
        "lead_name": Subquery(shares.filter(is_lead=True).values("organization__short_name")[:1]),
        # Not EXISTS: PostgreSQL would read every share of every person once and remember them, for the fifty of a page.
        "is_shared": Subquery(shares.filter(is_lead=False).values("pk")[:1]),
    }


def _lead(row: Any) -> Cell:
    return Cell(row.lead_name or DASH, gettext("mobilised together") if row.is_shared else "")


def _phone_facts() -> dict[str, Any]:
    own = Phone.objects.filter(person=OuterRef("person")).order_by("owner", "pk")
    return {"sealed_phone": Subquery(own.values("sealed")[:1])}


def _phone(row: Any) -> Cell:
    """Masked, as everywhere; the whole number is opened against a purpose on the page of the person."""
    if not row.sealed_phone:
        return Cell(DASH)
    return Cell(phones.mask(crypto.unseal(bytes(row.sealed_phone), context=f"phone:{row.person_id}")))


def _group_facts() -> dict[str, Any]:
    return {"groups_now": Subquery(_profiles().values("groups")[:1])}


def _groups(row: Any) -> Cell:
    names = dict(GroupStatus.Group.choices)
    return Cell(", ".join(str(names.get(code, code)) for code in row.groups_now or ()) or DASH)


def _loan_facts() -> dict[str, Any]:
    loans = LoanReferral.objects.filter(registration=OuterRef("pk")).order_by("-state_on", "pk")
    return {"loan_state": Subquery(loans.values("state")[:1])}


def _loan(row: Any) -> Cell:
    return Cell(str(LoanReferral.State(row.loan_state).label) if row.loan_state else DASH)


def _stage(row: Any) -> Cell:
    return Cell(str(Registration.Stage(row.stage).label), shape=SHAPES[row.stage])


def _profiles() -> QuerySet[Profile, Any]:
    return Profile.objects.filter(known_at(None), registration=OuterRef("pk"))


def asks(**fields: str) -> Callable[[], Mapping[str, Any]]:
    """Facts that stand in a column of the registration, or one step away."""
    return lambda: {name: F(path) for name, path in fields.items()}


COLUMNS: tuple[Column, ...] = (
    Column("sinh", _("Date of birth"), _born, _birth_facts, css="nowrap"),
    Column(
        "nam-sinh",
        _("Year of birth"),
        lambda row: Cell(str(row.born.year) if row.born else DASH),
        _birth_facts,
        css="num",
    ),
    Column("gioi", _("Sex"), lambda row: Cell(str(Person.Sex(row.sex).label)), asks(sex="person__sex")),
    Column(
        "xa",
        _("Commune"),
        lambda row: Cell(row.commune, row.district or ""),
        asks(commune="unit__name", district="unit__parent__name"),
    ),
    Column("ap", _("Hamlet or quarter"), lambda row: Cell(row.hamlet or DASH), asks(hamlet="person__hamlet")),
    Column("dien-thoai", _("Telephone (masked)"), _phone, _phone_facts, "nowrap"),
    Column("nhom", _("Policy groups"), _groups, _group_facts, "broad"),
    Column("thi-truong", _("Market"), lambda row: Cell(row.market_name or DASH), _market_facts),
    Column("to-chuc", _("Leading organisation"), _lead, _lead_facts),
    Column(
        "su-kien",
        _("Came from event"),
        lambda row: Cell(row.event_title or DASH),
        asks(event_title="event__title"),
        "broad",
    ),
    Column("vay", _("Loan"), _loan, _loan_facts),
    Column("giai-doan", _("Stands at"), _stage, asks(stage="stage"), "state"),
    Column("tu", _("since"), lambda row: Cell(f"{row.since:%d/%m/%Y}"), asks(since="stage_on"), css="num"),
    Column(
        "ngay-nhap",
        _("Entered on"),
        lambda row: Cell(f"{timezone.localtime(row.entered):%d/%m/%Y}"),
        asks(entered="recorded_at"),
        css="num",
    ),
)
BY_CODE = {column.code: column for column in COLUMNS}
DEFAULT = ("sinh", "gioi", "xa", "thi-truong", "to-chuc", "giai-doan", "tu")
NEEDS_RIGHT = {"vay": "loan_read"}


def offered(access: Any) -> list[Column]:
    """The columns that a reader may choose from."""
    return [column for column in COLUMNS if access.may(NEEDS_RIGHT.get(column.code, "person_read"))]


def chosen_by(user: User, access: Any) -> tuple[Column, ...]:
    """The columns a user has chosen, else the usual ones; in the order of the house."""
    codes = user.preferences.get(PREFERENCE)
    wanted = set(codes if isinstance(codes, list) else DEFAULT)
    return tuple(column for column in offered(access) if column.code in wanted)


def rows_of(keys: Sequence[str], columns: Sequence[Column]) -> list[Row]:
    """The rows of a page in the order of its keys, which the caller has cut to what may be seen."""
    found = {str(row.key): row for row in _read(keys, columns)}
    form, address = form_of(columns), reverse("registrations:detail", args=[SOMEBODY])
    return [_row(found[key], columns, form, address) for key in keys if key in found]


def _read(keys: Sequence[str], columns: Sequence[Column]) -> QuerySet[Registration, Any]:
    """One statement, and of each row no more than is shown."""
    numbers = IdentityNumber.objects.filter(person=OuterRef("person"), superseded_at__isnull=True)
    facts: dict[str, Any] = {
        "key": F("pk"),
        "name": F("person__full_name"),
        "sealed_number": Subquery(numbers.order_by("kind").values("sealed")[:1]),
    }
    for column in columns:
        facts |= column.facts()
    own = {name: fact for name, fact in facts.items() if fact != F(name)}  # a field need not be named twice
    found = Registration.objects.filter(pk__in=keys).order_by().annotate(**own)
    return found.values_list("person_id", *facts, named=True)


def _row(row: Any, columns: Sequence[Column], form: str, address: str) -> Row:
    return Row(
        pk=row.key,
        url=address.replace(str(SOMEBODY), str(row.key)),
        name=row.name,
        number=masked(row.sealed_number, row.person_id),
        cells=tuple(column.show(row) for column in columns),
        form=form,
    )

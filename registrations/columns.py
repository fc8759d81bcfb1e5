"""The columns of the list of people: which there are, what each shows, what it asks of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import crypto
from accounts.models import User
from campaigns.dates import PartialDate, Precision, format_partial
from registrations import phones
from registrations.models import GroupStatus, LoanReferral, Phone, Profile, Registration, known_at
from registrations.rows import SHAPES, masked

PREFERENCE = "registrations.columns"
DASH = "—"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; a shape makes it a state."""

    text: str
    under: str = ""
    shape: str = ""
    label: Promise | str = ""
    css: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    label: Promise
    show: Callable[[Any], Cell]
    facts: Callable[[], Mapping[str, Any]] = dict
    css: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the list."""

    pk: Any
    name: str
    number: str
    stage: str
    cells: tuple[Cell, ...]


def _born(row: Any) -> Cell:
    birth = PartialDate(row.person.birth_date, Precision(row.person.birth_precision))
    return Cell(format_partial(birth) or DASH)


def _year(row: Any) -> Cell:
    return Cell(str(row.person.birth_date.year) if row.person.birth_date else DASH)


def _commune(row: Any) -> Cell:
    parent = row.unit.parent
    return Cell(row.unit.name, parent.name if parent else "")


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
    now = Profile.objects.filter(known_at(None), registration=OuterRef("pk"))
    return {"groups_now": Subquery(now.values("groups")[:1])}


def _groups(row: Any) -> Cell:
    names = dict(GroupStatus.Group.choices)
    return Cell(", ".join(str(names.get(code, code)) for code in row.groups_now or ()) or DASH)


def _loan_facts() -> dict[str, Any]:
    loans = LoanReferral.objects.filter(registration=OuterRef("pk")).order_by("-state_on", "pk")
    return {"loan_state": Subquery(loans.values("state")[:1])}


def _loan(row: Any) -> Cell:
    return Cell(str(LoanReferral.State(row.loan_state).label) if row.loan_state else DASH)


def _event(row: Any) -> Cell:
    return Cell(row.event.title if row.event else DASH)


def _entered(row: Any) -> Cell:
    return Cell(f"{timezone.localtime(row.recorded_at):%d/%m/%Y}")


COLUMNS: tuple[Column, ...] = (
    Column("sinh", _("Date of birth"), _born, css="nowrap"),
    Column("nam-sinh", _("Year of birth"), _year, css="num"),
    Column("gioi", _("Sex"), lambda row: Cell(row.person.get_sex_display())),
    Column("xa", _("Commune"), _commune),
    Column("ap", _("Hamlet or quarter"), lambda row: Cell(row.person.hamlet or DASH)),
    Column("dien-thoai", _("Telephone (masked)"), _phone, _phone_facts, "nowrap"),
    Column("nhom", _("Policy groups"), _groups, _group_facts, "broad"),
    Column("thi-truong", _("Market"), lambda row: Cell(row.market_name or DASH)),
    Column("to-chuc", _("Leading organisation"), _lead),
    Column("su-kien", _("Came from event"), _event, css="broad"),
    Column("vay", _("Loan"), _loan, _loan_facts),
    Column("giai-doan", _("Stands at"), lambda row: Cell(row.get_stage_display(), shape=SHAPES[row.stage])),
    Column("tu", _("since"), lambda row: Cell(f"{row.stage_on:%d/%m/%Y}"), css="num"),
    Column("ngay-nhap", _("Entered on"), _entered, css="num"),
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


def with_facts(rows: QuerySet[Registration], columns: Iterable[Column]) -> QuerySet[Registration]:
    """What the chosen columns show beyond the row, in the same statement."""
    facts: dict[str, Any] = {}
    for column in columns:
        facts |= column.facts()
        if column.code == "su-kien":
            rows = rows.select_related("event")
    return rows.annotate(**facts) if facts else rows


def row_of(registration: Any, columns: Iterable[Column]) -> Row:
    cells = tuple(_labelled(column, column.show(registration)) for column in columns)
    return Row(
        pk=registration.pk,
        name=registration.person.full_name,
        number=masked(registration.sealed_number, registration.person_id),
        stage=registration.stage,
        cells=cells,
    )


def _labelled(column: Column, cell: Cell) -> Cell:
    return Cell(cell.text, cell.under, cell.shape, column.label, column.css)

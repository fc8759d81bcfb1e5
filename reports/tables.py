"""The tables of a year as files: the numbers that `reports.indicators` gives, one file for each table of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEntry
from campaigns.access import Access
from campaigns.current import working_day
from campaigns.exporting import Table
from campaigns.models import Unit
from reports.asking import Reading
from reports.deeds import deed
from reports.indicators.shapes import Goal
from reports.indicators.telling import is_told
from reports.indicators.waits import waits
from reports.models import AnnualReview
from reports.templatetags.figures import VERDICTS, WORDS

Columns = Mapping[str, Callable[[Any], Any]]


def units(reading: Reading, unit: Unit | None, access: Access) -> tuple[Any, Columns]:
    board = reading.board(access, unit)
    rows = board.by_district if unit is None and board.by_district else board.by_commune
    return rows, {
        _("Code"): lambda row: row.code,
        _("Unit"): lambda row: row.name,
        _("Target"): lambda row: goals(row.targets),
        **_three(),
        _("Women departed"): lambda row: row.departed_female,
        _("Returned"): lambda row: row.returned,
        _("Withdrawn"): lambda row: row.withdrawn,
        _("% of target"): lambda row: row.percent,
        _("Result"): _verdict,
        _("Departed on the same days last year"): lambda row: _of(row.same_day, "departed"),
        _("Departed last year"): lambda row: _of(row.previous, "departed"),
        _("Events"): lambda row: row.events,
        _("Turns"): lambda row: row.turns,
    }


def bodies(reading: Reading, unit: Unit | None, access: Access) -> tuple[Any, Columns]:
    return reading.figures(access, unit).by_organization, {
        _("Organisation"): lambda row: row.name,
        _("Target"): lambda row: goals(row.targets),
        _("Registered"): lambda row: _of(row.people_lead, "registered"),
        _("Selected"): lambda row: _of(row.people_lead, "selected"),
        _("Departed"): lambda row: _of(row.people_lead, "departed"),
        _("Members"): lambda row: row.member,
        _("Their children, siblings, grandchildren"): lambda row: row.child,
        _("Others"): lambda row: row.other,
        _("Credit for mobilising (departed)"): lambda row: _of(row.credit, "departed", "decimal"),
        _("People somebody shares in (departed)"): lambda row: _of(row.credit, "departed", "people"),
        _("% of target"): lambda row: row.percent,
    }


def markets(reading: Reading, unit: Unit | None, access: Access) -> tuple[Any, Columns]:
    return reading.figures(access, unit).by_market, {
        _("Market"): lambda row: row.name,
        **_three(),
        _("Women departed"): lambda row: row.departed_female,
        _("Share (%)"): lambda row: row.percent,
        _("Departed last year"): lambda row: row.last_year,
        _("Cumulative"): lambda row: row.cumulative,
    }


def months(reading: Reading, unit: Unit | None, access: Access) -> tuple[Any, Columns]:
    return reading.board(access, unit).by_month, {
        _("Month"): lambda row: f"{row.first:%m/%Y}",
        _("From"): lambda row: row.first,
        _("To"): lambda row: row.last,
        **_three(),
        _("Departed last year"): lambda row: row.departed_last_year,
    }


def cuts(reading: Reading, unit: Unit | None, access: Access) -> tuple[Any, Columns]:
    """Sex, age and policy groups under one heading: each row names its cut, since groups overlap and are never added up."""
    found = reading.figures(access, unit)
    parts = (
        ("sex", _("Sex"), found.by_sex),
        ("age", _("Age on the day"), found.by_age),
        ("group", _("Policy groups"), found.by_group),
    )
    return [(kind, name, row) for kind, name, rows in parts for row in rows], {
        _("Cut"): lambda part: part[1],
        _("Group"): lambda part: str(WORDS[part[0]].get(part[2].code, part[2].code)),
        _("Registered"): lambda part: part[2].registered,
        _("Selected"): lambda part: part[2].selected,
        _("Departed"): lambda part: part[2].departed,
        _("Share (%)"): lambda part: part[2].percent,
    }


def waits_of_units(reading: Reading, unit: Unit | None, access: Access) -> tuple[Any, Columns]:
    return _waits(reading, unit, access, "by_unit", _("Unit"))


def waits_of_bodies(reading: Reading, unit: Unit | None, access: Access) -> tuple[Any, Columns]:
    return _waits(reading, unit, access, "by_body", _("Organisation"))


def _waits(reading: Reading, unit: Unit | None, access: Access, part: str, first: str) -> tuple[Any, Columns]:
    """Who waits today, whatever year the page stands in."""
    found = waits(reading.campaign, working_day(reading.campaign), unit, access)
    counts = {label: _nth(place) for place, label in enumerate(map(str, found.labels))}
    return getattr(found, part), {first: lambda row: row.name, **counts, _("Total"): lambda row: row.total}


def _nth(place: int) -> Callable[[Any], Any]:
    return lambda row: row.counts[place]


TABLES: dict[str, tuple[Any, Callable[[Reading, Unit | None, Access], tuple[Any, Columns]]]] = {
    "don-vi": (gettext_lazy("By unit"), units),
    "to-chuc": (gettext_lazy("By organisation"), bodies),
    "thi-truong": (gettext_lazy("By market"), markets),
    "thang": (gettext_lazy("By month"), months),
    "doi-tuong": (gettext_lazy("By sex, age and policy group"), cuts),
    "cho-don-vi": (gettext_lazy("Who waits today, by unit"), waits_of_units),
    "cho-to-chuc": (gettext_lazy("Who waits today, by organisation"), waits_of_bodies),
}


OF_UNITS = ("don-vi", "cho-don-vi")


def offered(unit: Unit | None) -> dict[str, Any]:
    """The tables that a unit has: below a commune there is none."""
    return {
        key: label
        for key, (label, _read) in TABLES.items()
        if key not in OF_UNITS or unit is None or not unit.is_commune
    }


def progress(reading: Reading, unit: Unit | None, access: Access, key: str, back: str) -> Table:
    """A table of the page as this reader may know it: what is not told there is a dot here."""
    label, read = TABLES[key]
    rows, columns = read(reading, unit, access)
    place = unit.name if unit else reading.campaign.province.name
    return Table(
        name="progress",
        file=f"tien-do-{reading.year}-{key}",
        title=f"{place}, {reading.year}: {label}",
        back=back,
        rows=list(rows),
        columns={heading: _told(cell) for heading, cell in columns.items()},
    )


def _of(value: Any, *names: str) -> Any:
    """A number inside another, or what stands for the whole of it: nothing, or that it is not told."""
    for name in names:
        if value is None or not is_told(value):
            return value
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    return value


def _verdict(row: Any) -> Any:
    return str(VERDICTS[row.verdict][1]) if row.verdict and is_told(row.verdict) else row.verdict


def _told(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def cell(row: Any) -> Any:
        value = read(row)
        return value if is_told(value) else str(value)

    return cell


def _three() -> Columns:
    return {
        _("Registered"): lambda row: row.registered,
        _("Selected"): lambda row: row.selected,
        _("Departed"): lambda row: row.departed,
    }


def goals(targets: tuple[Goal, ...]) -> str:
    """«70 – 90»: a reach is a word, not a number; several targets one after another."""
    return "; ".join(
        f"{goal.minimum} – {goal.maximum}" if goal.maximum else str(goal.minimum) for goal in targets
    )


def trail(entries: QuerySet[AuditEntry]) -> Table:
    """What the page of the trail shows: which fields changed, never what they held."""
    return Table(
        name="audit",
        file="nhat-ky",
        title=_("Audit trail"),
        back=reverse("reports:audit"),
        rows=entries.order_by("-pk"),
        columns={
            _("Entry"): lambda row: row.pk,
            _("Moment"): lambda row: row.at,
            _("Who"): lambda row: row.actor_label or _("The system itself"),
            _("Organisation"): lambda row: row.organization,
            _("Role"): lambda row: row.role,
            _("Address"): lambda row: row.address and str(row.address),
            _("Kind"): lambda row: row.get_kind_display(),
            _("What"): lambda row: str(deed(row.action)),
            _("Code of the act"): lambda row: row.action,
            _("Fields"): lambda row: ", ".join(row.changes),
            _("Record concerned"): lambda row: row.object_type,
            _("Numbers of the records"): lambda row: some(row.object_ids),
            _("Stated purpose"): lambda row: row.purpose,
            _("Hash in the chain"): lambda row: getattr(getattr(row, "link", None), "hash", None),
        },
    )


MOST_IDS = 50


def some(ids: list[str]) -> str:
    """A cell holds 32,767 letters; a list of thousands is told by its number."""
    more = len(ids) - MOST_IDS
    shown = ", ".join(ids[:MOST_IDS])
    return shown if more <= 0 else _("%(shown)s … and %(more)s more") % {"shown": shown, "more": more}


def reviews(access: Access) -> Table:
    """The reviews and reports that the page lists."""
    rows = AnnualReview.objects.within(access).light()
    return Table(
        name="reviews",
        file="bao-cao",
        title=_("Annual reviews and reports"),
        back=reverse("reports:review-list"),
        rows=rows.select_related("organization", "unit").order_by(
            "-year", "organization__rank", "unit__path", "edition"
        ),
        columns={
            _("Year"): lambda row: row.year,
            _("Edition"): lambda row: row.edition,
            _("Organisation"): lambda row: row.organization and row.organization.short_name,
            _("Unit"): lambda row: row.unit and row.unit.name,
            _("State"): lambda row: row.get_state_display(),
            _("Figures as of"): lambda row: row.as_of,
            _("Frozen on"): lambda row: row.frozen_at,
            _("Number"): lambda row: row.number,
            _("Date of issue"): lambda row: row.issued_on,
        },
    )

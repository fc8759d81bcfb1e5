"""Where two records of one person differ, and whose value holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.dates import format_partial
from registrations.models import Affiliation, IdentityNumber, Person, Registration

KEPT, ABSORBED = "kept", "absorbed"
PLAIN = ("full_name", "birth", "sex", "unit", "hamlet", "ethnicity", "education", "skills")
COLUMNS: dict[str, tuple[str, ...]] = {"birth": ("birth_date", "birth_precision"), "unit": ("unit_id",)}
WISH = ("market_id", "channel_id", "programme_id", "job_order_id")
Choices = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A field in which the two differ; `preset` is empty where somebody must decide."""

    name: str
    label: str
    kept: str
    absorbed: str
    preset: str = KEPT


def lines(kept: Person, absorbed: Person, pairs: list[tuple[Registration, Registration]]) -> list[Line]:
    """Every choice there is to make, in the order of the page."""
    return [*_plain(kept, absorbed), *_numbers(kept, absorbed), *_ties(kept, absorbed), *_wishes(pairs)]


def settled(asked: list[Line], choices: Choices) -> dict[str, str]:
    """Who holds, by field; refuses while a number is undecided."""
    found = {line.name: choices.get(line.name) or line.preset for line in asked}
    open_lines = [line for line in asked if found[line.name] not in (KEPT, ABSORBED)]
    if open_lines:
        message = _("Choose which holds: %(what)s.")
        raise ValidationError([message % {"what": line.label} for line in open_lines])
    return found


def take(kept: Person, absorbed: Person, chosen: Choices) -> None:
    """Write the chosen and the filled-in facts on the one that stays; `name_folded` and `name_sort` follow the name."""
    for name in PLAIN:
        if _empty(kept, name) or chosen.get(name) == ABSORBED:
            for column in (
                *COLUMNS.get(name, (name,)),
                *(("name_folded", "name_sort") if name == "full_name" else ()),
            ):
                setattr(kept, column, getattr(absorbed, column))


def _plain(kept: Person, absorbed: Person) -> list[Line]:
    return [
        Line(name, _label(name), _text(kept, name), _text(absorbed, name))
        for name in PLAIN
        if not (_empty(kept, name) or _empty(absorbed, name))
        and _values(kept, name) != _values(absorbed, name)
    ]


def _label(name: str) -> str:
    label = str(Person._meta.get_field("birth_date" if name == "birth" else name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _values(person: Person, name: str) -> list[Any]:
    return [getattr(person, column) for column in COLUMNS.get(name, (name,))]


def _empty(person: Person, name: str) -> bool:
    return _values(person, name)[0] in ("", None, Person.Sex.UNKNOWN)


def _text(person: Person, name: str) -> str:
    if name == "birth":
        return format_partial(person.birth)
    return person.get_sex_display() if name == "sex" else str(getattr(person, name))


def _numbers(kept: Person, absorbed: Person) -> list[Line]:
    """Two numbers of one kind: only a look at the papers tells which is right."""
    mine, theirs = _active(kept), _active(absorbed)
    return [
        Line(f"number-{kind}", mine[kind].get_kind_display(), mine[kind].masked, theirs[kind].masked, "")
        for kind in IdentityNumber.Kind.values
        if kind in mine and kind in theirs
    ]


def _active(person: Person) -> dict[str, IdentityNumber]:
    return {row.kind: row for row in person.identities.filter(superseded_at__isnull=True)}


def _ties(kept: Person, absorbed: Person) -> list[Line]:
    mine, theirs = _tied(kept), _tied(absorbed)
    return [
        Line(f"tie-{key}", str(mine[key].organization), _tie(mine[key]), _tie(theirs[key]))
        for key in mine
        if key in theirs and _tie(mine[key]) != _tie(theirs[key])
    ]


def _tied(person: Person) -> dict[int, Affiliation]:
    rows = person.affiliations.select_related("organization").order_by("organization__rank")
    return {row.organization_id: row for row in rows}


def _tie(row: Affiliation) -> str:
    return f"{row.get_relation_display()}{f' ({row.member_name})' if row.member_name else ''}"


def _wishes(pairs: list[tuple[Registration, Registration]]) -> list[Line]:
    """Of two registrations in a campaign: the commune it counts for, and where the person wants to go."""
    found = []
    for mine, theirs in pairs:
        code = mine.campaign.code
        if mine.unit_id != theirs.unit_id:
            older = KEPT if mine.recorded_at <= theirs.recorded_at else ABSORBED
            texts = str(mine.unit), str(theirs.unit)
            found.append(
                Line(
                    f"unit-{code}",
                    _("Commune at registration (%(campaign)s)") % {"campaign": mine.campaign.short_name},
                    *texts,
                    older,
                )
            )
        if has_wish(mine) and has_wish(theirs) and wish_of(mine) != wish_of(theirs):
            found.append(
                Line(
                    f"wish-{code}",
                    _("Wish (%(campaign)s)") % {"campaign": mine.campaign.short_name},
                    _wanted(mine),
                    _wanted(theirs),
                )
            )
    return found


def wish_of(registration: Registration) -> list[Any]:
    return [getattr(registration, name) for name in WISH]


def has_wish(registration: Registration) -> bool:
    return any(wish_of(registration))


def _wanted(registration: Registration) -> str:
    names = (registration.market, registration.channel, registration.programme, registration.job_order)
    return " · ".join(str(name) for name in names if name)

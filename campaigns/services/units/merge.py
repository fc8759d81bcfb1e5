"""Several units become one: shown first, then done in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from campaigns.access import Access, Action
from campaigns.models import Posting, Target, Unit, UnitSuccession
from campaigns.services.units import parts
from campaigns.services.units.carry import carry_postings, carry_targets, open_postings, standing_targets

Edge = UnitSuccession.Kind


@dataclass(frozen=True, slots=True)
class Merger:
    """What a resolution says: these units become one, either one of them enlarged (`into`) or a new one."""

    units: tuple[Unit, ...]
    on: date
    act: str
    into: Unit | None = None
    code: str = ""
    short_name: str = ""
    kind: str = ""
    parent: Unit | None = None

    @property
    def closing(self) -> list[Unit]:
        return [unit for unit in self.units if unit != self.into]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merger will change, before anything is written."""

    closing: list[Unit]
    heir: str
    districts: list[Unit] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


def preview(*, access: Access, merger: Merger) -> Preview:
    """Refuses what `merge_units` would refuse, and says what it would change."""
    access.require(Action.DIRECTORY_WRITE)
    check(merger, access)
    parents = {unit.parent.pk: unit.parent for unit in merger.units if unit.parent}
    word = parts.KIND_WORDS.get(Unit.Kind(merger.kind), "") if merger.kind else ""
    return Preview(
        closing=merger.closing,
        heir=str(merger.into or f"{word} {merger.short_name}".strip()),
        districts=list(parents.values()) if len(parents) > 1 else [],
        postings=open_postings(merger.closing, merger.on),
        targets=standing_targets(merger.closing, merger.on),
    )


@transaction.atomic
def merge_units(*, access: Access, merger: Merger) -> Unit:
    """Close the old units the day before, make or enlarge the heir, and carry postings and targets over."""
    closing = [parts.held(unit, access, merger.on) for unit in merger.closing]
    check(merger, access)
    for unit in closing:
        parts.end(unit, merger.on)
    heir = merger.into or _new(merger)
    for unit in closing:
        parts.follow(unit, heir, Edge.MERGE, merger.on, merger.act)
    if merger.into is not None:
        parts.follow(merger.into, merger.into, Edge.ENLARGE, merger.on, merger.act)
    changes = {
        "on": merger.on,
        "act": merger.act,
        "from": [unit.name for unit in merger.units],
        "to": heir.name,
        "postings": carry_postings(heir, merger.on),
        "targets": carry_targets(closing, heir, merger.on, merger.act, access),
    }
    audit.record("unit.merged", heir, *closing, access=access, changes=changes)
    return heir


def _new(merger: Merger) -> Unit:
    parent = merger.parent or merger.units[0].parent
    return parts.make(
        code=merger.code,
        short_name=merger.short_name,
        kind=merger.kind,
        parent=parent,
        valid_from=merger.on,
    )


def check(merger: Merger, access: Access) -> None:
    """All that can be said against a merger, at once."""
    problems: list[str] = []
    if not merger.closing or len(merger.units) < 2:
        problems.append(_("Choose at least two units that become one."))
    if merger.into is not None and not merger.into.holds_on(merger.on):
        problems.append(_("%s does not stand on that day.") % merger.into)
    for unit in merger.units:
        problems += _against(unit, merger, access)
    if merger.into is None:
        problems += _against_new(merger)
    if problems:
        raise ValidationError(problems)


def _against(unit: Unit, merger: Merger, access: Access) -> list[str]:
    if not access.reaches(unit.path):
        return [_("%s lies outside your area.") % unit]
    if not unit.is_commune:
        return [_("Only wards, townships and communes are merged here; %s is none.") % unit]
    if not unit.holds_on(merger.on) and unit != merger.into:
        return [_("%s does not stand on that day.") % unit]
    return []


def _against_new(merger: Merger) -> list[str]:
    if not (merger.code and merger.short_name and merger.kind):
        return [_("Give the code, name and kind of the new unit, or choose one that goes on.")]
    bearer = Unit.objects.filter(code=merger.code).on(merger.on).exclude(pk__in=[u.pk for u in merger.units])
    return [_("On that day this code belongs to %s.") % unit for unit in bearer]

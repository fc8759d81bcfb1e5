"""Many targets of one kind written by one act, from a table or a rule; what one act wrote is taken back as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from campaigns.access import Access, Action
from campaigns.models import Campaign, LegalDocument, Target, TargetChange, Unit
from campaigns.services.targets import years

Place = tuple[int, int | None]  # unit, organisation (None: all together)


@dataclass(frozen=True, slots=True)
class Series:
    """What a table of targets is about: one paper sets, with one force, how many of what in which year."""

    campaign: Campaign
    year: int
    document: LegalDocument
    force: str
    indicator: str
    clause: str = ""

    def standing(self) -> dict[Place, Target]:
        found = Target.objects.in_force().filter(
            campaign=self.campaign,
            year=self.year,
            document=self.document,
            force=self.force,
            indicator=self.indicator,
        )
        return {
            (target.unit_id, target.organization_id): target
            for target in found.select_related("unit", "organization", "document", "recorded_by")
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure for one place; without a minimum the target that stands there ends. `seen` is the target the writer looked at, 0 for none."""

    unit: int
    organization: int | None
    minimum: int | None
    maximum: int | None = None
    seen: int | None = None

    @property
    def place(self) -> Place:
        return self.unit, self.organization


class Overtaken(Exception):
    """Others have written some of the cells since they were shown. Nothing was written; carries what stands there now."""

    def __init__(self, standing: Mapping[Place, Target | None]) -> None:
        super().__init__(f"{len(standing)} targets were changed meanwhile")
        self.standing = dict(standing)


@transaction.atomic
def write_cells(
    *,
    access: Access,
    series: Series,
    cells: Sequence[Cell],
    reason: str = "",
    amended_by: LegalDocument | None = None,
    kind: str = TargetChange.Kind.GRID,
    rule: str = "",
) -> TargetChange | None:
    """Set, revise or end the targets of a table; None when every cell says what stands already."""
    access.require(Action.TARGET_WRITE)
    check(access, series, cells)
    hold(series.campaign)
    standing = series.standing()
    overtaken = {
        cell.place: standing.get(cell.place)
        for cell in cells
        if cell.seen is not None and cell.seen != getattr(standing.get(cell.place), "pk", 0)
    }
    if overtaken:
        raise Overtaken(overtaken)
    news = [cell for cell in cells if differs(cell, standing.get(cell.place))]
    if not news:
        return None
    if not reason and any(cell.place in standing for cell in news):
        raise ValidationError({"reason": _("Figures that stood are changed: give the reason.")})
    change = begin(access, series.campaign, series.year, kind, reason, rule)
    put(access, change, series, news, standing, amended_by)
    return change


def check(access: Access, series: Series, cells: Iterable[Cell]) -> None:
    if series.year not in series.campaign.years:
        raise ValidationError(
            _("The campaign has targets for these years only: %s.") % years(series.campaign)
        )
    paths = Unit.objects.filter(pk__in={cell.unit for cell in cells}).values_list("name", "path")
    outside = [name for name, path in paths if not access.reaches(path)]
    if outside:
        raise ValidationError(_("Outside your area: %s.") % ", ".join(outside))


def hold(campaign: Campaign) -> None:
    """Whoever writes targets of a campaign waits for whoever is writing them: a cell without a row cannot be locked."""
    Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)


def differs(cell: Cell, old: Target | None) -> bool:
    if old is None:
        return cell.minimum is not None
    return (cell.minimum, cell.maximum) != (old.minimum, old.maximum)


def begin(
    access: Access, campaign: Campaign, year: int, kind: str, reason: str, rule: str = "", **more: Any
) -> TargetChange:
    change = TargetChange(
        campaign=campaign, year=year, kind=kind, reason=reason, rule=rule,
        made_at=now(), made_by_id=access.user_id, **more,
    )  # fmt: skip
    change.full_clean()
    change.save(force_insert=True)
    return change


def put(
    access: Access,
    change: TargetChange,
    series: Series,
    cells: Iterable[Cell],
    standing: Mapping[Place, Target],
    amended_by: LegalDocument | None = None,
) -> list[Target]:
    """End what stands in the cells and write what comes instead, in two statements; told in one audit entry."""
    pairs = [(standing.get(cell.place), cell) for cell in cells]
    end([old for old, _cell in pairs if old], change)
    made = [
        target_of(access, change, series, cell, old, amended_by)
        for old, cell in pairs
        if cell.minimum is not None
    ]
    Target.objects.bulk_create(made)
    told = {
        f"{cell.unit}/{cell.organization or ''}": [old.label if old else "", label(cell)]
        for old, cell in pairs
    }
    audit.record(
        f"target.{change.kind}",
        change,
        *made,
        access=access,
        changes={
            "year": series.year,
            "document": series.document.number,
            "reason": change.reason,
            "cells": told,
        },
    )
    return made


def end(targets: Iterable[Target], change: TargetChange) -> None:
    Target.objects.filter(pk__in=[target.pk for target in targets]).update(
        superseded_at=change.made_at, ended_by=change
    )


def target_of(
    access: Access,
    change: TargetChange,
    series: Series,
    cell: Cell,
    old: Target | None,
    amended_by: LegalDocument | None,
) -> Target:
    return Target(
        campaign=series.campaign,
        year=series.year,
        organization_id=cell.organization,
        unit_id=cell.unit,
        indicator=series.indicator,
        minimum=cell.minimum or 0,
        maximum=cell.maximum,
        force=series.force,
        document=series.document,
        clause=series.clause or (old.clause if old else ""),
        quote=old.quote if old else "",
        amended_by=amended_by if old else None,
        version=old.version + 1 if old else 1,
        previous=old,
        reason=change.reason,
        change=change,
        recorded_at=change.made_at,
        recorded_by_id=access.user_id,
    )


def label(cell: Cell) -> str:
    if cell.minimum is None:
        return ""
    return str(cell.minimum) if cell.maximum is None else f"{cell.minimum}–{cell.maximum}"


@transaction.atomic
def undo_change(*, access: Access, change: TargetChange) -> TargetChange:
    """What the act wrote ends, what it ended stands again as a new version; refused once anybody has gone on from it."""
    access.require(Action.TARGET_WRITE)
    hold(change.campaign)
    made = list(change.made.select_related("unit").all())
    ended = list(change.ended.select_related("unit").all())
    if change.kind == TargetChange.Kind.UNDO or hasattr(change, "undone_by"):
        raise ValidationError(_("This has been taken back already."))
    if any(target.superseded_at for target in made) or any(goes_on(target, made) for target in ended):
        raise ValidationError(
            _("Some of these figures have been changed since. Change them one by one; nothing is lost.")
        )
    if outside := [t.unit.name for t in (*made, *ended) if not access.reaches(t.unit.path)]:
        raise ValidationError(_("Outside your area: %s.") % ", ".join(outside))
    reason = _("Taken back: %(what)s of %(day)s") % {"what": change, "day": f"{change.made_at:%d/%m/%Y}"}
    undo = begin(access, change.campaign, change.year, TargetChange.Kind.UNDO, reason, undoes=change)
    end(made, undo)
    restored = Target.objects.bulk_create(again(target, made, undo, access) for target in ended)
    changes = {"change": change.pk, "ended": len(made), "restored": len(restored)}
    audit.record("target.undo", undo, *restored, access=access, changes=changes)
    return undo


def goes_on(ended: Target, made: Sequence[Target]) -> bool:
    """Whether a target that was ended lives on in one this act did not write."""
    own = {target.pk for target in made}
    place = (ended.unit_id, ended.organization_id, ended.document_id, ended.force, ended.indicator)
    return (
        Target.objects.in_force()
        .filter(campaign=ended.campaign_id, year=ended.year, unit=place[0], organization=place[1])
        .filter(document=place[2], force=place[3], indicator=place[4])
        .exclude(pk__in=own)
        .exists()
    )


def again(old: Target, made: Sequence[Target], undo: TargetChange, access: Access) -> Target:
    """The figure as it was, after the one that goes: the history shows both."""
    last = next((target for target in made if target.previous_id == old.pk), old)
    fields = ("campaign", "year", "organization", "unit", "indicator", "minimum", "maximum", "force")
    return Target(
        **{name: getattr(old, name) for name in (*fields, "document", "clause", "quote", "amended_by")},
        version=last.version + 1,
        previous=last,
        reason=undo.reason,
        change=undo,
        recorded_at=undo.made_at,
        recorded_by_id=access.user_id,
    )

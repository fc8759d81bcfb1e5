"""The small steps of which every change of units is made."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.context import now
from accounts.text import fold, nfc
from campaigns.access import Access, Action
from campaigns.models import Unit, UnitSuccession

# How official papers write the kind before a name.
KIND_WORDS = {
    Unit.Kind.PROVINCE: "Tỉnh",
    Unit.Kind.CITY: "Thành phố",
    Unit.Kind.DISTRICT: "Huyện",
    Unit.Kind.WARD: "Phường",
    Unit.Kind.TOWNSHIP: "Thị trấn",
    Unit.Kind.COMMUNE: "Xã",
}


def held(unit: Unit, access: Access, day: date) -> Unit:
    """The unit, locked; refused when it lies outside the area or does not stand on the day before the change."""
    access.require(Action.DIRECTORY_WRITE)
    row = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
    if not access.reaches(row.path):
        raise ValidationError(_("This unit lies outside your area."))
    if not row.holds_on(day - timedelta(days=1)):
        raise ValidationError(
            _("%(unit)s does not stand on the day before %(day)s.") % {"unit": row, "day": f"{day:%d/%m/%Y}"}
        )
    return row


def make(
    *,
    code: str,
    short_name: str,
    kind: str,
    parent: Unit | None,
    valid_from: date,
    valid_to: date | None = None,
) -> Unit:
    """A new version of a unit; its path is never used by another one."""
    short = nfc(short_name)
    unit = Unit(
        code=code,
        name=f"{KIND_WORDS[Unit.Kind(kind)]} {short}" if not short.startswith("Phường ") else short,
        short_name=short,
        name_folded=fold(short),
        kind=kind,
        parent=parent,
        path=free_path(code, parent, valid_from),
        level=parent.level + 1 if parent else 0,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_at=now(),
    )
    unit.full_clean()
    unit.save(force_insert=True)
    return unit


def free_path(code: str, parent: Unit | None, day: date) -> str:
    """Codes are used again: all but the first bearer of a code carry their first day in the path."""
    used = Unit.objects.filter(code=code).exists()
    segment = f"{code}-{day:%Y%m%d}" if used else code
    return f"{parent.path if parent else ''}{segment}."


def end(unit: Unit, day: date) -> None:
    """The unit stands until the day before."""
    unit.valid_to = day - timedelta(days=1)
    unit.end_recorded_at = now()
    unit.full_clean()
    unit.save(update_fields=["valid_to", "end_recorded_at"])


def follow(old: Unit, new: Unit | None, kind: str, day: date, act: str, note: str = "") -> UnitSuccession:
    edge = UnitSuccession(old=old, new=new, kind=kind, on=day, act=act, note=note, recorded_at=now())
    edge.full_clean()
    edge.save(force_insert=True)
    return edge


def refuse_children(unit: Unit, day: date) -> None:
    if unit.children.on(day).exists():
        raise ValidationError(
            _("%s still has units below it on that day. Merge or close those first.") % unit
        )

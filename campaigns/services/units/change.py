"""One unit begins, is renamed or ends."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from campaigns.access import Access, Action
from campaigns.models import Unit, UnitSuccession
from campaigns.services.units import parts
from campaigns.services.units.carry import carry_postings

Edge = UnitSuccession.Kind


@transaction.atomic
def add_unit(
    *, access: Access, code: str, short_name: str, kind: str, parent: Unit, valid_from: date, act: str = ""
) -> Unit:
    """A unit that stands for itself; what grew out of another one is a rename or a merger."""
    access.require(Action.DIRECTORY_WRITE)
    if not access.reaches(parent.path):
        raise ValidationError({"parent": _("This unit lies outside your area.")})
    if not parent.holds_on(valid_from):
        raise ValidationError({"parent": _("%s does not stand on that day.") % parent})
    refuse_used_code(code, valid_from)
    unit = parts.make(code=code, short_name=short_name, kind=kind, parent=parent, valid_from=valid_from)
    audit.record("unit.added", unit, access=access, changes={"code": code, "name": unit.name, "act": act})
    return unit


@transaction.atomic
def rename_unit(*, access: Access, unit: Unit, short_name: str, kind: str, on: date, act: str) -> Unit:
    """A new version with the new name or kind, and new versions of all that lies below."""
    row = parts.held(unit, access, on)
    if (short_name, kind) == (row.short_name, row.kind):
        raise ValidationError(_("Neither the name nor the kind has changed."))
    edge = Edge.RENAME if kind == row.kind else Edge.UPGRADE
    new = _continue(row, row.parent, on, edge, act, short_name=short_name, kind=kind)
    changes = {"name": [row.name, new.name], "on": on, "act": act, "postings": carry_postings(new, on)}
    audit.record("unit.renamed", new, row, access=access, changes=changes)
    return new


@transaction.atomic
def close_unit(*, access: Access, unit: Unit, on: date, act: str, note: str = "") -> Unit:
    """Abolish a unit that has no heir, from a day on."""
    row = parts.held(unit, access, on)
    parts.refuse_children(row, on)
    parts.end(row, on)
    parts.follow(row, None, Edge.ABOLISH, on, act, note)
    audit.record("unit.closed", row, access=access, changes={"on": on, "act": act})
    return row


def _continue(
    old: Unit, parent: Unit | None, on: date, edge: str, act: str, *, short_name: str, kind: str
) -> Unit:
    below = list(old.children.filter(valid_to__isnull=True)) + list(old.children.filter(valid_to__gte=on))
    last_day = old.valid_to
    parts.end(old, on)
    new = parts.make(
        code=old.code, short_name=short_name, kind=kind, parent=parent, valid_from=on, valid_to=last_day
    )
    parts.follow(old, new, edge, on, act)
    for child in below:
        if child.valid_from is None or child.valid_from < on:
            _continue(child, new, on, Edge.RENAME, act, short_name=child.short_name, kind=child.kind)
    return new


def refuse_used_code(code: str, day: date) -> None:
    """A code belongs to one unit at a time."""
    bearer = Unit.objects.filter(code=code).on(day).first()
    if bearer:
        raise ValidationError({"code": _("On that day this code belongs to %s.") % bearer})
    if Unit.objects.filter(code=code, valid_from__gt=day - timedelta(days=1)).exists():
        raise ValidationError({"code": _("A later unit already bears this code.")})

"""Leaflets and handbooks: what was printed, and where the copies went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from campaigns.models import Organization, Unit
from outreach.models import Distribution, Event, Material
from outreach.services.locking import locked

FIELDS = ("title", "kind", "issued_by", "issued_on", "printed")


@dataclass(frozen=True, slots=True)
class Stock:
    """Copies of one material: printed, sent to units, handed out at events."""

    printed: int
    sent: int
    handed_out: int

    @property
    def in_store(self) -> int:
        return self.printed - self.sent

    @property
    def not_handed_out(self) -> int:
        return self.printed - self.handed_out


@transaction.atomic
def add_material(*, access: Access, **values: Any) -> Material:
    access.require(Action.MATERIAL_WRITE)
    material = Material()
    _fill(material, values)
    material.full_clean()
    material.save()
    audit.record("material.add", material, access=access, changes=audit.changed({}, facts(material)))
    return material


@transaction.atomic
def change_material(
    *, access: Access, material: Material, version: int | None = None, **values: Any
) -> Material:
    """Change a title, or add a reprint; never fewer copies than were sent out."""
    access.require(Action.MATERIAL_WRITE)
    row = locked(Material.objects.all(), material.pk, version)
    before = facts(row)
    _fill(row, values)
    row.full_clean()
    out = stock(row)
    if min(out.in_store, out.not_handed_out) < 0:
        message = _("%(n)s copies were already given out; fewer cannot have been printed.")
        raise ValidationError({"printed": message % {"n": max(out.sent, out.handed_out)}})
    row.version += 1
    row.save()
    audit.record("material.change", row, access=access, changes=audit.changed(before, facts(row)))
    return row


@transaction.atomic
def distribute(
    *,
    access: Access,
    material: Material,
    unit: Unit,
    copies: int,
    on: date,
    event: Event | None = None,
    organization: Organization | None = None,
) -> Distribution:
    """Send copies to a unit, or hand them out at an event; never more than there are."""
    access.require(Action.MATERIAL_WRITE)
    row = locked(Material.objects.all(), material.pk, None)
    if not access.reaches(unit.path):
        raise ValidationError({"unit": _("Choose a place in your own area.")})
    if event is not None and not Event.objects.editable(access).filter(pk=event.pk).exists():
        raise ValidationError({"event": _("Only who holds the event records what was handed out there.")})
    _refuse_beyond_stock(row, copies, event)
    given = Distribution(
        material=row,
        unit=unit,
        event=event,
        copies=copies,
        on=on,
        organization_id=organization.pk if organization else access.organization_id,
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )
    given.full_clean()
    given.save()
    changes = {"unit": unit.name, "copies": copies, "on": on, "event": str(event or "")}
    audit.record("material.distribute", row, access=access, changes=changes)
    return given


@transaction.atomic
def take_back(*, access: Access, given: Distribution, reason: str) -> Distribution:
    """Copies that were never given, or given elsewhere: they are in store again; the row stays, with the reason."""
    access.require(Action.MATERIAL_WRITE)
    locked(Material.objects.all(), given.material_id, None)
    row = Distribution.objects.editable(access).select_for_update(of=("self",)).get(pk=given.pk)
    if row.taken_back_at is not None:
        raise ValidationError(_("These copies have been taken back already."))
    row.taken_back_at, row.why = now(), nfc(reason)
    row.full_clean()
    row.save(update_fields=["taken_back_at", "why"])
    changes = {
        "unit": row.unit.name,
        "copies": [row.copies, None],
        "on": row.on,
        "event": str(row.event or ""),
    }
    audit.record("material.take_back", row.material, access=access, changes=changes)
    return row


def stock(material: Material) -> Stock:
    sums = material.distributions.standing().aggregate(
        sent=Sum("copies", filter=Q(event__isnull=True)), handed=Sum("copies", filter=Q(event__isnull=False))
    )
    return Stock(material.printed, sums["sent"] or 0, sums["handed"] or 0)


def facts(material: Material) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value := getattr(material, name), Organization) else value
        for name in FIELDS
    }


def _fill(material: Material, values: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(material, name, nfc(values[name]) if name == "title" else values[name])


def _refuse_beyond_stock(material: Material, copies: int, event: Event | None) -> None:
    """Broadcasts and articles have no copies to run out of."""
    if material.kind == Material.Kind.BROADCAST:
        return
    now = stock(material)
    left = now.in_store if event is None else now.not_handed_out
    if copies > left:
        message = _("Only %(left)s copies of “%(title)s” are left; enter a reprint first if there was one.")
        raise ValidationError({"copies": message % {"left": left, "title": material.title}})

"""The allowance of the introducer: born at selection at the rate of that market and day, once, paid by the job centre (I6)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from campaigns.models import Organization
from campaigns.models.directory import in_force
from outreach.models import Market
from registrations.models import AllowanceEntry, AllowanceRate, Credit, Milestone, Registration
from registrations.services.words import shown, today


def rate_for(market: Market, day: date) -> AllowanceRate | None:
    """The rate in force; of two that overlap the one that began last."""
    return AllowanceRate.objects.filter(in_force(day), market=market).order_by("-valid_from").first()


def accrue(milestone: Milestone) -> tuple[str, ...]:
    """Bring the entry of a selected person in line with the selection; without a rate none is born, and that is said."""
    registration, market = milestone.registration, milestone.market
    held = AllowanceEntry.objects.filter(registration=registration).select_for_update(no_key=True).first()
    if market is None or (held is not None and held.paid_on is not None):
        return (_("The allowance was paid already and stays as it was."),) if held and held.paid_on else ()
    rate, payer = rate_for(market, milestone.on), _payer()
    if rate is None or payer is None:
        return _without(held, market, milestone, payer)
    entry = held or AllowanceEntry(registration=registration, introducer=_introducer(registration))
    entry.rate, entry.amount, entry.due_on, entry.payer = rate, rate.amount, milestone.on, payer
    entry.cancelled_on = None
    entry.recorded_at = entry.recorded_at if held else now()
    entry.full_clean(exclude=["registration", "rate", "payer", "introducer"])
    entry.save()
    return ()


def _without(
    held: AllowanceEntry | None, market: Market, milestone: Milestone, payer: Organization | None
) -> tuple[str, ...]:
    if held is not None:
        _cancel(held, milestone.on)
    if payer is None:
        return (_("No employment service centre is in the directory: no allowance was noted."),)
    message = _("No allowance rate is in force for %(market)s on %(date)s: no allowance was noted.")
    return (message % {"market": market, "date": shown(milestone.when)},)


def _payer() -> Organization | None:
    return Organization.objects.filter(kind=Organization.Kind.JOB_CENTRE).first()


def _introducer(registration: Registration) -> Organization:
    lead = Credit.objects.filter(registration=registration, is_lead=True, superseded_at__isnull=True)
    return lead.select_related("organization").get().organization


def cancel_for(registration: Registration, on: date | None = None) -> bool:
    """The person withdrew, or the selection was annulled, before anything was paid."""
    entry = AllowanceEntry.objects.filter(registration=registration).select_for_update(no_key=True).first()
    if entry is None or entry.paid_on is not None or entry.cancelled_on is not None:
        return False
    _cancel(entry, on or today())
    return True


def _cancel(entry: AllowanceEntry, on: date) -> None:
    if entry.cancelled_on is None:
        entry.cancelled_on = on
        entry.save(update_fields=["cancelled_on"])


def restore_for(registration: Registration) -> tuple[str, ...]:
    """The person goes on: what was due for the selection that still stands is due again."""
    selected = registration.milestones.filter(kind=Milestone.Kind.SELECTED, superseded_at__isnull=True)
    step = selected.select_related("market").first()
    return accrue(step) if step is not None else ()


@transaction.atomic
def pay(*, access: Access, entry: AllowanceEntry, on: date, receipt: str) -> AllowanceEntry:
    """Note that the job centre has paid. The worker is never charged."""
    access.require(Action.ALLOWANCE_WRITE)
    rows = AllowanceEntry.objects.within(access).select_for_update(of=("self",), no_key=True)
    entry = rows.get(pk=entry.pk)
    _refuse_payment(entry, on)
    entry.paid_on, entry.receipt = on, nfc(receipt)
    entry.full_clean(exclude=["registration", "rate", "payer", "introducer"])
    entry.save(update_fields=["paid_on", "receipt"])
    changes = {"paid_on": [None, on], "amount": entry.amount}
    audit.record("allowance.paid", entry, access=access, changes=changes)
    return entry


@transaction.atomic
def unpay(*, access: Access, entry: AllowanceEntry, why: str) -> AllowanceEntry:
    """Nothing was paid, or to somebody else: the allowance is due again, or cancelled where nothing is due any more."""
    access.require(Action.ALLOWANCE_WRITE)
    rows = AllowanceEntry.objects.within(access).select_for_update(of=("self",), no_key=True)
    entry = rows.select_related("registration").get(pk=entry.pk)
    if entry.paid_on is None:
        raise ValidationError(_("No payment is recorded for this allowance."))
    if not nfc(why):
        raise ValidationError({"why": _("Say why the entry is taken off.")})
    changes = {"paid_on": [entry.paid_on, None], "amount": entry.amount}
    entry.paid_on, entry.receipt = None, ""
    entry.save(update_fields=["paid_on", "receipt"])
    selected = entry.registration.milestones.filter(kind=Milestone.Kind.SELECTED, superseded_at__isnull=True)
    if entry.registration.stage == Registration.Stage.WITHDRAWN or not selected.exists():
        _cancel(entry, today())
    audit.record("allowance.unpaid", entry, access=access, changes=changes, purpose=nfc(why))
    return entry


def _refuse_payment(entry: AllowanceEntry, on: date) -> None:
    if entry.paid_on is not None:
        message = _("This allowance was paid on %(date)s; it is paid once.")
        raise ValidationError({"on": message % {"date": shown(entry.paid_on)}})
    if entry.cancelled_on is not None:
        message = _("This allowance was cancelled on %(date)s.")
        raise ValidationError({"on": message % {"date": shown(entry.cancelled_on)}})
    if on > today():
        raise ValidationError({"on": _("The date lies in the future. Enter the day on which it happened.")})
    if on < entry.due_on:
        message = _("The allowance is due since %(date)s; it cannot have been paid before.")
        raise ValidationError({"on": message % {"date": shown(entry.due_on)}})

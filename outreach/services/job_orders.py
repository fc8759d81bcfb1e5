"""Job orders: what an enterprise or the employment service centre offers, and what it costs the worker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import nfc, nfc_lines
from campaigns.access import Access, Action
from campaigns.models import Organization
from outreach.costs import Cost, problem
from outreach.licences import standing
from outreach.models import CostLine, JobOrder
from outreach.services.locking import locked

FIELDS = (
    "enterprise",
    "through_centre",
    "market",
    "programme",
    "channel",
    "occupation",
    "places",
    "wage",
    "wage_currency",
    "requirements",
    "opened_on",
    "deadline",
)


@transaction.atomic
def add_job_order(
    *, access: Access, costs: Iterable[Cost] = (), is_demo: bool = False, **values: Any
) -> JobOrder:
    """Enter an order; its enterprise must be licensed on the opening day, its costs within the law."""
    access.require(Action.PARTNER_WRITE)
    order = JobOrder(is_demo=is_demo)
    _fill(order, values)
    _check(order)
    order.save()
    audit.record("job_order.add", order, access=access, changes=audit.changed({}, facts(order)))
    if costs := tuple(costs):
        _write_costs(order, costs, access)
    return order


@transaction.atomic
def change_job_order(
    *, access: Access, order: JobOrder, version: int | None = None, **values: Any
) -> JobOrder:
    access.require(Action.PARTNER_WRITE)
    row = locked(JobOrder.objects.all(), order.pk, version)
    before = facts(row)
    _fill(row, values)
    changes = audit.changed(before, facts(row))
    if changes:
        _check(row)
        _refuse_costs(row, [Cost(c.kind, c.amount, c.payer, c.label) for c in row.costs.all()])
        row.version += 1
        row.save()
        audit.record("job_order.change", row, access=access, changes=changes)
    return row


@transaction.atomic
def set_costs(
    *, access: Access, order: JobOrder, costs: Iterable[Cost], version: int | None = None
) -> JobOrder:
    """Write the cost sheet anew; a line against the law is refused with its clause."""
    access.require(Action.PARTNER_WRITE)
    row = locked(JobOrder.objects.all(), order.pk, version)
    _write_costs(row, tuple(costs), access)
    row.version += 1
    row.save(update_fields=["version"])
    return row


def facts(order: JobOrder) -> dict[str, Any]:
    plain = ("places", "opened_on", "deadline")
    return {
        name: value if name in plain or value is None else str(value)
        for name in FIELDS
        if (value := getattr(order, name, None)) is not None or name in plain
    }


def _fill(order: JobOrder, values: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            value = values[name]
            clean = nfc_lines if name == "requirements" else nfc
            setattr(order, name, clean(value) if isinstance(value, str) else value)


def _check(order: JobOrder) -> None:
    order.full_clean()
    centre, enterprise, programme = order.through_centre, order.enterprise, order.programme
    if centre is not None and centre.kind != Organization.Kind.JOB_CENTRE:
        raise ValidationError(
            {"through_centre": _("Only the employment service centre may offer orders of its own.")}
        )
    if programme is not None and (programme.market_id, programme.channel_id) != (
        order.market_id,
        order.channel_id,
    ):
        message = _("%(programme)s belongs to %(market)s and goes through: %(channel)s.")
        names = {
            "programme": programme.name,
            "market": programme.market.name,
            "channel": programme.channel.name,
        }
        raise ValidationError({"programme": message % names})
    if enterprise is not None:
        _check_enterprise(order)


def _check_enterprise(order: JobOrder) -> None:
    enterprise = order.enterprise
    if enterprise is None:
        return
    state = standing(enterprise, order.opened_on)
    if not state.is_valid:
        message = _("%(enterprise)s cannot offer orders on %(day)s: %(why)s.")
        words = {"enterprise": enterprise.name, "day": f"{order.opened_on:%d/%m/%Y}", "why": state.why}
        raise ValidationError({"enterprise": message % words})
    authorised = set(enterprise.markets.values_list("pk", flat=True))
    if authorised and order.market_id not in authorised:
        message = _("%(enterprise)s is not authorised for %(market)s.")
        raise ValidationError(
            {"market": message % {"enterprise": enterprise.name, "market": order.market.name}}
        )


def _refuse_costs(order: JobOrder, costs: Iterable[Cost]) -> None:
    problems = [why for cost in costs if (why := problem(cost, order))]
    if problems:
        raise ValidationError(problems)


def _write_costs(order: JobOrder, costs: tuple[Cost, ...], access: Access) -> None:
    _refuse_costs(order, costs)
    before = [str(line) for line in order.costs.all()]
    lines = [
        CostLine(
            job_order=order,
            kind=cost.kind,
            label=nfc(cost.label) or str(CostLine.Kind(cost.kind).label),
            amount=cost.amount,
            payer=cost.payer,
        )
        for cost in costs
    ]
    for line in lines:
        line.full_clean(exclude=["job_order"])
    order.costs.all().delete()
    CostLine.objects.bulk_create(lines)
    after = [str(line) for line in lines]
    if before != after:
        audit.record("job_order.costs", order, access=access, changes={"costs": [before, after]})

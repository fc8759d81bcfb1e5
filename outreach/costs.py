"""What the law lets an order take from the worker."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.money import format_money
from outreach.models import CostLine, JobOrder

Kind = CostLine.Kind

# Decree 112/2021, Annex II. The figures of the repealed Circular 21/2013 are not applied to older orders: the present ones are stricter.
ANNEX = "Phụ lục II, Nghị định 112/2021/NĐ-CP"
# Decision 16/2023/QĐ-TTg: the deposit of the EPS programme, with the ministry's own unit (decree 112/2021, article 33).
EPS = "Quyết định 16/2023/QĐ-TTg"
PUBLIC_UNIT = "public_unit"
NO_DEPOSIT = frozenset(
    {
        "JP",  # Japan
        *("US", "CA"),  # America
        *("SG", "MY", "TH", "LA", "KH", "PH", "BN"),  # South-East Asia
        *("AE", "SA", "QA", "KW", "BH", "OM"),  # Middle East
    }
)
CEILINGS = {"TW": 12_000_000, "KR": 36_000_000}
EPS_CEILING = 100_000_000
# Law 69/2020, article 42: the ministry's own unit works without profit and takes no service fee.
NO_FEE = "Điều 42, Luật 69/2020/QH14"


@dataclass(frozen=True, slots=True)
class Cost:
    """One line of a cost sheet as typed."""

    kind: str
    amount: int
    payer: str
    label: str = ""


def problem(cost: Cost, order: JobOrder) -> str:
    """Why the law forbids this line; empty when it does not."""
    if cost.payer != CostLine.Payer.WORKER or cost.amount == 0:
        return ""
    if cost.kind == Kind.BROKER:
        return _("Broker money may not be taken from the worker (law 69/2020, article 7).")
    if cost.kind == Kind.SERVICE_FEE and order.channel.code == PUBLIC_UNIT:
        return _("This channel takes no service fee from the worker (%(source)s).") % {"source": NO_FEE}
    if cost.kind == Kind.DEPOSIT:
        return _deposit_problem(cost.amount, order)
    return ""


def _deposit_problem(amount: int, order: JobOrder) -> str:
    ceiling, source = deposit_ceiling(order.market.code, order.channel.code)
    if ceiling is None or amount <= ceiling:
        return ""
    if ceiling == 0:
        return _("No deposit may be taken for %(market)s (%(source)s).") % {
            "market": order.market.name,
            "source": source,
        }
    return _("The deposit for %(market)s is at most %(ceiling)s, not %(amount)s (%(source)s).") % {
        "market": order.market.name,
        "ceiling": format_money(ceiling),
        "amount": format_money(amount),
        "source": source,
    }


def deposit_ceiling(market: str, channel: str) -> tuple[int | None, str]:
    """The most a worker may be asked to deposit, and where that stands; None where the law names an air ticket home."""
    if market == "KR" and channel == PUBLIC_UNIT:
        return EPS_CEILING, EPS
    if market in NO_DEPOSIT:
        return 0, ANNEX
    return CEILINGS.get(market), ANNEX

"""Markets, channels, programmes and bank branches, from the data files; loading again adds what is missing and leaves what stands."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from campaigns.models import Organization, Unit
from outreach.models import BankBranch, Channel, Market, Programme

DATA = Path(__file__).parent / "data"
GROUPS = {"main": 100, "regular": 200, "other": 300}

# The plan names two banks (III.4). The policy bank answers in every district; Agribank through its two branches in the province.
POLICY_BANK = "nhcsxh"
AGRIBANK = {
    "agribank-dk": "Agribank Chi nhánh Đồng Khởi",
    "agribank": "Agribank Chi nhánh tỉnh Bến Tre",
}
FOUNDING_DAY = date(2017, 11, 29)


@transaction.atomic
def load() -> None:
    _markets()
    _channels()
    _programmes()
    _branches()


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text("utf-8"))[name]
    return rows


def _markets() -> None:
    """Main markets first, then the regular ones, in the order of the file."""
    with (DATA / "markets.csv").open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            Market.objects.get_or_create(
                code=row["iso2"],
                defaults={"name": row["name_vi"], "rank": GROUPS.get(row["group"], 300) + place},
            )


def _channels() -> None:
    """The clause is the one in force now; forms of the older law stay in the data file."""
    for place, row in enumerate(_rows("channels"), start=1):
        form = row["forms"][-1]
        Channel.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name_vi"],
                "clause": ", ".join(filter(None, [form["clause"], form["law"]])),
                "rank": place,
            },
        )


def _programmes() -> None:
    markets = {market.code: market for market in Market.objects.all()}
    channels = {channel.code: channel for channel in Channel.objects.all()}
    for row in _rows("programmes"):
        Programme.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name_vi"],
                "market": markets[row["market"]],
                "channel": channels[row["channel"]],
                "age_min": row["min_age"],
                "age_max": row["max_age"],
                "requirements": row["requirements"],
                "source": row["source"],
                "valid_from": row["valid_from"] and date.fromisoformat(row["valid_from"]),
                "valid_to": row["valid_to"] and date.fromisoformat(row["valid_to"]),
            },
        )


def _branches() -> None:
    """A branch is created once and then belongs to the people who keep the list: names they changed stay."""
    banks = {bank.code: bank for bank in Organization.objects.filter(kind=Organization.Kind.BANK)}
    units = Unit.objects.on(FOUNDING_DAY)
    province = units.filter(kind=Unit.Kind.PROVINCE).first()
    if province is None:
        return
    for code, name in AGRIBANK.items():
        if code in banks:
            BankBranch.objects.get_or_create(organization=banks[code], unit=province, defaults={"name": name})
    if POLICY_BANK in banks:
        for district in units.districts():
            BankBranch.objects.get_or_create(
                organization=banks[POLICY_BANK],
                unit=district,
                defaults={"name": f"PGD NHCSXH {_inside(district.name)}"},
            )


def _inside(name: str) -> str:
    """«Huyện Ba Tri» inside a name is «huyện Ba Tri»."""
    return name[:1].lower() + name[1:]

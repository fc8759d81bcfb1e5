"""Markets, channels, programmes and banks hang together."""

import csv
import itertools
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "outreach" / "data"


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def records(name: str) -> list[dict[str, Any]]:
    content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return list(content[name])


def test_every_programme_leads_to_a_known_market_through_a_known_channel() -> None:
    markets = {market["iso2"] for market in table("markets.csv")}
    channels = {channel["code"] for channel in records("channels")}
    for programme in records("programmes"):
        assert programme["market"] in markets
        assert programme["channel"] in channels
        assert programme["source"]


def test_one_market_is_reached_through_several_channels() -> None:
    to_japan = {programme["channel"] for programme in records("programmes") if programme["market"] == "JP"}
    assert to_japan == {"service_enterprise", "public_unit"}


def test_nobody_goes_before_eighteen() -> None:
    for programme in records("programmes"):
        assert programme["min_age"] >= 18
        assert programme["max_age"] is None or programme["max_age"] > programme["min_age"]


def test_each_law_has_its_forms_and_none_overlap() -> None:
    for channel in records("channels"):
        spans = [(form["valid_from"], form["valid_to"] or "9999") for form in channel["forms"]]
        assert spans == sorted(spans)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))


def test_public_units_never_charge_a_fee() -> None:
    charging = {channel["code"] for channel in records("channels") if channel["charges_fee"]}
    assert charging == {"service_enterprise"}


def test_codes_are_unique() -> None:
    for codes in (
        [market["iso2"] for market in table("markets.csv")],
        [bank["code"] for bank in table("banks.csv")],
        [channel["code"] for channel in records("channels")],
        [programme["code"] for programme in records("programmes")],
    ):
        assert len(set(codes)) == len(codes)

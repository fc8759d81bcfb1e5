"""Chance for the demo: the same seed gives the same campaign. Shares follow what the province reported for 2019–08/2024
(baochinhphu.vn, 27/08/2024): 7,047 departures by district, market, sex and group. Persons and yearly figures are made up."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")

NAMES_FILE = Path(__file__).parents[1] / "data" / "demo_names.csv"

DISTRICTS = {
    "836": 2077,
    "834": 1437,
    "833": 628,
    "835": 593,
    "837": 574,
    "831": 564,
    "838": 539,
    "829": 356,
    "832": 279,
}
MARKETS = {"JP": 6559, "TW": 191, "KR": 163, "DE": 24, "AU": 19, "PL": 17, "RO": 40, "MY": 34}
BODIES = {"doan": 26, "phunu": 24, "nongdan": 20, "mttq": 10, "ccb": 8, "sldtbxh": 7, "ldld": 5}
GROUPS = {
    "startup": 0.385,
    "demobilised": 0.061,
    "poor": 0.034,
    "near_poor": 0.032,
    "orphan": 0.003,
    "merit": 0.002,
}
RELATIONS = {"self": 30, "child": 45, "sibling": 15, "grandchild": 10}
FEMALE = 0.45
YOUTH = 0.93  # 18–30 years old


class Lots:
    """Draws what chance decides."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(seed)  # noqa: S311  (made-up data, not secrets)
        self.names: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        with NAMES_FILE.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                self.names[row["kind"], row["gender"]][row["name"]] = float(row["weight"])

    def of(self, serial: int) -> Lots:
        """The chance of one person, independent of all others."""
        own = copy(self)
        own.random = Random(f"{self.seed}/{serial}")  # noqa: S311
        return own

    def one(self, weights: Mapping[T, float]) -> T:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def days(self, low: int, high: int) -> timedelta:
        return timedelta(days=self.random.randint(low, high))

    def day_in(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def name(self, *, female: bool) -> str:
        sex = "f" if female else "m"
        middle = self.names["middle", sex]
        given = self.names["given", sex]
        return " ".join((self.one(self.names["family", "u"]), self.one(middle), self.one(given)))

    def identity(self, *, female: bool, born: date, serial: int) -> str:
        """Twelve digits of the right shape; the last six count up, so that no two are alike."""
        century = (0 if born.year < 2000 else 2) + (1 if female else 0)
        return f"083{century}{born.year % 100:02}{serial:06}"

    def phone(self) -> str:
        return f"0{self.one({'32': 2, '33': 2, '38': 2, '70': 1, '79': 1, '83': 1, '91': 2, '97': 2})}{self.random.randint(0, 9_999_999):07}"

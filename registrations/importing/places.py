"""The commune a row means, within the officer's area or outside it; each spelling is looked up once per batch."""

from __future__ import annotations

import re
from datetime import date

from accounts.text import fold, nfc
from campaigns.access import Access
from campaigns.lookups import Found, Gazetteer, How
from campaigns.models import Unit

_DISTRICT = re.compile(r"(?:huyen|h|thanh pho|tp)\b")
_COMMUNE = re.compile(r"(?:xa|phuong|thi tran|tt|p|x)\b")


class Places:
    """Looks communes up for one batch. Ask, never guess: a twin name decides only when one twin lies in reach."""

    def __init__(self, access: Access, day: date) -> None:
        self.access = access
        self.day = day
        self.gazetteer = Gazetteer.load()
        self.known: dict[tuple[str, str], Found] = {}

    def find(self, name: str, district: str = "") -> Found:
        question = (nfc(name), nfc(district))
        if question not in self.known:
            self.known[question] = self._find(*question)
        return self.known[question]

    def _find(self, name: str, district: str) -> Found:
        found = self.gazetteer.find(name, on=self.day, district=district)
        if found.unit is None and found.candidates:
            reached = self.gazetteer.find(name, on=self.day, district=district, within=self.access)
            return Found(reached.unit, found.candidates, reached.how) if reached.unit else found
        return found

    def in_address(self, address: str) -> Found:
        """The commune named in a free address such as «ấp 3, xã An Thủy, huyện Ba Tri»."""
        parts = [part.strip() for part in re.split(r"[,;\-–]", nfc(address)) if part.strip()]
        district = next((part for part in parts if _DISTRICT.match(fold(part))), "")
        named = [part for part in parts if _COMMUNE.match(fold(part))]
        for part in named or [part for part in parts if part != district]:
            found = self.find(part, district)
            if found.how not in {How.NONE, How.NEAR}:
                return found
        return Found(None)

    def inside(self, unit: Unit) -> bool:
        return self.access.reaches(unit.path)

    def own_commune(self) -> Unit | None:
        """The commune of the officer, for lists that do not repeat it on every row."""
        unit = Unit.objects.filter(pk=self.access.unit_id).first()
        return unit if unit and unit.is_commune and unit.holds_on(self.day) else None

"""Up to when the facts of a campaign stand in figures that somebody signs: those are superseded from then on, never deleted.

Figures are frozen floors above those that write facts, which is why the floor that freezes them says so here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

Teller = Callable[[Iterable[Any], bool], dict[Any, datetime]]
TELLERS: list[Teller] = []


def teller(function: Teller) -> Teller:
    """Register who knows; loaded with the models, so that no program goes without it."""
    TELLERS.append(function)
    return function


def counted_until(campaigns: Iterable[Any], *, drafts: bool = False) -> dict[Any, datetime]:
    """Campaign → the newest moment of figures at rest or before the bodies; with `drafts` also of those that may yet come to rest."""
    keys = set(campaigns)
    found: dict[Any, datetime] = {}
    for tells in TELLERS:
        for campaign, moment in tells(keys, drafts).items():
            found[campaign] = max(moment, found.get(campaign, moment))
    return found

"""`manage.py doctor`: does everything hold that must always be true? Exit 1 and the offending ids when not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import doctor as accounts
from campaigns import doctor as campaigns
from outreach import doctor as outreach
from registrations import doctor as registrations
from reports import doctor as reports

Check = Callable[[], Sequence["Found"]]
FLOORS: dict[str, Check] = {
    "accounts": accounts.problems,
    "campaigns": campaigns.problems,
    "outreach": outreach.problems,
    "registrations": registrations.problems,
    "reports": reports.problems,
}
SHOWN = 10


class Found(Protocol):
    @property
    def invariant(self) -> str: ...
    @property
    def message(self) -> Any: ...
    @property
    def ids(self) -> Any: ...


class Command(BaseCommand):
    help = "Checks the invariants I1 to I10 over everything stored; exit 1 and the offending ids when one does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [(floor, problem) for floor, check in FLOORS.items() for problem in check()]
        if options["json"]:
            self.stdout.write(json.dumps([written(*item) for item in found], ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(line(*item) for item in found) or "Everything holds.")
        if found:
            raise CommandError(f"{len(found)} invariants do not hold.")


def written(floor: str, problem: Found) -> dict[str, Any]:
    return {
        "invariant": problem.invariant,
        "floor": floor,
        "message": str(problem.message),
        "ids": [str(pk) for pk in problem.ids],
    }


def line(floor: str, problem: Found) -> str:
    ids = [str(pk) for pk in problem.ids]
    more = f" … ({len(ids)})" if len(ids) > SHOWN else ""
    return f"{problem.invariant:<4} {floor:<14} {problem.message}\n     {', '.join(ids[:SHOWN])}{more}"

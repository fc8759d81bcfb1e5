"""`manage.py figures 2019 --json`: every figure of a year, the numbers that pages and prints show."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, make_aware

from campaigns.current import current_campaign
from campaigns.dates import FIRST_YEAR, LAST_YEAR, Calendar
from campaigns.models import Campaign
from reports.indicators import Figures, figures


class Command(BaseCommand):
    help = "Prints every figure of a year; --json writes them all, without it a short table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--as-of",
            help="a day (2019-06-30: all that was known when it ended) or a moment (2019-06-30T14:05)",
        )
        parser.add_argument("--boundaries", choices=("then", "now"), default="then")
        parser.add_argument("--calendar", choices=Calendar.values)
        parser.add_argument("--campaign", help="code of the campaign; the newest without it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not FIRST_YEAR <= options["year"] <= LAST_YEAR:
            raise CommandError(f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
        found = figures(
            campaign_called(options["campaign"]),
            options["year"],
            calendar=options["calendar"],
            as_of=read_moment(options["as_of"]),
            boundaries=options["boundaries"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(table(found)))


def campaign_called(code: str | None) -> Campaign:
    try:
        if code:
            return Campaign.objects.select_related("document", "province").get(code=code)
        return current_campaign()
    except Campaign.DoesNotExist:
        raise CommandError("There is no such campaign. Load one first: manage.py load_reference.") from None


def read_moment(text: str | None) -> date | datetime | None:
    if not text:
        return None
    try:
        day, moment = parse_date(text), parse_datetime(text)
    except ValueError:
        day = moment = None
    if day:
        return day
    if moment is None:
        raise CommandError(f"«{text}» is no date. Write 2019-06-30 or 2019-06-30T14:05.")
    return make_aware(moment) if is_naive(moment) else moment


def table(found: Figures) -> list[str]:
    """Totals, targets and the rows by unit, for people."""
    lines = [f"{found.campaign} {found.year}  {found.window.start:%d/%m/%Y}–{found.window.end:%d/%m/%Y}"]
    lines += [f"  {kind:<12}{count.people:>7}" for kind, count in found.totals.items()]
    for goal in found.targets:
        scope = f"{goal.minimum}–{goal.maximum}" if goal.maximum else str(goal.minimum)
        lines.append(f"  {goal.document} {goal.clause}: {scope} → {goal.percent} % {goal.verdict}")
    for row in found.by_district or found.by_commune:
        lines.append(f"  {row.name:<32}{row.registered:>6}{row.selected:>6}{row.departed:>6}")
    return lines

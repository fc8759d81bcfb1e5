"""What the long form offers from the tables of the plan: six of them are read in one statement, and only when the form is shown."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from campaigns.models import Organization
from outreach.models import Channel, Event, JobOrder, Market, Programme
from registrations.forms.fields import Choices

# As an order calls itself.
ORDER = Concat(
    "market__name", Value(": "), "occupation", Value(" ("), "places", Value(")"), output_field=CharField()
)
Line = tuple[str, str, str, int, str, date | None]  # table, key, words, rank, group, day


def shown(events: QuerySet[Event], orders: QuerySet[JobOrder]) -> dict[str, Choices]:
    """The choices of each table in the order of the house: by rank, programmes under their market, the newest events first."""
    found = _lines("organization", Organization.objects.mobilising(), "short_name", F("rank")).union(
        _lines("market", Market.objects.all(), "name", F("rank")),
        _lines("channel", Channel.objects.all(), "name", F("rank")),
        _lines("programme", Programme.objects.all(), "name", F("market__rank"), F("market__name")),
        _lines("job_order", orders, ORDER, Value(0)),
        _lines("event", events, "title", Value(0), day=F("on")),
        all=True,
    )
    offers: dict[str, Choices] = {
        "organization": [],
        "market": [],
        "channel": [],
        "event": [],
        "job_order": [],
    }
    lines: list[Line] = sorted(found, key=_place)
    for table, key, words, _rank, _group, day in lines:
        if table in offers:
            offers[table].append((key, f"{day:%d/%m/%Y} · {words}" if day else words))
    programmes = groupby((line for line in lines if line[0] == "programme"), key=lambda line: line[4])
    offers["programme"] = [(group, [(line[1], line[2]) for line in own]) for group, own in programmes]
    return offers


def _place(line: Line) -> tuple[Any, ...]:
    _table, key, words, rank, group, day = line
    return (-day.toordinal(), words, key) if day else (rank, group, words, key)


def _lines(table: str, rows: Any, words: Any, rank: Any, group: Any = None, day: Any = None) -> Any:
    """Without their own order, but cut where the caller has cut them."""
    named: dict[str, Any] = {
        "table": Value(table),
        "words": F(words) if isinstance(words, str) else words,
        "under": group or Value(""),
        "key": F("pk"),
    }
    texts = {name: Cast(value, CharField()) for name, value in named.items()}
    found = rows.annotate(
        **texts, nth=Cast(rank, IntegerField()), dated=Cast(day or Value(None), DateField())
    )
    return found.values_list("table", "key", "words", "nth", "under", "dated")

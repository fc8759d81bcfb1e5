"""Candidate lists: every row read by all rules at once, checked against the house, and written by the form's own service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.access import Access
from campaigns.current import working_day
from campaigns.models import Campaign, Unit
from imports import batches, learnt
from imports.models import Row
from imports.readings import Reading, Severity
from imports.sheet import MOST_ROWS, SENTENCES, Sheet, Unreadable
from outreach.models import Event
from registrations.importing import dates, known, lists, origins, rows, writing
from registrations.importing.columns import LABELS, missing
from registrations.importing.places import Places
from registrations.services.importing import KIND


class CandidateImporter:
    """The importer of candidates for one access and campaign; reference tables are read once."""

    def __init__(self, access: Access, campaign: Campaign) -> None:
        self.access = access
        self.campaign = campaign
        self.day = working_day(campaign)
        self.places = Places(access, self.day)
        self.tables = rows.Tables.load()
        self.bodies = origins.Bodies(self.tables.bodies.values())
        self.seen = known.Seen()

    @cached_property
    def events(self) -> list[origins.Named]:
        """Asked only where a list names events."""
        return origins.events_in_view(self.access, self.campaign)

    def event(self, key: str | None) -> Event | None:
        """The event a row was read to come from, as long as it is in view."""
        return next((one.event for one in self.events if str(one.event.pk) == key), None) if key else None

    def unit(self, pk: int | None) -> Unit:
        """The unit a row was read to lie in; for a row without one, the officer's own."""
        return self.places.gazetteer.history.units[pk or self.access.unit_id]

    def read(
        self, sheets: Sequence[Sheet], said: Mapping[str, Any] | None = None
    ) -> tuple[list[Reading], int, dict[str, Any]]:
        """`said`: what people have chosen for this very list, beside what their body has taught."""
        self.seen = known.Seen()
        choices = lists.Choices.of(said or {}, learnt.headings(self.access, KIND))
        told = lists.Told(known=choices.headings)
        readings: list[Reading] = []
        for sheet in sheets:
            here = list(lists.rows_of(sheet, told, choices))
            dates.doubt(here)
            for reading in here:
                rows.read(reading, self)
            readings += here
        if not told.headings:
            raise Unreadable(
                _(
                    "No column of names was found. Put headings such as “Họ và tên”, “Số CCCD”, “Ngày sinh”, “Xã” over the list."
                )
            )
        if len(readings) > MOST_ROWS:
            raise Unreadable(str(SENTENCES["too_many_rows"]) % {"rows": len(readings), "most": MOST_ROWS})
        own = self.places.own_commune() is not None
        return readings, told.passed_over, told.as_json() | {"missing": missing(told.read, own_commune=own)}

    def reread(self, changes: Sequence[tuple[Reading, dict[str, str] | None]]) -> list[Reading]:
        """Rows again, with words corrected by a person, or with decisions taken since."""
        labels = {key: str(label) for key, label in LABELS.items()}
        fresh = [before.again(raw, labels=labels | before.labels) for before, raw in changes]
        for reading in fresh:
            rows.read(reading, self)
        here = [reading for reading in fresh if reading.state != Severity.OUTSIDE]
        known.in_the_house(here, self.access, self.campaign)
        for (before, _raw), reading in zip(changes, fresh, strict=True):
            known.still_double(before, reading)
            rows.hold(reading)
        return fresh

    def check_known(self, readings: Sequence[Reading]) -> None:
        here = [reading for reading in readings if reading.state != Severity.OUTSIDE]
        known.inside_file(here, self.seen)
        known.in_the_house(here, self.access, self.campaign)

    def commit(self, portion: Sequence[tuple[Reading, Row]]) -> list[batches.Made | None]:
        return writing.commit(self, portion)

    def take_back(self, portion: Sequence[Row]) -> list[ValidationError | None]:
        return writing.take_back(self, portion)

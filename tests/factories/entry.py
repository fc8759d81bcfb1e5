"""Sessions of fast entry and the lines typed into them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from campaigns.access import Access
from campaigns.models import Unit
from outreach.models import Market
from registrations.models import EntrySession
from registrations.services import entry
from registrations.services.candidates import Wish
from registrations.services.entry import Entered, Typed
from tests.factories import registrations
from tests.factories.campaigns import House

SEAT = uuid.UUID("11111111-1111-4111-8111-111111111111")
ANOTHER = uuid.UUID("22222222-2222-4222-8222-222222222222")
LIST_DAY = date(2018, 4, 10)


def session(
    house: House,
    access: Access | None = None,
    unit: Unit | None = None,
    seat: uuid.UUID | None = SEAT,
    **given: Any,
) -> EntrySession:
    """Open in Bảo Thạnh for its Women's Union, unless told otherwise."""
    return entry.open_session(
        access=access or house.access("xa.baothanh.phunu"),
        campaign=house.campaign,
        unit=unit or house.bao_thanh,
        on=LIST_DAY,
        seat=seat,
        **given,
    )


def line(
    house: House,
    into: EntrySession,
    access: Access | None = None,
    position: int | None = None,
    market: Market | None = None,
    seat: uuid.UUID = SEAT,
    **given: Any,
) -> Entered:
    """The next line of the list, as it is typed."""
    into.refresh_from_db()
    typed = Typed(
        position=position or entry.next_position(into),
        candidate=registrations.candidate(given.pop("unit", into.unit), **given),
        wish=Wish(market=market),
        on=into.on,
    )
    access = access or house.access("xa.baothanh.phunu")
    return entry.enter_line(access=access, session=into, seat=seat, typed=typed)


def half_typed(into: EntrySession, access: Access, full_name: str, position: int = 2) -> None:
    """A line that was begun and left, at a machine that was left, too."""
    words = {"position": str(position), "full_name": full_name}
    entry.save_draft(access=access, session=into, seat=SEAT, typed=words)
    EntrySession.objects.filter(pk=into.pk).update(seat=None, seat_at=None)

"""An event called off or called held by mistake, and copies recorded by mistake, are put right; figures of before stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from outreach import doctor
from outreach.models import Distribution, Event
from outreach.services import attendance, events, materials
from reports.indicators import figures
from tests.factories import outreach as make
from tests.factories.campaigns import House

WHY = "Bấm nhầm sự kiện"


@pytest.fixture
def event(house: House) -> Event:
    return make.event(house.campaign, house.bao_thanh, house.organizations["phunu"])


def officer(house: House) -> Any:
    return house.access("xa.baothanh.phunu")


def reopen(house: House, event: Event, reason: str = WHY) -> Event:
    return events.reopen_event(access=officer(house), event=event, reason=reason)


def give(house: House, copies: int = 100, event: Event | None = None) -> Distribution:
    return materials.distribute(
        access=officer(house),
        material=make.material(house.organizations["phunu"]),
        unit=house.bao_thanh,
        copies=copies,
        on=make.EVENT_DAY,
        event=event,
    )


def take_back(house: House, given: Distribution, who: str = "", reason: str = WHY) -> Distribution:
    access = house.access(who) if who else officer(house)
    return materials.take_back(access=access, given=given, reason=reason)


def held(house: House, **asked: Any) -> int:
    return figures(house.campaign, make.EVENT_DAY.year, **asked).events.total.events


def test_a_cancelled_event_is_planned_again(house: House, event: Event) -> None:
    events.cancel_event(access=officer(house), event=event, reason="Mưa bão")
    back = reopen(house, event)
    assert (back.state, back.cancel_reason) == (Event.State.PLANNED, "")
    assert AuditEntry.objects.get(action="event.reopen").changes["state"] == ["cancelled", "planned"]
    assert events.hold_event(access=officer(house), event=event).state == Event.State.HELD


def test_an_event_called_held_by_mistake_counts_no_more_and_did_count_then(
    house: House, event: Event
) -> None:
    events.hold_event(access=officer(house), event=event, turns=125)
    then, year = timezone.now(), make.EVENT_DAY.year
    assert held(house) == 1
    reopen(house, event)
    assert (held(house), held(house, as_of=then)) == (0, 1)
    assert figures(house.campaign, year, as_of=then).events.total.turns == 125
    assert not event.counts.filter(superseded_at__isnull=True).exists() and doctor.problems() == []
    events.hold_event(access=officer(house), event=event, turns=40)
    assert figures(house.campaign, year).events.total.turns == 40


def test_an_event_something_has_come_of_stays_held(house: House, event: Event) -> None:
    guest = make.invitee(event, "Trần Văn Khách")
    attendance.tick(access=officer(house), invitee=guest)
    events.hold_event(access=officer(house), event=event)
    give(house, event=event)
    with pytest.raises(ValidationError, match="người đã điểm danh, tài liệu đã phát"):
        reopen(house, event)
    assert Event.objects.get(pk=event.pk).state == Event.State.HELD


@pytest.mark.parametrize(("cancelled", "reason", "words"), [(False, WHY, "dự kiến"), (True, " ", "lý do")])
def test_only_what_is_over_is_planned_again_and_with_a_reason(
    house: House, event: Event, cancelled: bool, reason: str, words: str
) -> None:
    if cancelled:
        events.cancel_event(access=officer(house), event=event, reason="Mưa bão")
    with pytest.raises(ValidationError, match=words):
        reopen(house, event, reason)


def test_copies_recorded_by_mistake_are_in_store_again_and_were_counted_then(house: House) -> None:
    given = give(house)
    then, year = timezone.now(), make.EVENT_DAY.year
    assert figures(house.campaign, year).events.copies == 100
    take_back(house, given)
    assert figures(house.campaign, year).events.copies == 0
    assert figures(house.campaign, year, as_of=then).events.copies == 100
    assert materials.stock(given.material).in_store == 1000
    assert doctor.problems() == []
    with pytest.raises(ValidationError, match="đã được gỡ"):
        take_back(house, given)


def test_copies_are_taken_back_by_the_body_that_gave_them(house: House) -> None:
    given = give(house)
    with pytest.raises(Distribution.DoesNotExist):
        take_back(house, given, "huyen.chauthanh.nongdan")
    with pytest.raises(Distribution.DoesNotExist):
        take_back(house, given, "tinh.nongdan")
    with pytest.raises(ValidationError, match="lý do"):
        take_back(house, given, reason=" ")
    assert take_back(house, given, "tinh.mttq").why == WHY


def test_both_are_done_on_pages_that_ask_why(house: House, event: Event, client: Client) -> None:
    given = give(house)
    events.cancel_event(access=officer(house), event=event, reason="Mưa bão")
    client.force_login(house.user("xa.baothanh.phunu"))
    detail, page = (reverse(f"outreach:event-{name}", args=[event.pk]) for name in ("detail", "reopen"))
    assert page in client.get(detail).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": WHY}).url == detail
    material = reverse("outreach:material-detail", args=[given.material_id])
    page = reverse("outreach:distribution-take-back", args=[given.pk])
    assert page in client.get(material).content.decode()
    assert client.post(page, {"reason": WHY}).url == material
    shown = client.get(material).content.decode()
    assert "<s>100</s>" in shown and WHY in shown and page not in shown
    assert client.get(page).status_code == 404

"""Fast entry behind its page: sessions, seats, the sealed draft, lines by the service of all other ways in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEntry
from accounts.text import fold
from campaigns.access import Forbidden
from registrations import doctor
from registrations.models import Credit, EntryDraft, EntryLine, EntrySession, Registration
from registrations.services import entry
from registrations.services.candidates import ConsentClaim
from registrations.tasks import tidy_drafts
from tests.factories.campaigns import House
from tests.factories.entry import ANOTHER, LIST_DAY, SEAT, line, session
from tests.factories.registrations import candidate, market, number, registered, returned

OFFICER = "xa.baothanh.phunu"
TYPED = {
    "identity": "083198001234",
    "full_name": "Nguyễn Thị Thử Nháp",
    "phones": "0912345678",
    "position": "1",
}


def keep(house: House, into: EntrySession, **changes: object) -> EntryDraft | None:
    given: dict[str, object] = {"seat": SEAT, "typed": TYPED, **changes}
    return entry.save_draft(access=house.access(OFFICER), session=into, **given)  # type: ignore[arg-type]


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_belongs_to_the_officer_who_opened_it(house: House) -> None:
    made = session(house, planned=60, note="  Sổ  12 ")
    assert made.note == "Sổ 12"
    assert list(EntrySession.objects.within(house.access(OFFICER))) == [made]
    for other in ("huyen.batri.phunu", "tinh.mttq", "xa.baothuan.doan", "lanhdao", "quantri"):
        assert not EntrySession.objects.within(house.access(other)).exists(), other
    assert AuditEntry.objects.get(action="entry.opened").changes["planned"] == 60


def test_a_session_opens_only_in_ones_own_area_and_for_who_may_register(house: House) -> None:
    with pytest.raises(ValidationError) as refused:
        session(house, unit=house.tan_thach)
    assert set(refused.value.message_dict) == {"unit"}
    with pytest.raises(ValidationError):
        session(house, planned=0)
    with pytest.raises(Forbidden):
        session(house, house.access("ttdvvl"))


def test_another_machine_sits_down_only_when_it_takes_the_session(house: House) -> None:
    made, access = session(house), house.access(OFFICER)
    assert entry.sit_down(access=access, session=made, seat=SEAT)
    assert not entry.sit_down(access=access, session=made, seat=ANOTHER)
    with pytest.raises(entry.Elsewhere):
        keep(house, made, seat=ANOTHER)
    assert entry.sit_down(access=access, session=made, seat=ANOTHER, take=True)
    with pytest.raises(entry.Elsewhere):
        line(house, made)
    assert AuditEntry.objects.filter(action="entry.taken_over").count() == 1


def test_a_seat_that_was_left_is_free(house: House) -> None:
    made = session(house)
    EntrySession.objects.filter(pk=made.pk).update(seat_at=made.opened_at - timedelta(minutes=31))
    assert entry.sit_down(access=house.access(OFFICER), session=made, seat=ANOTHER)


def test_what_enter_does_is_remembered_for_the_next_session(house: House) -> None:
    made = session(house)
    entry.set_enter(access=house.access(OFFICER), session=made, moves=False)
    assert not session(house).enter_moves
    assert session(house, house.access("huyen.batri.phunu")).enter_moves


def test_a_closed_session_takes_no_line_and_a_half_typed_line_keeps_it_open(house: House) -> None:
    made, access = session(house), house.access(OFFICER)
    keep(house, made)
    with pytest.raises(ValidationError):
        entry.close_session(access=access, session=made)
    keep(house, made, typed={})
    entry.close_session(access=access, session=made)
    with pytest.raises(ValidationError):
        line(house, made)


# --- the draft --------------------------------------------------------------------------------------------------------


def test_the_draft_rests_sealed(house: House) -> None:
    made = session(house)
    draft = keep(house, made)
    assert draft is not None
    assert draft.content == TYPED
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sealed, d::text, s::text FROM registrations_entrydraft d JOIN registrations_entrysession s ON s.id = d.session_id"
        )
        sealed, *rows = cursor.fetchone()
    stored = bytes(sealed) + " ".join(rows).encode()
    for word in (TYPED["identity"], TYPED["full_name"], fold(TYPED["full_name"]), TYPED["phones"]):
        assert word.encode() not in stored
        assert word.encode().hex().encode() not in stored


def test_one_draft_a_session_each_version_over_the_one_before(house: House) -> None:
    made = session(house)
    first = keep(house, made, version=0)
    second = keep(house, made, version=1)
    assert first is not None and second is not None
    assert (first.pk, second.version) == (second.pk, 2)
    with pytest.raises(entry.Elsewhere):
        keep(house, made, version=1)


def test_an_empty_line_keeps_no_draft(house: House) -> None:
    made = session(house)
    keep(house, made)
    assert keep(house, made, typed={"position": "1", "full_name": "  "}) is None
    assert not EntryDraft.objects.exists()


def test_a_draft_that_comes_after_its_line_was_saved_is_no_draft(house: House) -> None:
    made = session(house)
    line(house, made)
    assert keep(house, made) is None
    assert keep(house, made, typed={**TYPED, "position": "2"}) is not None


def test_drafts_live_a_week(house: House) -> None:
    old, young = session(house), session(house)
    for one in (old, young):
        keep(house, one)
    EntryDraft.objects.filter(session=old).update(saved_at=old.opened_at - timedelta(days=7, minutes=1))
    assert tidy_drafts() == 1
    assert EntryDraft.objects.get().session == young


# --- lines ------------------------------------------------------------------------------------------------------------


def test_a_line_registers_and_carries_everything_but_the_person(house: House) -> None:
    made = session(house)
    keep(house, made)
    claim = ConsentClaim("campaign", LIST_DAY, evidence="Mẫu 03")
    done = line(house, made, full_name="nguyễn thị ẫm", market=market(), consents=(claim,))
    made.refresh_from_db()
    assert done.person.full_name == "Nguyễn Thị Ẫm"
    assert (done.line.outcome, done.line.position, made.market) == ("created", 1, market())
    assert not EntryDraft.objects.exists()
    assert entry.next_position(made) == 2
    assert Registration.objects.get().stage_on == LIST_DAY
    assert not any("consent" in field.name for field in EntrySession._meta.get_fields())
    assert doctor.problems() == []


def test_a_line_of_the_list_is_entered_once(house: House) -> None:
    made = session(house)
    line(house, made, position=7)
    with pytest.raises(ValidationError) as refused:
        line(house, made, position=7)
    assert set(refused.value.message_dict) == {"position"}
    assert entry.next_position(made) == 8


def test_somebody_known_is_shared_and_counted_once(house: House) -> None:
    known = number()
    theirs = registered(
        house,
        house.access("xa.baothuan.doan"),
        unit=house.bao_thuan,
        identity=known,
        full_name="Lê Thị Chung",
    )
    made = session(house)
    done = line(house, made, identity=known, full_name="lê thị chung")
    assert (done.line.outcome, done.line.registration) == ("co_mobilised", theirs)
    again = line(house, made, identity=known, full_name="lê thị chung")
    assert again.line.outcome == EntryLine.Outcome.ALREADY
    assert Registration.objects.count() == 1
    assert Credit.objects.filter(superseded_at__isnull=True).count() == 2


def test_one_key_is_enough_for_somebody_whose_number_is_known(house: House) -> None:
    known, access = number(), house.access(OFFICER)
    registered(
        house,
        house.access("xa.baothuan.doan"),
        unit=house.bao_thuan,
        identity=known,
        full_name="Lê Thị Chung",
    )
    found = entry.recognised(candidate(house.bao_thanh, identity=known, full_name=""), house.campaign, access)
    assert found.full_name == "Lê Thị Chung"
    assert AuditEntry.objects.filter(action="person.duplicates_searched", kind="search").count() == 1


def test_one_key_registers_nobody_who_is_not_in_the_plan(house: House) -> None:
    access, away = house.access(OFFICER), number()
    returned(house, identity=away)
    for unknown in (number(), away):
        with pytest.raises(ValidationError) as refused:
            entry.recognised(
                candidate(house.bao_thanh, identity=unknown, full_name=""), house.campaign, access
            )
        assert set(refused.value.message_dict) == {"identity"}

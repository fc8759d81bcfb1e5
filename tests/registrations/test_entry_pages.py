"""The screen of fast entry as plain pages: what it asks, what it keeps, what it never carries, whom it lets type."""

from __future__ import annotations

import gzip
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from registrations.forms.entry import birth_of
from registrations.models import (
    Consent,
    Credit,
    EntryDraft,
    EntryLine,
    EntrySession,
    GroupStatus,
    Registration,
)
from tests.factories.campaigns import House
from tests.factories.entry import line, session
from tests.factories.registrations import market, number, registered

ClientAs = Callable[[str], Client]
OFFICER = "xa.baothanh.phunu"
ASYNC = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def client(client_as: ClientAs) -> Client:
    return client_as(OFFICER)


@pytest.fixture
def opened(house: House) -> EntrySession:
    """Open, and nobody sits before it."""
    return session(house, seat=None, planned=60)


def url(name: str, made: EntrySession, *more: Any) -> str:
    return reverse(f"registrations:{name}", args=[made.pk, *more])


def typed(made: EntrySession, **given: Any) -> dict[str, Any]:
    return {
        "position": "1",
        "identity": number(),
        "full_name": "nguyễn thị hồng như",
        "birth": "0503",
        "phones": "0912345678",
        "household": "",
        "market": "",
        "sex": "unknown",
        "unit": str(made.unit_id),
        "event": "",
        "on": "10/04/2018",
        "consent_on": "10/04/2018",
        "act": "save",
        "form_key": str(uuid.uuid4()),
        **given,
    }


# --- the list and opening ---------------------------------------------------------------------------------------------


def test_an_officer_without_a_session_is_told_how_to_begin(client: Client) -> None:
    text = client.get(reverse("registrations:entry-list")).content.decode()
    assert reverse("registrations:entry-new") in text
    assert reverse("registrations:entry-blank") in text


def test_a_session_is_opened_and_led_to(client: Client, house: House) -> None:
    data = {
        "unit": str(house.bao_thanh.pk),
        "on": "10/04/2018",
        "planned": "60",
        "form_key": str(uuid.uuid4()),
    }
    response = client.post(reverse("registrations:entry-new"), data)
    made = EntrySession.objects.get()
    assert response["Location"] == url("entry", made)
    assert client.get(reverse("registrations:entry-list")).content.decode().count(f"#{made.pk}") == 1
    assert client.get(url("entry", made)).status_code == 200


def test_the_paper_bears_the_number_of_the_session_and_of_every_line(
    client: Client, opened: EntrySession
) -> None:
    text = client.get(url("entry-paper", opened)).content.decode()
    assert f"#{opened.pk}" in text
    assert text.count('<th scope="row" class="num">') == 60
    assert client.get(reverse("registrations:entry-blank")).content.decode().count("<tr>") == 31


# --- a line -----------------------------------------------------------------------------------------------------------


def test_a_line_is_saved_and_the_next_one_is_empty_but_for_what_the_list_shares(
    client: Client, opened: EntrySession
) -> None:
    data = typed(opened, market=str(market().pk), consent="on", household="poor")
    response = client.post(url("entry", opened), data, follow=True)
    assert response.redirect_chain == [(url("entry", opened), 302)]
    form = response.context["form"]
    assert form["market"].value() == str(market().pk)
    assert (form["position"].value(), form["unit"].value()) == (2, str(opened.unit_id))
    for name in ("identity", "full_name", "birth", "phones", "household", "sex", "consent"):
        assert not form[name].value(), name
    text = response.content.decode()
    assert "Nguyễn Thị Hồng Như" in text
    assert "1/60" in text
    made = Registration.objects.get()
    assert (made.person.birth_date.isoformat(), made.person.sex) == ("1998-03-05", "female")  # type: ignore[union-attr]
    consent = Consent.objects.get()
    assert (consent.purpose, consent.evidence) == (
        "campaign",
        f"Danh sách giấy, phiên nhập {opened.pk}, dòng 1",
    )
    assert GroupStatus.objects.get().group == "poor"


def test_consent_is_never_ticked_beforehand_nor_carried_nor_drafted(
    client: Client, opened: EntrySession
) -> None:
    def boxes(text: str) -> list[str]:
        return re.findall(r"<input[^>]*checkbox[^>]*>", text)

    pages = [client.get(url("entry", opened)).content.decode()]
    client.post(url("entry-draft", opened), typed(opened, consent="on"))
    pages.append(client.get(url("entry", opened)).content.decode())
    pages.append(client.post(url("entry", opened), typed(opened, consent="on"), follow=True).content.decode())
    for text in pages:
        assert len(boxes(text)) == 1
        assert "checked" not in boxes(text)[0]
    assert "nguyễn thị hồng như" in pages[1]
    assert "consent" not in (EntryDraft.objects.first() or EntryDraft(sealed=b"")).__dict__
    client.post(url("entry", opened), typed(opened, position="2"))
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"identity": "08319800123"}, "identity"),
        ({"birth": "3102"}, "birth"),
        ({"birth": "0503", "identity": "123456789"}, "birth"),
        ({"birth": "05031988"}, "identity"),
        ({"phones": "12"}, "phones"),
        ({"consent": "on", "consent_on": ""}, "consent_on"),
        ({"position": ""}, "position"),
        ({"unit": ""}, "unit"),
        ({"on": "10/04/2031", "consent_on": ""}, "on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, opened: EntrySession, given: dict[str, str], field: str
) -> None:
    response = client.post(url("entry", opened), typed(opened, **given), **ASYNC)
    text = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert 'class="error-summary"' in text
    assert f'href="#id_{field}"' in text
    assert given.get("full_name", "nguyễn thị hồng như") in text
    assert "<html" not in text
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("text", "of", "read"),
    [
        ("0503", "083198001234", "1998-03-05 day"),
        ("05/03", "083198001234", "1998-03-05 day"),
        ("05031998", "083198001234", "1998-03-05 day"),
        ("05/03/1998", "", "1998-03-05 day"),
        ("03/1998", "", "1998-03-01 month"),
        ("1998", "", "1998-01-01 year"),
        ("1998", "083198001234", "1998-01-01 year"),
        ("2005", "083305001234", "2005-01-01 year"),
        ("2005", "083198001234", "1998-05-20 day"),
        ("", "083198001234", "None unknown"),
    ],
)
def test_a_birth_is_read_as_it_is_written_on_paper(text: str, of: str, read: str) -> None:
    birth = birth_of(text, of)
    assert f"{birth.on} {birth.precision}" == read


def test_a_sex_that_contradicts_the_number_is_refused_and_one_beside_an_old_number_is_kept(
    client: Client, opened: EntrySession
) -> None:
    wrong = client.post(url("entry", opened), typed(opened, sex="male"))
    assert set(wrong.context["form"].errors) == {"identity"}
    client.post(url("entry", opened), typed(opened, identity="320198765", birth="05031998", sex="male"))
    assert Registration.objects.get().person.sex == "male"


def test_a_form_sent_twice_enters_one_line(client: Client, opened: EntrySession) -> None:
    data = typed(opened)
    for _nth in range(2):
        assert client.post(url("entry", opened), data).status_code == 302
    assert EntryLine.objects.count() == Registration.objects.count() == 1


def test_after_a_save_the_script_gets_the_lines_and_the_key_of_the_next(
    client: Client, opened: EntrySession
) -> None:
    client.get(url("entry", opened))
    text = client.post(url("entry", opened), typed(opened), follow=True, **ASYNC).content.decode()
    assert 'data-line="2"' in text
    assert text.count('name="form_key"') == 2  # of the next line, and of the one undo
    assert "<html" not in text


def test_who_was_shown_is_in_the_trail(client: Client, opened: EntrySession) -> None:
    client.post(url("entry", opened), typed(opened), follow=True)
    told = AuditEntry.objects.filter(action="registrations.listed", kind="read")
    assert told.latest("pk").object_ids == [str(Registration.objects.get().pk)]


# --- somebody known ---------------------------------------------------------------------------------------------------


def test_somebody_of_another_area_is_shared_by_one_key_and_named_only_masked(
    client: Client, house: House, opened: EntrySession
) -> None:
    known = number()
    registered(
        house,
        house.access("huyen.chauthanh.nongdan"),
        unit=house.tan_thach,
        identity=known,
        full_name="Lê Thị Kín",
    )
    data = typed(opened, identity=known, full_name="", birth="", act="together")
    text = client.post(url("entry", opened), data, follow=True).content.decode()
    assert EntryLine.objects.get().outcome == "co_mobilised"
    assert Credit.objects.filter(superseded_at__isnull=True).count() == 2
    assert "L. T. K***" in text
    assert "Lê Thị Kín" not in text


def test_without_script_the_number_is_asked_about_on_the_same_page(
    client: Client, house: House, opened: EntrySession
) -> None:
    known = number()
    registered(house, identity=known, full_name="Lê Thị Chung")
    response = client.post(url("entry", opened), typed(opened, identity=known, act="check"))
    text = response.content.decode()
    assert response.status_code == 200
    assert 'data-hint="certain"' in text
    assert "nguyễn thị hồng như" in text
    assert "error-summary" not in text


def test_a_namesake_of_the_commune_is_asked_about(client: Client, house: House, opened: EntrySession) -> None:
    held = registered(house, full_name="Nguyễn Thị Hồng Như", identity="", unit=house.bao_thanh)
    data = typed(opened, identity="", birth="05031998")
    asked = client.post(url("entry", opened), data)
    assert (asked.status_code, set(asked.context["form"].errors)) == (422, {"same_as"})
    assert str(held.person_id) in asked.content.decode()
    client.post(url("entry", opened), {**data, "same_as": "new"})
    client.post(
        url("entry", opened),
        {**typed(opened, position="2"), "identity": "", "birth": "05031998", "same_as": str(held.person_id)},
    )
    assert list(EntryLine.objects.order_by("position").values_list("outcome", flat=True)) == [
        "created",
        "already",
    ]


# --- draft, seat, undo, keys ------------------------------------------------------------------------------------------


def test_a_draft_comes_back_also_on_another_machine(
    client: Client, client_as: ClientAs, opened: EntrySession
) -> None:
    client.get(url("entry", opened))
    kept = client.post(url("entry-draft", opened), typed(opened, version="0"), **ASYNC)
    assert 'data-version="1"' in kept.content.decode()
    other = client_as(OFFICER)
    assert other.get(url("entry", opened)).status_code == 409
    assert other.post(url("entry-draft", opened), typed(opened), **ASYNC).status_code == 409
    assert other.post(url("entry", opened), typed(opened), **ASYNC).status_code == 409
    other.post(url("entry-take", opened), {"form_key": str(uuid.uuid4())})
    assert "nguyễn thị hồng như" in other.get(url("entry", opened)).content.decode()
    late = client.post(url("entry", opened), typed(opened), **ASYNC)
    assert late.status_code == 409
    assert reverse("registrations:entry-take", args=[opened.pk]) in late.content.decode()
    assert not Registration.objects.exists()


def test_a_draft_is_cleared_by_its_button_and_by_an_empty_line(client: Client, opened: EntrySession) -> None:
    for change in ({"act": "clear"}, {"identity": "", "full_name": " ", "birth": "", "phones": ""}):
        client.post(url("entry-draft", opened), typed(opened))
        assert EntryDraft.objects.count() == 1
        assert client.post(url("entry-draft", opened), typed(opened, **change)).status_code == 302
        assert not EntryDraft.objects.exists()


def test_a_line_is_taken_back_from_the_page(client: Client, house: House, opened: EntrySession) -> None:
    client.post(url("entry", opened), typed(opened))
    row = EntryLine.objects.get()
    text = client.get(url("entry", opened)).content.decode()
    assert url("entry-undo", opened, row.pk) in text
    after = client.post(url("entry-undo", opened, row.pk), {"form_key": str(uuid.uuid4())}, follow=True)
    assert not Registration.objects.exists()
    assert "0/60" in after.content.decode()
    again = client.post(url("entry-undo", opened, row.pk), {"form_key": str(uuid.uuid4())}, follow=True)
    assert [message.level_tag for message in again.context["messages"]] == ["error"]


def test_the_undo_is_offered_for_ten_minutes_only(client: Client, house: House, opened: EntrySession) -> None:
    client.post(url("entry", opened), typed(opened))
    row = EntryLine.objects.get()
    EntryLine.objects.update(created_at=row.created_at - EntryLine.UNDO)
    assert url("entry-undo", opened, row.pk) not in client.get(url("entry", opened)).content.decode()


def test_enter_can_be_switched_off_and_stays_off(client: Client, opened: EntrySession) -> None:
    assert 'data-enter="1"' in client.get(url("entry", opened)).content.decode()
    client.post(url("entry-keys", opened), {"enter": "off", "form_key": str(uuid.uuid4())})
    assert 'data-enter="0"' in client.get(url("entry", opened)).content.decode()


def test_a_closed_session_only_shows_what_came_of_it(client: Client, opened: EntrySession) -> None:
    client.post(url("entry", opened), typed(opened))
    client.post(url("entry-close", opened), {"form_key": str(uuid.uuid4())})
    text = client.get(url("entry", opened)).content.decode()
    assert 'id="entry"' not in text
    assert "Nguyễn Thị Hồng Như" in text
    refused = client.post(url("entry", opened), typed(opened, position="2"))
    assert refused.status_code == 422


def test_the_session_of_somebody_else_does_not_exist(
    client_as: ClientAs, house: House, opened: EntrySession
) -> None:
    done = line(house, opened)
    for user in ("huyen.batri.phunu", "tinh.mttq", "xa.baothuan.doan"):
        client = client_as(user)
        assert client.get(url("entry", opened)).status_code == 404
        for name, more in (
            ("entry", []),
            ("entry-draft", []),
            ("entry-take", []),
            ("entry-undo", [done.line.pk]),
        ):
            assert client.post(url(name, opened, *more), {"form_key": ""}).status_code == 404
    assert EntryLine.objects.get().undone_at is None


def test_the_screen_asks_the_database_little_and_weighs_little(
    client: Client, house: House, opened: EntrySession, django_assert_max_num_queries: Any
) -> None:
    for _nth in range(3):
        line(house, opened)
    EntrySession.objects.update(seat=None, seat_at=None)
    client.get(url("entry", opened))
    with django_assert_max_num_queries(13):  # two of them the savepoint of the trail
        response = client.get(url("entry", opened))
    assert len(gzip.compress(response.content)) < 14 * 1024

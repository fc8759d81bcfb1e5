"""From the page of a person to one record: find, propose, agree, compare, look ahead, merge, take back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from registrations.models import DistinctPair, Merge, Searches
from registrations.services import duplicates
from tests.factories.campaigns import House
from tests.factories.merging import NEW_CARD, agreed, farmers, merged, women
from tests.factories.registrations import fresh, market, registered, step

WOMEN, FARMERS, FRONT = "xa.baothanh.phunu", "huyen.chauthanh.nongdan", "tinh.mttq"


@pytest.fixture
def enter(house: House) -> Any:
    def client(name: str) -> Client:
        made = Client()
        made.force_login(house.user(name))
        return made

    return client


def url(name: str, key: Any) -> str:
    return reverse(f"registrations:{name}", args=[key])


def token(text: str) -> str:
    found = re.search(r'name="other" value="([^"]+)"', text)
    assert found
    return found[1]


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_from_the_number_to_one_record_and_back(house: House, enter: Any) -> None:
    mine, theirs = women(house), farmers(house)
    officer, other, front = enter(WOMEN), enter(FARMERS), enter(FRONT)

    found = text_of(officer.post(url("merge-find", mine.pk), {"number": "083 198 000 777"}))
    assert "Ng. T. H. N***" in found
    assert "Hội Nông dân" in found
    assert str(theirs.pk) not in found
    sent = officer.post(
        url("merge-propose", mine.pk), {"other": token(found), "reason": "Cùng ngày sinh, cùng mẹ"}
    )
    row = Merge.objects.get()
    assert sent.headers["Location"] == url("merge-detail", row.pk)

    waiting = text_of(other.get(reverse("registrations:merge-list")))
    assert "Chờ bạn" in waiting
    other.post(url("merge-answer", row.pk), {"decision": "agree", "note": ""})
    assert Merge.objects.get().state == Merge.State.AGREED

    page = text_of(front.get(url("merge-compare", row.pk)))
    assert 'name="unit"' in page
    ahead = text_of(front.post(url("merge-compare", row.pk), {"unit": "kept", "unit-kh202": "kept"}))
    assert "Ghép thành một hồ sơ" in ahead
    assert Merge.objects.get().state == Merge.State.AGREED
    front.post(url("merge-compare", row.pk), {"unit": "kept", "unit-kh202": "kept", "confirm": "1"})
    assert Merge.objects.get().state == Merge.State.DONE
    assert "Hoàn tác ghép" in text_of(front.get(url("merge-detail", row.pk)))

    moved = front.get(url("detail", theirs.pk))
    assert moved.headers["Location"] == url("detail", mine.pk)
    assert officer.get(url("detail", mine.pk)).status_code == 200
    front.post(url("merge-undo", row.pk))
    assert Merge.objects.get().state == Merge.State.UNDONE
    assert front.get(url("detail", theirs.pk)).status_code == 200


def test_both_names_of_a_merge_stay_whole_for_the_front_and_masked_for_the_other_body(
    house: House, enter: Any
) -> None:
    mine, theirs = women(house, full_name="Nguyễn Thị Nhung"), farmers(house)
    row = merged(house, mine.person, theirs.person)
    for name, shown in ((FRONT, True), (WOMEN, False)):
        for address in (url("merge-detail", row.pk), reverse("registrations:merge-list")):
            assert ("Nguyễn Thị Hồng Nhung" in text_of(enter(name).get(address))) is shown, name


def test_an_old_link_leads_nowhere_for_whom_the_other_is_out_of_view(house: House, enter: Any) -> None:
    mine, theirs = women(house), farmers(house)
    merged(house, mine.person, theirs.person)
    assert enter(FARMERS).get(url("detail", theirs.pk)).status_code == 404


def test_the_other_side_is_masked_on_every_page_of_the_proposer(house: House, enter: Any) -> None:
    mine, theirs = (
        women(house, full_name="Nguyễn Thị Nhung"),
        farmers(house, hamlet="Ấp Kín", phones=("0987654321",)),
    )
    officer = enter(WOMEN)
    pages = [text_of(officer.post(url("merge-find", mine.pk), {"number": NEW_CARD}))]
    officer.post(url("merge-propose", mine.pk), {"other": token(pages[0])})
    row = Merge.objects.get()
    for address in (
        url("merge-detail", row.pk),
        reverse("registrations:merge-list"),
        url("merge-find", mine.pk),
    ):
        pages.append(text_of(officer.get(address)))
    pages.append(text_of(officer.get(url("merge-compare", row.pk))))
    for page in pages:
        for secret in ("Hồng", "Ấp Kín", "0987654321", "04/2018", str(theirs.pk), str(theirs.person_id)):
            assert secret not in page.replace(NEW_CARD, "")
    assert all(NEW_CARD not in page for page in pages[1:])


def test_two_numbers_must_be_chosen_between_before_anything_is_shown(house: House, enter: Any) -> None:
    mine, theirs = women(house, identity="083198000111"), farmers(house)
    row = agreed(house, mine.person, theirs.person)
    answer = enter(FRONT).post(url("merge-compare", row.pk), {"confirm": "1"})
    assert answer.status_code == 422
    assert Merge.objects.get().state == Merge.State.AGREED


def test_contradictions_stand_on_top_of_the_comparison(house: House, enter: Any) -> None:
    mine, theirs = women(house), farmers(house)
    for registration, on in ((mine, "01/06/2018"), (theirs, "09/06/2018")):
        step(house, registration, "selected", on, market=market(), through_centre=True)
    row = agreed(house, mine.person, theirs.person)
    answer = enter(FRONT).post(url("merge-compare", row.pk), {"unit": "kept", "unit-kh202": "kept"})
    assert answer.status_code == 422
    assert "01/06/2018" in text_of(answer)
    assert "09/06/2018" in text_of(answer)


def test_namesakes_of_the_commune_are_proposed_until_somebody_tells_them_apart(
    house: House, enter: Any
) -> None:
    mine = women(house)
    registered(house, full_name=mine.person.full_name, identity="")
    officer, address = enter(WOMEN), url("merge-find", mine.pk)
    page = text_of(officer.get(address))
    officer.post(url("merge-distinct", mine.pk), {"other": token(page)})
    assert DistinctPair.objects.count() == 1
    assert 'name="other"' not in text_of(officer.get(address))


def test_twins_of_a_name_with_two_cards_are_not_proposed(house: House, enter: Any) -> None:
    mine = women(house, identity="083198000111")
    registered(house, full_name=mine.person.full_name)
    assert 'name="other"' not in text_of(enter(WOMEN).get(url("merge-find", mine.pk)))


@pytest.mark.parametrize("other", ["", "x:y:z"])
def test_nobody_is_named_without_having_been_found(house: House, enter: Any, other: str) -> None:
    mine = women(house)
    farmers(house)
    enter(WOMEN).post(url("merge-propose", mine.pk), {"other": other})
    assert not Merge.objects.exists()


def test_what_another_officer_found_is_no_key(house: House, enter: Any) -> None:
    mine = women(house)
    farmers(house)
    found = token(text_of(enter("huyen.batri.phunu").post(url("merge-find", mine.pk), {"number": NEW_CARD})))
    enter(WOMEN).post(url("merge-propose", mine.pk), {"other": found})
    assert not Merge.objects.exists()


def test_undoing_says_what_was_written_since(house: House, enter: Any) -> None:
    mine, theirs = women(house), farmers(house)
    done = merged(house, mine.person, theirs.person)
    step(house, fresh(mine), "consulted", "10/04/2018")
    front = enter(FRONT)
    page = text_of(front.post(url("merge-undo", done.pk), follow=True))
    assert "Mốc: thêm 1" in page
    assert Merge.objects.get().state == Merge.State.DONE


def test_questions_are_counted_and_end_for_the_hour(
    house: House, enter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers cannot be tried out one after the other."""
    monkeypatch.setattr(duplicates, "MOST_PER_HOUR", 3)
    mine, officer = women(house), enter(WOMEN)
    answers = [officer.post(url("merge-find", mine.pk), {"number": NEW_CARD}) for _nth in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert Searches.objects.get().count == 3
    assert AuditEntry.objects.filter(kind="search").count() == 3
    assert "Retry-After" in answers[-1].headers
    assert enter(FARMERS).get(reverse("registrations:merge-list")).status_code == 200


def test_the_count_begins_anew_with_the_hour(house: House, enter: Any) -> None:
    mine, officer = women(house), enter(WOMEN)
    officer.post(url("merge-find", mine.pk), {"number": NEW_CARD})
    Searches.objects.update(hour="2018-01-01T00:00:00Z", count=10_000)
    assert officer.post(url("merge-find", mine.pk), {"number": NEW_CARD}).status_code == 200
    assert Searches.objects.get().count == 1

"""Pages of shared credit: what waits for us, one question, disputes, decisions, «cùng vận động»."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from registrations import claims
from registrations.models import CreditProposal, Registration
from registrations.services import credit, proposals
from tests.factories.campaigns import House
from tests.factories.registrations import candidate, registered
from tests.registrations.test_credit import held, together
from tests.registrations.test_credit_agreement import BOSS, FARMERS, WOMEN, asked, on, propose, say

ClientAs = Callable[[str], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"registrations:{name}", args=args)


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def told(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_what_waits_is_listed_with_who_asks_for_what_until_when(house: House, client_as: ClientAs) -> None:
    made = together(house, FARMERS)
    page = text(client_as(WOMEN).get(url("credit-waiting")))
    assert made.person.full_name in page
    assert "Hội Nông dân ghi nhận đã cùng vận động" in page
    assert "còn 5 ngày làm việc" in page
    assert "Không có công vận động nào chờ" in text(client_as(FARMERS).get(url("credit-waiting")))
    seen = AuditEntry.objects.filter(action="credit.waiting_listed", object_ids__contains=[str(made.pk)])
    assert seen.count() == 1


def test_home_says_how_many_questions_wait(house: House, client_as: ClientAs) -> None:
    together(house, FARMERS)
    page = text(client_as(WOMEN).get("/"))
    assert f'<a href="{url("credit-waiting")}">Công vận động chờ xác nhận</a> <b class="num">1</b>' in page


def test_several_are_agreed_to_at_once_and_one_by_one(house: House, client_as: ClientAs) -> None:
    made = [together(house, FARMERS) for _ in range(3)]
    client = client_as(WOMEN)
    stamps = [f"{asked(one).pk}:1" for one in made]
    response = client.post(url("credit-waiting"), {"chosen": stamps[:2]})
    assert response.status_code == 302
    assert "Đã xác nhận 2 phần công" in told(response)
    client.post(url("credit-waiting"), {"one": stamps[2], "chosen": stamps})
    assert not CreditProposal.objects.live().exists()
    assert client.post(url("credit-waiting"), {}).status_code == 422


def test_a_line_that_changed_meanwhile_is_left_alone_and_said(house: House, client_as: ClientAs) -> None:
    made = together(house, FARMERS)
    stamp = f"{asked(made).pk}:1"
    proposals.comment(proposal=asked(made), note="Đã đến nhà", access=house.access(FARMERS))
    response = client_as(WOMEN).post(url("credit-waiting"), {"chosen": [stamp, "999999:1", "x"]})
    assert "3 dòng đã thay đổi" in told(response)
    assert asked(made).state == "open"


def test_a_no_needs_words_and_nothing_typed_is_lost(house: House, client_as: ClientAs) -> None:
    made = together(house, FARMERS)
    client, address = client_as(WOMEN), url("credit-answer", asked(made).pk)
    assert f"{address}?answer=dispute" in client.get(url("credit-waiting")).content.decode()
    assert client.get(f"{address}?answer=dispute").context["form"]["decision"].value() == "dispute"
    refused = client.post(address, {"decision": "dispute", "note": "", "version": "1"})
    assert refused.status_code == 422
    assert "note" in refused.context["form"].errors
    assert client.post(address, {"decision": "dispute", "note": "x" * 401, "version": "1"}).status_code == 422
    done = client.post(address, {"decision": "dispute", "note": "Hội gặp trước", "version": "1"})
    assert done.status_code == 302
    assert "Hội gặp trước" in text(client_as(FARMERS).get(address))


def test_a_stale_answer_is_a_conflict_that_keeps_the_words(house: House, client_as: ClientAs) -> None:
    made = together(house, FARMERS)
    proposals.comment(proposal=asked(made), note="Đã đến nhà", access=house.access(FARMERS))
    client, address = client_as(WOMEN), url("credit-answer", asked(made).pk)
    data = {"decision": "dispute", "note": "Hội gặp trước", "version": "1"}
    response = client.post(address, data)
    assert response.status_code == 409
    assert "Hội gặp trước" in response.content.decode()
    again = {**data, "version": response.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302


def test_other_shares_are_proposed_by_any_side_and_hold_when_agreed(
    house: House, client_as: ClientAs
) -> None:
    made = together(house, FARMERS)
    client, address = client_as(FARMERS), url("credit", made.pk)
    assert client.get(address).context["decides"] is False
    data = {"version": "1", "lead": house.organizations["nongdan"].pk, "note": "Chi hội tư vấn chính"}
    wrong = client.post(address, {**data, "share_phunu": "1/3", "share_nongdan": "1/3"})
    assert wrong.status_code == 422
    assert "2/3" in text(wrong)
    assert client.post(address, {**data, "share_phunu": "hai phần"}).status_code == 422
    assert client.post(address, {**data, "share_phunu": "30 %", "share_nongdan": "0,7"}).status_code == 302
    assert held(made) == {"phunu": "1/2", "nongdan": "1/2"}
    change = made.credit_proposals.get(kind="change")
    page = text(client_as(WOMEN).get(url("detail", made.pk)))
    assert "Hội Nông dân đề nghị chia lại công" in page
    answer = {"decision": "agree", "version": str(change.version)}
    assert client_as(WOMEN).post(url("credit-answer", change.pk), answer).status_code == 302
    assert held(made) == {"phunu": "3/10", "nongdan": "7/10"}


def test_a_proposal_over_shares_that_changed_meanwhile_is_a_conflict(
    house: House, client_as: ClientAs
) -> None:
    made = together(house, FARMERS)
    propose(house, made, WOMEN, "phunu", phunu="2/3", nongdan="1/3")
    data = {
        "version": "1",
        "lead": house.organizations["phunu"].pk,
        "share_phunu": "1/4",
        "share_nongdan": "3/4",
    }
    assert client_as(FARMERS).post(url("credit", made.pk), data).status_code == 409


def test_a_proposal_is_taken_back(house: House, client_as: ClientAs) -> None:
    made = together(house, FARMERS)
    change = propose(house, made, FARMERS, "phunu", phunu="2/3", nongdan="1/3")
    client_as(WOMEN).post(url("credit-withdraw", change.pk))
    change.refresh_from_db()
    assert change.state == "open"
    assert "Rút đề nghị" in text(client_as(FARMERS).get(url("credit-answer", change.pk)))
    client_as(FARMERS).post(url("credit-withdraw", change.pk))
    change.refresh_from_db()
    assert change.state == "withdrawn"


def test_disputes_are_listed_oldest_first_with_both_sides_and_decided(
    house: House, client_as: ClientAs
) -> None:
    with on(date(2018, 3, 5)):
        old = together(house, FARMERS)
        say(house, old, WOMEN, agrees=False, note="Hội gặp trước")
        proposals.comment(proposal=asked(old), note="Chi hội đến ba lần", access=house.access(FARMERS))
    new = together(house, FARMERS)
    say(house, new, WOMEN, agrees=False, note="Không rõ")
    boss = client_as(BOSS)
    rows = boss.get(url("credit-disputes")).context["rows"]
    assert [row.row.registration_id for row in rows] == [old.pk, new.pk]
    assert rows[0].days > 1000
    page = text(boss.get(url("credit-disputes")))
    assert "Hội gặp trước" in page
    assert "Chi hội đến ba lần" in page
    address = url("credit-decide", rows[0].row.pk)
    data = {
        "version": str(rows[0].row.version),
        "lead": house.organizations["phunu"].pk,
        "share_phunu": "60%",
    }
    assert boss.post(address, {**data, "share_nongdan": "40%"}).status_code == 422
    much = boss.post(address, {**data, "share_nongdan": "50%", "reason": "Hai bên"}).context["form"]
    assert list(much.errors) == ["share_phunu"]  # at those concerned, who stand first
    assert [body.code for body in much.bodies[:2]] == ["phunu", "nongdan"]
    decided = boss.post(address, {**data, "share_nongdan": "40%", "reason": "Hai bên cùng mời"})
    assert decided.status_code == 302
    assert held(old) == {"phunu": "3/5", "nongdan": "2/5"}
    assert "Hai bên cùng mời" in text(client_as(FARMERS).get(url("credit-answer", rows[0].row.pk)))
    assert len(boss.get(url("credit-disputes")).context["rows"]) == 1
    assert boss.post(address, {**data, "share_nongdan": "40%", "reason": "Lại"}).status_code == 409


def test_home_of_the_coordinator_names_the_disputes(house: House, client_as: ClientAs) -> None:
    made = together(house, FARMERS)
    say(house, made, WOMEN, agrees=False, note="Không")
    assert "Tranh chấp công vận động chờ quyết định" in text(client_as(BOSS).get("/"))
    assert "Tranh chấp công vận động chờ quyết định" not in text(client_as(WOMEN).get("/"))


def test_the_coordinator_sets_shares_with_a_reason_where_nothing_is_disputed(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house)
    client, address = client_as(BOSS), url("credit", made.pk)
    assert client.get(address).context["decides"] is True
    data = {"version": "1", "lead": house.organizations["doan"].pk, "share_doan": "1"}
    assert client.post(address, data).status_code == 422
    assert client.post(address, {**data, "reason": "Ghi nhầm tổ chức"}).status_code == 302
    assert held(made) == {"doan": "1"}


def test_a_body_is_added_from_the_page_of_the_person(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    client, address = client_as("huyen.batri.mttq"), url("credit-join", made.pk)
    assert url("credit-join", made.pk) in text(client.get(url("detail", made.pk)))
    assert client.post(address, {}).status_code == 422
    data = {"organization": house.organizations["mttq"].pk, "note": "Cùng tổ chức buổi tư vấn"}
    assert client.post(address, data).status_code == 302
    assert held(made) == {"phunu": "1/2", "mttq": "1/2"}
    assert client.post(address, data).status_code == 422
    assert url("credit-join", made.pk) not in text(client_as(WOMEN).get(url("detail", made.pk)))


def test_a_body_is_added_from_the_hint_that_a_number_is_known(house: House, client_as: ClientAs) -> None:
    someone = candidate(house.bao_thanh)
    made = registered(house, someone=someone)
    far = client_as("huyen.chauthanh.nongdan")
    data = {"identity": someone.identity, "full_name": "", "unit": ""}
    hint = far.post(url("check"), data, HTTP_HX_REQUEST="true")
    key = claims.pass_for(made.person_id, house.access("huyen.chauthanh.nongdan"))
    assert 'name="who"' in text(hint)
    response = far.post(url("credit-join-known"), {"who": key})
    assert response.status_code == 302
    page = text(far.get(response.headers["Location"]))
    assert made.person.full_name not in page
    assert "Cùng vận động" in page
    assert held(made) == {"phunu": "1/2", "nongdan": "1/2"}


@pytest.mark.parametrize("who", ["", "x", "other"])
def test_nobody_shares_in_people_without_having_typed_their_number(
    house: House, client_as: ClientAs, who: str
) -> None:
    made = registered(house)
    if who == "other":
        who = claims.pass_for(made.person_id, house.access(WOMEN))
    response = client_as("huyen.chauthanh.nongdan").post(url("credit-join-known"), {"who": who})
    assert response.headers["Location"] == url("create")
    assert held(made) == {"phunu": "1"}


def test_an_overdue_share_is_shown_as_confirmed_though_no_worker_came(
    house: House, client_as: ClientAs
) -> None:
    with on(date(2018, 3, 5)):
        made = together(house, FARMERS)
    page = text(client_as(WOMEN).get(url("detail", made.pk)))
    assert "Chờ xác nhận" not in page
    assert made.person.full_name not in text(client_as(WOMEN).get(url("credit-waiting")))
    address = url("credit-answer", asked(made).pk)
    late = client_as(WOMEN).post(address, {"decision": "dispute", "note": "Không", "version": "1"})
    assert late.status_code == 422
    assert "12/03/2018" in text(late)


def test_others_find_nothing(house: House, client_as: ClientAs) -> None:
    claim = asked(together(house, FARMERS))
    for name in ("xa.baothuan.doan", "huyen.chauthanh.nongdan"):
        for page in ("credit-answer", "credit-withdraw"):
            assert client_as(name).post(url(page, claim.pk)).status_code == 404
        assert client_as(name).get(url("credit-decide", claim.pk)).status_code == 403
    assert Registration.objects.get().credits.count() == 3
    assert sum((row.share for row in credit.active(Registration.objects.get())), Fraction(0)) == 1

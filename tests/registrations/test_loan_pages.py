"""A loan referral from the registration to the bank's desk and back, and what the bank never sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registrations.models import LoanReferral, Registration
from tests.factories.campaigns import House, organization
from tests.factories.registrations import agreed, branch, number, referred, registered

ClientAs = Callable[[str], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"registrations:{name}", args=args)


def answer(client: Client, referral: LoanReferral, how: str, **data: str) -> Any:
    page = client.get(url("loan-answer", referral.pk, how))
    version = page.context["form"].initial["version"]
    return client.post(url("loan-answer", referral.pk, how), {"on": "01/07/2018", "version": version, **data})


def state(referral: LoanReferral) -> str:
    referral.refresh_from_db()
    return referral.state


def test_without_consent_nothing_is_sent_and_the_page_leads_to_recording_it(
    house: House, client_as: ClientAs
) -> None:
    made, office = registered(house), branch(house)
    client = client_as("huyen.batri.phunu")
    data = {"branch": office.pk, "requested": "80tr", "purpose": "cost", "on": "05/06/2018"}
    page = client.post(url("loan-refer", made.pk), data)
    assert url("consent-give", made.pk) in page.content.decode()
    assert not LoanReferral.objects.exists()
    consent = {"purpose": "bank", "given_on": "05/03/2018", "channel": "paper", "evidence": "Mẫu 03"}
    response = client.post(url("consent-give", made.pk) + "?cho=vay", consent)
    assert response["Location"] == url("loan-refer", made.pk)
    client.post(url("loan-refer", made.pk), data)
    assert LoanReferral.objects.get().requested == 80_000_000


@pytest.mark.parametrize("written", ["80tr", "80.000.000", "80000000", "80 triệu"])
def test_amounts_are_read_as_people_write_them(house: House, client_as: ClientAs, written: str) -> None:
    made, office = registered(house, consents=(agreed(),)), branch(house)
    data = {"branch": office.pk, "requested": written, "purpose": "cost", "on": "05/06/2018"}
    assert client_as("huyen.batri.phunu").post(url("loan-refer", made.pk), data).status_code == 302
    assert LoanReferral.objects.get().requested == 80_000_000


def test_an_unreadable_amount_is_named_and_kept(house: House, client_as: ClientAs) -> None:
    made, office = registered(house, consents=(agreed(),)), branch(house)
    data = {"branch": office.pk, "requested": "tám chục", "purpose": "cost", "on": "05/06/2018"}
    response = client_as("huyen.batri.phunu").post(url("loan-refer", made.pk), data)
    assert response.status_code == 422
    assert "tám chục" in response.content.decode()
    assert "requested" in response.context["form"].errors


def test_the_bank_receives_asks_for_papers_approves_and_pays_out(house: House, client_as: ClientAs) -> None:
    referral, bank = referred(house), client_as("nhcsxh.batri")
    assert answer(bank, referral, "da-nhan").status_code == 302
    assert answer(bank, referral, "thieu-ho-so").status_code == 422
    assert answer(bank, referral, "thieu-ho-so", papers="Hợp đồng").status_code == 302
    sender = client_as("huyen.batri.phunu")
    assert "Hợp đồng" in sender.get(url("loan-detail", referral.pk)).content.decode()
    sender.post(url("loan-resend", referral.pk), {"on": "02/07/2018"})
    assert state(referral) == "sent"
    answer(bank, referral, "da-nhan", on="03/07/2018")
    assert answer(bank, referral, "duyet", on="04/07/2018", amount="70tr").status_code == 302
    assert answer(bank, referral, "giai-ngan", on="05/07/2018", amount="90tr").status_code == 422
    assert answer(bank, referral, "giai-ngan", on="05/07/2018", amount="70.000.000").status_code == 302
    assert state(referral) == "disbursed"
    assert "70.000.000" in sender.get(url("loan-list")).content.decode()


def test_a_refusal_needs_its_reason(house: House, client_as: ClientAs) -> None:
    referral, bank = referred(house), client_as("nhcsxh.batri")
    answer(bank, referral, "da-nhan")
    assert answer(bank, referral, "tu-choi").status_code == 422
    assert answer(bank, referral, "tu-choi", reason="old_debt").status_code == 302
    assert state(referral) == "refused"
    assert bank.get(url("loan-detail", referral.pk)).context["answers"] == []


def test_a_move_out_of_turn_is_refused_with_the_possible_ones(house: House, client_as: ClientAs) -> None:
    referral, bank = referred(house), client_as("nhcsxh.batri")
    response = answer(bank, referral, "giai-ngan", amount="80tr")
    assert response.status_code == 422
    assert "Ngân hàng đã nhận" in response.content.decode()
    assert bank.get(url("loan-answer", referral.pk, "bay")).status_code == 404


def test_an_answer_to_what_somebody_changed_meanwhile_is_not_lost(house: House, client_as: ClientAs) -> None:
    referral, bank = referred(house), client_as("nhcsxh.batri")
    answer(bank, referral, "da-nhan")
    data = {"on": "01/07/2018", "version": "1", "amount": "70tr", "note": "Chờ ký"}
    response = bank.post(url("loan-answer", referral.pk, "duyet"), data)
    assert response.status_code == 409
    assert "Chờ ký" in response.content.decode()
    assert response.context["form"]["version"].value() == str(referral.__class__.objects.get().version)


def test_the_bank_sees_its_branch_only_and_only_what_it_needs(house: House, client_as: ClientAs) -> None:
    own = number()
    referral = referred(
        house, identity=own, phones=("0912345678",), hamlet="Ấp Kín", education="9/12", full_name="Lê Thị Vay"
    )
    elsewhere = registered(house, house.access("tinh.mttq"), unit=house.tan_thach, consents=(agreed(),))
    client_as("tinh.mttq").post(
        url("loan-refer", elsewhere.pk),
        {
            "branch": branch(house, house.chau_thanh).pk,
            "requested": "10tr",
            "purpose": "cost",
            "on": "05/06/2018",
        },
    )
    foreign = LoanReferral.objects.exclude(pk=referral.pk).get()
    bank = client_as("nhcsxh.batri")
    for text in (
        bank.get(url("loan-list")).content.decode(),
        bank.get(url("loan-detail", referral.pk)).content.decode(),
    ):
        assert "Lê Thị Vay" in text
        assert "Xã Bảo Thạnh" in text
        for secret in (own, own[-3:] + "<", "0912", "Ấp Kín", "9/12", elsewhere.person.full_name):
            assert secret not in text, secret
        assert str(referral.registration_id) not in text
    assert bank.get(url("loan-detail", foreign.pk)).status_code == 404
    assert bank.post(url("loan-answer", foreign.pk, "da-nhan"), {"on": "01/07/2018"}).status_code == 404
    assert bank.get(url("detail", referral.registration_id)).status_code == 403


def test_another_bank_in_the_same_place_sees_nothing(house: House, client_as: ClientAs) -> None:
    referral = referred(house)
    other = organization("agribank", "Agribank", "bank", 21)
    house.postings["nhcsxh.batri"].organization = other
    house.postings["nhcsxh.batri"].save()
    bank = client_as("nhcsxh.batri")
    assert bank.get(url("loan-list")).context["rows"] == []
    assert bank.get(url("loan-detail", referral.pk)).status_code == 404


def test_other_bodies_and_areas_do_not_see_the_referral(house: House, client_as: ClientAs) -> None:
    referral = referred(house)
    for username in ("huyen.chauthanh.nongdan", "xa.baothuan.doan"):
        assert client_as(username).get(url("loan-detail", referral.pk)).status_code == 404
        assert client_as(username).get(url("loan-list")).context["rows"] == []
    assert client_as("ttdvvl").get(url("loan-list")).status_code == 403


def test_only_the_bank_answers_and_only_the_sender_takes_back(house: House, client_as: ClientAs) -> None:
    referral = referred(house)
    assert client_as("tinh.mttq").get(url("loan-answer", referral.pk, "da-nhan")).status_code == 403
    assert client_as("nhcsxh.batri").get(url("loan-withdraw", referral.pk)).status_code == 403
    client_as("huyen.batri.phunu").post(url("loan-withdraw", referral.pk), {"on": "06/06/2018"})
    assert state(referral) == "withdrawn"


def test_tabs_count_states_and_overdue_calls_are_one_click_away(house: House, client_as: ClientAs) -> None:
    referral = referred(house)
    sender = client_as("huyen.batri.phunu")
    sender.post(url("loan-follow-up", referral.pk), {"on": "10/06/2018"})
    page = sender.get(url("loan-list"))
    assert {tab.state: tab.count for tab in page.context["tabs"]}["sent"] == 1
    assert page.context["overdue"] == 1
    late = sender.get(url("loan-list"), {"trang-thai": "qua-han"})
    assert late.context["rows"][0].late > 0
    assert sender.get(url("loan-list"), {"trang-thai": "refused"}).context["rows"] == []
    assert len(sender.get(url("loan-list"), {"trang-thai": "lạ"}).context["rows"]) == 1


def test_the_list_of_loans_needs_few_queries(
    house: House, client_as: ClientAs, django_assert_max_num_queries: Any
) -> None:
    for _nth in range(8):
        referred(house)
    client = client_as("huyen.batri.phunu")
    client.get(url("loan-list"))
    with django_assert_max_num_queries(15):
        client.get(url("loan-list"))


def test_a_closed_registration_offers_no_referral(house: House, client_as: ClientAs) -> None:
    made = registered(house, consents=(agreed(),))
    Registration.objects.filter(pk=made.pk).update(stage="withdrawn")
    client = client_as("huyen.batri.phunu")
    assert url("loan-refer", made.pk) not in client.get(url("detail", made.pk)).content.decode()

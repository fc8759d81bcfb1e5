"""The calm full form: what it asks, what it refuses, what comes of it, and that it acts once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import PostedForm
from outreach.models import Event, Invitee
from registrations.models import Consent, Credit, Person, Registration
from tests.factories.campaigns import House
from tests.factories.registrations import number, registered

ClientAs = Callable[[str], Client]
CREATE = "registrations:create"


def filled(house: House, **given: Any) -> dict[str, Any]:
    return {
        "identity": number(),
        "full_name": "nguyễn thị hồng như",
        "birth": "05/03/1998",
        "sex": "unknown",
        "unit": str(house.bao_thanh.pk),
        "on": "10/04/2018",
        "form_key": str(uuid.uuid4()),
        **given,
    }


def send(client: Client, data: dict[str, Any], query: str = "") -> Any:
    return client.post(reverse(CREATE) + query, data)


def test_a_person_is_registered_with_all_that_was_typed(house: House, client_as: ClientAs) -> None:
    data = filled(
        house,
        hamlet="Ấp 3",
        phones="0912345678; 0987 654 321",
        groups=["poor"],
        groups_from="01/01/2018",
        groups_evidence="Sổ 12",
        tie_organization=str(house.organizations["phunu"].pk),
        tie_relation="child",
        tie_member="lê thị mẹ",
        consents=["campaign", "bank"],
        consents_on="10/04/2018",
        consents_evidence="Mẫu 03",
        note="Gọi buổi chiều",
    )
    response = client_as("xa.baothanh.phunu").post(reverse(CREATE), data, follow=True)
    made = Registration.objects.get()
    person = made.person
    assert response.redirect_chain == [(reverse("registrations:outcome"), 302)]
    assert person.full_name == "Nguyễn Thị Hồng Như"
    assert "Nguyễn Thị Hồng Như" in response.content.decode()
    assert person.sex == "female"
    assert sorted(phone.value for phone in person.phones.all()) == ["0912345678", "0987654321"]
    assert person.groups.get().evidence == "Sổ 12"
    assert person.affiliations.get().member_name == "Lê Thị Mẹ"
    assert set(person.consents.values_list("purpose", flat=True)) == {"campaign", "bank"}
    assert Credit.objects.get().organization.code == "phunu"
    assert made.note == "Gọi buổi chiều"


def test_no_consent_is_ticked_beforehand_and_browsers_are_told_to_remember_nothing(
    house: House, client_as: ClientAs
) -> None:
    form = client_as("xa.baothanh.phunu").get(reverse(CREATE)).context["form"]
    assert not form["consents"].initial
    for name in ("identity", "full_name", "birth", "phones", "hamlet", "tie_member"):
        assert form.fields[name].widget.attrs["autocomplete"] == "off", name


def test_the_communes_offered_are_those_of_the_area(house: House, client_as: ClientAs) -> None:
    text = client_as("huyen.batri.phunu").get(reverse(CREATE)).content.decode()
    assert "Xã Bảo Thạnh" in text
    assert "Xã Tân Thạch" not in text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"identity": "12345"}, "identity"),
        ({"birth": "31/02/1998"}, "birth"),
        ({"birth": "05/03/1988"}, "identity"),
        ({"unit": ""}, "unit"),
        ({"on": ""}, "on"),
        ({"on": "10/04/2031"}, "on"),
        ({"phones": "abc 12"}, "phones"),
        ({"groups": ["poor"]}, "groups_from"),
        ({"tie_relation": "child"}, "tie_organization"),
        ({"consents": ["bank"]}, "consents_on"),
        ({"consents": ["bank"], "consents_on": "01/04/2018"}, "consents_evidence"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(
    house: House, client_as: ClientAs, given: dict[str, Any], field: str
) -> None:
    response = send(client_as("xa.baothanh.phunu"), filled(house, hamlet="Ấp Giồng Nhàn", **given))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    text = response.content.decode()
    assert 'class="error-summary"' in text
    assert "Ấp Giồng Nhàn" in text
    assert not Registration.objects.exists()


def test_a_commune_outside_the_area_is_refused(house: House, client_as: ClientAs) -> None:
    response = send(client_as("xa.baothanh.phunu"), filled(house, unit=str(house.tan_thach.pk)))
    assert response.status_code == 422
    assert "Tân Thạch" not in response.content.decode()
    assert not Person.objects.exists()


def test_sending_a_form_twice_registers_once(house: House, client_as: ClientAs) -> None:
    client, data = client_as("xa.baothanh.phunu"), filled(house, identity="")
    first, again = send(client, data), send(client, data)
    assert first["Location"] == again["Location"]
    assert Registration.objects.count() == 1
    assert "đã được lưu" in client.get(again["Location"]).content.decode()


def test_a_refused_form_may_be_sent_again_with_the_same_key(house: House, client_as: ClientAs) -> None:
    client, data = client_as("xa.baothanh.phunu"), filled(house, on="10/04/2031")
    assert send(client, data).status_code == 422
    assert not PostedForm.objects.exists()
    assert send(client, {**data, "on": "10/04/2018"}).status_code == 302
    assert Registration.objects.count() == 1


def test_another_user_with_the_same_key_is_no_repetition(house: House, client_as: ClientAs) -> None:
    data = filled(house, identity="")
    send(client_as("xa.baothanh.phunu"), data)
    send(client_as("huyen.batri.phunu"), {**data, "full_name": "Trần Thị Khác"})
    assert Registration.objects.count() == 2


def test_a_second_body_is_told_that_it_mobilised_together(house: House, client_as: ClientAs) -> None:
    own = number()
    made = registered(house, identity=own, full_name="Nguyễn Thị Hồng Như")
    data = filled(house, identity=own)
    response = client_as("huyen.batri.mttq").post(reverse(CREATE), data, follow=True)
    assert response.context["done"]["outcome"] == "co_mobilised"
    assert "Cùng vận động" in response.content.decode()
    assert Registration.objects.get() == made
    assert {str(c.share) for c in Credit.objects.filter(superseded_at__isnull=True)} == {"1/2"}
    again = client_as("huyen.batri.mttq").post(reverse(CREATE), {**data, "form_key": ""}, follow=True)
    assert again.context["done"]["outcome"] == "already"


def test_somebody_of_another_area_is_named_only_masked(house: House, client_as: ClientAs) -> None:
    own = number()
    registered(house, identity=own, full_name="Nguyễn Thị Hồng Như")
    data = filled(house, identity=own, unit=str(house.tan_thach.pk), full_name="Nguyễn Thị Nhu Như")
    response = client_as("huyen.chauthanh.nongdan").post(reverse(CREATE), data, follow=True)
    text = response.content.decode()
    assert response.context["done"]["pk"] == ""
    assert "Hồng Như" not in text
    assert "Ng. T. H. N***" in text


def test_a_namesake_in_the_commune_is_asked_about_before_anything_is_written(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house, identity="", full_name="Nguyễn Thị Hồng Như")
    client, data = client_as("xa.baothanh.phunu"), filled(house, identity="", hamlet="Ấp 9")
    response = send(client, data)
    assert response.status_code == 422
    assert "same_as" in response.context["form"].fields
    assert "Ấp 9" in response.content.decode()
    assert Registration.objects.count() == 1
    same = client.post(reverse(CREATE), {**data, "same_as": str(made.person.pk)}, follow=True)
    assert same.context["done"]["outcome"] == "already"
    other = client.post(reverse(CREATE), filled(house, identity="", same_as="new"), follow=True)
    assert other.context["done"]["outcome"] == "created"
    assert Person.objects.count() == 2


def test_the_check_names_body_unit_and_a_masked_name_only(house: House, client_as: ClientAs) -> None:
    own = number()
    registered(house, identity=own, full_name="Nguyễn Thị Hồng Như", phones=("0912345678",), hamlet="Ấp Lạ")
    client, url = client_as("huyen.chauthanh.nongdan"), reverse("registrations:check")
    text = client.post(url, {"identity": own}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    for words in ("Ng. T. H. N***", "Hội Phụ nữ", "Xã Bảo Thạnh"):
        assert words in text
    for words in ("Hồng Như", "0912345678", "Ấp Lạ", own):
        assert words not in text


def test_the_check_without_script_keeps_everything_typed(house: House, client_as: ClientAs) -> None:
    registered(house, identity="", full_name="Nguyễn Thị Hồng Như")
    data = filled(house, identity="", hamlet="Ấp 7", groups=["poor", "merit"], consents=["bank"])
    response = client_as("xa.baothanh.phunu").post(reverse("registrations:check"), data)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Ng. T. H. N***" in text
    assert "Ấp 7" in text
    form = response.context["form"]
    assert form["groups"].initial == ["poor", "merit"]
    assert form["consents"].initial == ["bank"]
    assert not form.errors
    assert not Registration.objects.exclude(person__full_name="Nguyễn Thị Hồng Như").exists()


def test_the_check_reads_what_the_number_says(house: House, client_as: ClientAs) -> None:
    client, url = client_as("xa.baothanh.phunu"), reverse("registrations:check")
    text = client.post(url, {"identity": number(female=False, year=2001)}).content.decode()
    assert "Bến Tre" in text
    assert "2001" in text
    assert "Có 5 chữ số" in text or "12" in client.post(url, {"identity": "12345"}).content.decode()


def test_the_next_form_starts_in_the_same_commune_and_event_without_consent(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("huyen.batri.phunu")
    client.post(
        reverse(CREATE), filled(house, consents=["bank"], consents_on="01/04/2018", consents_evidence="x")
    )
    carry = client.get(reverse("registrations:outcome")).context["done"]["carry"]
    form = client.get(f"{reverse(CREATE)}?{carry}").context["form"]
    assert form["unit"].value() == str(house.bao_thanh.pk)
    assert not form["consents"].value()
    assert Consent.objects.count() == 1


def test_an_invited_person_is_filled_in_from_the_list(house: House, client_as: ClientAs) -> None:
    event = Event.objects.create(
        campaign=house.campaign, kind="information", title="Họp ấp", on="2018-03-01", unit=house.bao_thanh
    )
    event.organizers.create(organization=house.organizations["phunu"], is_lead=True)
    invitee = Invitee.objects.create(
        event=event,
        number=1,
        full_name="Lê Thị Mời",
        name_folded="le thi moi",
        birth_year=1999,
        unit=house.bao_thanh,
    )
    client, query = client_as("xa.baothanh.phunu"), f"?khach-moi={invitee.pk}"
    form = client.get(reverse(CREATE) + query).context["form"]
    assert form["full_name"].value() == "Lê Thị Mời"
    assert form["birth"].value() == "1999"
    send(client, filled(house, identity="", full_name="Lê Thị Mời", birth="1999", event=str(event.pk)), query)
    assert Registration.objects.get().invitee == invitee
    assert (
        client_as("huyen.chauthanh.nongdan").get(reverse(CREATE) + query).context["form"]["full_name"].value()
        is None
    )


def test_the_outcome_without_a_registration_leads_to_the_list(house: House, client_as: ClientAs) -> None:
    response = client_as("xa.baothanh.phunu").get(reverse("registrations:outcome"))
    assert response["Location"] == reverse("registrations:list")


def test_only_who_sees_everybody_may_name_another_body(house: House, client_as: ClientAs) -> None:
    farmers = str(house.organizations["nongdan"].pk)
    send(client_as("tinh.mttq"), filled(house, organization=farmers))
    assert Credit.objects.get().organization.code == "nongdan"
    assert "organization" not in client_as("xa.baothanh.phunu").get(reverse(CREATE)).context["form"].fields


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_register_once(house: House, client_as: ClientAs) -> None:
    data, answers = filled(house, identity=""), []
    clients = [client_as("xa.baothanh.phunu") for _nth in range(4)]

    def click(client: Client) -> None:
        try:
            answers.append(client.post(reverse(CREATE), data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 4
    assert Registration.objects.count() == 1

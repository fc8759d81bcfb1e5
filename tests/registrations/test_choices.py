"""Fields that choose among rows read for one request."""

from __future__ import annotations

import pytest
from django.test import Client

from registrations.forms.registration import RegistrationForm
from tests.factories.campaigns import House

pytestmark = pytest.mark.django_db


def form_of(house: House, username: str) -> RegistrationForm:
    return RegistrationForm(access=house.access(username), campaign=house.campaign)


def test_what_one_request_was_offered_is_not_offered_to_the_next(house: House) -> None:
    all_over = form_of(house, "tinh.mttq")
    here = form_of(house, "xa.baothanh.phunu")

    assert set(here.fields["unit"].rows) == {str(house.bao_thanh.pk)}
    assert len(all_over.fields["unit"].rows) > 1


def test_who_has_one_commune_need_not_choose_it(house: House) -> None:
    assert form_of(house, "xa.baothanh.phunu")["unit"].value() == str(house.bao_thanh.pk)
    assert not form_of(house, "huyen.batri.phunu")["unit"].value()


def test_after_the_check_without_script_the_form_still_registers(house: House, client: Client) -> None:
    client.force_login(house.user("xa.baothanh.phunu"))

    page = client.post(
        "/dang-ky/moi/trung/?su-kien=", {"identity": "083198123456", "full_name": "Lê Thị Mới"}
    )

    assert 'action="/dang-ky/moi/?su-kien="' in page.content.decode()

"""A form of this floor that is sent twice, by a double click, the back button or a proxy, makes one thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from outreach.models import Distribution, Event, Invitee, JobOrder, Material, Witness
from tests.factories import outreach as make
from tests.factories.campaigns import House

SignIn = Callable[[str], Client]
KEY = re.compile(r'name="form_key" value="([0-9a-f-]{36})"')
Form = tuple[
    str, str, str, dict[str, Any]
]  # who, the page that shows the form, the address it goes to, what is typed


def address(name: str, *args: object) -> str:
    return reverse(f"outreach:{name}", args=args)


def event_new(house: House) -> Form:
    lead = house.organizations["phunu"].pk
    sent = {
        "kind": "information",
        "title": "Họp mặt",
        "on": "12/04/2019",
        "unit": house.bao_thanh.pk,
        "lead": lead,
    }
    return "huyen.batri.phunu", address("event-new"), address("event-new"), sent


def job_order_new(house: House) -> Form:
    sent = {"through_centre": house.organizations["ttdvvl"].pk, "market": make.market("TW").pk}
    sent |= {
        "channel": make.channel().pk,
        "occupation": "Công nhân",
        "places": "30",
        "opened_on": "01/03/2019",
    }
    return "ttdvvl", address("job-order-new"), address("job-order-new"), sent


def material_new(house: House) -> Form:
    sent = {"title": "Tờ rơi", "kind": "leaflet", "issued_by": house.organizations["phunu"].pk}
    sent |= {"issued_on": "01/03/2018", "printed": "100"}
    return "huyen.batri.phunu", address("material-new"), address("material-new"), sent


def material_distribute(house: House) -> Form:
    page = address("material-distribute", make.material(house.organizations["phunu"], printed=100).pk)
    return "huyen.batri.phunu", page, page, {"unit": house.bao_thanh.pk, "copies": "30", "on": "02/03/2018"}


def witness_new(house: House) -> Form:
    sent = {"full_name": "Phạm Nhật", "unit": house.bao_thuan.pk, "market": make.market().pk}
    return (
        "huyen.batri.phunu",
        address("witness-new"),
        address("witness-new"),
        {**sent, "consent_on": "02/01/2019"},
    )


def held(house: House) -> Event:
    return make.event(house.campaign, house.bao_thanh, house.organizations["phunu"], on=date(2019, 4, 12))


def invitee(house: House) -> Form:
    page = address("invitee-list", held(house).pk)
    return "huyen.batri.phunu", page, page, {"full_name": "Lê Thị Mới"}


def walk_in(house: House) -> Form:
    event = held(house)
    sent = {"full_name": "Ngô Thị Khách", "birth_year": "1997"}
    return "huyen.batri.phunu", address("attendance", event.pk), address("attendance-walk-in", event.pk), sent


def copies_at_an_event(house: House) -> Form:
    page = address("event-materials", held(house).pk)
    material = make.material(house.organizations["phunu"], printed=100)
    return "huyen.batri.phunu", page, page, {"material": material.pk, "copies": "30"}


@pytest.mark.parametrize(
    ("form", "model"),
    [
        (event_new, Event),
        (job_order_new, JobOrder),
        (material_new, Material),
        (material_distribute, Distribution),
        (witness_new, Witness),
        (invitee, Invitee),
        (walk_in, Invitee),
        (copies_at_an_event, Distribution),
    ],
)
def test_a_form_sent_twice_makes_one(
    house: House, client_as: SignIn, form: Callable[[House], Form], model: type[Model]
) -> None:
    who, page, to, typed = form(house)
    client, before = client_as(who), model._default_manager.count()
    shown = client.get(page).content.decode()
    keys = KEY.findall(shown.partition(f'action="{to}"')[2] or shown)

    first = client.post(to, {**typed, "form_key": keys[0]})
    second = client.post(to, {**typed, "form_key": keys[0]})

    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert model._default_manager.count() == before + 1


def test_the_same_words_in_a_newly_opened_form_are_a_new_thing(house: House, client_as: SignIn) -> None:
    who, page, to, typed = event_new(house)
    client = client_as(who)
    for _ in range(2):
        key = KEY.findall(client.get(page).content.decode())[0]
        assert client.post(to, {**typed, "form_key": key}).status_code == 302

    assert Event.objects.count() == 2

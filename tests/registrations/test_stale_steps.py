"""Two officers at one step: the second sees three columns and loses nothing; what was entered late says how late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.context import recorded_at
from registrations.detail import steps_of
from registrations.models import Milestone, Registration
from registrations.services import milestones
from tests.factories.campaigns import House
from tests.factories.registrations import (
    consulted,
    day,
    departed,
    fresh,
    number,
    registered,
    returned,
    step,
    withdrawn,
)

ClientAs = Callable[[str], Client]
ME = "xa.baothanh.phunu"


def address(name: str, *args: Any) -> str:
    return reverse(f"registrations:{name}", args=args)


def opened(client: Client, url: str) -> dict[str, str]:
    """What a browser would send back of a form untouched."""
    form = client.get(url).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def corrected(house: House, made: Registration, kind: str, **values: Any) -> Milestone:
    held = made.milestones.get(kind=kind, superseded_at__isnull=True)
    return milestones.correct(
        access=house.access("tinh.mttq"), milestone=held, reason="Theo danh sách", **values
    )


def test_a_correction_of_a_step_corrected_meanwhile_is_laid_side_by_side(
    house: House, client_as: ClientAs
) -> None:
    made = withdrawn(house, reason="cost")
    client = client_as(ME)
    url = address("milestone-correct", made.pk, made.milestones.get(kind="withdrawn").pk)
    form = opened(client, url)
    corrected(house, made, "withdrawn", withdrawal="health", note="Theo bệnh viện")
    mine = {**form, "reason": "family", "note": "", "correction_reason": "Mẹ bệnh"}
    clash = client.post(url, mine)
    assert clash.status_code == 409
    rows = {row["name"]: row for row in clash.context["rows"]}
    columns = [rows["reason"][column] for column in ("base_text", "theirs_text", "yours_text")]
    assert columns == ["Chi phí cao", "Sức khỏe", "Gia đình"]
    assert (rows["note"]["theirs"], rows["note"]["yours"]) == ("Theo bệnh viện", "")
    assert "Mẹ bệnh" in clash.content.decode()
    chosen = {name: row["theirs"] for name, row in rows.items()} | {"reason": "family"}
    chosen |= dict(clash.context["hidden"]) | {"version": str(clash.context["version"])}
    assert client.post(url, chosen).status_code == 302
    now = made.milestones.get(kind="withdrawn", superseded_at__isnull=True)
    assert (now.reason, now.note, now.correction_reason) == ("family", "Theo bệnh viện", "Mẹ bệnh")
    assert made.milestones.filter(kind="withdrawn").count() == 3


def test_a_correction_while_something_else_changed_keeps_the_form_as_typed(
    house: House, client_as: ClientAs
) -> None:
    made = departed(house)
    client = client_as(ME)
    url = address("milestone-correct", made.pk, made.milestones.get(kind="departed").pk)
    form = opened(client, url)
    step(house, made, "returned", "01/02/2020", outcome="early")
    clash = client.post(url, {**form, "occupation": "Thợ hàn", "correction_reason": "Ghi sót"})
    assert clash.status_code == 409
    assert "Thợ hàn" in clash.content.decode()
    again = {**form, "occupation": "Thợ hàn", "correction_reason": "Ghi sót"}
    again["version"] = clash.context["form"]["version"].value()
    assert client.post(url, again).status_code == 302


def test_a_step_on_a_registration_that_moved_says_where_it_stood_and_stands(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house)
    client, url = client_as(ME), address("milestone-record", made.pk, "withdrawn")
    form = opened(client, url)
    step(house, made, "consulted", "10/03/2018")
    clash = client.post(url, {**form, "on": "01/05/2018", "reason": "cost", "note": "Mẹ bệnh"})
    assert clash.status_code == 409
    assert clash.context["meanwhile"]["rows"][0][1:] == ("Đã đăng ký", "Đã tư vấn", "Đã rút")
    assert "Mẹ bệnh" in clash.content.decode()


def test_the_same_step_recorded_twice_shows_what_the_other_wrote(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    client, url = client_as(ME), address("milestone-record", made.pk, "consulted")
    form = opened(client, url)
    step(house, made, "consulted", "10/03/2018", note="Tại xã")
    clash = client.post(url, {**form, "on": "12/03/2018", "note": "Tại nhà"})
    told = {row[0]: row[2:] for row in clash.context["meanwhile"]["rows"]}
    assert clash.status_code == 409
    assert ("10/03/2018", "12/03/2018") in told.values()
    assert ("Tại xã", "Tại nhà") in told.values()
    assert made.milestones.filter(kind="consulted").count() == 1


def test_taking_back_a_step_of_a_registration_that_moved_is_asked_again(
    house: House, client_as: ClientAs
) -> None:
    made = consulted(house)
    client, url = client_as(ME), address("milestone-annul", made.pk, made.milestones.get(kind="consulted").pk)
    form = opened(client, url)
    step(house, made, "withdrawn", "01/05/2018", reason="cost")
    clash = client.post(url, {**form, "correction_reason": "Nhầm người"})
    assert clash.status_code == 409
    assert "Nhầm người" in clash.content.decode()
    assert clash.context["meanwhile"]["rows"][0][2] == "Đã rút"


def test_a_step_taken_back_meanwhile_is_not_found(house: House, client_as: ClientAs) -> None:
    made = consulted(house)
    held = made.milestones.get(kind="consulted")
    milestones.annul(access=house.access("tinh.mttq"), milestone=held, reason="Nhầm")
    assert client_as(ME).get(address("milestone-correct", made.pk, held.pk)).status_code == 404


@pytest.mark.parametrize(
    ("on", "late"), [("05/03/2018", 0), ("10/01/2018", 54), ("01/2018", 33), ("2017", 64), ("03/2018", 0)]
)
def test_what_was_entered_late_says_by_how_many_days(house: House, on: str, late: int) -> None:
    with recorded_at(datetime(2018, 3, 5, 3, 0, tzinfo=UTC)):
        made = registered(house, on=on)
    assert [shown.days_late for shown in steps_of(made)] == [late]


def test_the_timeline_shows_the_days_of_a_late_entry(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    Milestone.objects.filter(registration=made).update(recorded_at=datetime(2018, 4, 14, 3, 0, tzinfo=UTC))
    assert "ghi muộn 40 ngày" in client_as(ME).get(address("detail", made.pk)).content.decode()


def test_after_a_return_the_same_person_registers_again_and_goes_on_from_the_start(house: House) -> None:
    own = number()
    made = returned(house, identity=own, full_name="Lê Thị Trở Về")
    again = registered(house, identity=own, full_name="Lê Thị Trở Về", on="01/11/2020")
    assert again.person_id == made.person_id
    assert (fresh(again).stage, fresh(made).stage) == ("registered", "returned")
    assert day("01/11/2020") == again.milestones.get().when

"""Words that nobody knew: asked about once, one choice for all rows that have them, told as a repair, turned back by one click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from imports import batches
from imports.models import Learnt
from tests.factories.campaigns import House
from tests.factories.registrations import market
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_choices import at, page, say
from tests.registrations.test_import_pages import checked, states

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"


def unknown(count: int = 37) -> list[list[Any]]:
    """So many people of a commune that nobody knows, and two of another."""
    return [
        someone(
            n,
            **{
                "Họ và tên": f"Nguyễn Thị {chr(65 + n % 26)}{chr(97 + n // 26)}",
                "Xã": "Xã Bảo Thanhh" if n <= count else "Bảo Thuận",
            },
        )
        for n in range(1, count + 3)
    ]


def test_one_choice_holds_for_all_rows_with_the_same_words_and_can_be_turned_back(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, *unknown()))
    assert states(batch).count("ask") + states(batch).count("error") == 37
    shown = page(client, batch)
    assert "«Xã Bảo Thanhh»" in shown
    assert "37 dòng" in shown

    answer = say(client, batch, "values", **{"commune:xã bảo thanhh": str(house.bao_thanh.pk)})

    assert answer.status_code == 302
    assert states(batch) == ["ready"] * 39
    reading = batches.reading_of(batch.rows.order_by("number").first())  # type: ignore[arg-type]
    told = next(problem for problem in reading.problems if problem.code == "chosen")
    assert (told.value, told.read_as, told.severity.value) == ("Xã Bảo Thanhh", "Xã Bảo Thạnh", "repaired")
    assert reading.values["unit"] == house.bao_thanh.pk
    assert "«xã bảo thanhh» → «Xã Bảo Thạnh»" in page(client, batch)

    say(client, batch, "values-back", about="commune", words="xã bảo thanhh")

    assert states(batch).count("ready") == 2
    assert batches.reading_of(batch.rows.order_by("number").first()).raw["commune"] == "Xã Bảo Thanhh"  # type: ignore[arg-type]


def test_what_was_chosen_is_offered_again_and_never_taken_by_itself(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    say(
        client,
        checked(client, xlsx(HEAD, *unknown(2))),
        "values",
        **{"commune:xã bảo thanhh": str(house.bao_thanh.pk)},
    )
    again = checked(client, xlsx(HEAD, someone(9, **{"Xã": "Xã Bảo Thanhh"})))
    assert states(again) != ["ready"]
    form = client.get(at("values", again.pk)).context["form"]
    assert form["commune:xã bảo thanhh"].initial == str(house.bao_thanh.pk)
    other = checked(client_as("huyen.batri.mttq"), xlsx(HEAD, someone(9, **{"Xã": "Xã Bảo Thanhh"})))
    assert (
        client_as("huyen.batri.mttq")
        .get(at("values", other.pk))
        .context["form"]["commune:xã bảo thanhh"]
        .initial
        == ""
    )


def test_twin_names_are_asked_about_and_the_choice_names_the_district(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("tinh.mttq")
    batch = checked(client, xlsx(HEAD, someone(1, **{"Xã": "An Hiệp"}), someone(2, **{"Xã": "An Hiệp"})))
    assert states(batch) == ["ask", "ask"]
    say(client, batch, "values", **{"commune:an hiệp": str(house.an_hiep_chau_thanh.pk)})
    assert states(batch) == ["ready", "ready"]
    units = {batches.reading_of(row).values["unit"] for row in batch.rows.all()}
    assert units == {house.an_hiep_chau_thanh.pk}


def test_words_of_other_columns_are_mapped_too_and_may_be_left_empty(
    house: House, client_as: ClientAs
) -> None:
    market()
    client = client_as(WHO)
    head = [*HEAD, "Thuộc hộ", "Đoàn viên, hội viên"]
    given = {"Thị trường": "Xứ hoa anh đào", "Giới tính": "chị"}
    batch = checked(
        client, xlsx(head, [*someone(1, **given), "hộ lạ", "bạn"], [*someone(2, **given), "hộ lạ", "bạn"])
    )
    say(
        client,
        batch,
        "values",
        **{
            "market:xứ hoa anh đào": "JP",
            "sex:chị": "Nữ",
            "household:hộ lạ": "near_poor",
            "relation:bạn": "-",
        },
    )
    assert states(batch) == ["ready", "ready"]
    values = batches.reading_of(batch.rows.order_by("number")[0]).values
    assert (values["market"], values["sex"], values["groups"], values["relation"]) == (
        "JP",
        "female",
        ["near_poor"],
        "",
    )


def test_a_row_of_which_somebody_said_no_keeps_its_own_words(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, *unknown(2)))
    chosen = {"commune:xã bảo thanhh": str(house.bao_thanh.pk)}
    say(client, batch, "values", **chosen)
    row = batch.rows.order_by("number")[0]
    client.post(at("decide", batch.pk, row.pk), {"decision": "back:chosen:commune"})
    assert states(batch).count("ready") == 3
    say(client, batch, "values", **chosen)
    assert states(batch).count("ready") == 3


@pytest.mark.parametrize("value", ["999999", "<script>"])
def test_only_what_is_offered_can_be_chosen(house: House, client_as: ClientAs, value: str) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, *unknown(1)))
    outside = str(house.tan_thach.pk)
    for one in (value, outside):
        assert say(client, batch, "values", **{"commune:xã bảo thanhh": one}).status_code == 422
    assert not Learnt.objects.exists()

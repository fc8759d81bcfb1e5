"""What an officer says of a list as a whole: what columns mean, which sheets are wanted; and what is learnt of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from imports import batches
from imports.models import Batch, Learnt
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, states, worked

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"
STRANGE = [*HEAD[:5], "Nơi ở hiện nay (xã)", *HEAD[6:], "Màu tóc"]
WORD = "noi o hien nai xa"


def at(name: str, *args: Any) -> str:
    return reverse(f"registrations:import-{name}", args=args)


def say(client: Client, batch: Batch, to: str, **data: str) -> Any:
    return client.post(at(to, batch.pk), data)


def page(client: Client, batch: Batch) -> str:
    return client.get(at("detail", batch.pk)).content.decode()


def fates(batch: Batch) -> dict[str, tuple[str, str]]:
    return {one["label"]: (one["fate"], one["key"]) for one in batch.columns["headings"]}


def strange(client: Client, *rows: list[Any]) -> Batch:
    found = rows or (someone(1), someone(2))
    return checked(client, xlsx(STRANGE, *([*row, "đen"] for row in found)))


def test_a_column_that_is_not_understood_keeps_the_list_from_being_written_until_somebody_speaks(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    batch = strange(client, *(someone(n, **{"Xã": ""}) for n in (1, 2)))
    shown = page(client, batch)
    assert "Màu tóc" in shown
    assert at("commit", batch.pk) not in shown
    client.post(at("commit", batch.pk))
    batch.refresh_from_db()
    assert batch.job and batch.job.kind == "registrations.check_candidates"

    say(client, batch, "columns", dismiss="mau toc")

    batch.refresh_from_db()
    assert fates(batch)["Màu tóc"] == ("dismissed", "")
    assert batch.job.kind == "registrations.check_candidates", "nothing had to be read anew"


def test_what_one_list_taught_about_a_heading_the_next_list_of_the_body_is_read_by(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    head = [*HEAD[:5], "Quê", *HEAD[6:]]
    batch = checked(client, xlsx(head, someone(1), someone(2)))
    assert fates(batch)["Quê"] == ("unmapped", "")
    assert states(batch) == ["error", "error"]

    assert say(client, batch, "columns", que="commune").status_code == 302
    worked(batch)

    assert states(batch) == ["ready", "ready"]
    again = checked(client, xlsx(head, someone(3)))
    assert fates(again)["Quê"] == ("learnt", "commune")
    assert states(again) == ["ready"]
    colleague = checked(client_as("tinh.phunu"), xlsx(head, someone(4)))
    assert fates(colleague)["Quê"] == ("learnt", "commune")
    other_body = checked(client_as("huyen.batri.mttq"), xlsx(head, someone(5)))
    assert fates(other_body)["Quê"] == ("unmapped", "")


def test_what_was_learnt_can_be_forgotten_by_the_body_that_taught_it(
    house: House, client_as: ClientAs
) -> None:
    client, head = client_as(WHO), [*HEAD[:5], "Quê", *HEAD[6:]]
    batch = checked(client, xlsx(head, someone(1)))
    say(client, batch, "columns", que="commune")
    worked(batch)
    one = Learnt.objects.get()
    assert "«Quê» → Xã" in client.get(at("learnt")).content.decode()
    assert client_as("huyen.batri.mttq").post(at("forget", one.pk)).status_code == 404

    assert client.post(at("forget", one.pk)).status_code == 302

    assert not Learnt.objects.exists()
    assert fates(checked(client, xlsx(head, someone(2))))["Quê"] == ("unmapped", "")


def test_of_two_columns_alike_somebody_says_which_is_read(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    head = [*HEAD, "Họ và tên"]
    batch = checked(client, xlsx(head, [*someone(1), "Trần Thị Mai"]))
    asked = [one for one in batch.columns["headings"] if one["fate"] == "doubled"]
    assert [(one["word"], one["column"]) for one in asked] == [("ho va ten #2", "I")]

    say(client, batch, "columns", **{"ho va ten": "-", "ho va ten #2": "full_name"})
    worked(batch)

    assert batches.reading_of(batch.rows.get()).values["full_name"] == "Trần Thị Mai"
    assert not Learnt.objects.filter(words="ho va ten #2").exists()


def test_no_list_is_left_without_a_column_of_names(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1)))
    answer = say(client, batch, "columns", **{"ho va ten": "-"})
    assert answer.status_code == 422
    assert "cột họ tên" in answer.content.decode()
    assert not Learnt.objects.exists()


def test_a_column_of_cells_without_a_heading_is_asked_about(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, [*someone(1), "con hội viên"]))
    (one,) = [one for one in batch.columns["headings"] if one["fate"] == "unmapped"]
    assert (one["label"], one["column"]) == ("", "I")
    say(client, batch, "columns", **{one["word"]: "relation"})
    worked(batch)
    assert batches.reading_of(batch.rows.get()).values["relation"] == "child"


def test_all_columns_that_wait_are_dismissed_by_one_click(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx([*HEAD, "Màu tóc", "Cỡ giày"], [*someone(1), "đen", 40]))
    say(client, batch, "columns", dismiss="*")
    batch.refresh_from_db()
    assert {fates(batch)[label][0] for label in ("Màu tóc", "Cỡ giày")} == {"dismissed"}
    assert at("commit", batch.pk) in page(client, batch)


def test_a_missing_column_is_told_with_its_consequence_until_somebody_says_that_it_is_known(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD[:6], someone(1)[:6]))
    assert batch.columns["missing"] == ["phone"]
    assert "không có cột «Điện thoại»" in page(client, batch)
    say(client, batch, "lack", key="phone")
    batch.refresh_from_db()
    assert "không có cột" not in page(client, batch)


def test_what_was_done_with_single_rows_outlives_a_reading_anew(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = strange(
        client, someone(1, **{"SĐT": "12345"}), someone(2), someone(3, **{"Họ và tên": "LÊ THỊ BA"})
    )
    first, second, third = batch.rows.order_by("number")
    mended = {**batches.reading_of(first).raw, "phone": "0912345678"}
    client.post(at("row", batch.pk, first.pk), mended)
    client.post(at("decide", batch.pk, second.pk), {"decision": "skip"})
    client.post(at("decide", batch.pk, third.pk), {"decision": "back:name_case:full_name"})

    say(client, batch, "columns", **{"mau toc": "note"})
    worked(batch)

    first, second, third = (batches.reading_of(row) for row in batch.rows.order_by("number"))
    assert states(batch) == ["ready", "skipped", "ready"]
    assert (first.raw["phone"], first.values["note"]) == ("0912345678", "đen")
    assert third.values["full_name"] == "LÊ THỊ BA"
    assert batch.counts["skipped"] == 1


def test_a_sheet_is_left_out_and_read_again_and_one_that_is_no_list_is_named(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    content = xlsx(HEAD, someone(1), more={"Đợt 2": [HEAD, someone(2)], "Ghi nhớ": [["gọi lại", "thứ hai"]]})
    batch = checked(client, content)
    assert len(states(batch)) == 2
    assert "Ghi nhớ" in page(client, batch)
    say(client, batch, "sheet", name="Đợt 2", wanted="0")
    assert [row.sheet for row in worked(batch).rows.all()] == ["DS"]
    assert say(client, batch, "sheet", name="DS", wanted="0").status_code == 302
    assert len(states(batch)) == 1, "one sheet must be read"
    say(client, batch, "sheet", name="Đợt 2", wanted="1")
    assert len(worked(batch).rows.all()) == 2


def test_rows_go_back_by_the_columns_they_were_read_by(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    head = [HEAD[0], "Anh chị", *HEAD[2:]]
    batch = checked(client, xlsx([*head, "Họ và tên"], [*someone(1, **{"Xã": "Đâu Đó"}), "bỏ trống"]))
    say(client, batch, "columns", **{"anh chi": "full_name", "ho va ten": "-"})
    worked(batch)
    (row,) = batch.rows.all()
    mended = {**batches.reading_of(row).raw, "full_name": "Trần Thị Mai"}
    client.post(at("row", batch.pk, row.pk), mended)
    again = load_workbook(BytesIO(client.get(at("rest", batch.pk)).content)).worksheets[0]
    cells = [[cell.value for cell in line] for line in again.iter_rows()]
    assert cells[1][cells[0].index("Anh chị")] == "Trần Thị Mai"


def test_nothing_is_said_of_a_list_that_is_written(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1)))
    Batch.objects.update(state=Batch.State.DROPPED)
    assert say(client, batch, "columns", xa="hamlet").status_code == 422
    for name in ("lack", "sheet", "values-back"):
        assert say(client, batch, name, key="phone", name="DS", about="commune", words="x").status_code == 302
    batch.refresh_from_db()
    assert batch.choices == {}


def test_what_was_done_with_rows_of_a_sheet_comes_back_with_the_sheet(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    other = [HEAD, someone(3, **{"Ngày sinh": "31/02/1998"}), someone(4)]
    batch = checked(client, xlsx(HEAD, someone(1), someone(2), more={"Tờ hai": other}))
    broken, good = batch.rows.filter(sheet="Tờ hai").order_by("number")
    client.post(at("row", batch.pk, broken.pk), {**batches.reading_of(broken).raw, "birth": "28/02/1998"})
    client.post(at("decide", batch.pk, good.pk), {"decision": "skip"})
    assert states(batch) == ["ready", "ready", "ready", "skipped"]

    say(client, batch, "sheet", name="Tờ hai", wanted="0")
    worked(batch)
    assert states(batch) == ["ready", "ready"]
    assert batch.aside.count() == 2

    say(client, batch, "sheet", name="Tờ hai", wanted="1")
    worked(batch)
    batch.refresh_from_db()
    assert states(batch) == ["ready", "ready", "ready", "skipped"]
    assert batch.counts["skipped"] == 1
    again = batches.reading_of(batch.rows.get(sheet="Tờ hai", number=broken.number))
    assert again.raw["birth"] == "28/02/1998"
    assert "birth" in again.written
    assert not batch.aside.exists()


def test_what_is_hidden_in_a_sheet_is_read_and_marked_on_the_page(house: House, client_as: ClientAs) -> None:
    client, book = client_as(WHO), load_workbook(BytesIO(xlsx(STRANGE, list_row(1), list_row(2))))
    sheet: Any = book.active
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["I"].hidden = True
    out = BytesIO()
    book.save(out)
    batch = checked(client, out.getvalue())
    assert [one["label"] for one in batch.columns["headings"] if one["hidden"]] == ["Màu tóc"]
    text = page(client, batch)
    assert '>3<span class="under">ẩn</span>' in text
    assert ">2<span" not in text
    assert "cột I" in text
    assert "· ẩn" in text
    assert "Với tệp .xls" not in text


def test_of_an_xls_file_it_is_said_that_nobody_can_tell_what_is_hidden(
    house: House, client_as: ClientAs
) -> None:
    client, old = client_as(WHO), settings.BASE_DIR / "tests/data/libreoffice/begins_further_right.xls"
    with old.open("rb") as file:
        client.post(at("list"), {"file": file})
    batch = worked(Batch.objects.get())
    assert batch.counts["rows"]
    assert "Với tệp .xls không biết được dòng, cột nào đang ẩn nên tất cả đều được đọc." in page(
        client, batch
    )


def list_row(nth: int) -> list[Any]:
    return [*someone(nth, **{"SĐT": "12"}), "đen"]

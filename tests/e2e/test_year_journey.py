"""The year as it is steered: a number and its people, targets typed and taken back, a body that confirms, a printed code looked up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
WHO = "tinh.mttq"


def test_a_number_leads_to_its_people_in_three_presses(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/tien-do/2019/").looks("Tỉnh Bến Tre, năm 2019")
    district = visitor.page.locator("tbody th a").first.inner_text().strip()
    visitor.clicks = 0
    visitor.click(district).looks(district)
    number = visitor.page.locator("tfoot td a[href*='/nguoi/']").first
    counted = int(re.sub(r"\D", "", number.inner_text()))
    number.click()
    visitor.sees(f"{counted} người")
    visitor.hide(visitor.page.locator("tbody th a").first.inner_text().strip())
    visitor.looks("Đã đăng ký")
    assert visitor.page.locator("tbody tr").count() == min(counted, 50)
    assert visitor.clicks <= 2


def test_levels_are_gone_down_and_up_by_keys(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/tien-do/2019/")
    keys, first = visitor.page.keyboard, visitor.page.locator("tbody th a").first
    district = first.inner_text().strip()
    if visitor.has_script:
        keys.press("Alt+ArrowDown")
        expect(first).to_be_focused()
    else:
        first.focus()
    keys.press("Enter")
    visitor.looks(district)
    if visitor.has_script:
        keys.press("Alt+ArrowUp")
    else:
        visitor.click("Tỉnh Bến Tre")
    visitor.looks("Tỉnh Bến Tre, năm 2019")


def test_who_waits_and_where_nothing_was_reported(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/tien-do/2019/")
    visitor.click("Theo tổ chức").looks("Tỉnh Bến Tre, năm 2019")
    for tab in ("Ai đang chờ", "Nơi chưa báo cáo"):  # told of today, whatever the year
        visitor.click(tab).looks("Tỉnh Bến Tre")


def test_targets_are_typed_divided_and_taken_back(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/chi-tieu/nam/2019/").looks("Chỉ tiêu 2019")
    visitor.click("Nhập số").looks("Nhập chỉ tiêu 2019")
    cells = visitor.page.locator("table input[name^=o]")
    cells.nth(8).fill("không biết")
    visitor.press("Lưu bảng").looks("Nhập chỉ tiêu 2019")
    expect(cells.nth(8)).to_have_value("không biết")  # nothing typed is lost
    cells.nth(8).fill("20-30")
    visitor.press("Lưu bảng").looks("Đợt ghi chỉ tiêu 2019")
    visitor.sees("20–30").press("Hoàn tác").looks("Đợt ghi chỉ tiêu 2019")
    visitor.open("/chi-tieu/nam/2019/").click("theo quy tắc").looks("Phân bổ")


def test_a_body_looks_at_its_own_figures_and_confirms(visitor: Visitor) -> None:
    visitor.sign_in("tinh.nongdan").open("/bao-cao/").looks("Báo cáo sơ kết hằng năm")
    visitor.click("Năm 2020").looks("Báo cáo năm 2020")
    visitor.click("Số liệu của tổ chức bạn").looks("Số liệu 2020")
    take_back = visitor.page.get_by_role("button", name="Rút ý kiến")
    if take_back.count():  # the three walk through one house: the first finds the objection of the demo
        visitor.press("Rút ý kiến").looks("Số liệu 2020")
        visitor.click("Sai ở dòng").looks("Sai ở một dòng")
        visitor.page.go_back()
        visitor.press("Xác nhận số liệu")
    visitor.sees("Đã xác nhận").looks("Số liệu 2020")
    visitor.page.context.clear_cookies()
    visitor.sign_in(WHO).open("/bao-cao/").click("Năm 2020").sees("tổ chức đã xác nhận").looks(
        "Báo cáo năm 2020"
    )


def test_a_printed_code_leads_to_the_people_behind_it(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/ma/").looks("Tra mã số liệu")
    visitor.write(ma="2019.1-B1.99.1").press("Tra").sees("Đối chiếu mã").looks("Tra mã số liệu")
    visitor.write(ma="2019.1-B1.4").press("Tra").looks("2019.1-B1.4")
    figure = visitor.page.locator("main table a").first
    figure.click()
    visitor.sees("trong phạm vi của bạn")
    somebody = visitor.page.locator("tbody th a").first
    name = somebody.inner_text().strip()
    visitor.hide(name)
    visitor.looks("2019.1-B1.6.1")
    somebody.click()
    visitor.looks(name)

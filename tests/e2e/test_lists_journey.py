"""Finding and going: Ctrl+K, a list as its reader wants it, one step for a whole class; wide, on a phone, without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
WHO = "tinh.mttq"
CHOSEN = "[role=option][aria-selected=true]"


def somebody_listed(visitor: Visitor) -> str:
    """The first name of the list, which from here on may stand in no address and no store."""
    name = visitor.page.locator("tbody th a").first.inner_text().strip()
    visitor.hide(name)
    return name


def test_go_anywhere_by_typing(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/dang-ky/").looks("Đăng ký")
    name = somebody_listed(visitor)
    if visitor.has_script:
        go_by_keys(visitor, name)
    else:
        visitor.click("Tìm").looks("Đi tới")
        visitor.write(text=name)
        visitor.page.locator("main form button").click()
        visitor.looks("Đi tới").page.locator("main").get_by_role("link", name=name).first.click()
    visitor.looks(name)


def go_by_keys(visitor: Visitor, name: str) -> None:
    page = visitor.page
    opener = page.locator(".goto-open")
    opener.focus()
    page.keyboard.press("Control+k")
    field = page.locator("#goto-text")
    expect(field).to_be_focused()
    visitor.looks("Đăng ký")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()

    opener.click()
    page.keyboard.type("sự kiện")
    expect(page.locator(CHOSEN)).to_contain_text("Sự kiện")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Sự kiện")

    page.keyboard.press("Control+k")
    page.keyboard.type("không có gì như vậy")
    expect(page.locator(".goto-none")).to_be_visible()
    field.fill(name)
    expect(page.get_by_role("option", name=name).first).to_be_visible()
    visitor.looks("Sự kiện")
    seen = page.get_by_role("option").count()
    for _press in range(seen):
        if name in page.locator(CHOSEN).inner_text():
            break
        page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == page.locator(CHOSEN).get_attribute("id")
    page.keyboard.press("Enter")


def test_the_list_of_keys_is_one_press_away(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/dang-ky/")
    drawer = visitor.page.locator("#keys")
    if visitor.has_script:
        visitor.page.keyboard.press("Alt+/")
    else:
        drawer.locator("summary").click()
    expect(drawer.get_by_text("Ctrl K")).to_be_visible()
    visitor.looks("Đăng ký")
    if visitor.has_script:
        visitor.page.keyboard.press("Escape")
        expect(drawer.get_by_text("Ctrl K")).not_to_be_visible()


def test_a_filter_is_kept_and_columns_are_chosen(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/dang-ky/?giai-doan=registered&xep=lau")
    somebody_listed(visitor)
    visitor.click("Lưu bộ lọc này").looks("Lưu bộ lọc")
    visitor.write(name=f"Chờ tư vấn {visitor.screen}").press("Lưu bộ lọc").looks("Đăng ký")
    visitor.sees(f"Chờ tư vấn {visitor.screen}").click("Đổi tên, dùng chung hoặc xóa").looks("Bộ lọc đã lưu")

    visitor.open("/dang-ky/?don-vi=836").page.locator("summary", has_text="Cột hiển thị").click()
    for label in ("Điện thoại (che số)", "Nhóm đối tượng", "Vay vốn"):
        visitor.page.locator(".columns").get_by_text(label, exact=True).click()
    visitor.press("Hiển thị các cột này").looks("Đăng ký")
    visitor.page.locator("summary", has_text="Cột hiển thị").click()
    visitor.press("Trở lại các cột thường dùng").looks("Đăng ký")


def test_a_whole_class_is_advised_and_it_is_taken_back(visitor: Visitor) -> None:
    visitor.sign_in(WHO).open("/dang-ky/?giai-doan=registered")
    somebody_listed(visitor)
    boxes = visitor.page.locator("input[name=chon]")
    boxes.nth(0).check()
    if boxes.count() > 1:
        boxes.nth(1).check()
    visitor.shoot()
    visitor.press("Ghi bước cho nhiều người").looks("Ghi bước cho nhiều người")
    visitor.click("Trúng tuyển").looks("Trúng tuyển").open(
        visitor.page.url.partition("?")[0].removeprefix(visitor.site.url)
    )
    visitor.click("Đã tư vấn").looks("Đã tư vấn")
    visitor.write(on="31/12/2020").press("Xem trước ai được ghi").looks("Đã tư vấn, 31/12/2020")
    visitor.press("Ghi cho").looks("Đã tư vấn")
    visitor.press("Thu hồi cả danh sách").looks("Đã tư vấn")
    visitor.sees("Đã thu hồi").open("/dang-ky/buoc-chung/").looks("Các lần ghi bước")

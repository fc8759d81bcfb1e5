"""One person in the house twice: proposed by one body, agreed by the other, compared, merged and taken back."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
WOMEN, FARMERS, FRONT = "xa.baothanh.phunu", "huyen.chauthanh.nongdan", "tinh.mttq"
numbers = count(1)
GIVEN = {"wide": "Hạnh", "phone": "Hiền", "plain": "Hoa"}


def entered(visitor: Visitor, who: str, name: str, number: str, commune: str, hamlet: str) -> str:
    """Registered by one body; answers the path of the page."""
    visitor.page.context.clear_cookies()
    visitor.sign_in(who).open("/dang-ky/moi/")
    visitor.write(identity=number, full_name=name, birth="05/03/1998", on="12/10/2020", hamlet=hamlet)
    if not visitor.page.locator("select[name=unit]").input_value():
        visitor.choose(unit=commune)
    visitor.press("Lưu đăng ký").click("Mở hồ sơ đăng ký").looks(name)
    return visitor.page.url.removeprefix(visitor.site.url)


def test_two_records_become_one_and_two_again(visitor: Visitor) -> None:
    name, nth = f"Trương Thị Ngọc {GIVEN[visitor.screen]}", next(numbers)
    card, old = f"083198{900_000 + nth:06}", f"32098{1_000 + nth:04}"
    visitor.hide(name, card, old)
    theirs = entered(visitor, FARMERS, name, card, "Xã Tân Thạch", "Ấp Tân Nam")
    ours = entered(visitor, WOMEN, name, old, "Xã Bảo Thạnh", "Ấp Thạnh Hải")

    visitor.click("Ghép hồ sơ").looks("hai lần")
    visitor.write(number=card).page.locator("main form button").first.click()
    visitor.looks("hai lần").page.locator("[name=reason]").first.fill("Cùng ngày sinh, cùng mẹ")
    visitor.press("Đề nghị ghép").looks("một người").sees("Cùng ngày sinh, cùng mẹ")
    proposal = visitor.page.url.removeprefix(visitor.site.url)
    expect(visitor.page.locator("main")).not_to_contain_text(
        "Ấp Tân Nam"
    )  # of theirs only what a hint may say

    visitor.page.context.clear_cookies()
    visitor.sign_in(FARMERS).open("/ghep-ho-so/").looks("Ghép hồ sơ")
    visitor.page.locator("tbody th a").first.click()
    visitor.press("Đồng ý").looks("một người")

    visitor.page.context.clear_cookies()
    visitor.sign_in(FRONT).open(proposal).click("So sánh và ghép").looks("So sánh")
    for radio in visitor.page.locator("input[type=radio][value=kept]").all():
        radio.check()
    visitor.press("Xem trước những gì sẽ chuyển").looks("So sánh")
    visitor.press("Ghép thành một hồ sơ").looks("một người").sees("Những gì đã chuyển")
    for path in (theirs, ours):  # the old address leads to the record that stayed
        visitor.open(path)
        expect(visitor.page.locator("h1")).to_have_text(name)
    visitor.open(proposal).press("Hoàn tác ghép").looks("một người").sees("Đã hoàn tác")
    for path in (theirs, ours):
        visitor.open(path)
        assert visitor.page.url.endswith(path)

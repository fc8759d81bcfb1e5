"""The way about the house, for every role: one calm line, on a phone one press away, whole without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
ROLES = [
    "tinh.mttq",
    "tinh.phunu",
    "ttdvvl",
    "huyen.batri.phunu",
    "xa.baothanh.phunu",
    "lanhdao",
    "nhcsxh.batri",
    "kiemtra",
    "quantri",
]
ONE_LINE = (
    "nav => nav.getBoundingClientRect().height < 1.5 * nav.querySelector('a').getBoundingClientRect().height"
)
HEIGHT = "band => band.getBoundingClientRect().height"


@pytest.mark.parametrize("username", ROLES)
def test_every_role_finds_its_way_in_one_line(visitor: Visitor, username: str) -> None:
    visitor.sign_in(username)
    visitor.looks("")
    if visitor.screen == "phone":
        assert visitor.page.locator(".masthead").evaluate(HEIGHT) <= 64  # a tenth of a small screen
        visitor.click("Trình đơn")
    else:
        assert visitor.page.locator(".nav").evaluate(ONE_LINE)
    more = visitor.page.locator(".nav details")
    if more.count():
        more.locator("summary").click()
        visitor.looks("", part=".nav").page.locator(".nav details a").last.click()
        expect(more.locator("summary")).to_contain_text("Thêm: ")
    visitor.looks("")

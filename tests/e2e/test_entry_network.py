"""Fast entry while the network is slow, gone or somebody else's: lines wait in the page, in order, none twice and none lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from registrations.models import EntryLine
from tests.e2e.test_fast_entry import number_of, opened, record, value
from tests.e2e.typist import Typist
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
NAMES = ["phạm văn đức", "lê thị mai", "võ minh tâm", "đặng thị thu"]
FORM = "**/nhap-nhanh/*/"
GONE = (
    "ERR_",
    "htmx:sendError",
    "htmx:afterRequest",
)  # what the browser and htmx say of a network that is gone
ENTERED = "[data-entered]"


@pytest.fixture
def clerk(desk: Visitor) -> Iterator[Visitor]:
    """An officer whose network fails on purpose; that this is said on the console is no trouble."""
    yield desk
    desk.trouble = [said for said in desk.trouble if not any(word in said for word in GONE)]


def typed(clerk: Visitor, name: str) -> Typist:
    number, name = number_of(name), f"{name} chờ mạng"
    clerk.hide(number, name)
    return record(Typist(clerk.page), number, name)


def lines(path: str) -> list[tuple[int, str]]:
    """What stands in the database: the number of each line and the name."""
    rows = EntryLine.objects.filter(session=int(path.strip("/").rpartition("/")[2]), undone_at__isnull=True)
    return [*rows.order_by("position").values_list("position", "registration__person__full_name")]


def test_three_lines_wait_in_the_page_and_go_through_in_order(clerk: Visitor) -> None:
    path = opened(clerk)
    save, badge = clerk.page.locator("#entry-save"), clerk.page.locator("#offline")
    clerk.context.set_offline(True)
    expect(badge).to_contain_text("Đang chờ mạng")
    for count, name in enumerate(NAMES[:3], start=1):
        typed(clerk, name).move("Control+Enter")
        expect(save).to_have_text(f"Chờ mạng ({count} dòng)")
        assert (value(clerk, "identity"), value(clerk, "position")) == ("", str(count + 1))
    typed(clerk, NAMES[3]).move("Control+Enter")  # a fourth one has no place: it stays where it is
    clerk.sees("Ba dòng đang chờ mạng")
    assert value(clerk, "full_name") == f"{NAMES[3]} chờ mạng"
    assert clerk.page.locator("#entry[data-changed]").count()  # leaving would ask first
    clerk.looks("Phiên #")

    clerk.context.set_offline(False)
    clerk.page.locator(ENTERED, has_text="3/").wait_for()
    expect(badge).to_be_hidden()
    assert (value(clerk, "full_name"), value(clerk, "position")) == (f"{NAMES[3]} chờ mạng", "4")
    Typist(clerk.page).save(4)
    expect(save).to_contain_text("Lưu và nhập tiếp")
    clerk.page.locator("#entry:not([data-changed])").wait_for()
    names = ["Phạm Văn Đức Chờ Mạng", "Lê Thị Mai Chờ Mạng", "Võ Minh Tâm Chờ Mạng", "Đặng Thị Thu Chờ Mạng"]
    assert lines(path) == list(enumerate(names, start=1))


@pytest.mark.parametrize("answer", ["lost", "of somebody else"])
def test_a_line_whose_answer_never_came_is_sent_again_and_written_once(clerk: Visitor, answer: str) -> None:
    path = opened(clerk)
    tries = 0

    def unlucky(route: Route) -> None:
        nonlocal tries
        tries += route.request.method == "POST"
        if tries != 1 or route.request.method != "POST":
            return route.continue_()
        if answer == "lost":
            route.fetch(max_redirects=0)  # the server has written it
            return route.abort()
        return route.fulfill(body="<h1>Wifi quán cà phê</h1>", content_type="text/html")

    clerk.context.route(FORM, unlucky)
    typed(clerk, NAMES[0]).move("Control+Enter")
    clerk.sees("Mạng chậm, thử lại tự động (lần 2)")
    expect(clerk.page.get_by_text("cà phê")).to_have_count(0)
    Typist(clerk.page).digits("083198")  # the next line is begun meanwhile
    clerk.page.locator(ENTERED, has_text="1/").wait_for()

    assert tries == 2
    assert value(clerk, "identity") == "083198"
    assert lines(path) == [(1, "Phạm Văn Đức Chờ Mạng")]


def test_a_waiting_line_with_a_mistake_comes_back_and_the_one_being_typed_waits(clerk: Visitor) -> None:
    path = opened(clerk)
    clerk.context.set_offline(True)
    number, name = number_of(NAMES[0]), f"{NAMES[0]} chờ mạng"
    clerk.hide(number, name)
    wrong = Typist(clerk.page).digits(number).move("Enter").words(name).move("Enter").digits("3102")
    wrong.move("Control+Enter")
    typed(clerk, NAMES[1]).move("Control+Enter")
    third = Typist(clerk.page).digits(number_of(NAMES[2])).move("Enter").words("võ minh")
    clerk.context.set_offline(False)

    clerk.page.locator(ENTERED, has_text="1/").wait_for()  # the line after it stands all the same
    clerk.sees("Có 1 chỗ cần sửa").looks("Phiên #")
    assert third.at() == "birth"
    assert (value(clerk, "full_name"), value(clerk, "birth"), value(clerk, "position")) == (name, "3102", "1")
    clerk.page.keyboard.press("Control+A")
    third.digits("0503").save(2)
    assert (value(clerk, "full_name"), value(clerk, "position")) == ("võ minh", "3")
    assert lines(path) == [(1, "Phạm Văn Đức Chờ Mạng"), (2, "Lê Thị Mai Chờ Mạng")]


def test_clearing_a_line_leaves_those_that_wait_alone(clerk: Visitor) -> None:
    path = opened(clerk)
    clerk.context.set_offline(True)
    typed(clerk, NAMES[0]).move("Control+Enter")
    Typist(clerk.page).digits("083198")
    clerk.press("Xóa trắng dòng này")
    assert value(clerk, "identity") == ""
    clerk.context.set_offline(False)
    clerk.page.locator(ENTERED, has_text="1/").wait_for()

    assert lines(path) == [(1, "Phạm Văn Đức Chờ Mạng")]
    clerk.page.locator("#entry:not([data-changed])").wait_for()
    clerk.page.reload()
    assert (value(clerk, "identity"), value(clerk, "position")) == ("", "2")

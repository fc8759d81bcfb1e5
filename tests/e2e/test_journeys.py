"""The first journeys of the people of the house: at a wide screen, on a phone, and with JavaScript off."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from itertools import count

import pytest
from openpyxl import Workbook
from pypdf import PdfReader

from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
numbers = count(1)
MIDDLE = ["Cẩm", "Bích", "Diệu", "Hải", "Mộng", "Tuyết", "Xuân", "Yến", "Thu", "Lệ", "Kim"]
GIVEN = ["Bưởi", "Cam", "Dừa", "Điệp", "Gấm", "Huệ", "Khế", "Lựu", "Mận", "Nhãn", "Ổi", "Quýt", "Sen", "Thơm"]


def somebody(visitor: Visitor) -> tuple[str, str]:
    """A made-up woman born in 1998 whom nobody has met: her name, her number."""
    nth = next(numbers)
    middle, given = MIDDLE[nth // len(GIVEN) % len(MIDDLE)], GIVEN[nth % len(GIVEN)]
    name, number = f"Đặng Thị {middle} {given}", f"083198{700_000 + nth:06}"
    visitor.hide(name, number)
    return name, number


def until(done: Callable[[], bool], visitor: Visitor, seconds: float = 60) -> None:
    """Wait for the worker; without JavaScript the page is opened anew, as somebody would."""
    limit = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit, visitor.page.inner_text("main")
        time.sleep(0.5)
        if not visitor.has_script:
            visitor.page.reload()


def test_sign_in_and_out(visitor: Visitor) -> None:
    visitor.open("/dang-ky/").looks("Đăng nhập")
    visitor.write(username=f"nham.{visitor.screen}", password="sai mật khẩu").press("Đăng nhập")
    visitor.looks("Đăng nhập").sees("Có 1 chỗ cần sửa")
    visitor.write(username="xa.baothanh.phunu", password=visitor.site.password).press("Đăng nhập")

    visitor.looks("Đăng ký")  # where they wanted to go
    visitor.open("/").looks("Năm 2020")
    visitor.open("/thiet-bi/").looks("Thiết bị của tôi")
    visitor.open("/dang-ky/khong-co/").looks("Không tìm thấy")
    visitor.page.context.clear_cookies()
    visitor.open("/").looks("Đăng nhập")


def test_register_a_person(visitor: Visitor) -> None:
    name, number = somebody(visitor)
    visitor.sign_in("xa.baothanh.phunu").open("/dang-ky/moi/").looks("Đăng ký mới")

    visitor.press("Lưu đăng ký").looks("Đăng ký mới")  # what is missing is said
    visitor.write(identity=number, full_name=name, birth="05/03/1998", on="12/10/2020", hamlet="Ấp Thạnh Hải")
    visitor.press("Kiểm tra đã có").sees("Chưa có").shoot()
    visitor.press("Lưu đăng ký").looks("Đã đăng ký")
    visitor.click("Mở hồ sơ đăng ký").looks(name)

    visitor.open("/dang-ky/").write(text=name).press("Tìm kiếm")
    visitor.sees(name).looks("Đăng ký")


def test_import_a_list(visitor: Visitor) -> None:
    people = [somebody(visitor) for _ in range(2)]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD", "Xã"])
    for nth, (name, number) in enumerate(people, start=1):
        sheet.append([nth, name.upper(), "Nữ", "05/03/1998", number, "Bảo Thạnh"])
    sheet.append([3, "Đặng Thị Thiếu", "Nữ", "31/02/1998", "12", "Xã Không Có"])
    content = io.BytesIO()
    book.save(content)

    visitor.sign_in("xa.baothanh.phunu").open("/nhap-excel/").looks("Nhập từ Excel")
    file = {"name": f"danh-sach-{visitor.screen}.xlsx", "mimeType": "", "buffer": content.getvalue()}
    visitor.page.locator("[name=file]").set_input_files(file)
    visitor.press("Tải lên")
    write = visitor.page.get_by_role("button", name="Ghi 2")
    until(write.is_visible, visitor)
    visitor.looks("danh-sach").press("Ghi 2")
    until(visitor.page.get_by_text("Đã ghi").first.is_visible, visitor)
    visitor.looks("danh-sach")

    visitor.open("/dang-ky/?xep=ten").sees(people[0][0]).looks("Đăng ký")


def test_hold_an_event(visitor: Visitor) -> None:
    guest, _number = somebody(visitor)
    visitor.sign_in("huyen.batri.phunu").open("/su-kien/").looks("Sự kiện")
    visitor.open("/su-kien/moi/").looks("Lên lịch")
    visitor.choose(kind="Tư vấn").write(
        title="Tư vấn đi Nhật Bản", on="10/12/2020", starts_at="7 giờ 30", place="Hội trường"
    )
    visitor.page.locator("select[name=unit]").select_option(label="Xã Bảo Thạnh")
    visitor.press("Đưa vào lịch").looks("Lên lịch")  # a union does not advise alone
    visitor.page.locator("select[name=adviser_centre]").select_option(index=1)
    visitor.press("Đưa vào lịch").looks("Tư vấn đi Nhật Bản")

    here = visitor.page.url.removeprefix(visitor.site.url)
    visitor.open(f"{here}diem-danh/").looks("Điểm danh")
    visitor.write(full_name=guest).press("Thêm")
    visitor.sees(guest).looks("Điểm danh")
    visitor.open(f"{here}ket-qua/").looks("Kết quả")
    visitor.write(turns="41", turns_female="30").press("Lưu").looks("Tư vấn đi Nhật Bản")


def test_a_loan_is_answered_by_the_bank(visitor: Visitor) -> None:
    name, number = somebody(visitor)
    visitor.sign_in("huyen.batri.phunu").open("/dang-ky/moi/")
    visitor.write(identity=number, full_name=name, birth="05/03/1998", on="12/10/2020")
    visitor.choose(unit="Xã Bảo Thạnh").press("Lưu đăng ký").click("Mở hồ sơ đăng ký").looks(name)

    visitor.click("Giới thiệu vay vốn").looks("Giới thiệu vay vốn")
    visitor.sees("Ghi nhận sự đồng ý")  # nothing is sent without consent
    visitor.click("Ghi nhận sự đồng ý").looks("đồng ý")
    visitor.choose(purpose="Chuyển đề nghị vay vốn cho ngân hàng").write(
        given_on="12/10/2020", evidence="Mẫu 03/2020"
    )
    visitor.press("Lưu sự đồng ý").looks("Giới thiệu vay vốn")
    branch = visitor.page.locator("select[name=branch] option", has_text="Ba Tri").first
    visitor.page.locator("select[name=branch]").select_option(branch.get_attribute("value"))
    visitor.write(requested="80tr", on="13/10/2020").press("Gửi ngân hàng").looks(name)
    visitor.page.context.clear_cookies()

    visitor.sign_in("nhcsxh.batri").looks("Vay vốn")
    visitor.click(name).looks(name)
    visitor.click("Ngân hàng đã nhận").write(on="14/10/2020").press("Lưu").looks(name)
    visitor.click("Đã duyệt").looks("Đã duyệt")
    visitor.write(on="20/10/2020", amount="70.000.000").press("Lưu")
    visitor.sees("70.000.000 đ").looks(name)


def test_a_leader_has_the_review_on_disk_after_two_clicks(visitor: Visitor) -> None:
    visitor.open("/dang-nhap/").write(username="lanhdao", password=visitor.site.password)
    visitor.press("Đăng nhập").looks("Năm")
    file = visitor.download("PDF")

    assert visitor.clicks == 2
    assert "Bến Tre" in PdfReader(file).pages[0].extract_text()

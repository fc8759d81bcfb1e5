"""The columns of candidate lists, by the words communes and unions really write over them."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from accounts.text import fold
from imports.header import Vocabulary

LABELS = {
    "number": _("No."),
    "full_name": _("Full name"),
    "birth": _("Date of birth"),
    "birth_male": _("Year of birth (men)"),
    "birth_female": _("Year of birth (women)"),
    "sex": _("Sex"),
    "identity": _("Identity number"),
    "issued_on": _("Issued on"),
    "issued_by": _("Issued by"),
    "hamlet": _("Hamlet"),
    "commune": _("Commune"),
    "district": _("District or city"),
    "address": _("Address"),
    "phone": _("Phone"),
    "ethnicity": _("Ethnic group"),
    "education": _("Schooling"),
    "skills": _("Skills"),
    "household": _("Household group"),
    "poor": _("Poor household"),
    "near_poor": _("Near-poor household"),
    "relation": _("Relation to a member"),
    "member_name": _("The member's name"),
    "market": _("Wanted market"),
    "occupation": _("Occupation"),
    "registered_on": _("Registered on"),
    "consent": _("Consent"),
    "status": _("Standing"),
    "departed_on": _("Departed on"),
    "organization": _("Mobilising organisation"),
    "event": _("Event"),
    "note": _("Note"),
    "record": _("Record code"),
    "masked_identity": _("Identity number, partly hidden"),
    "lead": _("Leading organisation"),
    "stage": _("Stands at"),
    "since": _("since"),
}

# Over the columns of what leaves the house: Vietnamese like the lists, and words that `_WORDS` reads again.
HEADINGS = {
    "number": "STT",
    "record": "Mã hồ sơ",
    "full_name": "Họ và tên",
    "birth": "Ngày sinh",
    "sex": "Giới tính",
    "masked_identity": "Số CCCD che bớt",
    "identity": "Số CCCD",
    "phone": "Số điện thoại",
    "hamlet": "Ấp",
    "commune": "Xã",
    "district": "Huyện",
    "ethnicity": "Dân tộc",
    "education": "Trình độ",
    "skills": "Chuyên môn",
    "household": "Thuộc hộ",
    "relation": "Quan hệ với hội viên",
    "member_name": "Họ tên hội viên",
    "market": "Thị trường",
    "registered_on": "Ngày đăng ký",
    "lead": "Tổ chức chủ trì",
    "stage": "Đang ở bước",
    "since": "Từ ngày",
    "note": "Ghi chú",
}

_WORDS: dict[str, str] = {
    "number": "stt|tt|số tt|số thứ tự|thứ tự",
    "full_name": "họ và tên|họ tên|họ và tên người lao động|họ tên người lao động|tên|họ và tên ứng viên|người lao động|full name|name",
    "birth": "ngày sinh|ngày tháng năm sinh|năm sinh|sinh ngày|ngày, tháng, năm sinh|ns|ntns|date of birth",
    "birth_male": "năm sinh nam|ngày sinh nam|ngày tháng năm sinh nam|nam",
    "birth_female": "năm sinh nữ|ngày sinh nữ|ngày tháng năm sinh nữ|nữ",
    "sex": "giới tính|phái|gt|nam nữ|giới|sex",
    "identity": "số cccd|cccd|số cmnd|cmnd|cmnd cccd|số cmnd cccd|số cccd cmnd|cccd cmnd|số định danh|số định danh cá nhân|số căn cước|căn cước"
    "|số căn cước công dân|số chứng minh nhân dân|chứng minh nhân dân|số giấy tờ|identity number",
    "issued_on": "ngày cấp|ngày cấp cmnd|ngày cấp cccd",
    "issued_by": "nơi cấp|nơi cấp cmnd|nơi cấp cccd",
    "hamlet": "ấp|ấp khu phố|khu phố|ấp kp|thôn|tổ ấp|tổ",
    "commune": "xã|xã phường|xã phường thị trấn|xã phường tt|xã thị trấn|phường xã|đơn vị|đơn vị xã|đơn vị xã phường|commune",
    "district": "huyện|huyện thành phố|huyện tp|quận huyện|district",
    "address": "địa chỉ|nơi ở|chỗ ở|địa chỉ thường trú|nơi cư trú|hộ khẩu|hộ khẩu thường trú|address",
    "phone": "sđt|số điện thoại|điện thoại|số đt|đt|đtdđ|di động|phone",
    "ethnicity": "dân tộc",
    "education": "trình độ|trình độ văn hóa|trình độ học vấn|văn hóa|học vấn|tđvh|tdvh|lớp",
    "skills": "cmkt|chuyên môn|trình độ chuyên môn|chuyên môn kỹ thuật|tay nghề|ngoại ngữ",
    "household": "thuộc hộ|hộ|đối tượng|diện|diện hộ|thuộc diện|đối tượng ưu tiên|diện chính sách",
    "poor": "hộ nghèo|thuộc hộ hộ nghèo|thuộc hộ nghèo|nghèo|đối tượng hộ nghèo",
    "near_poor": "hộ cận nghèo|thuộc hộ cận nghèo|cận nghèo|đối tượng hộ cận nghèo",
    "relation": "đoàn viên hội viên|hội viên|đoàn viên|quan hệ|quan hệ với hội viên|là hội viên|thành phần|đv hv",
    "member_name": "họ tên cha mẹ là hội viên|họ tên hội viên|tên hội viên|cha mẹ|họ tên cha mẹ|họ tên cha hoặc mẹ",
    "market": "thị trường|thị trường đăng ký|nước|nước đăng ký|nước đến|quốc gia|thị trường đk|nước muốn đi|market",
    "occupation": "ngành nghề|nghề|công việc|ngành nghề đăng ký|nghề đăng ký",
    "registered_on": "ngày đăng ký|ngày đk|ngày lập|registered on",
    "consent": "đồng ý|đã đồng ý|chữ ký|ký tên|đồng ý cung cấp thông tin",
    "status": "tình trạng|trạng thái|kết quả|tình hình",
    "departed_on": "ngày xc|ngày xuất cảnh|ngày bay|xuất cảnh ngày|ngày đi",
    "organization": "tổ chức vận động|đơn vị vận động|đoàn thể vận động|hội vận động|hội đoàn thể vận động|cơ quan vận động|vận động bởi"
    "|tổ chức giới thiệu|đơn vị giới thiệu|đoàn thể giới thiệu|tổ chức|đoàn thể|hội đoàn thể|tên tổ chức",
    "event": "sự kiện|tên sự kiện|từ sự kiện|buổi tư vấn|hội nghị|buổi tuyên truyền|đợt tư vấn|buổi vận động|đăng ký tại sự kiện",
    "note": "ghi chú|gc|chú thích|note",
    "record": "mã hồ sơ",
    "masked_identity": "số cccd che bớt",
    "lead": "tổ chức chủ trì",
    "stage": "đang ở bước",
    "since": "từ ngày",
}

# Columns whose lack has consequences, and other columns that say the same.
LACKS: dict[str, tuple[str, ...]] = {
    "identity": (),
    "birth": ("birth_male", "birth_female"),
    "commune": ("address",),
    "phone": (),
}
CONSEQUENCES = {
    "identity": _(
        "People can be recognised by name and year of birth only; every namesake has to be looked at."
    ),
    "birth": _("The year is taken from the identity number; without one it stays open."),
    "commune": _("Only rows under the name of a commune can be written; the others wait for theirs."),
    "phone": _("Nobody of this list can be called until a number is added."),
}
UNKEPT = frozenset(
    {"number", "issued_on", "issued_by", "record", "masked_identity", "lead", "stage", "since"}
)  # read to understand the list, kept nowhere


def missing(read: Collection[str], *, own_commune: bool) -> list[str]:
    """Columns that the list lacks; an officer of one commune need not write it."""
    return [
        key
        for key, others in LACKS.items()
        if not {key, *others} & set(read) and not (key == "commune" and own_commune)
    ]


# The first heading of a list that was given back, in Vietnamese like the list; passed over when the list comes again.
PROBLEM = "Lỗi"
# «Đơn vị» is the commune, «Đơn vị phái cử» an enterprise; «Tình trạng hôn nhân» tells of no step: such headings are asked about.
ALONE = "đơn vị|tổ chức|đoàn thể|quan hệ|nước|nghề|trình độ|diện|phái|giới|thành phần|kết quả|tình trạng|tình hình|trạng thái|cha mẹ|name|note|văn hóa"


def _folded(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(fold(word).replace("/", " ").split()) for word in words.split("|")))


VOCABULARY = Vocabulary(
    {key: _folded(words) for key, words in _WORDS.items()} | {"problem": (fold(PROBLEM),)},
    alone=_folded(ALONE),
)

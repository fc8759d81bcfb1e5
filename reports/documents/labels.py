"""Words of official papers for the codes in the figures; Vietnamese in every language of the site."""

from __future__ import annotations

from collections.abc import Mapping

GROUPS = {
    "poor": "Hộ nghèo",
    "near_poor": "Hộ cận nghèo",
    "escaped_poor": "Hộ mới thoát nghèo",
    "demobilised": "Bộ đội, công an xuất ngũ",
    "merit": "Thân nhân người có công với cách mạng",
    "orphan": "Trẻ mồ côi, đối tượng bảo trợ xã hội",
    "startup": "Chương trình khởi nghiệp thoát nghèo",
    "minority": "Người dân tộc thiểu số",
    "land_lost": "Hộ bị thu hồi đất nông nghiệp",
    "youth": "Thanh niên (từ đủ 16 đến 30 tuổi)",
    "youth_unknown": "Chưa đủ thông tin để xác định là thanh niên",
}
AGES = {
    "under_18": "dưới 18 tuổi",
    "18_24": "18–24 tuổi",
    "25_29": "25–29 tuổi",
    "30_34": "30–34 tuổi",
    "35_39": "35–39 tuổi",
    "40_up": "từ 40 tuổi",
    "unknown": "chưa rõ tuổi",
}
EVENTS = {
    "information": "hội nghị thông tin, tuyên truyền",
    "training": "lớp tập huấn cán bộ",
    "consultation": "buổi tư vấn",
    "dialogue": "buổi gặp gỡ, đối thoại với doanh nghiệp",
    "conference": "hội thảo, hội nghị chuyên đề",
    "site_visit": "chuyến tham quan nơi đào tạo",
    "supervision": "cuộc giám sát",
    "review": "hội nghị sơ kết",
}
REASONS = {
    "cost": "chi phí cao",
    "health": "sức khỏe",
    "family": "hoàn cảnh gia đình",
    "not_selected": "không trúng tuyển",
    "language": "ngoại ngữ, tay nghề",
    "loan_refused": "không vay được vốn",
    "other_job": "đã có việc làm tại địa phương",
    "order_cancelled": "đơn hàng bị hủy",
    "other": "lý do khác",
    "": "chưa ghi lý do",
}
REFUSALS = {
    "not_eligible": "không thuộc đối tượng vay vốn",
    "old_debt": "có nợ quá hạn",
    "no_collateral": "không có tài sản bảo đảm",
    "no_contract": "chưa có hợp đồng",
    "no_funds": "chưa có nguồn vốn",
    "other": "lý do khác",
    "": "chưa ghi lý do",
}
OUTCOMES = {
    "on_time": "Hết hạn hợp đồng",
    "early": "Trước hạn",
    "overstayed": "Ở lại trái phép",
    "deceased": "Chết, mất tích",
    "deported": "Bị trục xuất",
}
JOBS = {
    "in_province": "Có việc làm trong tỉnh",
    "outside": "Có việc làm ngoài tỉnh",
    "startup": "Tự khởi nghiệp",
    "abroad_again": "Tiếp tục đi làm việc ở nước ngoài",
}
POINTS = {"registered": "đăng ký", "selected": "trúng tuyển", "departed": "xuất cảnh"}
FORCES = {"required": "chỉ tiêu bắt buộc", "set": "chỉ tiêu kế hoạch", "strive": "chỉ tiêu phấn đấu"}
DUTY_STATES = {
    "open": "Chưa thực hiện",
    "running": "Đang thực hiện",
    "done": "Đã thực hiện",
    "dropped": "Không thực hiện",
}
VERDICTS = {
    "reached": "đạt chỉ tiêu",
    "within": "đạt mức tối thiểu, trong khoảng chỉ tiêu",
    "not": "chưa đạt chỉ tiêu",
}


def counted(words: Mapping[str, str], counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts by code in the order of the words: the database keeps no order of keys."""
    return [(label, n) for _code, label, n in coded(words, counts)]


def coded(words: Mapping[str, str], counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    known = [(code, label, counts[code]) for code, label in words.items() if code in counts]
    return known + [(code, code, n) for code, n in sorted(counts.items()) if code not in words]

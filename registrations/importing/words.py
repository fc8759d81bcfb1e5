"""What people write for markets, household groups and ties to a member, folded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.text import fold
from imports.legacy import Encoding
from registrations.models import Affiliation, GroupStatus, Milestone

Group, Relation = GroupStatus.Group, Affiliation.Relation

MARKETS: dict[str, str] = {
    "JP": "nhật|nhật bản|nb|nhat|japan|jp|thực tập sinh nhật|tts nhật|tts nhật bản",
    "KR": "hàn|hàn quốc|hq|korea|eps|kr",
    "TW": "đài loan|đài|đl|taiwan|tw|đài loan (trung quốc)",
    "DE": "đức|chlb đức|germany|de",
    "AU": "úc|ôxtrâylia|ô-xtrây-li-a|australia|au",
    "PL": "ba lan|poland|pl",
    "MY": "malaysia|mã lai|ma-lai-xi-a",
    "SG": "singapore|xin-ga-po",
}
MARKET_WORDS = {fold(word): code for code, words in MARKETS.items() for word in words.split("|")}

GROUPS: dict[str, str] = {
    Group.POOR: "nghèo|hộ nghèo|hn|n",
    Group.NEAR_POOR: "cận nghèo|hộ cận nghèo|hcn|cn",
    Group.ESCAPED_POOR: "mới thoát nghèo|hộ mới thoát nghèo|thoát nghèo",
    Group.DEMOBILISED: "bộ đội xuất ngũ|bđxn|xuất ngũ|quân nhân xuất ngũ",
    Group.MERIT: "thân nhân người có công|người có công|tnncc|con thương binh|con liệt sĩ|gia đình chính sách",
    Group.ORPHAN: "mồ côi|bảo trợ xã hội",
    Group.STARTUP: "khởi nghiệp thoát nghèo|khởi nghiệp",
    Group.MINORITY: "dân tộc thiểu số|dtts",
    Group.LAND_LOST: "thu hồi đất|hộ bị thu hồi đất",
}
GROUP_WORDS = {fold(word): group for group, words in GROUPS.items() for word in words.split("|")}
NO_GROUP = {
    fold(word) for word in ("không", "khác", "bình thường", "trung bình", "khá", "-", "0", "hộ thường")
}

RELATIONS: dict[str, str] = {
    Relation.SELF: "hội viên|đoàn viên|là hội viên|là đoàn viên|hv|đv|bản thân|x|có",
    Relation.CHILD: "con|con hội viên|con đoàn viên|con hv|con em hội viên|con em",
    Relation.SIBLING: "em|anh|chị|em hội viên|anh em|em hv",
    Relation.GRANDCHILD: "cháu|cháu hội viên|cháu hv",
}
RELATION_WORDS = {fold(word): relation for relation, words in RELATIONS.items() for word in words.split("|")}
NO_RELATION = {fold(word) for word in ("không", "khác", "người dân", "dân", "-", "0", "quần chúng")}

# Words around a relation: «con của ông …», «hội viên Hội Nông dân …».
_FILLERS = "của|cua|ông|ong|bà|anh|chị|là|la|hội|hoi|viên|vien|hv|đv|dv|đoàn|doan"
RELATION_FILLERS = set(_FILLERS.split("|"))
MEMBER_WORDS = {"hoi vien", "doan vien", "hv", "dv"}
BODIES: dict[str, str] = {
    "nongdan": "hội nông dân|nông dân|hnd",
    "phunu": "hội liên hiệp phụ nữ|hội lhpn|hội phụ nữ|hlhpn|lhpn|hpn|phụ nữ",
    "ccb": "hội cựu chiến binh|hội ccb|cựu chiến binh|ccb",
    "doan": "đoàn tncs hồ chí minh|đoàn thanh niên|đoàn tn|đtn",
    "ldld": "liên đoàn lao động|công đoàn|lđlđ",
    "mttq": "mặt trận tổ quốc|ủy ban mttq|ubmttq|mặt trận|mttq",
    "sldtbxh": "sở lao động thương binh và xã hội|sở lđtbxh|sở lđ tb xh|lđtbxh|sở lao động",
    "ttdvvl": "trung tâm dịch vụ việc làm|tt dvvl|ttdvvl",
}
BODY_WORDS = {fold(word): code for code, words in BODIES.items() for word in words.split("|")}

# What notes say of somebody's way, folded; the first that fits counts. Beside it the reason of a withdrawal, or how a stay ended:
# empty where the words leave it open («bỏ hợp đồng» may be a flight or a return), so that it is asked.
Kind, Reason, Outcome = Milestone.Kind, Milestone.Reason, Milestone.Outcome
_HOME = r"(?:da )?(?:ve nuoc|hoi huong|ve (?:viet nam|vn|que|nha))"
_TERM = r"(?:(?:het|man|dung) )?(?:thoi )?(?:han|hop dong|hd)(?: (?:hop dong|hd))?"
STANDINGS: tuple[tuple[str, str, str], ...] = (
    (rf"{_HOME} (?:truoc (?:thoi )?han|som)|ve truoc (?:thoi )?han", Kind.RETURNED, Outcome.EARLY),
    (
        rf"{_HOME} (?:khi |do |dung )?{_TERM}|(?:het|man) (?:han )?(?:hop dong|hd),? {_HOME}",
        Kind.RETURNED,
        Outcome.ON_TIME,
    ),
    (r"bi truc xuat", Kind.RETURNED, Outcome.DEPORTED),
    (r"(?:da )?(?:bo|pha) (?:hop dong|hd)|(?:da )?bo tron", Kind.RETURNED, ""),
    (
        r"da (?:ve nuoc|hoi huong|ve (?:viet nam|vn|que))|(?:ve nuoc|hoi huong) (?:ngay |thang |nam )?(?=\d)",
        Kind.RETURNED,
        "",
    ),
    (r"(?:rot|truot) (?:kham|suc khoe)|khong du suc khoe", Kind.WITHDRAWN, Reason.HEALTH),
    (r"(?:rot|truot) tieng", Kind.WITHDRAWN, Reason.LANGUAGE),
    (
        r"(?:rot|truot)(?: pv| phong van| don)?|khong (?:trung tuyen|dau|dat)",
        Kind.WITHDRAWN,
        Reason.NOT_SELECTED,
    ),
    (r"khong (?:di|tham gia) nua|(?:xin|da) rut(?: ho so)?|bo cuoc", Kind.WITHDRAWN, Reason.OTHER),
    (
        r"da (?:bay|xuat canh|xc|sang|di)|(?:xc|xuat canh|bay) (?:ngay )?(?=\d)|dang lam viec tai",
        Kind.DEPARTED,
        "",
    ),
    (r"(?:da )?(?:co|cap|duoc cap) visa", Kind.VISA, ""),
    (r"da ky (?:hop dong|hd)", Kind.CONTRACTED, ""),
    (r"(?:dang )?hoc (?:tieng|nghe|dinh huong)|dang (?:hoc|dao tao)", Kind.TRAINING, ""),
    (r"(?:da )?(?:trung tuyen|dau(?: pv| phong van| don hang)?)", Kind.SELECTED, ""),
    (r"da (?:duoc )?tu van", Kind.CONSULTED, ""),
)
NOT_YET = r"\b(?:chua|cho|sap|se|khong|du kien|chuan bi|dang cho)(?: duoc| co| da)?$"

CONVERTED = {
    Encoding.TCVN3: _("The letters were in TCVN3 (fonts “.Vn…”); they were changed to Unicode."),
    Encoding.VNI: _("The letters were in VNI; they were changed to Unicode."),
    Encoding.UTF8: _(
        "The letters had been broken on the way (UTF-8 read as Windows-1252); they were mended."
    ),
}
STOOD = {
    "as_above": _("“%(text)s” was read as the row above."),
    "joined": _("The cell is joined with the one above it; it says the same of this row."),
    "from_sheet": _("The commune was taken from the name of the sheet."),
    "from_section": _("The commune was taken from the line above this part of the list."),
    "chosen": _("Read as was chosen for all rows that say the same."),
} | {encoding.value: told for encoding, told in CONVERTED.items()}
AS_ABOVE = {"nt", "n.t", "//", '"', "''", "-nt-", "như trên", "\u201d", "〃"}
TOTALS = ("tong cong", "tong so", "cong chung")

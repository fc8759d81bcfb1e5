"""A province small enough to see at once: two districts, six communes, seven bodies, one plan.

`house()` makes all of it and returns a `House`; `access(role, organization, unit)` makes somebody to act as.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from accounts.models import User
from accounts.text import fold
from campaigns.access import Access, access_for
from campaigns.models import (
    Campaign,
    CampaignOrganization,
    Duty,
    DutyParty,
    LegalDocument,
    Organization,
    OrganizationName,
    Posting,
    RiseRule,
    Role,
    Target,
    Unit,
    UnitSuccession,
)

START = date(2017, 1, 1)
Kind = Unit.Kind
Body = Organization.Kind
Force = Target.Force
numbers = count(1)
PREFIX = {
    Kind.PROVINCE: "Tỉnh",
    Kind.CITY: "Thành phố",
    Kind.DISTRICT: "Huyện",
    Kind.WARD: "Phường",
    Kind.TOWNSHIP: "Thị trấn",
    Kind.COMMUNE: "Xã",
}

# code, short name, full name, kind, rank, sees everyone, abbreviation
BODIES = [
    ("mttq", "Mặt trận Tổ quốc", "Ủy ban Mặt trận Tổ quốc Việt Nam", Body.FRONT, 1, True, "MTTQ"),
    ("sldtbxh", "Sở LĐ-TB&XH", "Sở Lao động - Thương binh và Xã hội", Body.LABOUR, 2, True, "SLĐ-TB&XH"),
    ("phunu", "Hội Phụ nữ", "Hội Liên hiệp Phụ nữ", Body.UNION, 4, False, "HPN"),
    ("nongdan", "Hội Nông dân", "Hội Nông dân", Body.UNION, 5, False, "HND"),
    ("doan", "Đoàn Thanh niên", "Đoàn TNCS Hồ Chí Minh", Body.UNION, 7, False, "ĐTN"),
    (
        "ttdvvl",
        "Trung tâm Dịch vụ việc làm",
        "Trung tâm Dịch vụ việc làm",
        Body.JOB_CENTRE,
        10,
        False,
        "TTDVVL",
    ),
    ("nhcsxh", "Ngân hàng Chính sách xã hội", "Ngân hàng Chính sách xã hội", Body.BANK, 20, False, "NHCSXH"),
]

# user name, role, organisation, attribute of `House` that is the unit
ACCOUNTS = [
    ("tinh.mttq", Role.COORDINATOR, "mttq", "province"),
    ("tinh.sld", Role.MANAGER, "sldtbxh", "province"),
    ("tinh.phunu", Role.MANAGER, "phunu", "province"),
    ("tinh.nongdan", Role.MANAGER, "nongdan", "province"),
    ("huyen.batri.mttq", Role.OFFICER, "mttq", "ba_tri"),
    ("huyen.batri.phunu", Role.OFFICER, "phunu", "ba_tri"),
    ("huyen.chauthanh.nongdan", Role.OFFICER, "nongdan", "chau_thanh"),
    ("xa.baothanh.phunu", Role.OFFICER, "phunu", "bao_thanh"),
    ("xa.baothuan.doan", Role.OFFICER, "doan", "bao_thuan"),
    ("lanhdao", Role.LEADER, "mttq", "province"),
    ("ttdvvl", Role.JOB_CENTRE, "ttdvvl", "province"),
    ("nhcsxh.batri", Role.BANK, "nhcsxh", "ba_tri"),
    ("kiemtra", Role.AUDITOR, "mttq", "province"),
    ("quantri", Role.ADMINISTRATOR, "mttq", "province"),
]


def unit(
    code: str,
    short_name: str,
    kind: str,
    parent: Unit | None = None,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Unit:
    """A unit with its path; a second version of a code gets its first day into the path."""
    again = valid_from is not None and Unit.objects.filter(code=code).exists()
    segment = f"{code}-{valid_from:%Y%m%d}" if again else code
    return Unit.objects.create(
        code=code,
        name=f"{PREFIX[Kind(kind)]} {short_name}",
        short_name=short_name,
        name_folded=fold(short_name),
        kind=kind,
        parent=parent,
        path=f"{parent.path if parent else ''}{segment}.",
        level=parent.level + 1 if parent else 0,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def merge(old: Unit, new: Unit, on: date, kind: str = UnitSuccession.Kind.MERGE) -> UnitSuccession:
    """Say that a unit became (part of) another on a day."""
    return UnitSuccession.objects.create(old=old, new=new, kind=kind, on=on, act="01/NQ-UBTVQH")


def organization(
    code: str,
    short_name: str = "",
    kind: str = Body.UNION,
    rank: int = 50,
    sees_everyone: bool = False,
    name: str = "",
    abbreviation: str = "",
) -> Organization:
    body = Organization.objects.create(
        code=code, short_name=short_name or code, kind=kind, rank=rank, sees_everyone=sees_everyone
    )
    OrganizationName.objects.create(
        organization=body,
        name=f"{name or short_name or code} tỉnh Bến Tre",
        abbreviation=abbreviation or code.upper(),
        signatory_title="CHỦ TỊCH",
    )
    return body


def user(username: str = "", full_name: str = "") -> User:
    """An account without a password: tests sign in with `client.force_login`."""
    username = username or f"nguoidung{next(numbers)}"
    account = User(username=username, full_name=full_name or f"Người dùng {username}")
    account.set_unusable_password()
    account.save()
    return account


def posting(
    account: User,
    role: str,
    organization: Organization,
    unit: Unit,
    *,
    valid_from: date = START,
    valid_to: date | None = None,
) -> Posting:
    return Posting.objects.create(
        user=account,
        role=role,
        organization=organization,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def access(role: str, organization: Organization, unit: Unit) -> Access:
    """The access of a new account posted so."""
    return access_for(posting(user(), role, organization, unit))


def document(number: str = "202/KHLT", issued_on: date = date(2017, 11, 29)) -> LegalDocument:
    return LegalDocument.objects.create(
        number=number, issued_on=issued_on, issuers="Ủy ban MTTQ tỉnh", title="Kế hoạch phối hợp"
    )


def campaign(province: Unit, *, code: str = "kh202", founding: LegalDocument | None = None) -> Campaign:
    return Campaign.objects.create(
        code=code,
        name="Đẩy mạnh công tác tuyên truyền, vận động người lao động tham gia xuất khẩu lao động",
        short_name="KH 202",
        document=founding or document(),
        province=province,
        starts_on=date(2017, 11, 29),
        ends_on=date(2020, 12, 31),
    )


def target(
    campaign: Campaign,
    year: int,
    minimum: int,
    maximum: int | None = None,
    *,
    force: str = Force.SET,
    document: LegalDocument | None = None,
    organization: Organization | None = None,
    unit: Unit | None = None,
    clause: str = "I",
) -> Target:
    return Target.objects.create(
        campaign=campaign,
        year=year,
        unit=unit or campaign.province,
        organization=organization,
        minimum=minimum,
        maximum=maximum,
        force=force,
        document=document or campaign.document,
        clause=clause,
    )


def duty(campaign: Campaign, lead: Organization, *others: Organization, clause: str = "II.1") -> Duty:
    number = campaign.duties.count() + 1
    task = Duty.objects.create(campaign=campaign, number=number, clause=clause, text=f"Nhiệm vụ {number}")
    for body in (lead, *others):
        DutyParty.objects.create(duty=task, organization=body, is_lead=body == lead)
    return task


@dataclass
class House:
    """The whole tiny world. `house.access("tinh.mttq")` acts as one of `ACCOUNTS`."""

    province: Unit
    ba_tri: Unit
    chau_thanh: Unit
    bao_thanh: Unit
    bao_thuan: Unit
    an_hiep: Unit
    an_hiep_chau_thanh: Unit
    tan_thach: Unit
    quoi_son: Unit
    organizations: dict[str, Organization]
    resolution: LegalDocument
    campaign: Campaign
    postings: dict[str, Posting] = field(default_factory=dict)

    def access(self, username: str) -> Access:
        return access_for(self.postings[username])

    def user(self, username: str) -> User:
        return self.postings[username].user


def house() -> House:
    province = unit("83", "Bến Tre", Kind.PROVINCE)
    ba_tri = unit("836", "Ba Tri", Kind.DISTRICT, province)
    chau_thanh = unit("831", "Châu Thành", Kind.DISTRICT, province)
    bodies = {
        code: organization(code, short, kind, rank, everyone, name, abbreviation)
        for code, short, name, kind, rank, everyone, abbreviation in BODIES
    }
    plan = campaign(province)
    made = House(
        province=province,
        ba_tri=ba_tri,
        chau_thanh=chau_thanh,
        bao_thanh=unit("29125", "Bảo Thạnh", Kind.COMMUNE, ba_tri),
        bao_thuan=unit("29152", "Bảo Thuận", Kind.COMMUNE, ba_tri),
        an_hiep=unit("29161", "An Hiệp", Kind.COMMUNE, ba_tri),
        an_hiep_chau_thanh=unit("28855", "An Hiệp", Kind.COMMUNE, chau_thanh),
        tan_thach=unit("28804", "Tân Thạch", Kind.COMMUNE, chau_thanh),
        quoi_son=unit("28807", "Quới Sơn", Kind.COMMUNE, chau_thanh),
        organizations=bodies,
        resolution=document("13-NQ/ĐH", date(2015, 10, 14)),
        campaign=plan,
    )
    for username, role, code, place in ACCOUNTS:
        made.postings[username] = posting(user(username), role, bodies[code], getattr(made, place))
    _fill(made)
    return made


def _fill(made: House) -> None:
    """Parties, targets of 2018 to 2020 (500 required, 500–700 set, 700–800 to strive for) and the rise rules."""
    parties = ["mttq", "sldtbxh", "phunu", "nongdan", "doan"]
    for rank, code in enumerate(parties, start=1):
        CampaignOrganization.objects.create(
            campaign=made.campaign,
            organization=made.organizations[code],
            header_rank=rank,
            signature_rank=len(parties) if code == "mttq" else rank - 1,
            is_lead=code == "mttq",
        )
    for year in (2018, 2019, 2020):
        target(made.campaign, year, 500, force=Force.REQUIRED, document=made.resolution, clause="NQ 13-NQ/ĐH")
        target(made.campaign, year, 500, 700, force=Force.SET, clause="I")
        target(made.campaign, year, 700, 800, force=Force.STRIVE, clause="III.2")
    for year in (2019, 2020):
        RiseRule.objects.create(
            campaign=made.campaign, year=year, document=made.campaign.document, clause="II.4"
        )
    for code in ("phunu", "nongdan", "doan"):
        duty(made.campaign, made.organizations["mttq"], made.organizations[code])

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
from tests.factories.again import Again

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
    made = new_unit(code, short_name, kind, parent)
    made.valid_from, made.valid_to = valid_from, valid_to
    if valid_from is not None and Unit.objects.filter(code=code).exists():
        made.path = f"{parent.path if parent else ''}{code}-{valid_from:%Y%m%d}."
    made.save(force_insert=True)
    return made


def new_unit(code: str, short_name: str, kind: str, parent: Unit | None = None) -> Unit:
    """The same, not stored yet."""
    return Unit(
        code=code,
        name=f"{PREFIX[Kind(kind)]} {short_name}",
        short_name=short_name,
        name_folded=fold(short_name),
        kind=kind,
        parent=parent,
        path=f"{parent.path if parent else ''}{code}.",
        level=parent.level + 1 if parent else 0,
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
    new_name(body, name or short_name or code, abbreviation or code.upper()).save(force_insert=True)
    return body


def new_name(body: Organization, name: str, abbreviation: str) -> OrganizationName:
    return OrganizationName(
        organization=body,
        name=f"{name} tỉnh Bến Tre",
        abbreviation=abbreviation,
        signatory_title="CHỦ TỊCH",
    )


def user(username: str = "", full_name: str = "") -> User:
    """An account without a password: tests sign in with `client.force_login`."""
    account = new_user(username or f"nguoidung{next(numbers)}", full_name)
    account.save(force_insert=True)
    return account


def new_user(username: str, full_name: str = "") -> User:
    account = User(username=username, full_name=full_name or f"Người dùng {username}")
    account.set_unusable_password()
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


def built() -> House:
    """All of it, in as few statements as there are tables."""
    province = unit("83", "Bến Tre", Kind.PROVINCE)
    ba_tri, chau_thanh = Unit.objects.bulk_create(
        [
            new_unit("836", "Ba Tri", Kind.DISTRICT, province),
            new_unit("831", "Châu Thành", Kind.DISTRICT, province),
        ]
    )
    communes = Unit.objects.bulk_create(
        [
            new_unit("29125", "Bảo Thạnh", Kind.COMMUNE, ba_tri),
            new_unit("29152", "Bảo Thuận", Kind.COMMUNE, ba_tri),
            new_unit("29161", "An Hiệp", Kind.COMMUNE, ba_tri),
            new_unit("28855", "An Hiệp", Kind.COMMUNE, chau_thanh),
            new_unit("28804", "Tân Thạch", Kind.COMMUNE, chau_thanh),
            new_unit("28807", "Quới Sơn", Kind.COMMUNE, chau_thanh),
        ]
    )
    made = House(
        province,
        ba_tri,
        chau_thanh,
        *communes,
        organizations=_bodies(),
        resolution=document("13-NQ/ĐH", date(2015, 10, 14)),
        campaign=campaign(province),
    )
    made.postings = _postings(made)
    _fill(made)
    return made


def _bodies() -> dict[str, Organization]:
    bodies = [
        Organization(code=code, short_name=short, kind=kind, rank=rank, sees_everyone=everyone)
        for code, short, _, kind, rank, everyone, _ in BODIES
    ]
    Organization.objects.bulk_create(bodies)
    names = [new_name(body, row[2], row[6]) for body, row in zip(bodies, BODIES, strict=True)]
    OrganizationName.objects.bulk_create(names)
    return {body.code: body for body in bodies}


def _postings(made: House) -> dict[str, Posting]:
    users = User.objects.bulk_create([new_user(row[0]) for row in ACCOUNTS])
    postings = [
        Posting(
            user=account,
            role=role,
            organization=made.organizations[code],
            unit=getattr(made, place),
            valid_from=START,
        )
        for account, (_, role, code, place) in zip(users, ACCOUNTS, strict=True)
    ]
    return {posting.user.username: posting for posting in Posting.objects.bulk_create(postings)}


def _fill(made: House) -> None:
    """Parties, targets of 2018 to 2020 (500 required, 500–700 set, 700–800 to strive for), the rise rules and three duties."""
    bodies, plan = made.organizations, made.campaign
    parties = ["mttq", "sldtbxh", "phunu", "nongdan", "doan"]
    CampaignOrganization.objects.bulk_create(
        CampaignOrganization(
            campaign=plan,
            organization=bodies[code],
            header_rank=rank,
            signature_rank=len(parties) if code == "mttq" else rank - 1,
            is_lead=code == "mttq",
        )
        for rank, code in enumerate(parties, start=1)
    )
    Target.objects.bulk_create(
        Target(
            campaign=plan,
            year=year,
            unit=made.province,
            minimum=minimum,
            maximum=maximum,
            force=force,
            document=source,
            clause=clause,
        )
        for year in (2018, 2019, 2020)
        for minimum, maximum, force, source, clause in (
            (500, None, Force.REQUIRED, made.resolution, "NQ 13-NQ/ĐH"),
            (500, 700, Force.SET, plan.document, "I"),
            (700, 800, Force.STRIVE, plan.document, "III.2"),
        )
    )
    RiseRule.objects.bulk_create(
        RiseRule(campaign=plan, year=year, document=plan.document, clause="II.4") for year in (2019, 2020)
    )
    duties = Duty.objects.bulk_create(
        Duty(campaign=plan, number=n, clause="II.1", text=f"Nhiệm vụ {n}") for n in (1, 2, 3)
    )
    DutyParty.objects.bulk_create(
        DutyParty(duty=task, organization=bodies[code], is_lead=code == "mttq")
        for task, union in zip(duties, ("phunu", "nongdan", "doan"), strict=True)
        for code in ("mttq", union)
    )


# Most tests begin here.
house = Again(
    built,
    (
        Unit,
        Organization,
        OrganizationName,
        LegalDocument,
        Campaign,
        User,
        Posting,
        CampaignOrganization,
        Target,
        RiseRule,
        Duty,
        DutyParty,
    ),
)

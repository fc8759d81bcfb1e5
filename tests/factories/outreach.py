"""Partners and gatherings for tests: explicit, small, without chance."""

from __future__ import annotations

from datetime import date, time
from itertools import count

from accounts.text import fold
from campaigns.models import Campaign, Organization, Unit
from outreach.models import (
    BankBranch,
    Channel,
    CostLine,
    Enterprise,
    EnterpriseStatus,
    Event,
    EventOrganizer,
    Invitee,
    JobOrder,
    Market,
    Material,
    Programme,
)

numbers = count(1)
EVENT_DAY = date(2019, 4, 12)
MARKETS = {"JP": "Nhật Bản", "TW": "Đài Loan", "KR": "Hàn Quốc", "DE": "Đức"}
CHANNELS = {"service_enterprise": "Doanh nghiệp dịch vụ", "public_unit": "Đơn vị sự nghiệp"}


def market(code: str = "JP") -> Market:
    made, _new = Market.objects.get_or_create(code=code, defaults={"name": MARKETS.get(code, code)})
    return made


def channel(code: str = "service_enterprise") -> Channel:
    made, _new = Channel.objects.get_or_create(code=code, defaults={"name": CHANNELS.get(code, code)})
    return made


def programme(
    code: str = "jp-trainee",
    name: str = "Thực tập sinh kỹ năng",
    *,
    of: Market | None = None,
    through: Channel | None = None,
) -> Programme:
    return Programme.objects.create(
        code=code, name=name, market=of or market(), channel=through or channel(), age_min=18
    )


def enterprise(
    name: str = "Công ty Cổ phần Hoa Sen Mẫu",
    *,
    licence_number: str = "",
    licence_from: date = date(2015, 1, 1),
    licence_to: date | None = None,
    markets: tuple[Market, ...] = (),
) -> Enterprise:
    """An enterprise whose licence is valid."""
    made = Enterprise.objects.create(
        name=name,
        name_folded=fold(name),
        licence_number=licence_number or f"{next(numbers)}/LĐTBXH-GP",
        licence_from=licence_from,
        licence_to=licence_to,
    )
    made.markets.set(markets)
    return made


def expired_enterprise(
    name: str = "Công ty TNHH Hết Hạn Mẫu", *, licence_to: date = date(2018, 12, 31)
) -> Enterprise:
    return enterprise(name, licence_to=licence_to)


def revoked_enterprise(
    name: str = "Công ty TNHH Thu Hồi Mẫu", *, on: date = date(2018, 6, 1), document: str = "15/QĐ-LĐTBXH"
) -> Enterprise:
    made = enterprise(name)
    status(made, EnterpriseStatus.Status.REVOKED, on, document=document)
    return made


def status(
    of: Enterprise,
    kind: str,
    valid_from: date,
    valid_to: date | None = None,
    *,
    document: str = "15/QĐ-LĐTBXH",
) -> EnterpriseStatus:
    return EnterpriseStatus.objects.create(
        enterprise=of, status=kind, valid_from=valid_from, valid_to=valid_to, document=document
    )


def job_order(
    of: Enterprise | None = None,
    *,
    to: Market | None = None,
    through: Channel | None = None,
    occupation: str = "Chế biến thủy sản",
    places: int = 20,
    opened_on: date = date(2019, 3, 1),
    deadline: date | None = None,
    costs: tuple[tuple[str, int], ...] = (),
) -> JobOrder:
    made = JobOrder.objects.create(
        enterprise=of or enterprise(f"Công ty Đơn Hàng {next(numbers)}"),
        market=to or market(),
        channel=through or channel(),
        occupation=occupation,
        places=places,
        opened_on=opened_on,
        deadline=deadline,
    )
    for kind, amount in costs:
        CostLine.objects.create(
            job_order=made, kind=kind, label=str(CostLine.Kind(kind).label), amount=amount
        )
    return made


def branch(bank: Organization, unit: Unit, name: str = "") -> BankBranch:
    return BankBranch.objects.create(
        organization=bank, unit=unit, name=name or f"PGD {bank.short_name} {unit.name}"
    )


def event(
    campaign: Campaign,
    unit: Unit,
    lead: Organization,
    *others: Organization,
    kind: str = Event.Kind.INFORMATION,
    title: str = "Thông tin thị trường lao động",
    on: date = EVENT_DAY,
    starts_at: time | None = time(7, 30),
    adviser: Enterprise | None = None,
    centre: Organization | None = None,
) -> Event:
    made = Event.objects.create(
        campaign=campaign,
        kind=kind,
        title=title,
        on=on,
        starts_at=starts_at,
        unit=unit,
        place="Hội trường UBND",
        adviser_enterprise=adviser,
        adviser_centre=centre,
    )
    for body in (lead, *others):
        EventOrganizer.objects.create(event=made, organization=body, is_lead=body == lead)
    return made


def invitee(
    of: Event, full_name: str = "Lê Văn Mẫu", *, number: int | None = None, unit: Unit | None = None
) -> Invitee:
    return Invitee.objects.create(
        event=of,
        number=number or of.invitees.count() + 1,
        full_name=full_name,
        name_folded=fold(full_name),
        birth_year=1998,
        unit=unit or of.unit,
        proposed_by=of.organizers.get(is_lead=True).organization,
    )


def material(issued_by: Organization, title: str = "Tờ rơi Nhật Bản", printed: int = 1000) -> Material:
    return Material.objects.create(
        title=title,
        kind=Material.Kind.LEAFLET,
        issued_by=issued_by,
        issued_on=date(2018, 3, 1),
        printed=printed,
    )

"""People on their way, built through the services: a row in a test is a row that an officer could have entered."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from accounts.text import fold
from campaigns.access import Access
from campaigns.dates import PartialDate, Precision
from campaigns.models import Organization, Unit
from outreach.models import BankBranch, Channel, Enterprise, Market, Programme
from registrations.models import AllowanceRate, LoanReferral, Milestone, Registration
from registrations.services import loans, milestones, people
from registrations.services.candidates import Candidate, ConsentClaim, Wish
from registrations.services.register import Registered, register
from tests.factories.campaigns import House

Kind = Milestone.Kind
numbers = count(1)
GIVEN = ["An", "Bình", "Cúc", "Đào", "Én", "Giang", "Hạnh", "Kiều", "Lan", "Mai", "Ngọc", "Oanh"]


def day(text: str) -> PartialDate:
    """«05/03/2018», «03/2018» or «2018»."""
    parts = [int(part) for part in text.split("/")]
    precision = [Precision.YEAR, Precision.MONTH, Precision.DAY][len(parts) - 1]
    return PartialDate(date(parts[-1], *([*reversed(parts[:-1]), 1, 1])[:2]), precision)


def number(*, female: bool = True, year: int = 1998, province: str = "083") -> str:
    """A citizen identity number that nobody else in the test has."""
    century = (2 if year >= 2000 else 0) + female
    return f"{province}{century}{year % 100:02d}{next(numbers):06d}"


def candidate(unit: Unit, **given: Any) -> Candidate:
    """Somebody new: a woman born on 05/03/1998, unless told otherwise."""
    values: dict[str, Any] = {"birth": day("05/03/1998"), "sex": "female", "unit": unit, **given}
    if "full_name" not in values:
        nth = next(numbers)
        values["full_name"] = f"Nguyễn Thị {GIVEN[nth % 12]} {GIVEN[nth // 12 % 12]}"
    if "identity" not in values:
        year = values["birth"].on.year if values["birth"].on else 1998
        values["identity"] = number(female=values["sex"] != "male", year=year)
    return Candidate(**values)


def market(code: str = "JP", name: str = "Nhật Bản") -> Market:
    return Market.objects.get_or_create(code=code, defaults={"name": name, "rank": 1})[0]


def programme(code: str = "eps", market_code: str = "KR", **values: Any) -> Programme:
    channel, _ = Channel.objects.get_or_create(code="don-vi", defaults={"name": "Đơn vị sự nghiệp"})
    values = {"name": "EPS", "market": market(market_code, "Hàn Quốc"), "channel": channel, **values}
    return Programme.objects.get_or_create(code=code, defaults=values)[0]


def enterprise(name: str = "Công ty Cổ phần Thử nghiệm", **values: Any) -> Enterprise:
    nth = next(numbers)
    values = {"licence_number": f"{nth}/LĐTBXH-GP", "licence_from": date(2015, 1, 1), **values}
    return Enterprise.objects.create(name=name, name_folded=fold(name), **values)


def rate(of: Market, amount: int = 300_000, since: date = date(2017, 1, 1), **values: Any) -> AllowanceRate:
    values = {"document": "Mức dùng thử", "is_demo": True, **values}
    return AllowanceRate.objects.create(market=of, amount=amount, valid_from=since, **values)


def branch(house: House, unit: Unit | None = None, bank: str = "nhcsxh") -> BankBranch:
    unit = unit or house.ba_tri
    made, _ = BankBranch.objects.get_or_create(
        organization=house.organizations[bank], unit=unit, defaults={"name": f"PGD {unit.short_name}"}
    )
    return made


def result(
    house: House,
    access: Access | None = None,
    *,
    on: str = "05/03/2018",
    unit: Unit | None = None,
    wish: Wish | None = None,
    organization: Organization | None = None,
    someone: Candidate | None = None,
    **given: Any,
) -> Registered:
    return register(
        access=access or house.access("xa.baothanh.phunu"),
        campaign=house.campaign,
        candidate=someone or candidate(unit or house.bao_thanh, **given),
        wish=wish,
        on=day(on),
        organization=organization,
    )


def registered(house: House, access: Access | None = None, **given: Any) -> Registration:
    """Registered in Bảo Thạnh by its Women's Union on 05/03/2018, unless told otherwise."""
    return result(house, access, **given).registration


def step(house: House, registration: Registration, kind: str, on: str, **details: Any) -> Milestone:
    """Record a step as the coordinator of the province."""
    return milestones.record(
        access=house.access("tinh.mttq"), registration=registration, kind=kind, on=day(on), **details
    )


def consulted(house: House, on_: str = "10/03/2018", **given: Any) -> Registration:
    made = registered(house, **given)
    step(house, made, Kind.CONSULTED, on_)
    return fresh(made)


def selected(house: House, on_: str = "01/06/2018", to: Market | None = None, **given: Any) -> Registration:
    """Selected through the employment service centre for Japan."""
    made = registered(house, **given)
    step(house, made, Kind.SELECTED, on_, market=to or market(), through_centre=True)
    return fresh(made)


def departed(house: House, on_: str = "01/10/2018", **given: Any) -> Registration:
    made = selected(house, **given)
    step(house, made, Kind.DEPARTED, on_)
    return fresh(made)


def returned(house: House, on_: str = "01/10/2020", outcome: str = "on_time", **given: Any) -> Registration:
    made = departed(house, **given)
    step(house, made, Kind.RETURNED, on_, outcome=outcome)
    return fresh(made)


def withdrawn(house: House, on_: str = "01/05/2018", reason: str = "cost", **given: Any) -> Registration:
    made = registered(house, **given)
    step(house, made, Kind.WITHDRAWN, on_, reason=reason)
    return fresh(made)


def agreed(purpose: str = "bank", on: date = date(2018, 3, 5)) -> ConsentClaim:
    return ConsentClaim(purpose, on, evidence="Mẫu 03")


def referred(house: House, requested: int = 80_000_000, **given: Any) -> LoanReferral:
    """Asked the policy bank in Ba Tri for money, with consent."""
    made = registered(house, consents=(agreed(),), **given)
    return loans.refer(
        access=house.access("huyen.batri.phunu"),
        registration=made,
        branch=branch(house),
        requested=requested,
        purpose=LoanReferral.Purpose.COST,
        on=date(2018, 6, 5),
    )


def fresh(registration: Registration) -> Registration:
    return Registration.objects.select_related("person").get(pk=registration.pk)


def renamed(house: House, registration: Registration, name: str) -> None:
    people.change_person(access=house.access("tinh.mttq"), person=registration.person, full_name=name)

"""The setting of the demo: enterprises, orders, materials, rates, plans of the bodies, targets by district."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from accounts.context import recorded_at
from campaigns.models import Campaign, Duty, Target, Unit
from campaigns.services import plan, targets, work_plans
from outreach.costs import Cost, Kind
from outreach.models import (
    BankBranch,
    Channel,
    CostLine,
    Enterprise,
    EnterpriseStatus,
    JobOrder,
    Market,
    Material,
)
from outreach.services import enterprises, job_orders, materials
from registrations.models import AllowanceRate, StockObservation
from reports.demo.cast import Cast
from reports.demo.lots import DISTRICTS, Lots

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# Names that no licensed enterprise bears; licence numbers of a made-up series.
ENTERPRISES = (
    ("Công ty Mẫu Sao Mai (dữ liệu mẫu)", "MAU-01/LĐTBXH-GP", date(2014, 3, 1), ("JP", "KR")),
    ("Công ty Mẫu Dừa Xanh (dữ liệu mẫu)", "MAU-02/LĐTBXH-GP", date(2015, 6, 15), ("JP",)),
    ("Công ty Mẫu Hàm Luông (dữ liệu mẫu)", "MAU-03/LĐTBXH-GP", date(2012, 1, 10), ("JP", "TW")),
    (
        "Công ty Mẫu Cửu Long Xanh (dữ liệu mẫu)",
        "MAU-04/LĐTBXH-GP",
        date(2016, 9, 1),
        ("JP", "DE", "AU", "PL", "RO", "MY"),
    ),
    ("Công ty Mẫu Ba Lai (dữ liệu mẫu)", "MAU-05/LĐTBXH-GP", date(2013, 5, 20), ("TW", "MY")),
    ("Công ty Mẫu Cổ Chiên (dữ liệu mẫu)", "MAU-06/LĐTBXH-GP", date(2011, 4, 4), ("JP",)),
)
REVOKED_SINCE = date(2019, 10, 1)
OCCUPATIONS = {
    "JP": ("Chế biến thực phẩm", "Cơ khí", "Xây dựng", "Nông nghiệp", "Điều dưỡng"),
    "TW": ("Sản xuất chế tạo", "Khán hộ công"),
    "KR": ("Sản xuất chế tạo", "Ngư nghiệp"),
    "DE": ("Điều dưỡng",), "AU": ("Nông nghiệp",), "PL": ("Cơ khí",), "RO": ("Xây dựng",), "MY": ("Điện tử",),
}  # fmt: skip
WAGES = {"JP": (150_000, "JPY"), "TW": (23_000, "TWD"), "KR": (1_800_000, "KRW"), "DE": (2_300, "EUR"), "AU": (3_800, "AUD"),
         "PL": (3_200, "PLN"), "RO": (3_000, "RON"), "MY": (1_300, "MYR")}  # fmt: skip
RATES = {
    "JP": 1_500_000,
    "TW": 800_000,
    "KR": 1_000_000,
    "DE": 1_500_000,
    "AU": 1_000_000,
    "PL": 500_000,
    "RO": 500_000,
    "MY": 400_000,
}
TARGETS = {2018: 600, 2019: 650, 2020: 700}


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a working day in Vietnam."""
    return datetime.combine(day, time(hour), VIETNAM)


class Stage:
    """What the people of the demo meet."""

    def __init__(self, cast: Cast, campaign: Campaign, lots: Lots) -> None:
        self.cast, self.campaign, self.lots = cast, campaign, lots
        self.markets = {market.code: market for market in Market.objects.all()}
        self.channels = {channel.code: channel for channel in Channel.objects.all()}
        self.branches = {
            (b.organization.code, b.unit.code): b
            for b in BankBranch.objects.select_related("organization", "unit")
        }
        self.units = list(Unit.objects.communes().select_related("parent").order_by("code", "valid_from"))
        self.districts = {unit.code: unit for unit in Unit.objects.districts().filter(code__in=DISTRICTS)}
        self.enterprises: dict[str, list[Enterprise]] = {code: [] for code in OCCUPATIONS}
        self.orders: dict[str, list[JobOrder]] = {code: [] for code in OCCUPATIONS}

    def set(self) -> None:
        with recorded_at(at(date(2017, 12, 20))):
            self._enterprises()
            self._orders()
            self._rates()
            self._materials()
        self._targets()
        self._work_plans()
        self._duties()
        self._stock()

    def communes(self, district: str, day: date) -> list[Unit]:
        return [
            unit for unit in self.units if unit.parent and unit.parent.code == district and unit.holds_on(day)
        ]

    def enterprise(self, market: str, day: date) -> Enterprise | None:
        """One that is licensed on the day; none for Korea, which goes through the centre."""
        found = [
            e
            for e in self.enterprises[market]
            if e.licence_number != "MAU-06/LĐTBXH-GP" or day < REVOKED_SINCE
        ]
        return self.lots.random.choice(found) if found and market != "KR" else None

    def _enterprises(self) -> None:
        access = self.cast["tinh.sld"]
        for name, licence, since, codes in ENTERPRISES:
            made = enterprises.add_enterprise(
                access=access, name=name, licence_number=licence, licence_from=since, is_demo=True, meant=True,
                markets=[self.markets[code] for code in codes], checked_on=date(2017, 12, 20), checked_source="Dữ liệu mẫu",
            )  # fmt: skip
            for code in codes:
                self.enterprises[code].append(made)
        with recorded_at(at(date(2019, 10, 2))):
            enterprises.record_status(
                access=access,
                enterprise=made,
                status=EnterpriseStatus.Status.REVOKED,
                valid_from=REVOKED_SINCE,
                document="QĐ mẫu 06/2019",
            )

    def _orders(self) -> None:
        for code, jobs in OCCUPATIONS.items():
            for year in (2018, 2019, 2020):
                for job in jobs[: 3 if code == "JP" else 1]:
                    self.orders[code].append(self._order(code, job, date(year, 1, 15)))

    def _order(self, code: str, job: str, day: date) -> JobOrder:
        enterprise, wage = self.enterprise(code, day), WAGES[code]
        through = None if enterprise else self.cast.bodies["ttdvvl"]
        channel = self.channels["service_enterprise" if enterprise else "public_unit"]
        worker = CostLine.Payer.WORKER
        costs = [
            Cost(Kind.TRAINING, 12_000_000, worker),
            Cost(Kind.PAPERS, 3_500_000, worker),
            Cost(Kind.TICKET, 9_000_000, worker),
        ]
        return job_orders.add_job_order(
            access=self.cast["tinh.sld"], is_demo=True, costs=costs, enterprise=enterprise, through_centre=through, market=self.markets[code],
            channel=channel, occupation=job, places=self.lots.random.choice((20, 30, 40, 60)), wage=wage[0], wage_currency=wage[1],
            requirements="Từ đủ 18 tuổi, sức khỏe tốt (mẫu)", opened_on=day, deadline=date(day.year, 11, 30),
        )  # fmt: skip

    def _rates(self) -> None:
        """No rate of the province could be found (see docs); these are examples and say so."""
        for code, amount in RATES.items():
            AllowanceRate.objects.create(
                market=self.markets[code],
                amount=amount,
                valid_from=date(2018, 1, 1),
                document="Mức chi mẫu, không phải số liệu thật",
                is_demo=True,
            )

    def _materials(self) -> None:
        access = self.cast["tinh.sld"]
        sheets = (
            ("Tờ rơi: đi làm việc ở Nhật Bản (mẫu)", "leaflet", 30_000),
            ("Sổ tay người lao động (mẫu)", "handbook", 6_000),
        )
        for title, kind, printed in sheets:
            made: Material = materials.add_material(
                access=access,
                title=title,
                kind=kind,
                issued_by=self.cast.bodies["sldtbxh"],
                issued_on=date(2017, 12, 15),
                printed=printed,
            )
            for unit in self.districts.values():
                materials.distribute(
                    access=access, material=made, unit=unit, copies=printed // 12, on=date(2018, 1, 20)
                )

    def _targets(self) -> None:
        """The plan splits nothing; the split by district is an example, by the share of departures."""
        access, day = self.cast["tinh.mttq"], date(2017, 12, 15)
        whole = sum(DISTRICTS.values())
        with recorded_at(at(day)):
            paper = plan.add_document(
                access=access,
                number="MAU-01/KH-MTTQ",
                issued_on=day,
                issuers="Dữ liệu mẫu",
                title="Phân bổ chỉ tiêu 2018–2020 theo huyện, thành phố (dữ liệu mẫu)",
            )
            for year, total in TARGETS.items():
                for code, weight in DISTRICTS.items():
                    targets.set_target(
                        access=access,
                        campaign=self.campaign,
                        year=year,
                        unit=self.districts[code],
                        document=paper,
                        minimum=round(total * weight / whole),
                        force=Target.Force.SET,
                        clause="Phụ lục (mẫu)",
                    )

    def _work_plans(self) -> None:
        lines = [
            ("Hội nghị triển khai kế hoạch", 2, 28),
            ("Tuyên truyền, tư vấn tại các xã", 6, 30),
            ("Rà soát, lập danh sách", 9, 30),
            ("Tự đánh giá năm", 11, 30),
        ]
        for code in ("phunu", "nongdan", "doan", "ccb", "ldld"):
            access = self.cast[f"tinh.{code}" if f"tinh.{code}" in self.cast.access else f"mau.{code}"]
            for year in (2018, 2019, 2020):
                with recorded_at(at(date(year, 1, 20))):
                    made = work_plans.make_work_plan(
                        access=access, campaign=self.campaign, organization=self.cast.bodies[code], year=year
                    )
                    work_plans.change_work_plan(
                        access=access, plan=made, number=f"{self.lots.random.randint(2, 40):02}/KH (mẫu)", issued_on=date(year, 1, 18), summary="",
                        lines=[work_plans.Line(text, date(year, month, day), self._done(date(year, month, day))) for text, month, day in lines],
                    )  # fmt: skip

    def _done(self, due: date) -> date | None:
        return due - self.lots.days(0, 20) if self.lots.chance(0.8) else None

    def _duties(self) -> None:
        access = self.cast["tinh.mttq"]
        for index, duty in enumerate(Duty.objects.filter(campaign=self.campaign).order_by("number")):
            day = self.lots.day_in(date(2018, 2, 1), date(2019, 12, 1))
            with recorded_at(at(day)):
                if index % 5 == 4:
                    plan.update_duty(access=access, duty=duty, state=Duty.State.RUNNING)
                elif index % 5 != 3:
                    evidence = "Biên bản, danh sách kèm theo (dữ liệu mẫu)"
                    plan.update_duty(
                        access=access, duty=duty, state=Duty.State.DONE, evidence=evidence, done_on=day
                    )

    def _stock(self) -> None:
        for year, total, female in ((2018, 2710, 1190), (2019, 3240, 1470), (2020, 3405, 1580)):
            StockObservation.objects.create(
                campaign=self.campaign, unit=self.campaign.province, on=date(year, 12, 31), total=total, female=female,
                source="Số liệu mẫu, không phải số liệu thật", recorded_at=at(date(year + 1, 1, 5)),
            )  # fmt: skip

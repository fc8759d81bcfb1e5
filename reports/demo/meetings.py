"""The events of the demo: meetings in every district every quarter, with advisers, guests and head-counts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time

from accounts.context import recorded_at
from campaigns.access import Access
from outreach.models import Event
from outreach.services import attendance, events, invitations, invited
from reports.demo.lots import BODIES, DISTRICTS
from reports.demo.stage import Stage, at

Kind = Event.Kind
LAST = date(2020, 12, 31)
TITLES = {
    Kind.INFORMATION: "Thông tin, tuyên truyền đi làm việc ở nước ngoài",
    Kind.TRAINING: "Tập huấn cán bộ Mặt trận, đoàn thể",
    Kind.CONSULTATION: "Tư vấn đi làm việc ở nước ngoài",
    Kind.DIALOGUE: "Đối thoại với doanh nghiệp",
    Kind.CONFERENCE: "Hội nghị chuyên đề xuất khẩu lao động",
    Kind.SITE_VISIT: "Tham quan nơi đào tạo",
    Kind.SUPERVISION: "Giám sát thực hiện chính sách",
    Kind.REVIEW: "Hội nghị sơ kết",
}
USUAL = {Kind.INFORMATION: 4, Kind.CONSULTATION: 5, Kind.DIALOGUE: 2, Kind.TRAINING: 1}
PROVINCIAL = ((Kind.CONFERENCE, 3), (Kind.SITE_VISIT, 5), (Kind.SUPERVISION, 8), (Kind.REVIEW, 12))


def hold(stage: Stage) -> dict[tuple[str, int], list[Event]]:
    """Hold all of them; answers the events of a district and year, by day."""
    held: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for year in (2018, 2019, 2020):
        for kind, month in PROVINCIAL:
            _hold(stage, kind, date(year, month, 14), "", "mttq")
        for code in DISTRICTS:
            for quarter in range(1, 5 if year < 2020 else 4):
                day = date(year, quarter * 3 - 2, 1) + stage.lots.days(5, 80)
                held[code, year].append(
                    _hold(stage, stage.lots.one(USUAL), day, code, stage.lots.one(BODIES))
                )
    return held


def _hold(stage: Stage, kind: str, day: date, district: str, body: str) -> Event:
    lots, cast = stage.lots, stage.cast
    unit = lots.random.choice(stage.communes(district, day)) if district else stage.campaign.province
    access = cast.recorder(body, unit)
    enterprise = stage.enterprise("JP", day) if kind in Event.NEEDS_ADVISER and lots.chance(0.6) else None
    centre = cast.bodies["ttdvvl"] if kind in Event.NEEDS_ADVISER and enterprise is None else None
    others = [cast.bodies["mttq"]] if body != "mttq" and lots.chance(0.5) else []
    with recorded_at(at(min(day, LAST))):
        event = events.plan_event(
            access=access, kind=kind, title=f"{TITLES[Kind(kind)]}, {unit.name}", on=day, unit=unit, lead=cast.bodies[body], others=others,
            starts_at=time(7, 30), place="Hội trường UBND (mẫu)", adviser_enterprise=enterprise, adviser_centre=centre, is_demo=True,
        )  # fmt: skip
        if enterprise:
            invitations.invite_enterprise(access=access, event=event, enterprise=enterprise, answer="coming")
        if district and kind == Kind.CONSULTATION:
            _guests(stage, event, access)
        turns = lots.random.randint(35, 140)
        return events.hold_event(
            access=access, event=Event.objects.get(pk=event.pk), minutes="Biên bản lưu tại đơn vị (mẫu)", turns=turns,
            turns_female=turns * lots.random.randint(38, 62) // 100,
        )  # fmt: skip


def _guests(stage: Stage, event: Event, access: Access) -> None:
    lots = stage.lots
    guests = [
        invited.Guest(lots.name(female=lots.chance(0.5)), lots.random.randint(1985, 2001), event.unit)
        for _ in range(lots.random.randint(8, 20))
    ]
    rows = invited.add_invitees(access=access, event=event, guests=guests)
    came = [row.number for row in rows if lots.chance(0.7)]
    attendance.tick_numbers(access=access, event=event, numbers=came, at=at(event.on, 8))

"""Who signs in to the demo: one account per role, and the recorders behind them that nobody signs in as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from campaigns.access import Access, access_for
from campaigns.models import Organization, Posting, Role, Unit

START = date(2017, 11, 29)


@dataclass(frozen=True, slots=True)
class Part:
    """An account of the demo and its posting; the unit is a code of 2017."""

    username: str
    full_name: str
    organization: str
    unit: str
    role: str
    signs_in: bool = True


BA_TRI, CHAU_THANH, BAO_THANH, BAO_THUAN, PROVINCE = "836", "831", "29125", "29152", "83"

PARTS = (
    Part("tinh.mttq", "Cán bộ Ban Phong trào (mẫu)", "mttq", PROVINCE, Role.COORDINATOR),
    Part("tinh.sld", "Chuyên viên Sở LĐ-TB&XH (mẫu)", "sldtbxh", PROVINCE, Role.MANAGER),
    Part("tinh.phunu", "Cán bộ Hội LHPN tỉnh (mẫu)", "phunu", PROVINCE, Role.MANAGER),
    Part("tinh.nongdan", "Cán bộ Hội Nông dân tỉnh (mẫu)", "nongdan", PROVINCE, Role.MANAGER),
    Part("huyen.batri.phunu", "Cán bộ Hội LHPN huyện Ba Tri (mẫu)", "phunu", BA_TRI, Role.OFFICER),
    Part("huyen.batri.mttq", "Cán bộ MTTQ huyện Ba Tri (mẫu)", "mttq", BA_TRI, Role.OFFICER),
    Part("huyen.chauthanh.nongdan", "Cán bộ Hội Nông dân huyện Châu Thành (mẫu)", "nongdan", CHAU_THANH, Role.OFFICER),
    Part("xa.baothanh.phunu", "Cán bộ Hội LHPN xã Bảo Thạnh (mẫu)", "phunu", BAO_THANH, Role.OFFICER),
    Part("xa.baothuan.doan", "Cán bộ Đoàn xã Bảo Thuận (mẫu)", "doan", BAO_THUAN, Role.OFFICER),
    Part("lanhdao", "Lãnh đạo tỉnh (mẫu)", "mttq", PROVINCE, Role.LEADER),
    Part("ttdvvl", "Trung tâm Dịch vụ việc làm (mẫu)", "ttdvvl", PROVINCE, Role.JOB_CENTRE),
    Part("nhcsxh.batri", "Cán bộ tín dụng NHCSXH Ba Tri (mẫu)", "nhcsxh", BA_TRI, Role.BANK),
    Part("kiemtra", "Cán bộ kiểm tra (mẫu)", "mttq", PROVINCE, Role.AUDITOR),
    Part("quantri", "Quản trị hệ thống (mẫu)", "mttq", PROVINCE, Role.ADMINISTRATOR),
    Part("mau.ccb", "Người ghi mẫu, Hội CCB tỉnh", "ccb", PROVINCE, Role.MANAGER, signs_in=False),
    Part("mau.ldld", "Người ghi mẫu, LĐLĐ tỉnh", "ldld", PROVINCE, Role.MANAGER, signs_in=False),
    Part("mau.doan", "Người ghi mẫu, Tỉnh Đoàn", "doan", PROVINCE, Role.MANAGER, signs_in=False),
    Part("mau.nhcsxh", "Người ghi mẫu, NHCSXH", "nhcsxh", PROVINCE, Role.BANK, signs_in=False),
    Part("mau.agribank", "Người ghi mẫu, Agribank", "agribank", PROVINCE, Role.BANK, signs_in=False),
)  # fmt: skip


class Cast:
    """The accounts of the demo, and which of them writes for a body in a place."""

    def __init__(self, password: str) -> None:
        self.bodies = {body.code: body for body in Organization.objects.all()}
        self.access = {part.username: self._enter(part, password) for part in PARTS}

    def _enter(self, part: Part, password: str) -> Access:
        user = User.objects.create_user(
            part.username,
            password if part.signs_in else None,
            full_name=part.full_name,
            is_demo=True,
            is_active=part.signs_in,
        )
        unit = Unit.objects.on(START).get(code=part.unit)
        posting = Posting(
            user=user,
            organization=self.bodies[part.organization],
            unit=unit,
            role=part.role,
            valid_from=START,
        )
        posting.full_clean()
        posting.save()
        return access_for(posting)

    def __getitem__(self, username: str) -> Access:
        return self.access[username]

    def recorder(self, body: str, unit: Unit) -> Access:
        """The nearest account of a body that reaches a unit: commune, district, province."""
        own = [
            a
            for a in self.access.values()
            if a.organization_code == body and a.may("person_write") and a.reaches(unit.path)
        ]
        return max(own, key=lambda access: access.unit_level)

    def bank(self, body: str, path: str) -> Access:
        desks = [
            a
            for a in self.access.values()
            if a.organization_code == body and a.role == Role.BANK and a.reaches(path)
        ]
        return max(desks, key=lambda access: access.unit_level)

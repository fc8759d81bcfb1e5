"""Targets, duties, papers and yearly plans: who may change them, and what stays of what was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from pytest_django import Settings

from accounts.conflicts import Conflict
from accounts.models import AuditEntry
from campaigns.access import Forbidden
from campaigns.models import Duty, LegalDocument, Target, WorkPlan
from campaigns.services import plan, targets, work_plans
from campaigns.services.work_plans import Line
from tests.factories import campaigns as make
from tests.factories.campaigns import House

PDF = b"%PDF-1.7\n%thu\n"


def standing(house: House) -> Target:
    return Target.objects.get(campaign=house.campaign, year=2019, force="required")


def test_a_target_is_set_by_a_paper_and_told(house: House) -> None:
    target = targets.set_target(
        access=house.access("tinh.mttq"),
        campaign=house.campaign,
        year=2019,
        unit=house.ba_tri,
        organization=house.organizations["phunu"],
        minimum=40,
        force="set",
        document=house.resolution,
    )
    assert target.label == "40"
    entry = AuditEntry.objects.get(action="target.set")
    assert (entry.changes["unit"], entry.changes["organization"], entry.changes["minimum"]) == (
        "836",
        "phunu",
        40,
    )


def test_a_year_outside_the_campaign_has_no_target(house: House) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        targets.set_target(
            access=house.access("tinh.mttq"),
            campaign=house.campaign,
            year=2017,
            unit=house.province,
            minimum=1,
            force="set",
            document=house.resolution,
        )
    assert refused.value.message_dict == {
        "year": ["The campaign has targets for these years only: 2018, 2019, 2020."]
    }


def test_only_the_coordinator_sets_targets(house: House) -> None:
    with pytest.raises(Forbidden):
        targets.revise_target(
            access=house.access("tinh.phunu"),
            target=standing(house),
            minimum=600,
            maximum=None,
            force="required",
            document=house.resolution,
            reason="x",
        )


def revise(house: House, old: Target, minimum: int = 600) -> Target:
    return targets.revise_target(
        access=house.access("tinh.mttq"),
        target=old,
        minimum=minimum,
        maximum=None,
        force="required",
        document=house.resolution,
        reason="Điều chỉnh theo kết luận của Thường trực Tỉnh ủy",
    )


def test_a_revision_keeps_the_old_figure_and_the_reason(house: House) -> None:
    old = standing(house)
    before = timezone.now()
    new = revise(house, old)
    assert [(version.minimum, version.version) for version in targets.history(old)] == [(600, 2), (500, 1)]
    assert targets.history(new) == targets.history(old)
    assert AuditEntry.objects.get(action="target.revised").changes["minimum"] == [500, 600]
    known = Target.objects.in_force(before).filter(year=2019, force="required")
    assert [target.minimum for target in known] == [500]


def test_a_target_is_revised_by_one_at_a_time(house: House) -> None:
    old = standing(house)
    revise(house, old)
    with pytest.raises(Conflict):
        revise(house, old, 650)


def test_a_revision_that_changes_nothing_is_refused_and_leaves_the_old_one(house: House) -> None:
    with pytest.raises(ValidationError):
        revise(house, standing(house), 500)
    assert standing(house).superseded_at is None


def test_a_duty_is_reported_by_the_bodies_that_share_it(house: House) -> None:
    duty = house.campaign.duties.get(number=1)  # the Front with the Women's Union
    done = plan.update_duty(
        access=house.access("tinh.phunu"),
        duty=duty,
        state="done",
        evidence="Báo cáo 45/BC-MTTQ",
        done_on=date(2018, 3, 30),
        version=1,
    )
    assert (done.state, done.version) == ("done", 2)
    with pytest.raises(Duty.DoesNotExist):
        plan.update_duty(access=house.access("tinh.nongdan"), duty=duty, state="running")


def test_the_second_to_report_is_told_of_the_first(house: House) -> None:
    duty = house.campaign.duties.get(number=1)
    plan.update_duty(access=house.access("tinh.phunu"), duty=duty, state="running", version=1)
    with pytest.raises(Conflict):
        plan.update_duty(access=house.access("tinh.mttq"), duty=duty, state="dropped", version=1)
    duty.refresh_from_db()
    assert duty.state == "running"


def test_a_paper_is_registered_with_its_scan(house: House, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    paper = plan.add_document(
        access=house.access("tinh.mttq"),
        number="45/KL-TU",
        issued_on=date(2018, 5, 2),
        issuers="Tỉnh ủy",
        title="Kết luận",
        scan=SimpleUploadedFile("rieng-tu.pdf", PDF),
    )
    with paper.file.open() as kept:
        assert kept.read() == PDF
    assert paper.file.name is not None
    assert "rieng-tu" not in paper.file.name


@pytest.mark.parametrize(
    ("content", "words"), [(b"MZ\x90 not a pdf", "not a PDF"), (PDF + b"0" * plan.LARGEST_SCAN, "20 MB")]
)
def test_only_a_pdf_of_a_fair_size_is_a_scan(house: House, content: bytes, words: str) -> None:
    scan = SimpleUploadedFile("scan.pdf", content, "application/pdf")
    with translation.override("en"), pytest.raises(ValidationError, match=words):
        plan.attach_scan(access=house.access("tinh.mttq"), document=house.resolution, scan=scan)
    assert not LegalDocument.objects.get(pk=house.resolution.pk).file


def test_the_settings_of_the_plan_change_with_a_trace(house: House) -> None:
    changed = plan.change_campaign(
        access=house.access("tinh.mttq"),
        campaign=house.campaign,
        fields={"counting_point": "selected", "calendar": "official"},
        version=1,
    )
    assert (changed.counting_point, changed.version) == ("selected", 2)
    entry = AuditEntry.objects.get(action="campaign.changed")
    assert entry.changes == {"counting_point": ["departed", "selected"], "calendar": ["calendar", "official"]}


def test_a_manager_writes_the_plan_of_the_own_body_only(house: House) -> None:
    phunu, access = house.organizations["phunu"], house.access("tinh.phunu")
    made = work_plans.make_work_plan(access=access, campaign=house.campaign, organization=phunu, year=2018)
    assert list(WorkPlan.objects.writable_by(access)) == [made]
    assert not WorkPlan.objects.writable_by(house.access("tinh.nongdan")).exists()
    assert WorkPlan.objects.writable_by(house.access("tinh.mttq")).exists()
    with pytest.raises(ValidationError):
        work_plans.make_work_plan(
            access=access, campaign=house.campaign, organization=house.organizations["doan"], year=2018
        )


def test_activities_are_written_changed_and_removed_together(house: House) -> None:
    access = house.access("tinh.phunu")
    made = work_plans.make_work_plan(
        access=access, campaign=house.campaign, organization=house.organizations["phunu"], year=2018
    )
    facts = {"number": "15/KH-HPN", "issued_on": date(2018, 1, 15), "summary": ""}
    lines = [Line("Tập huấn", date(2018, 4, 30)), Line("Tư vấn")]
    work_plans.change_work_plan(access=access, plan=made, lines=lines, **facts)  # type: ignore[arg-type]
    first, second = made.activities.order_by("pk")
    work_plans.change_work_plan(
        access=access,
        plan=made,
        lines=[Line("Tập huấn 9 lớp", done_on=date(2018, 4, 12), pk=first.pk)],
        removed=[second.pk],
        **facts,  # type: ignore[arg-type]
    )
    assert [(a.text, a.done_on) for a in made.activities.all()] == [("Tập huấn 9 lớp", date(2018, 4, 12))]


def test_an_activity_of_another_plan_is_not_touched(house: House) -> None:
    access = house.access("tinh.mttq")
    plans = [
        work_plans.make_work_plan(
            access=access, campaign=house.campaign, organization=house.organizations[code], year=2018
        )
        for code in ("phunu", "doan")
    ]
    foreign = plans[1].activities.create(text="Của Đoàn")
    with pytest.raises(ValidationError):
        work_plans.change_work_plan(
            access=access,
            plan=plans[0],
            number="",
            issued_on=None,
            summary="",
            lines=[Line("x", pk=foreign.pk)],
        )
    foreign.refresh_from_db()
    assert foreign.text == "Của Đoàn"


def test_a_target_needs_a_unit_of_the_own_area(house: House) -> None:
    coordinator = make.access("coordinator", house.organizations["mttq"], house.ba_tri)
    with pytest.raises(ValidationError):
        targets.set_target(
            access=coordinator,
            campaign=house.campaign,
            year=2018,
            unit=house.chau_thanh,
            minimum=3,
            force="set",
            document=house.resolution,
        )

"""One step for many: looked over first, written one by one, idempotent, and for ten minutes taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts import jobs
from accounts.models import AuditEntry, Job
from campaigns.access import Forbidden
from registrations import doctor, tasks
from registrations.models import BulkStep, BulkStepRow, Milestone, Registration
from registrations.services import bulk, milestones
from tests.factories.campaigns import House
from tests.factories.registrations import day, enterprise, fresh, market, registered, selected, step

ON = "01/10/2018"
WHO = "huyen.batri.phunu"


def prepared(house: House, username: str = WHO) -> BulkStep:
    access = house.access(username)
    people = Registration.objects.within(access)
    return bulk.prepare(access=access, campaign=house.campaign, registrations=people)


def chosen(house: House, kind: str = "departed", on: str = ON, **details: Any) -> BulkStep:
    access, made = house.access(WHO), prepared(house)
    return bulk.choose(access=access, bulk=made, kind=kind, on=day(on), **details)


def recorded(house: House, kind: str = "departed", on: str = ON, **details: Any) -> BulkStep:
    made = chosen(house, kind, on, **details)
    bulk.start(access=house.access(WHO), bulk=made)
    made.refresh_from_db()
    return made


def said(made: BulkStep) -> dict[str, str]:
    """What came of whom, by name."""
    rows = made.rows.select_related("registration__person")
    return {row.registration.person.full_name: f"{row.state} {row.sentence}".strip() for row in rows}


def stages() -> list[str]:
    return sorted(Registration.objects.values_list("stage", flat=True))


def test_a_whole_class_departs_and_who_cannot_is_told_why(house: House) -> None:
    selected(house, full_name="Nguyễn Thị Một")
    selected(house, full_name="Nguyễn Thị Hai", birth=day("05/03/1999"))
    registered(house, full_name="Nguyễn Thị Ba")
    selected(house, full_name="Nguyễn Thị Bốn", birth=day("05/12/2000"))
    made = recorded(house)
    told = said(made)
    assert (told["Nguyễn Thị Một"], told["Nguyễn Thị Hai"]) == ("done", "done")
    assert "không thể" in told["Nguyễn Thị Ba"] or "Sau" in told["Nguyễn Thị Ba"]
    assert "18" in told["Nguyễn Thị Bốn"]
    assert stages() == ["departed", "departed", "registered", "selected"]
    assert made.state == BulkStep.State.DONE


def test_what_is_foreseen_is_what_comes_true(house: House) -> None:
    selected(house), registered(house), selected(house, birth=day("05/12/2000"))
    made = chosen(house)
    foreseen = {one.row.pk: one.sentence for one in bulk.foreseen(house.access(WHO), made)}
    bulk.start(access=house.access(WHO), bulk=made)
    assert {row.pk: row.sentence for row in made.rows.all()} == foreseen
    assert sorted(map(bool, foreseen.values())) == [False, True, True]


def test_looking_over_writes_nothing_and_costs_the_same_for_few_and_many(
    house: House, django_assert_num_queries: Any
) -> None:
    for _nth in range(4):
        selected(house)
    made, access = chosen(house), house.access(WHO)
    with django_assert_num_queries(3):
        assert all(one.can for one in bulk.foreseen(access, made))
    assert stages() == ["selected"] * 4


def test_recording_twice_writes_once(house: House) -> None:
    selected(house), selected(house)
    made = recorded(house)
    bulk.start(access=house.access(WHO), bulk=made)
    bulk.start(access=house.access(WHO), bulk=made)
    assert Milestone.objects.filter(kind="departed").count() == 2
    assert AuditEntry.objects.filter(action="bulk.done").count() == 1


def test_who_was_changed_after_the_look_is_left_alone(house: House) -> None:
    one, other = selected(house, full_name="Lê Thị Một"), selected(house, full_name="Lê Thị Hai")
    made = chosen(house)
    step(house, one, "training", "01/07/2018")
    bulk.start(access=house.access(WHO), bulk=made)
    told = said(made)
    assert told["Lê Thị Một"].startswith("refused Có người đã sửa")
    assert told["Lê Thị Hai"] == "done"
    assert (fresh(one).stage, fresh(other).stage) == ("training", "departed")


def test_choosing_anew_looks_at_people_anew(house: House) -> None:
    one = selected(house)
    made = chosen(house)
    step(house, one, "training", "01/07/2018")
    bulk.choose(access=house.access(WHO), bulk=made, kind="departed", on=day(ON))
    bulk.start(access=house.access(WHO), bulk=made)
    assert fresh(one).stage == "departed"


def test_a_fault_of_the_form_is_said_once_and_not_for_each_person(house: House) -> None:
    registered(house), registered(house)
    closed = enterprise(licence_to=date(2017, 1, 1))
    with pytest.raises(ValidationError) as refusal:
        chosen(house, "selected", "01/06/2018", market=market(), enterprise=closed)
    assert "enterprise" in refusal.value.message_dict
    with pytest.raises(ValidationError) as missing:
        chosen(house, "selected", "01/06/2018", through_centre=True)
    assert "Chọn thị trường." in str(missing.value.messages)


def test_within_ten_minutes_the_list_is_taken_back_but_for_what_was_changed_since(house: House) -> None:
    one, other = selected(house, full_name="Lê Thị Một"), selected(house, full_name="Lê Thị Hai")
    made = recorded(house)
    step(house, one, "returned", "01/02/2020", outcome="early")
    bulk.take_back(access=house.access(WHO), bulk=made)
    told = said(made)
    assert told["Lê Thị Một"].startswith("kept Sau đó đã có người sửa")
    assert told["Lê Thị Hai"] == "undone"
    assert (fresh(one).stage, fresh(other).stage) == ("returned", "selected")
    undone = Milestone.objects.get(registration=other, kind="departed")
    assert undone.superseded_at is not None


def test_after_ten_minutes_it_is_refused_in_a_sentence(house: House) -> None:
    one = selected(house)
    made = recorded(house)
    made.done_at -= timedelta(minutes=11)
    made.save(update_fields=["done_at"])
    with pytest.raises(ValidationError, match="10 phút"):
        bulk.take_back(access=house.access(WHO), bulk=made)
    assert fresh(one).stage == "departed"


def test_taking_back_twice_takes_back_once(house: House) -> None:
    selected(house)
    made = recorded(house)
    bulk.take_back(access=house.access(WHO), bulk=made)
    bulk.take_back(access=house.access(WHO), bulk=made)
    assert AuditEntry.objects.filter(action="bulk.undone").count() == 1
    assert AuditEntry.objects.filter(action="milestone.annulled").count() == 1


def test_many_are_written_in_the_background_and_a_second_run_writes_nothing_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    selected(house), selected(house)
    made = recorded(house)
    assert (made.state, stages()) == (BulkStep.State.RUNNING, ["selected", "selected"])
    assert jobs.HANDLERS[bulk.JOB] is tasks.bulk_step
    assert jobs.run(str(made.job_id)) == Job.State.DONE
    made.refresh_from_db()
    assert (made.state, stages()) == (BulkStep.State.DONE, ["departed", "departed"])
    bulk.run(house.access(WHO), made)
    assert Milestone.objects.filter(kind="departed", superseded_at__isnull=True).count() == 2
    bulk.take_back(access=house.access(WHO), bulk=made)
    made.refresh_from_db()
    assert jobs.run(str(made.job_id)) == Job.State.DONE
    assert stages() == ["selected", "selected"]


def test_work_that_stopped_goes_on_with_who_is_left(house: House) -> None:
    selected(house, full_name="Lê Thị Một"), selected(house, full_name="Lê Thị Hai")
    made = chosen(house)
    first = made.rows.first()
    assert first is not None
    BulkStep.objects.filter(pk=made.pk).update(state="running")
    made.refresh_from_db()
    bulk._write(house.access(WHO), made, BulkStepRow.objects.get(pk=first.pk))
    assert stages() == ["departed", "selected"]
    bulk.start(access=house.access(WHO), bulk=made)
    assert stages() == ["departed", "departed"]


def test_no_job_and_no_trail_of_a_list_names_anybody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    made = selected(house, full_name="Hoàng Yến Phụng")
    done = recorded(house)
    job = Job.objects.get(pk=done.job_id)
    trail = str(list(AuditEntry.objects.filter(action__startswith="bulk").values("changes", "object_ids")))
    for word in ("Phụng", str(made.pk), str(made.person_id)):
        assert word not in f"{job.args} {job.title} {job.key} {trail}"


def test_only_people_in_view_come_on_the_list(house: House) -> None:
    selected(house, full_name="Lê Thị Của Mình")
    farmers = house.access("huyen.chauthanh.nongdan")
    registered(house, farmers, unit=house.tan_thach)
    access = house.access(WHO)
    made = bulk.prepare(access=access, campaign=house.campaign, registrations=Registration.objects.all())
    assert list(said(made)) == ["Lê Thị Của Mình"]
    with pytest.raises(Forbidden):
        bulk.prepare(
            access=house.access("lanhdao"), campaign=house.campaign, registrations=Registration.objects.all()
        )


def test_a_list_is_its_makers_alone_and_of_the_posting_it_was_made_under(house: House) -> None:
    selected(house)
    made = prepared(house)
    for username in ("huyen.batri.mttq", "tinh.phunu", "tinh.mttq", "xa.baothanh.phunu", "lanhdao"):
        assert not BulkStep.objects.within(house.access(username)).exists()
    assert BulkStep.objects.within(house.access(WHO)).get() == made


def test_nobody_and_too_many_are_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="Đánh dấu"):
        prepared(house)
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 1)
    selected(house), selected(house)
    with pytest.raises(ValidationError, match="không quá 1"):
        prepared(house)


def test_a_list_put_aside_leaves_nothing_but_its_trace(house: House) -> None:
    selected(house)
    made = prepared(house)
    bulk.drop(access=house.access(WHO), bulk=made)
    assert not BulkStep.objects.exists()
    assert AuditEntry.objects.filter(action="bulk.dropped").exists()


def test_the_house_is_in_order_after_recording_and_taking_back(house: House) -> None:
    selected(house), selected(house), registered(house)
    made = recorded(house)
    bulk.take_back(access=house.access(WHO), bulk=made)
    assert doctor.problems() == []


def test_one_by_one_and_all_at_once_leave_the_same_steps(house: House) -> None:
    one, other = selected(house), registered(house, house.access("xa.baothuan.doan"), unit=house.bao_thuan)
    recorded(house, occupation="  Thợ  hàn ")
    step(house, other, "selected", "01/06/2018", market=market(), through_centre=True)
    milestones.record(
        access=house.access("tinh.mttq"),
        registration=other,
        kind="departed",
        on=day(ON),
        occupation="Thợ hàn",
    )
    fields = ("kind", "on", "precision", "market", "occupation", "through_centre", "job_after")
    assert (
        Milestone.objects.filter(registration=one, kind="departed").values(*fields)[0]
        == Milestone.objects.filter(registration=other, kind="departed").values(*fields)[0]
    )

"""Who may propose, who must agree, who may merge; what each side sees of the other; how long it can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from campaigns.access import Forbidden
from registrations import doctor
from registrations.models import DistinctPair, Merge, Person, Registration
from registrations.services import facts, merging, people
from registrations.services.register import find_duplicates
from tests.factories.campaigns import House
from tests.factories.merging import NEW_CARD, agreed, farmers, merged, women
from tests.factories.registrations import candidate, fresh, registered, result, step
from tests.registrations.sentences import said

WOMEN, FARMERS = "xa.baothanh.phunu", "huyen.chauthanh.nongdan"


def proposed(house: House, name: str = WOMEN) -> Merge:
    mine, theirs = women(house), farmers(house)
    return merging.propose(
        access=house.access(name), person=mine.person, other=theirs.person_id, reason="Cùng số điện thoại"
    )


def test_across_bodies_and_districts_an_officer_only_proposes(house: House) -> None:
    row = proposed(house)
    assert row.state == Merge.State.PROPOSED
    assert row.asked == row.absorbed
    for name in (WOMEN, FARMERS):
        with pytest.raises(Forbidden):
            merging.merge(access=house.access(name), proposal=row, chosen={})
    assert "Chờ bên kia" in said(
        lambda: merging.merge(access=house.access("tinh.mttq"), proposal=row, chosen={})
    )


def test_the_holder_of_the_other_side_agrees_and_the_coordinator_merges(house: House) -> None:
    row = proposed(house)
    assert merging.agree(access=house.access(FARMERS), proposal=row).state == Merge.State.AGREED
    done = merging.merge(access=house.access("tinh.mttq"), proposal=row, chosen={})
    assert (done.state, done.undo_until) == (
        Merge.State.DONE,
        timezone.localtime(done.done_at).date() + timedelta(days=30),
    )
    assert doctor.problems() == []


@pytest.mark.parametrize("name", [WOMEN, "huyen.batri.phunu", "tinh.phunu", "tinh.sld", "huyen.batri.mttq"])
def test_only_who_holds_the_other_side_or_the_coordinator_agrees(house: House, name: str) -> None:
    row = proposed(house)
    assert not merging.may_answer(house.access(name), row)
    assert said(lambda: merging.agree(access=house.access(name), proposal=row))
    assert merging.may_answer(house.access("tinh.mttq"), row)
    assert merging.may_answer(house.access("tinh.nongdan"), row)


def test_nobody_agrees_with_oneself(house: House) -> None:
    row = proposed(house, "tinh.mttq")
    assert row.state == Merge.State.PROPOSED
    assert not merging.may_answer(house.access("tinh.mttq"), row)
    assert merging.may_answer(house.access(FARMERS), row)


def test_where_no_credit_changes_a_manager_who_sees_both_needs_nobody(house: House) -> None:
    one, other = (
        women(house),
        women(house, identity=NEW_CARD, unit=house.an_hiep, access=house.access("huyen.batri.phunu")),
    )
    row = merging.propose(access=house.access("tinh.phunu"), person=one.person, other=other.person_id)
    assert row.state == Merge.State.AGREED
    assert merging.merge(access=house.access("tinh.phunu"), proposal=row, chosen={}).state == Merge.State.DONE


def test_a_manager_who_sees_one_side_cannot_merge_what_was_agreed(house: House) -> None:
    row = proposed(house)
    merging.agree(access=house.access(FARMERS), proposal=row)
    assert "cả hai" in said(lambda: merging.merge(access=house.access("tinh.phunu"), proposal=row, chosen={}))


def test_a_refusal_has_a_reason_and_ends_the_proposal(house: House) -> None:
    row = proposed(house)
    assert said(lambda: merging.refuse(access=house.access(FARMERS), proposal=row, note=" "))
    assert (
        merging.refuse(access=house.access(FARMERS), proposal=row, note="Hai chị em").state
        == Merge.State.REFUSED
    )
    assert said(lambda: merging.agree(access=house.access("tinh.mttq"), proposal=row))


def test_the_proposer_takes_it_back_without_a_reason(house: House) -> None:
    row = proposed(house)
    assert merging.refuse(access=house.access(WOMEN), proposal=row, note="").state == Merge.State.REFUSED


def test_each_side_sees_the_other_masked(house: House) -> None:
    row = proposed(house)
    side = merging.side_of(row.absorbed, house.access(WOMEN))
    assert (side.name, side.organization, side.unit) == ("Ng. T. H. N***", "Hội Nông dân", "Xã Tân Thạch")
    assert not side.in_view
    assert merging.side_of(row.kept, house.access(WOMEN)).name == "Nguyễn Thị Hồng Nhung"
    assert merging.side_of(row.kept, house.access(FARMERS)).name == "Ng. T. H. N***"


def test_proposals_are_seen_by_both_sides_and_by_nobody_else(house: House) -> None:
    row = proposed(house)
    for name, sees in (
        (WOMEN, True),
        (FARMERS, True),
        ("tinh.mttq", True),
        ("xa.baothuan.doan", False),
        ("ttdvvl", False),
    ):
        assert Merge.objects.within(house.access(name)).filter(pk=row.pk).exists() is sees, name


@pytest.mark.parametrize("name", ["lanhdao", "ttdvvl", "nhcsxh.batri", "kiemtra", "quantri"])
def test_who_may_not_write_people_proposes_nothing(house: House, name: str) -> None:
    mine, theirs = women(house), farmers(house)
    with pytest.raises(Forbidden):
        merging.propose(access=house.access(name), person=mine.person, other=theirs.person_id)


def test_a_person_out_of_view_cannot_be_where_one_starts(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    with pytest.raises(Person.DoesNotExist):
        merging.propose(access=house.access(WOMEN), person=theirs.person, other=mine.person_id)


def test_one_proposal_at_a_time_in_either_direction(house: House) -> None:
    row = proposed(house)
    with pytest.raises(ValidationError):
        merging.propose(access=house.access(FARMERS), person=row.absorbed, other=row.kept_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(
            kept=row.absorbed,
            absorbed=row.kept,
            organization=row.organization,
            unit=row.unit,
            proposed_by=row.proposed_by,
        )


def test_who_was_told_apart_is_not_proposed_again(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    for _time in range(2):
        merging.distinct(access=house.access(WOMEN), person=mine.person, other=theirs.person_id)
    assert DistinctPair.objects.count() == 1
    given: dict[str, Any] = {"person": mine.person, "other": theirs.person_id}
    assert "hai người" in said(lambda: merging.propose(access=house.access(WOMEN), **given))
    assert merging.propose(access=house.access("tinh.mttq"), **given).pk


def test_a_merge_is_told_to_the_trail_without_a_value(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    merged(house, mine.person, theirs.person)
    entry = AuditEntry.objects.get(action="person.merged")
    assert set(entry.object_ids) == {str(mine.person_id), str(theirs.person_id)}
    assert NEW_CARD not in str(entry.changes)
    assert "Nhung" not in str(entry.changes)


def test_what_is_kept_for_undoing_is_sealed(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    done = merged(house, mine.person, theirs.person)
    assert b"Nhung" not in bytes(done.record or b"")
    assert "Nhung" not in str(done.choices) + str(done.counts)


# --- the merged record ------------------------------------------------------------------------------------------------


def test_a_merged_person_is_found_nowhere_and_its_number_finds_the_other(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    merged(house, mine.person, theirs.person)
    front = house.access("tinh.mttq")
    assert list(Registration.objects.within(front)) == [mine]
    assert list(Person.objects.within(front)) == [mine.person]
    assert facts.holder_of(NEW_CARD) == mine.person
    (hint,) = find_duplicates(
        candidate(house.tan_thach, identity=NEW_CARD, full_name=mine.person.full_name), front
    )
    assert hint.person_id == mine.person_id
    again = result(
        house,
        house.access("tinh.sld"),
        unit=house.tan_thach,
        identity=NEW_CARD,
        full_name=mine.person.full_name,
        organization=house.organizations["doan"],
    )
    assert (again.outcome, again.registration) == ("co_mobilised", mine)


def test_a_step_cannot_be_recorded_on_a_merged_registration(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    merged(house, mine.person, theirs.person)
    assert "ghép" in said(lambda: step(house, theirs, "consulted", "10/04/2018"))
    assert "ghép" in said(
        lambda: people.change_person(access=house.access("tinh.mttq"), person=theirs.person, hamlet="Ấp 1")
    )


def test_the_database_refuses_chains_and_merging_into_oneself(house: House) -> None:
    one, two, three = women(house), farmers(house), registered(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=one.person_id).update(merged_into=one.person_id)
    Person.objects.filter(pk=one.person_id).update(merged_into=two.person_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=two.person_id).update(merged_into=three.person_id)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_doctor_sees_credit_on_a_merged_registration(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    merged(house, mine.person, theirs.person)
    theirs.credits.update(superseded_at=None)
    assert [problem.ids for problem in doctor.problems()] == [(str(theirs.pk),)]


def test_the_doctor_sees_a_merged_record_that_still_counts(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    merged(house, mine.person, theirs.person)
    theirs.milestones.update(superseded_at=None)
    assert str(theirs.pk) in {key for problem in doctor.problems() for key in problem.ids}


# --- undoing ----------------------------------------------------------------------------------------------------------


def test_undoing_is_refused_once_somebody_has_written_on_the_one_that_stayed(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    done = merged(house, mine.person, theirs.person)
    step(house, fresh(mine), "consulted", "10/04/2018")
    people.add_phone(access=house.access("tinh.mttq"), person=fresh(mine).person, number="0912345678")
    sentences = said(lambda: merging.undo(access=house.access("tinh.mttq"), proposal=done))
    assert "Mốc: thêm 1" in sentences
    assert "Số điện thoại: thêm 1" in sentences
    assert Person.objects.get(pk=theirs.person_id).merged_into is not None


def test_undoing_is_refused_after_thirty_days(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    done = merged(house, mine.person, theirs.person)
    Merge.objects.filter(pk=done.pk).update(undo_until=date(2018, 1, 1))
    assert "30 ngày" in said(lambda: merging.undo(access=house.access("tinh.mttq"), proposal=done))


def test_a_merge_is_undone_once_and_the_pair_can_be_merged_again(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    done = merged(house, mine.person, theirs.person)
    assert merging.undo(access=house.access("tinh.mttq"), proposal=done).state == Merge.State.UNDONE
    assert said(lambda: merging.undo(access=house.access("tinh.mttq"), proposal=done))
    assert merged(house, fresh(mine).person, fresh(theirs).person).state == Merge.State.DONE
    assert doctor.problems() == []


def test_of_two_merges_the_later_is_undone_first(house: House) -> None:
    first, second, third = (
        women(house),
        farmers(house),
        farmers(house, house.access("tinh.mttq"), identity=""),
    )
    one = merged(house, second.person, third.person)
    other = merged(house, first.person, fresh(second).person)
    assert said(lambda: merging.undo(access=house.access("tinh.mttq"), proposal=one))
    for done in (other, one):
        merging.undo(access=house.access("tinh.mttq"), proposal=done)
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    assert doctor.problems() == []


def test_officers_undo_nothing(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    done = merged(house, mine.person, theirs.person)
    with pytest.raises(Forbidden):
        merging.undo(access=house.access(WOMEN), proposal=done)


def test_a_page_opened_before_undoing_does_not_save_over_what_came_back(house: House) -> None:
    """Versions go on: the number a page has seen never comes again."""
    mine, theirs = women(house), farmers(house)
    done = merged(house, mine.person, theirs.person)
    seen = fresh(mine).version
    merging.undo(access=house.access("tinh.mttq"), proposal=done)
    assert fresh(mine).version > seen


def test_looking_ahead_changes_nothing(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    row = agreed(house, mine.person, theirs.person)
    trail = AuditEntry.objects.count()
    seen = merging.preview(access=house.access("tinh.mttq"), proposal=row, chosen={})
    assert seen.counts["registrations.Registration"] == [1, 1, 1, 0]
    assert Merge.objects.get().state == Merge.State.AGREED
    assert fresh(theirs).merged_into is None
    assert AuditEntry.objects.count() == trail

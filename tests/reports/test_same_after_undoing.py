"""What can be taken back for a while, a merge, a typed line or a list, makes no other figures of a review that counted it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.context import recorded_at
from registrations import doctor
from registrations.models import Merge, Milestone, Profile, Registration
from registrations.services import merging, undo
from reports import review as reviews
from reports.indicators import figures
from reports.models import AnnualReview
from reports.review.hashing import digest
from reports.review.reading import changes_since
from reports.review.recompute import again, differences
from tests.factories import entry
from tests.factories import merging as joining
from tests.factories import registrations as regs
from tests.factories import reviews as make_review
from tests.factories.frozen import at_rest

pytestmark = pytest.mark.django_db
OFFICER = "xa.baothanh.phunu"


def at_rest_then(house, act, **question):
    frozen = at_rest(make_review.drafted(house, year=2018, **question))
    act()
    return frozen


def same(frozen):
    assert [(c.path, c.before, c.after) for c in differences(frozen)] == []
    assert digest(again(frozen)) == frozen.figures_sha256


@pytest.mark.parametrize("boundaries", ["then", "now"])
def test_a_merge_undone_after_the_freeze_stays_in_the_figures_of_then_and_shows_as_a_change(
    house, boundaries
):
    one, other = joining.women(house), joining.farmers(house)
    regs.step(house, other, "consulted", "10/04/2018")
    before = timezone.now()
    joining.merged(house, one.person, other.person)

    def undone():
        merging.undo(access=house.access("tinh.mttq"), proposal=Merge.objects.get(state="done"))

    same(frozen := at_rest_then(house, undone, boundaries=boundaries))
    changed = {change.path: (change.before, change.after) for change in changes_since(frozen)}
    assert changed["totals/registered/people"] == (1, 2)
    assert doctor.problems() == []
    assert figures(house.campaign, 2018, as_of=before).totals["registered"].people == 2
    assert [set(p.milestones.filter(superseded_at=None).values_list("kind", flat=True)) for p in (one, other)] == [{"registered"}, {"registered", "consulted"}]  # fmt: skip


def test_a_merge_undone_that_no_figures_counted_leaves_no_trace_in_the_facts(house):
    one, other = joining.women(house), joining.farmers(house)
    rows = [list(model.objects.order_by("pk").values()) for model in (Milestone, Profile)]
    joining.merged(house, one.person, other.person)
    merging.undo(access=house.access("tinh.mttq"), proposal=Merge.objects.get(state="done"))
    assert rows == [list(model.objects.order_by("pk").values()) for model in (Milestone, Profile)]


def test_a_line_that_signed_figures_count_is_corrected_and_not_deleted(house):
    done = entry.line(house, entry.session(house))

    def take_back():
        with pytest.raises(ValidationError, match="đã được tính"):
            undo.undo_line(access=house.access(OFFICER), line=done.line)

    same(at_rest_then(house, take_back))
    assert undo.staying_among([undo.Taking(done.line.registration, done.line.made, "")]) == {0}


def test_a_line_entered_since_is_taken_back_as_always(house):
    frozen = at_rest(make_review.drafted(house, year=2018))
    with recorded_at(timezone.now() + timedelta(seconds=1)):
        done = entry.line(house, entry.session(house))
        undo.undo_line(access=house.access(OFFICER), line=done.line)
    assert not Registration.objects.exists()
    same(frozen)


def test_a_draft_that_counts_what_was_taken_back_since_does_not_come_to_rest(house, unprinted):
    done = entry.line(house, entry.session(house))
    review = make_review.worked(house, make_review.drafted(house, year=2018))
    undo.undo_line(access=house.access(OFFICER), line=done.line)
    with pytest.raises(ValidationError, match="1 lượt đăng ký"):
        make_review.frozen(house, review)
    review = make_review.worked(house, AnnualReview.objects.get(pk=review.pk))
    same(make_review.frozen(house, review))


def test_what_bodies_look_through_is_not_deleted_under_their_eyes(house, unprinted):
    done = entry.line(house, entry.session(house))
    review = make_review.worked(house, make_review.drafted(house, year=2018))
    reviews.ask(access=house.access("tinh.mttq"), review=review, due_on=timezone.localdate())
    with pytest.raises(ValidationError, match="đã được tính"):
        undo.undo_line(access=house.access(OFFICER), line=done.line)

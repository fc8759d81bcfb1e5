"""The demo: made up, the same for the same seed, rich enough to look at, and clean under the doctor."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts import doctor as accounts_doctor
from accounts import jobs
from accounts.models import Job, User
from campaigns.current import current_campaign, working_day
from campaigns.dates import VIETNAM, today_vn
from campaigns.models import Campaign, Unit
from outreach import doctor as outreach_doctor
from outreach.models import Market
from registrations import clocks
from registrations import doctor as registrations_doctor
from registrations.models import (
    Contact,
    Credit,
    IdentityNumber,
    LoanReferral,
    Milestone,
    Person,
    Registration,
)
from registrations.services import milestones
from registrations.services.register import register
from registrations.waiting import overview
from reports import doctor as reports_doctor
from reports import tasks  # noqa: F401 - the handlers of its jobs
from reports.demo import confirmations, drafts, play
from reports.demo.cast import PARTS, Cast
from reports.demo.lots import DISTRICTS, Lots
from reports.demo.stage import Stage
from reports.indicators import figures
from reports.models import AnnualReview, Digest
from tests.factories import registrations as make

PASSWORD = "mot-mat-khau-mau"

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference() -> None:
    call_command("load_reference", verbosity=0)


def test_the_same_seed_draws_the_same_people_and_another_seed_others(reference: None) -> None:
    cast = Cast(PASSWORD)
    campaign = current_campaign()

    def names(seed: int) -> list[tuple[str, object, object]]:
        lots = Lots(seed)
        people = drafts.drafts(60, lots, Stage(cast, campaign, lots))
        return [(d.candidate.full_name, d.on, d.steps) for d in people]

    assert names(7) == names(7)
    assert names(7) != names(8)


@pytest.mark.slow
def test_a_played_demo_is_marked_rich_and_clean_and_its_reviews_are_taken_up_where_they_stopped(
    reference: None,
) -> None:
    play.everything(count=45, seed=202, password=PASSWORD)

    assert Campaign.objects.get().is_demo
    assert not Registration.objects.filter(is_demo=False).exists()
    assert not Person.objects.filter(is_demo=False).exists()
    assert not User.objects.filter(is_demo=False).exists()
    assert User.objects.get(username="lanhdao").check_password(PASSWORD)
    assert Milestone.objects.filter(kind=Milestone.Kind.DEPARTED).exists()
    assert Milestone.objects.filter(kind=Milestone.Kind.WITHDRAWN).exists()
    assert Credit.objects.filter(superseded_at__isnull=True, is_lead=False).exists()
    assert LoanReferral.objects.exists()
    assert IdentityNumber.objects.filter(kind="passport", expires_on__isnull=False).exists()
    assert Registration.objects.filter(stage="departed", contract_until__isnull=False).exists()
    day = working_day(current_campaign())
    waiting = overview(Registration.objects.for_campaign(current_campaign()), day, clocks.on(day))
    assert Contact.objects.exists()
    assert len(waiting) >= 3  # «Sáng thứ Hai» has more than one reason to call
    assert set(DISTRICTS) >= {line.code for line in figures(current_campaign(), 2019).by_district}
    connection.check_constraints()  # what the database does at commit: the audit chain is linked
    problems = [*accounts_doctor.problems(), *outreach_doctor.problems(), *registrations_doctor.problems()]
    assert problems == []
    reviews_at_night_cut_short()


class Interrupted(Exception):
    """Ctrl-C while the worker prints."""


def reviews_at_night_cut_short() -> None:
    """An hour of the morning is not yet past at night; what was done before the cut is not done twice by the next run."""
    cast, done = confirmations.Cast(), list[Job]()
    commune = Unit.objects.communes().get(name="Xã Bảo Thạnh", valid_to="2025-06-30")
    for _ in range(2):  # among few people nobody may be left to leave
        someone = make.candidate(commune)
        one = register(
            access=cast.of["nongdan"],
            campaign=current_campaign(),
            candidate=someone,
            on=make.day("05/03/2019"),
        )
        japan = {"market": Market.objects.get(code="JP"), "through_centre": True}
        milestones.record(
            access=cast.boss,
            registration=one.registration,
            kind="selected",
            on=make.day("01/06/2019"),
            **japan,
        )

    def watch(job: Job) -> None:
        assert jobs.run(str(job.pk)) == Job.State.DONE
        done.append(job)
        if len(done) == 1:
            raise Interrupted

    night = datetime.combine(today_vn() + timedelta(days=1), time(0, 30), VIETNAM)
    with time_machine.travel(night):
        with pytest.raises(Interrupted):
            confirmations.everything(current_campaign(), watch)
        confirmations.everything(current_campaign(), watch)
        confirmations.everything(current_campaign(), watch)

        of_2019, of_2020 = (AnnualReview.objects.joint().get(year=year) for year in (2019, 2020))
        assert of_2019.state == AnnualReview.State.ISSUED
        assert (of_2019.scans.count(), of_2019.corrections.count()) == (1, 1)
        assert of_2020.is_draft
        assert of_2020.objections.count() == 1
        assert Digest.objects.count() <= 1
        connection.check_constraints()
        assert reports_doctor.problems() == []


def test_accounts_behind_the_scenes_cannot_sign_in(reference: None) -> None:
    Cast(PASSWORD)
    behind = {part.username for part in PARTS if not part.signs_in}
    assert behind
    for user in User.objects.filter(username__in=behind):
        assert not user.is_active
        assert not user.has_usable_password()


def test_a_database_with_accounts_gets_no_demo(reference: None) -> None:
    User.objects.create_user("co.san", PASSWORD, full_name="Có Sẵn")
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not Registration.objects.exists()


def test_production_gets_no_demo(reference: None, settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not User.objects.exists()

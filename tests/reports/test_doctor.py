"""The doctor finds what does not add up and what is no longer what was printed."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from registrations.models import Credit
from reports import doctor
from reports.indicators import figures
from reports.models import AnnualReview, ReviewFile
from reports.review.freeze import digest
from tests.factories import campaigns as base
from tests.factories import reports as make

pytestmark = pytest.mark.django_db
WENT = {"registered": date(2019, 1, 10), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}


@pytest.fixture
def house() -> base.House:
    made = base.house()
    make.walk(
        made.campaign, made.bao_thanh, WENT, bodies=[made.organizations[c] for c in ("phunu", "nongdan")]
    )
    return made


def without_guards(table: str) -> None:
    """Switch off what the database itself refuses, until the test is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER; SET CONSTRAINTS ALL DEFERRED"
        )


def broken_share(house: base.House) -> None:
    without_guards("registrations_credit")
    Credit.objects.filter(organization=house.organizations["nongdan"]).update(denominator=3)


def printed(house: base.House) -> ReviewFile:
    found = figures(house.campaign, 2019, as_of=timezone.now()).as_json()
    review = AnnualReview.objects.create(
        campaign=house.campaign, year=2019, calendar="calendar", state="built", as_of=timezone.now(),
        figures=found, figures_sha256=digest(found), frozen_at=timezone.now(),
    )  # fmt: skip
    sha = "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"
    return ReviewFile.objects.create(review=review, kind="pdf", content=b"Hello", sha256=sha, size=5)


def test_a_sound_house_has_no_problems(house):
    printed(house)
    assert doctor.problems() == []


def test_credit_that_does_not_add_up_is_named_by_year_and_window(house):
    broken_share(house)
    (problem,) = doctor.sums()
    assert problem.invariant == "I3"
    assert "kh202/2019/calendar/then/departed/by_organization" in problem.ids
    assert not any("/2018/" in name for name in problem.ids)


def test_changed_bytes_and_changed_figures_are_named(house):
    file = printed(house)
    without_guards("reports_reviewfile")
    without_guards("reports_annualreview")
    ReviewFile.objects.filter(pk=file.pk).update(content=b"Hullo")
    AnnualReview.objects.filter(pk=file.review_id).update(figures={"year": 2019})
    (problem,) = doctor.printed()
    assert (problem.invariant, problem.ids) == ("I9", [f"{file.review_id}/pdf", f"{file.review_id}/figures"])


def test_the_command_fails_and_writes_the_ids(house):
    broken_share(house)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", "--json", stdout=out)
    found = {
        item["invariant"]: item["ids"] for item in json.loads(out.getvalue()) if item["floor"] == "reports"
    }
    assert "kh202/2019/calendar/now/departed/by_organization" in found["I3"]
    broken = json.loads(out.getvalue())
    assert all(item["message"] for item in broken)


def test_the_command_speaks_to_people(house):
    broken_share(house)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", stdout=out)
    assert "I3" in out.getvalue()

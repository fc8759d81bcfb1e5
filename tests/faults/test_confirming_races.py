"""Two managers of one body confirm at once; the coordinator freezes while a body confirms: real processes, with a control."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accounts import audit
from campaigns.dates import today_vn
from campaigns.models import Role
from reports import review as reviews
from reports.models import AnnualReview, Confirmation, ReviewDraft
from tests.factories import campaigns
from tests.factories.campaigns import House
from tests.faults.confirming import speak
from tests.faults.forking import forks
from tests.faults.racing import in_step

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROUNDS = 15
SLOW = 200  # as many rounds as `in_step` shall have patience for: a freeze also rings the worker
PART = {
    "name": "Hội Phụ nữ",
    "sha256": "a" * 64,
    "lines": [["totals/departed", "Kết quả chung", "Xuất cảnh", 3]],
}


@pytest.fixture
def house(transactional_db: None) -> House:
    return campaigns.house()


def asked(house: House) -> list[Any]:
    """Reviews before the bodies, with figures of one line: what is raced for is the word, not the sum."""
    made = []
    for edition in range(1, ROUNDS + 1):
        review = AnnualReview.objects.create(
            campaign=house.campaign, year=2019, edition=edition, calendar="calendar"
        )
        ReviewDraft.objects.create(
            review=review, number=1, figures={"year": 2019}, figures_sha256="b" * 64, parts={"phunu": PART},
            paper={}, as_of=review.created_at,
        )  # fmt: skip
        reviews.ask(access=house.access("tinh.mttq"), review=review, due_on=today_vn())
        made.append(review.pk)
    return made


def run(tasks: list[tuple[int, str]], made: list[Any], *, held: bool = True) -> list[list[str]]:
    name, context = str(connection.settings_dict["NAME"]), forks()
    return in_step(context, name, speak, [(posting, verb, made, held) for posting, verb in tasks], SLOW)


def two_managers(house: House) -> list[tuple[int, str]]:
    second = campaigns.posting(campaigns.user(), Role.MANAGER, house.organizations["phunu"], house.province)
    return [(house.postings["tinh.phunu"].pk, "confirm"), (second.pk, "confirm")]


def test_two_managers_of_one_body_confirm_once(house: House) -> None:
    made = asked(house)
    assert run(two_managers(house), made) == [["done"] * ROUNDS] * 2
    assert Confirmation.objects.count() == ROUNDS
    assert audit.broken_links() == []


def test_without_the_lock_they_confirm_twice(house: House) -> None:
    """The control."""
    made = asked(house)
    run(two_managers(house), made, held=False)
    assert Confirmation.objects.count() > ROUNDS


def test_a_word_given_while_the_figures_come_to_rest_is_in_the_review_or_refused(house: House) -> None:
    made = asked(house)
    tasks = [(house.postings["tinh.phunu"].pk, "confirm"), (house.postings["tinh.mttq"].pk, "freeze")]
    told, _frozen = sorted(run(tasks, made), key=lambda words: words == ["done"] * ROUNDS)
    for review in AnnualReview.objects.filter(pk__in=made):
        given = review.confirmations.exists()
        assert review.state == "frozen"
        assert [row["code"] for row in review.paper["confirmed"]] == ["phunu"] * given
        assert ("phunu" in [row["code"] for row in review.paper["unconfirmed"]]) == (not given)
    assert set(told) <= {"done", "ValidationError"}
    assert audit.broken_links() == []

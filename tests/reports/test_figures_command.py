"""The figures on the command line."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.indicators import figures
from tests.factories import campaigns as base
from tests.factories import reports as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> base.House:
    made = base.house()
    steps = {"registered": date(2019, 1, 10), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}
    make.walk(made.campaign, made.bao_thanh, steps, bodies=[made.organizations["phunu"]])
    return made


def run(*words: str) -> str:
    out = StringIO()
    call_command("figures", *words, stdout=out)
    return out.getvalue()


def test_the_json_is_what_the_pages_show(house):
    assert json.loads(run("2019", "--json")) == json.loads(
        json.dumps(figures(house.campaign, 2019).as_json())
    )


def test_a_day_means_what_was_known_when_it_ended(house):
    assert json.loads(run("2019", "--as-of", "2019-05-31", "--json"))["totals"]["departed"]["people"] == 0
    assert json.loads(run("2019", "--as-of", "2019-06-01", "--json"))["totals"]["departed"]["people"] == 1
    assert (
        json.loads(run("2019", "--as-of", "2019-06-01T11:59", "--json"))["totals"]["departed"]["people"] == 0
    )


def test_without_json_a_short_table_for_people(house):
    assert "Huyện Ba Tri" in run("2019")
    assert "Xã Bảo Thạnh" in run("2019", "--boundaries", "now")


@pytest.mark.parametrize(
    "words",
    [
        ("2019", "--as-of", "30/06/2019"),
        ("2019", "--as-of", "2019-02-30"),
        ("19",),
        ("2019", "--campaign", "x"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(house, words):
    with pytest.raises(CommandError):
        run(*words)

"""The review from the command line: the same service, the same bytes."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.models import AnnualReview
from reports.review import build as building
from reports.review.freeze import digest
from tests.factories import reports as make
from tests.factories import reviews as make_review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    printers = [
        (kind, words, lambda review, kind=kind: f"{kind} {review.sha256}".encode())
        for kind, words, _real in building.PRINTERS
    ]
    monkeypatch.setattr(building, "PRINTERS", printers)


def run(folder, *more: str) -> str:
    out = StringIO()
    files = [word for kind in ("pdf", "xlsx", "docx", "json") for word in (f"--{kind}", str(folder / kind))]
    call_command("annual_review", "2019", *files, *more, stdout=out)
    return out.getvalue()


def test_it_writes_the_stored_files_and_the_figures_of_the_draft(house, tmp_path):
    make_review.year(house)
    said = run(tmp_path)
    review = AnnualReview.objects.get()
    for file in review.files.all():
        assert (tmp_path / file.kind).read_bytes() == bytes(file.content)
    figures = json.loads((tmp_path / "json").read_text())
    assert digest(figures) == review.draft.figures_sha256
    assert review.draft.figures_sha256 in said
    assert review.state == "draft"


def test_run_again_it_hands_out_the_same_review_until_a_figure_changes(house, tmp_path):
    run(tmp_path)
    run(tmp_path)
    assert AnnualReview.objects.count() == 1
    make.event(house.campaign, house.ba_tri, make_review.date(2019, 5, 1), turns=10)
    run(tmp_path)
    review = AnnualReview.objects.get()
    assert list(review.drafts.values_list("number", flat=True)) == [2, 1]
    make_review.frozen(house, review)
    run(tmp_path)
    assert AnnualReview.objects.count() == 1
    make.event(house.campaign, house.ba_tri, make_review.date(2019, 6, 1), turns=10)
    run(tmp_path)
    assert list(AnnualReview.objects.values_list("edition", "state")) == [(2, "draft"), (1, "built")]


@pytest.mark.parametrize("words", [("--as", "tinh.phunu"), ("--as", "khong.co")])
def test_only_a_coordinator_builds_it(house, tmp_path, words):
    with pytest.raises(CommandError, match="coordinator"):
        run(tmp_path, *words)


def test_a_year_outside_the_plan_is_refused_in_one_sentence(house):
    with pytest.raises(CommandError, match="năm"):
        call_command("annual_review", "2031")


def test_in_a_fresh_house_it_prints_a_year_of_nothing_and_freezes_it_for_nobody(house, tmp_path):
    said = run(tmp_path)
    review = AnnualReview.objects.get()
    assert said.strip().endswith("draft") and review.figures is None
    assert {file.kind for file in review.files.all()} == {"pdf", "xlsx", "docx"}
    figures = json.loads((tmp_path / "json").read_text())
    assert figures["totals"]["departed"]["people"] == 0


def test_without_a_plan_or_a_coordinator_it_says_what_is_missing(tmp_path):
    with pytest.raises(CommandError, match="coordinator"):
        run(tmp_path)

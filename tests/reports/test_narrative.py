"""The text of a review: written from the figures anew with each draft, until somebody writes a part otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from reports import review as reviews
from reports.documents.words import against, of_target
from reports.models import AnnualReview
from reports.review.text import parts_of
from tests.factories import reviews as make_review
from tests.reports.test_confirming import LATE, one_more  # noqa: F401 - the late entry of those tests

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"


def said(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (720, 570, "tăng 150 người (26,3 %) so cùng kỳ"),
        (420, 570, "giảm 150 người (26,3 %) so cùng kỳ"),
        (570, 570, "bằng cùng kỳ năm trước"),
        (12, 0, "tăng 12 người so cùng kỳ (cùng kỳ không phát sinh)"),
        (0, 0, "bằng cùng kỳ năm trước"),
        (12, None, "chưa có số liệu cùng kỳ để so sánh"),
        (4000, 1000, "tăng 3.000 người (gấp 4 lần) so cùng kỳ"),
    ],
)
def test_a_comparison_reads_well_whatever_it_is_compared_with(now, before, words):
    assert said(against(now, before)) == words


@pytest.mark.parametrize(
    ("achieved", "minimum", "words"),
    [
        (652, 700, "đạt 93,1 % chỉ tiêu"),
        (700, 700, "đạt 100,0 % chỉ tiêu"),
        (1500, 500, "đạt 300,0 % chỉ tiêu (gấp 3 lần)"),
        (0, 500, "đạt 0,0 % chỉ tiêu"),
        (5, 0, "chưa có chỉ tiêu để so sánh"),
    ],
)
def test_a_target_is_measured_where_there_is_one(achieved, minimum, words):
    assert said(of_target(achieved, minimum)) == words


@pytest.fixture
def drawn(house, unprinted):
    make_review.year(house)
    return make_review.worked(house, make_review.drafted(house))


def part(review, key):
    fresh = AnnualReview.objects.get(pk=review.pk)
    return next(one for one in parts_of(fresh) if one.key == key)


def write(house, review, **texts):
    seen = texts.pop("seen", ())
    return reviews.change_sections(access=house.access("tinh.mttq"), review=review, sections=texts, seen=seen)


def test_the_result_is_one_sentence_with_target_and_last_year(house, drawn):
    first = said(part(drawn, "departures").made.splitlines()[0])
    assert first.startswith("Có 4 người xuất cảnh (nữ ")
    assert "đạt 0,8 % chỉ tiêu, tăng 3 người (gấp 4 lần) so cùng kỳ" in first


def test_a_year_without_targets_or_a_year_before_still_reads(house, unprinted):
    house.campaign.targets.all().delete()
    review = make_review.worked(house, make_review.drafted(house, year=2018))
    text = said(" ".join(one.made for one in parts_of(review)))
    assert "chỉ tiêu, " not in text
    assert "None" not in text
    assert "nan" not in text


def test_the_made_text_follows_every_draft_and_what_is_written_over_it_stays(house, drawn):
    write(house, drawn, departures="Kết quả xuất cảnh do Ban Phong trào viết.")
    before = part(drawn, "registrations").text
    one_more(house, "phunu")
    make_review.worked(house, drawn)
    follows, kept = part(drawn, "registrations"), part(drawn, "departures")
    assert (follows.is_written, follows.text == before) == (False, False)
    assert (kept.text, kept.is_written, kept.is_stale) == (
        "Kết quả xuất cảnh do Ban Phong trào viết.",
        True,
        True,
    )
    assert "5" in kept.made
    write(house, drawn, departures=kept.text, seen=["departures"])
    assert not part(drawn, "departures").is_stale


def test_a_part_left_as_it_is_made_or_emptied_follows_the_figures_again(house, drawn):
    write(house, drawn, **{one.key: one.text for one in parts_of(drawn)})
    assert AnnualReview.objects.get(pk=drawn.pk).sections == {}
    write(house, drawn, lessons="Khác")
    write(house, drawn, lessons="")
    assert part(drawn, "lessons").is_written is False


def test_what_is_printed_is_the_text_as_it_stands(house, drawn):
    write(house, drawn, oversight="Đã giám sát 3 huyện, 93,1 % số xã.", proposals="Kiến nghị một.")
    lines = make_review.printed_lines(AnnualReview.objects.get(pk=drawn.pk))
    assert f"Đã giám sát 3{NBSP}huyện, 93,1{NBSP}% số xã." in lines
    assert lines[-1] == "Kiến nghị một./."


def test_sentences_added_beside_the_made_ones_in_an_older_review_stay_beside_them(house, drawn):
    AnnualReview.objects.filter(pk=drawn.pk).update(sections={"strengths": "Phối hợp tốt."})
    lines = make_review.printed_lines(AnnualReview.objects.get(pk=drawn.pk))
    assert "Phối hợp tốt." in lines
    assert any("Số người tham gia tăng hơn năm trước." in line for line in lines)


def test_a_duty_done_after_the_year_was_under_way_in_it(house, unprinted):
    duty = house.campaign.duties.first()
    house.campaign.duties.filter(pk=duty.pk).update(
        state="done", done_on=date(2020, 3, 1), evidence="Biên bản"
    )
    review = make_review.worked(house, make_review.drafted(house))
    line = next(row for row in review.draft.paper["duties"] if row["text"] == duty.text)
    assert (line["state"], line["evidence"]) == ("running", "")

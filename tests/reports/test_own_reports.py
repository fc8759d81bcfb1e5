"""Reports of one body or one district: made by whoever answers for the people, telling nothing of anybody else."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from campaigns.access import Forbidden
from campaigns.dates import VIETNAM
from reports import review as reviews
from reports.documents.model import print_of
from reports.models import AnnualReview
from tests.factories import campaigns as base
from tests.factories import reviews as make_review
from tests.factories.frozen import frozen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted(house, unprinted):
    make_review.year(house)


def report(house, access, **whose):
    made = reviews.draft_report(access=access, campaign=house.campaign, year=2019, **whose)
    return make_review.ended(made, reviews.start(access=access, review=made))


def issued(house, access, review):
    review = make_review.ended(review, reviews.freeze(access=access, review=review))
    day = review.frozen_at.astimezone(VIETNAM).date()
    return make_review.ended(review, reviews.issue(access=access, review=review, number="9", issued_on=day))


def test_a_manager_makes_freezes_and_issues_the_report_of_the_own_body(house):
    union = house.access("tinh.phunu")
    review = issued(house, union, report(house, union, organization=house.organizations["phunu"]))
    assert review.state == "issued"
    assert review.number == "09/BC-HPN"
    assert review.figures["totals"]["departed"]["people"] == 3
    assert [row["code"] for row in review.figures["by_organization"]] == ["phunu"]
    paper = print_of(review)
    assert [party["code"] for party in paper.paper["parties"]] == ["phunu"]
    assert "của Hội Phụ nữ năm 2019" in paper.subject


def test_no_number_and_no_name_of_another_body_stands_in_it(house):
    review = report(house, house.access("tinh.phunu"), organization=house.organizations["phunu"])
    figures = str(review.draft.figures)
    for code in ("doan", "nongdan", "sldtbxh", "mttq"):
        assert f"'{code}'" not in figures
    said = " ".join(make_review.printed_lines(review))
    for name in ("Đoàn Thanh niên", "Hội Nông dân", "Sở LĐ-TB&XH"):
        assert name not in said


def test_a_district_is_reported_on_by_who_answers_for_everybody_in_it(house):
    front = base.access("manager", house.organizations["mttq"], house.ba_tri)
    review = report(house, front, unit=house.ba_tri)
    assert review.draft.figures["totals"]["departed"]["people"] == 3
    assert {row["district"] for row in review.draft.figures["by_commune"]} == {"836"}
    assert print_of(review).paper["header"] == ["ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM HUYỆN BA TRI"]
    with pytest.raises(ValidationError):
        report(house, front, unit=house.chau_thanh)


def test_a_union_in_a_district_reports_on_its_own_people_there_only(house):
    union = base.access("manager", house.organizations["phunu"], house.ba_tri)
    with pytest.raises(ValidationError):
        report(house, union, unit=house.ba_tri)
    with pytest.raises(ValidationError):
        report(house, union, organization=house.organizations["phunu"])
    review = report(house, union, organization=house.organizations["phunu"], unit=house.ba_tri)
    assert review.draft.figures["totals"]["departed"]["people"] == 2


def test_who_may_not_see_the_people_does_not_see_the_report(house):
    union = house.access("tinh.phunu")
    review = report(house, union, organization=house.organizations["phunu"])
    seen = {
        name: AnnualReview.objects.within(house.access(name)).filter(pk=review.pk).exists()
        for name in ("tinh.phunu", "tinh.mttq", "tinh.sld", "lanhdao", "kiemtra", "tinh.nongdan", "xa.baothanh.phunu", "ttdvvl")
    }  # fmt: skip
    assert [name for name, may in seen.items() if may] == [
        "tinh.phunu",
        "tinh.mttq",
        "tinh.sld",
        "lanhdao",
        "kiemtra",
    ]
    for name in ("tinh.sld", "lanhdao"):
        with pytest.raises(Forbidden):
            reviews.freeze(access=house.access(name), review=review)
    with pytest.raises(ValidationError):
        report(house, house.access("tinh.nongdan"), organization=house.organizations["phunu"])


def test_its_pages_are_found_by_its_own_and_by_nobody_else(client_as, house):
    union = house.access("tinh.phunu")
    review = report(house, union, organization=house.organizations["phunu"])
    here = f"/bao-cao/{review.pk}/"
    assert client_as("tinh.phunu").get(f"{here}chot/").status_code == 200
    assert client_as("tinh.phunu").get(f"{here}noi-dung/").status_code == 200
    assert client_as("tinh.nongdan").get(here).status_code == 404
    assert client_as("tinh.nongdan").get(f"{here}pdf/").status_code == 404
    assert client_as("xa.baothanh.phunu").get(here).status_code == 404
    assert client_as("tinh.sld").get(f"{here}chot/").status_code == 403
    listed = client_as("tinh.nongdan").get("/bao-cao/").content.decode()
    assert str(review.pk) not in listed


def test_a_report_is_no_joint_review_and_leaves_its_editions_alone(house):
    union = house.access("tinh.phunu")
    report(house, union, organization=house.organizations["phunu"])
    joint = make_review.drafted(house)
    assert (joint.edition, joint.is_joint) == (1, True)
    assert AnnualReview.objects.joint().count() == 1


def test_the_report_of_a_district_sets_its_communes_side_by_side_and_not_the_district_alone(house):
    made = report(house, house.access("tinh.mttq"), unit=house.ba_tri)
    paper, said = print_of(made), " ".join(make_review.printed_lines(made))
    assert "Theo địa bàn, nhiều nhất là Xã Bảo Thạnh" in said
    assert "huyện, thành phố đạt chỉ tiêu" not in said and "Huyện Ba Tri 3 người" not in said
    assert not {"districts", "map"} & set(paper.drawings)
    province = print_of(frozen(house))
    assert {"districts", "map"} <= set(province.drawings)

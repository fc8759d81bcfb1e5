"""The doctor finds what the database cannot refuse."""

from __future__ import annotations

from datetime import date

from django.utils import timezone, translation

from campaigns.doctor import problems
from campaigns.models import Target, Unit
from tests.factories import campaigns as make
from tests.factories.campaigns import House


def found() -> dict[str, list[str]]:
    """What is told, with the offending ids."""
    with translation.override("en"):
        return {problem.message.split(".")[0]: problem.ids for problem in problems()}


def test_the_reference_data_is_sound(bentre: None) -> None:
    assert problems() == []


def test_the_tiny_province_is_sound(house: House) -> None:
    assert problems() == []


def test_a_commune_without_parent_is_found(house: House) -> None:
    Unit.objects.filter(pk=house.tan_thach.pk).update(parent=None)
    assert str(house.tan_thach.pk) in found()["A commune or district lies in nothing"]


def test_a_bent_path_is_found_by_its_unit(house: House) -> None:
    Unit.objects.filter(pk=house.tan_thach.pk).update(path="83.999.28804.")
    assert found() == {
        "The path of a unit does not continue its parent's": [str(house.tan_thach.pk)],
    }


def test_two_bearers_of_a_code_on_one_day_are_found(house: House) -> None:
    later = make.unit("28804", "Tân Thạch", "commune", house.chau_thanh, valid_from=date(2020, 1, 1))
    assert found() == {"Two versions of one code stand on the same day": [str(later.pk)]}


def test_an_heir_that_begins_too_late_is_found(house: House) -> None:
    Unit.objects.filter(pk=house.quoi_son.pk).update(valid_to=date(2020, 1, 31))
    house.quoi_son.refresh_from_db()
    edge = make.merge(house.quoi_son, house.tan_thach, date(2020, 3, 1))
    assert found() == {"An heir does not begin when its forerunner ends": [str(edge.pk)]}


def test_a_target_beside_its_revision_is_found(house: House) -> None:
    old = Target.objects.first()
    assert old is not None
    Target.objects.create(
        campaign=old.campaign,
        year=old.year,
        unit=house.ba_tri,
        minimum=1,
        force=old.force,
        document=old.document,
        version=2,
        reason="điều chỉnh",
        previous=old,
        recorded_at=timezone.now(),
    )
    assert found() == {"A target stands beside its own revision": [str(old.pk)]}

"""Parts that always add up to the whole."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.apportion import apportion, apportion_range

weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=60).filter(any)
totals = st.integers(0, 10**5)


@given(totals, weights)
def test_the_parts_add_up_and_stay_within_one_of_their_quota(total: int, given_weights: list[int]) -> None:
    parts = apportion(total, given_weights)
    assert sum(parts) == total
    for part, weight in zip(parts, given_weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(given_weights))) < 1
        assert weight or part == 0


@given(totals, totals, weights)
def test_the_ends_of_a_range_add_up_and_never_cross(low: int, more: int, given_weights: list[int]) -> None:
    parts = apportion_range(low, low + more, given_weights)
    assert sum(part for part, _top in parts) == low
    assert sum(top for _part, top in parts if top is not None) == low + more
    assert all(top is not None and part <= top for part, top in parts)


@given(totals, weights, st.integers(2, 50))
def test_only_the_proportions_count(total: int, given_weights: list[int], times: int) -> None:
    assert apportion(total, given_weights) == apportion(total, [times * weight for weight in given_weights])


def test_what_is_left_goes_to_the_largest_fraction() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(100, [334, 333, 333]) == [34, 33, 33]
    assert apportion_range(10, None, [1, 2]) == [(3, None), (7, None)]


@pytest.mark.parametrize(("total", "given_weights"), [(5, [0, 0]), (5, []), (-1, [1]), (5, [2, -1])])
def test_weights_that_say_nothing_are_refused(total: int, given_weights: list[int]) -> None:
    with pytest.raises(ValueError):
        apportion(total, given_weights)

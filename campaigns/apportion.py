"""A whole number of people divided by weights so that the parts add up to it: the method of largest remainders (Hamilton)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Weight = int | Fraction


def apportion(total: int, weights: Sequence[Weight]) -> list[int]:
    """Everyone gets the whole part of its quota; what is left goes one by one to the largest fractions, ties to the larger weight, then to whoever stands first.

    A weight of 0 gets 0. Weights that are all 0 say nothing about how to divide, so they are refused.
    """
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights) or not whole:
        raise ValueError(
            "A number of people is divided by weights that are not negative, at least one of them above 0."
        )
    quotas = [Fraction(total) * Fraction(weight) / Fraction(whole) for weight in weights]
    parts = [int(quota) for quota in quotas]
    left = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda n: (parts[n] - quotas[n], -weights[n], n))
    for n in order[:left]:
        parts[n] += 1
    return parts


def apportion_range(
    minimum: int, maximum: int | None, weights: Sequence[Weight]
) -> list[tuple[int, int | None]]:
    """Both ends of a range. What the maximum has above the minimum is divided by itself, so that no part has its ends crossed (the method of
    largest remainders may give somebody less of a larger whole)."""
    lows = apportion(minimum, weights)
    if maximum is None:
        return [(low, None) for low in lows]
    above = apportion(maximum - minimum, weights)
    return [(low, low + more) for low, more in zip(lows, above, strict=True)]

"""What must always be true of the figures and of what was printed from them, checked by `manage.py doctor`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from accounts.doctor import Problem
from campaigns.dates import Calendar
from campaigns.models import Campaign
from reports.indicators import Figures, figures, folding
from reports.indicators.question import POINTS, Boundaries
from reports.indicators.years import years_of
from reports.models import AnnualReview, Correction, ReviewFile, SignedScan
from reports.review.reading import is_unchanged, is_whole
from reports.review.recompute import differences

BOUNDARIES: tuple[Boundaries, ...] = ("then", "now")


def problems() -> list[Problem]:
    return [*rolled_up(), *sums(), *printed(), *computed_again()]


def rolled_up() -> list[Problem]:
    """I4: every cell of the roll-up is what a plain count of the facts says."""
    wrong = [f"{one.cell} {one.held}≠{one.counted}" for one in folding.wrong()]
    words = _("The roll-up says something else than the facts. Make it anew with `manage.py count_anew`.")
    return [Problem("I4", wrong, words)] if wrong else []


def sums() -> list[Problem]:
    """I3, I4: every way of cutting gives the same number of people, in every year, window and boundary."""
    wrong: dict[str, list[str]] = {"I3": [], "I4": []}
    for campaign in Campaign.objects.select_related("province", "document"):
        for year in years_of(campaign):
            for calendar in Calendar.values:
                for boundaries in BOUNDARIES:
                    found = figures(campaign, year, calendar=calendar, boundaries=boundaries)
                    for invariant, what in disagreements(found):
                        wrong[invariant].append(f"{campaign.code}/{year}/{calendar}/{boundaries}/{what}")
    words = _(
        "Figures cut in different ways do not give the same number of people. Report it: a program error, not one of data."
    )
    return [Problem(invariant, ids, words) for invariant, ids in wrong.items() if ids]


def disagreements(found: Figures) -> Iterator[tuple[str, str]]:
    """Which sums differ from the total of their indicator."""
    for point in POINTS:
        whole = found.totals[point].people
        credit = sum((Fraction(row.credit[point].share) for row in found.by_organization), Fraction(0))
        leads = sum(getattr(row.people_lead, point) for row in found.by_organization)
        if credit != whole or leads != whole:
            yield "I3", f"{point}/by_organization"
        for name in ("by_district", "by_commune", "by_market", "by_month", "by_sex", "by_age"):
            rows: Iterable[object] = getattr(found, name)
            if name == "by_district" and found.boundaries == "now":
                continue
            if sum(getattr(row, point) for row in rows) != whole:
                yield "I4", f"{point}/{name}"


def printed() -> list[Problem]:
    """I9: the bytes of every printed review and the figures it froze are those that were hashed."""
    files = [
        f"{file.review_id}/{file.kind}"
        for file in ReviewFile.objects.iterator(chunk_size=1)
        if not is_whole(file)
    ]
    frozen = AnnualReview.objects.exclude(state=AnnualReview.State.DRAFT).iterator(chunk_size=1)
    broken = files + [f"{review.pk}/figures" for review in frozen if not is_unchanged(review)]
    broken += [f"{scan.review_id}/scan/{scan.pk}" for scan in kept(SignedScan) if not is_whole(scan)]
    broken += [f"{one.review_id}/correction/{one.number}" for one in kept(Correction) if not is_whole(one)]
    words = _("A printed review is not what was printed. Restore it from the backup; do not print it anew.")
    return [Problem("I9", broken, words)] if broken else []


def kept(model: Any) -> Iterator[Any]:
    return iter(model.objects.iterator(chunk_size=1))


def computed_again() -> list[Problem]:
    """I9: an issued review computed again as of its moment gives the figures that were signed."""
    other = [
        f"{review.pk}/{changes[0].path}"
        for review in AnnualReview.objects.filter(state=AnnualReview.State.ISSUED).iterator(chunk_size=1)
        if is_unchanged(review) and (changes := differences(review))
    ]
    words = _(
        "Computed again as of its day, an issued review gives other figures. Facts of the past were changed."
    )
    return [Problem("I9", other, words)] if other else []

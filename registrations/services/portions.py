"""A portion of a list at once: whoever is new is written table by table; whatever is unusual goes the way of one, `register`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from campaigns.access import Access, Action
from campaigns.models import Campaign, Organization
from registrations.models import IdentityNumber
from registrations.services import facts
from registrations.services.candidates import normalised
from registrations.services.checks import check
from registrations.services.opening import Desk, Opening, plan, write
from registrations.services.register import mobiliser


@transaction.atomic
def open_new(
    *, access: Access, campaign: Campaign, asked: Sequence[Opening], organization: Organization | None = None
) -> dict[int, Opening]:
    """Open the registrations of people nobody knows yet; answers those that stand now, by their place in `asked`.

    All others — known, refused, named twice, or entered by somebody else at this moment — are left to `register`, which
    knows what to do and what to say.
    """
    access.require(Action.PERSON_WRITE)
    desk = Desk.of(access, campaign, mobiliser(access, organization))
    wanted = [replace(one, candidate=normalised(one.candidate)) for one in asked]
    new = {place: wanted[place] for place in _unknown(wanted) if _planned(wanted[place], desk)}
    try:
        write(list(new.values()), desk)
    except IntegrityError:
        return {}
    return new


def _unknown(wanted: Sequence[Opening]) -> list[int]:
    """The places of people without a number, and of those whose number nobody holds and no row above named."""
    numbers = [facts.index_of(one.candidate.identity) if one.candidate.identity else "" for one in wanted]
    held = IdentityNumber.objects.filter(index__in=set(numbers) - {""}, superseded_at__isnull=True)
    seen = set(held.values_list("index", flat=True))
    places = []
    for place, number in enumerate(numbers):
        if number not in seen:
            places.append(place)
        if number:
            seen.add(number)
    return places


def _planned(opening: Opening, desk: Desk) -> bool:
    found = check(
        opening.candidate, campaign=desk.campaign, on=opening.on, access=desk.access, wish=opening.wish
    )
    if found.errors:
        return False
    try:
        plan(opening, desk)
    except ValidationError:
        return False
    return True

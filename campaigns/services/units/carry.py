"""What goes over to an heir: postings from the day on, targets of the years to come. Records of people stay where they were made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from campaigns.access import Access
from campaigns.models import Posting, Target, TargetChange, Unit
from campaigns.services.allotting import begin
from campaigns.services.moving import Move, by_kind, carry
from campaigns.succession import History


def open_postings(units: Iterable[Unit], day: date) -> list[Posting]:
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return list(Posting.objects.filter(running, unit__in=list(units)).select_related("user", "organization"))


def standing_targets(units: Iterable[Unit], day: date) -> list[Target]:
    """Targets of the closing units for the year of the change and later."""
    return list(
        Target.objects.in_force()
        .filter(unit__in=list(units), year__gte=day.year)
        .select_related("unit", "organization", "document", "campaign")
    )


def carry_postings(heir: Unit, day: date) -> int:
    """Officers of what became the heir work for the heir from that day on."""
    history = History.load()
    before = [history.units[pk] for pk, on in history.back.get(heir.pk, []) if on == day]
    postings = [posting for posting in open_postings(before, day) if posting.valid_from < day]
    for posting in postings:
        last_day = posting.valid_to
        posting.valid_to = day - timedelta(days=1)
        posting.save(update_fields=["valid_to"])
        if not _has(posting, heir, day):
            new = Posting(
                user=posting.user,
                organization=posting.organization,
                unit=heir,
                role=posting.role,
                valid_from=day,
                valid_to=last_day,
            )
            new.full_clean()
            new.save(force_insert=True)
    return len(postings)


def _has(posting: Posting, heir: Unit, day: date) -> bool:
    return any(
        other.user_id == posting.user_id
        and other.organization_id == posting.organization_id
        and other.role == posting.role
        for other in open_postings([heir], day)
    )


def carry_targets(old: Iterable[Unit], heir: Unit, day: date, act: str, access: Access) -> int:
    """One target of the heir instead of several: their sum, under the same paper; the old rows stay, superseded."""
    targets = standing_targets({*old, heir}, day)
    groups: dict[tuple[int, int], list[Target]] = defaultdict(list)
    for target in targets:
        if target.unit_id != heir.pk:
            groups[target.campaign_id, target.year].append(target)
    for (_campaign, year), leaving in groups.items():
        change = begin(access, leaving[0].campaign, year, TargetChange.Kind.MOVE, act)
        found = [Move(target, (target.minimum, target.maximum), (heir,), (act,)) for target in leaving]
        for group in by_kind(found).values():
            carry(access, change, group, {(m.target.pk, heir.pk): m.amount for m in group})
    return len(targets)

"""What a body has taught about the words of its lists: kept, asked for, forgotten."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from campaigns.access import Access, Action
from imports.models import Learnt

LONGEST = 200


def headings(access: Access, kind: str) -> dict[str, str]:
    """Heading → column, «» for one that is not needed."""
    found = Learnt.objects.within(access).filter(kind=kind, about=Learnt.HEADING)
    return dict(found.values_list("words", "meaning"))


def values(access: Access, kind: str) -> dict[tuple[str, str], Any]:
    """Column and words → what was chosen for them the last time, its value and label; offered, never taken by itself."""
    found = Learnt.objects.within(access).filter(kind=kind).exclude(about=Learnt.HEADING)
    return {
        (about, words): meaning for about, words, meaning in found.values_list("about", "words", "meaning")
    }


def teach(*, access: Access, kind: str, about: str, words: str, shown: str, meaning: Any) -> None:
    """The last word counts."""
    access.require(Action.CANDIDATE_IMPORT)
    if len(words) > LONGEST:
        return
    said = {
        "shown": shown[:LONGEST],
        "meaning": meaning,
        "taught_by_id": access.user_id,
        "taught_at": timezone.now(),
    }
    Learnt.objects.update_or_create(
        organization_id=access.organization_id, kind=kind, about=about, words=words, defaults=said
    )


def forget(one: Learnt, *, access: Access) -> None:
    """The next list is read without it; lists that were read stay as they are."""
    access.require(Action.CANDIDATE_IMPORT)
    with transaction.atomic():
        audit.record("import.forgotten", access=access, changes={"about": one.about})
        one.delete()

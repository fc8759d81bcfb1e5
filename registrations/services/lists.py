"""What an officer keeps of a list: filters under a name, the columns to see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.text import nfc
from campaigns.access import Access, Action
from registrations.columns import PREFERENCE, offered
from registrations.models import SavedFilter


@transaction.atomic
def keep_filter(*, access: Access, name: str, query: str, is_shared: bool = False) -> SavedFilter:
    """Keep filters under a name; `query` holds codes only, which the constraints of the model see to."""
    access.require(Action.PERSON_READ)
    kept = SavedFilter(
        owner_id=access.user_id,
        organization_id=access.organization_id,
        name=nfc(name),
        query=query,
        is_shared=is_shared,
    )
    kept.full_clean(exclude=["owner", "organization"])
    kept.save(force_insert=True)
    audit.record("filter.kept", kept, access=access, changes={"query": [None, query], "shared": is_shared})
    return kept


@transaction.atomic
def change_filter(*, access: Access, kept: SavedFilter, name: str, is_shared: bool) -> SavedFilter:
    row = SavedFilter.objects.editable(access).select_for_update().get(pk=kept.pk)
    before = {"is_shared": row.is_shared, "name": row.name}
    row.name, row.is_shared = nfc(name), is_shared
    row.full_clean(exclude=["owner", "organization"])
    row.save(update_fields=["name", "is_shared"])
    after = {"is_shared": is_shared, "name": row.name}
    audit.record("filter.changed", row, access=access, changes=audit.changed(before, after, hidden=["name"]))
    return row


@transaction.atomic
def drop_filter(*, access: Access, kept: SavedFilter) -> None:
    row = SavedFilter.objects.editable(access).select_for_update().get(pk=kept.pk)
    audit.record("filter.dropped", row, access=access, changes={"query": [row.query, None]})
    row.delete()


@transaction.atomic
def choose_columns(*, access: Access, codes: Iterable[str]) -> list[str]:
    """Remember which columns a user wants to see; none chosen means the usual ones."""
    wanted = set(codes)
    kept = [column.code for column in offered(access) if column.code in wanted]
    user = User.objects.select_for_update(no_key=True).get(pk=access.user_id)
    before = user.preferences.get(PREFERENCE)
    user.preferences = {name: value for name, value in user.preferences.items() if name != PREFERENCE}
    if kept:
        user.preferences[PREFERENCE] = kept
    user.save(update_fields=["preferences"])
    audit.record("columns.chosen", user, access=access, changes={"columns": [before, kept]})
    return kept

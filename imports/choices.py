"""What people say of a list as a whole: what a heading means, which sheet is not wanted, that a column may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Job
from campaigns.access import Access, Action
from imports import learnt
from imports.header import WAITING, Fate
from imports.models import Batch, Learnt

Said = dict[str, Any]
READ = frozenset({Fate.READ, Fate.LEARNT})


def of_headings(*, access: Access, batch: Batch, meant: Mapping[str, str], needed: str) -> bool:
    """Columns mean these keys, or are not needed («»); lists of their body are read so from now on. Whether the list must be read anew."""
    with transaction.atomic():
        locked, said = held(batch, access)
        headings = headings_of(locked)
        changed = {
            word: key for word, key in meant.items() if word in headings and _is_new(headings[word], key)
        }
        said["heading"] = said.get("heading", {}) | _instead(headings, changed) | changed
        _refuse_without(needed, headings, changed)
        for word, key in changed.items():
            _teach(access, batch, headings[word], key)
        read_anew = any(key or headings[word]["fate"] in READ for word, key in changed.items())
        for one in locked.columns["headings"]:
            if one["word"] in changed and not read_anew:
                one["fate"] = Fate.DISMISSED.value
        locked.save(update_fields=["columns"])
        keep(locked, said, access, "heading", columns=len(changed))
    return read_anew


def _is_new(heading: dict[str, Any], key: str) -> bool:
    now = heading["key"] if heading["fate"] in READ else ""
    return key != now or (not key and heading["fate"] in WAITING)


def _instead(headings: Mapping[str, dict[str, Any]], changed: Mapping[str, str]) -> dict[str, str]:
    """Columns that had been said to mean what another one means now: the last word counts."""
    keys = set(filter(None, changed.values()))
    return {word: "" for word, one in headings.items() if one["fate"] == Fate.LEARNT and one["key"] in keys}


def _refuse_without(needed: str, headings: Mapping[str, dict[str, Any]], changed: Mapping[str, str]) -> None:
    """A list without a column of names is no list of people."""
    now = {word for word, one in headings.items() if one["key"] == needed and one["fate"] in READ}
    if now and now <= set(changed) and needed not in changed.values():
        raise ValidationError(_("A list needs a column of names. Say first which other column holds them."))


def _teach(access: Access, batch: Batch, heading: dict[str, Any], key: str) -> None:
    if (
        "#" not in heading["word"]
    ):  # the second of two alike, or a column without words, says nothing of other lists
        learnt.teach(
            access=access,
            kind=batch.kind,
            about=Learnt.HEADING,
            words=heading["word"],
            shown=heading["label"],
            meaning=key,
        )


def of_sheet(*, access: Access, batch: Batch, name: str, wanted: bool) -> bool:
    """A sheet is wanted or left out. Whether the list must be read anew."""
    with transaction.atomic():
        locked, said = held(batch, access)
        readable = {one["name"] for one in locked.columns["sheets"] if one["why"] != "no_header"}
        before = set(said.get("sheet", ())) & readable
        unwanted = before - {name} if wanted else before | ({name} & readable)
        if unwanted == readable:
            raise ValidationError(_("At least one sheet must be read. To read none, put the list aside."))
        said["sheet"] = sorted(unwanted)
        keep(locked, said, access, "sheet")
    return unwanted != before


def of_lack(*, access: Access, batch: Batch, key: str) -> None:
    """That the list has no such column is known and may stay so."""
    with transaction.atomic():
        locked, said = held(batch, access)
        said["lack"] = sorted({*said.get("lack", ()), key} & set(locked.columns["missing"]))
        keep(locked, said, access, "lack")


def headings_of(batch: Batch) -> dict[str, dict[str, Any]]:
    """The columns of all sheets by their words, each once; one that waits in any sheet waits."""
    found: dict[str, dict[str, Any]] = {}
    for one in batch.columns.get("headings", ()):
        if one["word"] not in found or one["fate"] in WAITING:
            found[one["word"]] = one
    return found


def waiting(batch: Batch) -> list[dict[str, Any]]:
    """Columns of which somebody has to say what they are for."""
    return [one for one in headings_of(batch).values() if one["fate"] in WAITING]


def lacking(batch: Batch) -> list[str]:
    """Columns that are missing and of which nobody has said that this is known."""
    known = batch.choices.get("lack", ())
    return [key for key in batch.columns.get("missing", ()) if key not in known]


def held(batch: Batch, access: Access) -> tuple[Batch, Said]:
    """The list, for this transaction only ours; not while it is being worked on or when it is written."""
    access.require(Action.CANDIDATE_IMPORT)
    locked = (
        Batch.objects.within(access).select_for_update(of=("self",)).select_related("job").get(pk=batch.pk)
    )
    busy = locked.job is not None and locked.job.state in Job.OPEN
    if locked.state != Batch.State.CHECKED or busy:
        raise ValidationError(_("The list is being worked on or is written. Look at it again in a moment."))
    return locked, {**locked.choices}


def keep(batch: Batch, said: Said, access: Access, about: str, **told: int) -> None:
    batch.choices = said
    batch.save(update_fields=["choices"])
    audit.record("import.chosen", batch, access=access, changes={"about": about, **told})

"""Which rows have come before: the words of a row and the person it means, as keyed hashes of one body in one campaign."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import crypto
from imports.models import Batch, Row
from imports.readings import Reading, Severity

SEEN_BEFORE = "written_before"


def fingerprint(batch: Batch, reading: Reading) -> str:
    """Of the words as they came, but for the numbering; a row that is mended keeps it."""
    words = [
        f"{key}={' '.join(text.split())}" for key, text in sorted(reading.raw.items()) if key != "number"
    ]
    return _hash(batch, "row", "\n".join(words))


def meaning(batch: Batch, reading: Reading) -> str:
    """Of whom the row means; none where a number says so, or where somebody has said that it is another person."""
    return _hash(batch, "who", reading.who) if reading.who else ""


def _hash(batch: Batch, kind: str, text: str) -> str:
    return crypto.blind_index(f"{batch.campaign_id}:{batch.organization_id}:{text}", field=f"import_{kind}")


def recognise(rows: Sequence[tuple[Row, Reading]]) -> set[int]:
    """Say of each row that was written from another list already that it was; the places of those in the sequence."""
    prints = {row.fingerprint for row, reading in rows if not reading.values.get("other")}
    people = {row.meaning for row, _reading in rows if row.meaning}
    earlier = Row.objects.filter(state=Row.State.COMMITTED).filter(
        Q(fingerprint__in=prints) | Q(meaning__in=people)
    )
    told = earlier.values_list(
        "fingerprint", "meaning", "number", "batch__committed_at", "batch__uploaded_at"
    )
    by_print = {made[0]: made for made in told}
    by_person = {made[1]: made for made in told if made[1]}
    found = set()
    for place, (row, reading) in enumerate(rows):
        if reading.state == Row.State.UNCHANGED:
            continue
        same = None if reading.values.get("other") else by_print.get(row.fingerprint)
        if made := same or by_person.get(row.meaning):
            message = _("This row was written already on %(day)s, as row %(row)s of an earlier list.") % {
                "day": f"{(made[3] or made[4]):%d/%m/%Y}",
                "row": made[2],
            }
            reading.problems = []
            reading.add("full_name", Severity.DUPLICATE, SEEN_BEFORE, message)
            found.add(place)
    return found


def say_double(reading: Reading) -> None:
    """A row above means the same person; which of the two counts is for somebody to say."""
    message = _("Another row of this list means the same person. Skip one of the two.")
    reading.add("full_name", Severity.DUPLICATE, "double_by_name", message)


def alone(batch: Batch) -> None:
    """Until the transaction ends nobody else writes lists of this body in this campaign: what was recognised stays true."""
    with connection.cursor() as cursor:
        key = f"import:{batch.campaign_id}:{batch.organization_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [key])

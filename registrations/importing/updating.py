"""A row that completes what is known of somebody: written as a correction of the person, and taken back from what stood there before."""

from __future__ import annotations

import base64
from typing import Any

from accounts import audit, crypto
from campaigns.access import Access
from campaigns.dates import parse_partial
from imports.batches import Made
from imports.models import Row
from imports.readings import Reading
from registrations.models import Person
from registrations.services import people, profile

BEFORE = (
    "before"  # in what a row made: the person, the version since, and, sealed, the words that stood there
)
WORDS = ("hamlet", "ethnicity", "education", "skills")


def apply(access: Access, person: Person, reading: Reading, row: Row) -> Made:
    """Write what the row says otherwise or better of somebody; nothing is emptied, and the name stays."""
    values = reading.values
    given: dict[str, Any] = {
        name: values[name] for name in WORDS if values[name] and values[name] != getattr(person, name)
    }
    born = parse_partial(values["birth"])
    if born.is_known and born != person.birth:
        given["birth"] = born
    if not given:
        return {}
    before = {name: getattr(person, name) for name in WORDS}
    before |= {"birth_date": person.birth_date and person.birth_date.isoformat()}
    before |= {"birth_precision": person.birth_precision, "version": person.version}
    changed = people.change_person(access=access, person=person, **given)
    sealed = base64.b64encode(crypto.seal_json(before, context=f"before:{row.pk}")).decode()
    return {BEFORE: [str(changed.pk), changed.version, sealed]}


def is_touched(row: Row) -> bool:
    """Somebody has corrected the person since the row did."""
    made = (row.made or {}).get(BEFORE)
    if not made:
        return False
    held = Person.objects.select_for_update().filter(pk=made[0]).first()
    return held is None or held.version != made[1]


def restore(access: Access, row: Row) -> None:
    """The person is again as before the row came."""
    made = (row.made or {}).get(BEFORE)
    if not made:
        return
    before = crypto.unseal_json(base64.b64decode(made[2]), context=f"before:{row.pk}")
    Person.objects.filter(pk=made[0]).update(**before)
    person = Person.objects.get(pk=made[0])
    profile.refresh_all(person)
    audit.record("person.restored", person, access=access, changes={"import_row": row.pk})

"""Two records of one person, as two bodies enter her: by an old card here, by the new one there."""

from __future__ import annotations

from typing import Any

from campaigns.access import Access
from registrations.models import Merge, Person, Registration
from registrations.services import merging
from tests.factories.campaigns import House
from tests.factories.registrations import registered

NAME = "Nguyễn Thị Hồng Nhung"
OLD_CARD, NEW_CARD = "320123456", "083198000777"


def women(house: House, **given: Any) -> Registration:
    """By the Women's Union of Bảo Thạnh, on 05/03/2018, with the old identity card."""
    return registered(house, **{"full_name": NAME, "identity": OLD_CARD, **given})


def farmers(house: House, access: Access | None = None, **given: Any) -> Registration:
    """By the Farmers' Union in Tân Thạch, another district, on 05/04/2018, with the new card."""
    given = {"full_name": NAME, "identity": NEW_CARD, "unit": house.tan_thach, "on": "05/04/2018", **given}
    return registered(house, access or house.access("huyen.chauthanh.nongdan"), **given)


def agreed(house: House, one: Person, other: Person) -> Merge:
    """Proposed by the coordinator and, where somebody must agree, agreed by another coordinator's hand."""
    open_rows = Merge.objects.open().filter(kept__in=[one, other], absorbed__in=[one, other])
    row = open_rows.first() or merging.propose(access=house.access("tinh.mttq"), person=one, other=other.pk)
    if row.state == Merge.State.PROPOSED:
        Merge.objects.filter(pk=row.pk).update(state=Merge.State.AGREED)
    return Merge.objects.get(pk=row.pk)


def merged(house: House, one: Person, other: Person, **chosen: str) -> Merge:
    """Merged by the coordinator; names of fields are written with «_» for «-»."""
    choices = {
        name.replace("_", "-", 1) if name.startswith(("number_", "tie_", "unit_", "wish_")) else name: side
        for name, side in chosen.items()
    }
    row = agreed(house, one, other)
    return merging.merge(access=house.access("tinh.mttq"), proposal=row, chosen=choices)

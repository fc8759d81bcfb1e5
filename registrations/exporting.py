"""People as they leave the house: one row each, in the words that an import reads, so that an export comes back unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.text import fold
from campaigns.dates import format_partial
from campaigns.exporting import Sheet
from registrations.importing.columns import HEADINGS
from registrations.importing.words import GROUPS, RELATIONS
from registrations.models import Affiliation, Credit, IdentityNumber, Milestone, known_at

MOST_ROWS = 20_000
# What a union may take out without seeing whole numbers, and what stands there instead of them for whoever may.
MASKED = ("masked_identity",)
WHOLE = ("identity", "phone")
COLUMNS = (
    "full_name", "birth", "sex", *MASKED, *WHOLE, "hamlet", "commune", "district", "ethnicity", "education",
    "skills", "household", "relation", "member_name", "market", "registered_on", "lead", "stage", "since", "note", "record",
)  # fmt: skip
SEXES = {"female": "Nữ", "male": "Nam"}


def filename() -> str:
    return f"danh-sach-dang-ky-{timezone.localtime():%Y%m%d-%H%M}"


def with_facts(rows: Any) -> Any:
    """Registrations with everything that `cells` asks, in a fixed number of statements."""
    numbers = IdentityNumber.objects.filter(superseded_at__isnull=True).order_by("kind")
    steps = Milestone.objects.filter(superseded_at__isnull=True, kind=Milestone.Kind.REGISTERED)
    leads = Credit.objects.filter(known_at(None), is_lead=True).select_related("organization")
    ties = Affiliation.objects.select_related("organization").order_by("pk")
    return rows.select_related("person", "unit__parent", "market").prefetch_related(
        "person__phones",
        "person__groups",
        Prefetch("person__identities", numbers, to_attr="held_numbers"),
        Prefetch("person__affiliations", ties, to_attr="ties"),
        Prefetch("milestones", steps, to_attr="first_steps"),
        Prefetch("credits", leads, to_attr="leads"),
    )


def cells(registration: Any) -> dict[str, str]:
    """A person by column, from a registration read through `with_facts`."""
    person, parent = registration.person, registration.unit.parent
    tie = person.ties[0] if person.ties else None
    return {
        "record": str(registration.pk),
        "full_name": person.full_name,
        "birth": format_partial(person.birth),
        "sex": SEXES.get(person.sex, ""),
        "masked_identity": "; ".join(row.masked for row in person.held_numbers[:1]),
        "identity": "; ".join(row.value for row in person.held_numbers[:1]),
        "phone": "; ".join(row.value for row in sorted(person.phones.all(), key=lambda row: row.pk)),
        "hamlet": person.hamlet,
        "commune": registration.unit.name,
        "district": parent.name if parent else "",
        "ethnicity": person.ethnicity,
        "education": person.education,
        "skills": person.skills,
        "household": ", ".join(_groups(person)),
        "relation": RELATIONS[tie.relation].split("|")[1 if tie.relation != "self" else 0] if tie else "",
        "member_name": tie.member_name if tie else "",
        "market": registration.market.name if registration.market else "",
        "registered_on": "; ".join(format_partial(step.when) for step in registration.first_steps),
        "lead": "; ".join(share.organization.short_name for share in registration.leads),
        "stage": registration.get_stage_display(),
        "since": f"{registration.stage_on:%d/%m/%Y}",
        "note": registration.note,
    }


def _groups(person: Any) -> list[str]:
    held = {row.group for row in person.groups.all() if row.valid_to is None}
    return sorted((GROUPS[group].split("|")[0] for group in held), key=fold)


def sheet(rows: Iterable[Any], *, whole: bool) -> Sheet:
    shown = [key for key in COLUMNS if key not in (MASKED if whole else WHOLE)]
    return Sheet(
        title=_("Registrations"),
        headings=[HEADINGS["number"], *(HEADINGS[key] for key in shown)],
        rows=_lines(rows, shown),
    )


def _lines(rows: Iterable[Any], shown: list[str]) -> Iterator[list[Any]]:
    for nth, row in enumerate(rows, start=1):
        found = cells(row)
        yield [nth, *(found[key] for key in shown)]

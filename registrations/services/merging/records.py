"""Every row that merging two people can touch: read before and after, compared, and put back as it was."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.context import now
from registrations.models import (
    Affiliation,
    AllowanceEntry,
    BulkStepRow,
    Consent,
    Contact,
    Credit,
    CreditProposal,
    DistinctPair,
    EntryLine,
    GroupStatus,
    IdentityNumber,
    LoanPast,
    LoanReferral,
    MemberConsent,
    Merge,
    Milestone,
    Person,
    Phone,
    Profile,
    Registration,
    Support,
    Training,
)

Dump = dict[str, dict[str, dict[str, Any]]]  # table → key → column → value

OF_PERSON: dict[type[models.Model], Promise] = {
    IdentityNumber: gettext_lazy("Identity numbers"),
    Phone: gettext_lazy("Telephone numbers"),
    GroupStatus: gettext_lazy("Policy groups"),
    Affiliation: gettext_lazy("Ties to organisations"),
    Consent: gettext_lazy("Consents"),
}
OF_REGISTRATION: dict[type[models.Model], Promise] = {
    Milestone: gettext_lazy("Steps"),
    Credit: gettext_lazy("Shares of credit"),
    CreditProposal: gettext_lazy("Proposals about credit"),
    Training: gettext_lazy("Courses"),
    Support: gettext_lazy("Supports paid"),
    AllowanceEntry: gettext_lazy("Allowances"),
    LoanReferral: gettext_lazy("Loan referrals"),
    Contact: gettext_lazy("Calls and visits"),
    Profile: gettext_lazy("What is counted"),
}
# Rows that say how a record came to be: they stay with the record that they wrote.
STAY = (Merge, EntryLine, BulkStepRow, LoanPast)
# A change of these closes the row and writes a new one, so that every table can be computed as of an earlier moment.
REWRITTEN = (Milestone, Credit, Profile)
FOLLOWING: dict[type[models.Model], tuple[str, ...]] = {
    Registration: ("name_folded", "name_sort", "unit_path", "bodies")
}
PEOPLE, REGISTRATIONS = Person._meta.label, Registration._meta.label
NAMES: dict[str, Promise] = {
    PEOPLE: gettext_lazy("The person's facts"),
    REGISTRATIONS: gettext_lazy("Registrations"),
    **{model._meta.label: name for model, name in (OF_PERSON | OF_REGISTRATION).items()},
    MemberConsent._meta.label: gettext_lazy("Consents of members"),
    DistinctPair._meta.label: gettext_lazy("People known to be somebody else"),
}
COUNTED = [
    REGISTRATIONS,
    *(model._meta.label for model in (OF_PERSON | OF_REGISTRATION) if model is not Profile),
]


def tables(people: list[UUID]) -> list[models.QuerySet[Any]]:
    """The rows of the people and of their registrations, and who was merged into them earlier."""
    own = Registration.objects.filter(person__in=people)
    keys = list(own.values_list("pk", flat=True))
    return [
        Person.objects.filter(Q(pk__in=people) | Q(merged_into__in=people)),
        Registration.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys)),
        *(model._default_manager.filter(person__in=people) for model in OF_PERSON),
        *(model._default_manager.filter(registration__in=keys) for model in OF_REGISTRATION),
        MemberConsent.objects.filter(affiliation__person__in=people),
        DistinctPair.objects.filter(Q(first__in=people) | Q(second__in=people)),
    ]


def dump(people: list[UUID]) -> Dump:
    """All of it as it is stored, to the microsecond and the byte."""
    return {
        rows.model._meta.label: {str(row.pk): frozen(row) for row in rows.order_by("pk")}
        for rows in tables(people)
    }


def frozen(row: models.Model) -> dict[str, Any]:
    """The columns of a row, but for those that the database writes after others."""
    derived = FOLLOWING.get(type(row), ())
    fields = [field for field in row._meta.concrete_fields if field.attname not in derived]
    return {field.attname: plain(field.value_from_object(row)) for field in fields}


def plain(value: Any) -> Any:
    if isinstance(value, date):  # and every moment
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return str(value) if isinstance(value, UUID) else value


def thawed(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    return {name: _thaw(model._meta.get_field(name), value) for name, value in row.items()}


def _thaw(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        return b64decode(value)
    return getattr(field, "target_field", field).to_python(value)


def lost(before: Dump, after: Dump) -> list[str]:
    """Kinds of which a row is gone, or has appeared where rows only move; merging does neither."""
    written = {model._meta.label for model in REWRITTEN}
    return [
        str(NAMES[label])
        for label, rows in before.items()
        if not rows.keys() <= after[label].keys()
        or (label not in written and rows.keys() != after[label].keys())
    ]


def counts(before: Dump, after: Dump, kept: UUID, absorbed: UUID) -> dict[str, list[int]]:
    """Rows that hold, by kind: before at the one and the other, after at the one and the other."""
    return {
        label: [
            len(_held(whole, label, str(person))) for whole in (before, after) for person in (kept, absorbed)
        ]
        for label in COUNTED
    }


def _held(whole: Dump, label: str, person: str) -> list[str]:
    owner = {key: row["person_id"] for key, row in whole[REGISTRATIONS].items()}
    return [
        key
        for key, row in whole[label].items()
        if (row["person_id"] if "person_id" in row else owner[row["registration_id"]]) == person
        and not (label != IdentityNumber._meta.label and row.get("superseded_at"))
        and not row.get("merged_into_id")
    ]


def changes(then: Dump, now: Dump) -> list[str]:
    """What somebody has written since, in a sentence per kind."""
    found = []
    for label, rows in now.items():
        old = then[label]
        more, less = len(rows.keys() - old.keys()), len(old.keys() - rows.keys())
        other = sum(1 for key in rows.keys() & old.keys() if _said(rows[key]) != _said(old[key]))
        if more or less or other:
            found.append(_told(NAMES[label], more, other, less))
    return found


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """A version counts writes; that something was written and taken back is no change."""
    return {name: value for name, value in row.items() if name != "version"}


def _told(name: Promise, more: int, other: int, less: int) -> str:
    parts = (
        (_("%(count)s added"), more),
        (_("%(count)s changed"), other),
        (_("%(count)s gone"), less),
    )
    return f"{name}: {', '.join(text % {'count': count} for text, count in parts if count)}"


def put_back(before: Dump, after: Dump, *, counted: bool = False) -> None:
    """Make the rows what they were: those the merge wrote go, those it changed return. Versions go on, for pages still open.

    What figures have `counted` meanwhile stays beside it, superseded.
    """
    models_of = {rows.model._meta.label: rows.model for rows in tables([])}
    rewritten = {model._meta.label for model in REWRITTEN} if counted else set()
    for label, rows in after.items():
        if label in rewritten:
            _close(models_of[label], before[label], rows)
            continue
        new = models_of[label]._default_manager.filter(pk__in=rows.keys() - before[label].keys())
        new._raw_delete(new.db)
    guests = [key for key, row in _changed(before, after, REGISTRATIONS) if "invitee_id" in row]
    Registration.objects.filter(pk__in=guests).update(invitee=None)
    for moved in (True, False):  # who leaves goes first: one number of a kind, one phone, one tie per person
        for label, model in models_of.items():
            for key, row in _changed(before, after, label):
                if ("person_id" in row) == moved:
                    if label in rewritten and "superseded_at" in row:
                        row |= _stay(model, key)
                    _restore(model, key, row)


def _close(model: type[models.Model], before: dict[str, Any], after: dict[str, Any]) -> None:
    """What the merge wrote holds until now."""
    new = model._default_manager.filter(pk__in=after.keys() - before.keys(), superseded_at__isnull=True)
    new.update(superseded_at=now())


def _stay(model: type[models.Model], key: str) -> dict[str, Any]:
    """The row as it held until the merge goes on as one of its own; the row itself, which others point at, holds anew from now."""
    past = model._default_manager.get(pk=key)
    past.pk = None
    past._state.adding = True
    past.save(force_insert=True)
    return {"recorded_at": now().isoformat()}


def _changed(before: Dump, after: Dump, label: str) -> list[tuple[str, dict[str, Any]]]:
    """Keys with the old values of the columns that the merge changed."""
    found = []
    for key, row in before[label].items():
        now = after[label][key]
        if old := {name: value for name, value in row.items() if now[name] != value}:
            found.append((key, old))
    return found


def _restore(model: type[models.Model], key: str, row: dict[str, Any]) -> None:
    values = thawed(model, row)
    if "version" in {field.name for field in model._meta.concrete_fields}:
        values["version"] = models.F("version") + 1
    model._default_manager.filter(pk=key).update(**values)

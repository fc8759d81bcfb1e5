"""Invariants I1–I7 over everything stored, computed anew in SQL: what the services keep is not asked again of the services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.db import connection
from django.db.models import F

from accounts import crypto
from accounts.text import fold, sort_key
from registrations.invariants import CHECKS, STEPS
from registrations.models import Credit, IdentityNumber, Person, Phone, Registration

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """An invariant that does not hold, and the rows that break it."""

    invariant: str
    message: str
    ids: tuple[str, ...]


def problems() -> list[Problem]:
    """Every rule that does not hold; empty when the house is in order."""
    found = [Problem(code, message, ids) for code, message, query in CHECKS if (ids := _ids(query))]
    for code, message, rows in (
        ("I1", "an identity number does not open, or is filed under another one", _identities()),
        ("I1", "a telephone number does not open, or is filed under another one", _phones()),
        ("I1", "a name is filed under another spelling", _names()),
        ("I3", "the shares of a registration do not add up to 1 with one lead", _shares()),
    ):
        if ids := tuple(rows):
            found.append(Problem(code, message, ids))
    return found


def _ids(query: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(STEPS + query)
        return tuple(sorted(str(row[0]) for row in cursor.fetchall()))


def _identities() -> Iterator[str]:
    yield from _unreadable(IdentityNumber, "identity")


def _phones() -> Iterator[str]:
    yield from _unreadable(Phone, "phone")


def _unreadable(model: type[IdentityNumber] | type[Phone], field: str) -> Iterator[str]:
    rows = model._default_manager.values_list("pk", "person_id", "sealed", "index").order_by("pk")
    for key, person, sealed, index in rows.iterator(chunk_size=CHUNK):
        try:
            number = crypto.unseal(sealed, context=f"{field}:{person}")
        except crypto.CannotUnseal:
            yield str(key)
        else:
            if crypto.blind_index(number, field=field) != index:
                yield str(key)


def _names() -> Iterator[str]:
    rows = Person.objects.values_list("pk", "full_name", "name_folded", "name_sort")
    for key, name, folded, order in rows.iterator(chunk_size=CHUNK):
        if (fold(name), sort_key(name)) != (folded, order):
            yield str(key)


def _shares() -> Iterator[str]:
    """Exact fractions, one lead, and no registration without credit."""
    total: defaultdict[object, Fraction] = defaultdict(Fraction)
    leads: defaultdict[object, int] = defaultdict(int)
    rows = Credit.objects.filter(superseded_at__isnull=True).order_by(F("registration_id"))
    for key, part, whole, lead in rows.values_list(
        "registration_id", "numerator", "denominator", "is_lead"
    ).iterator(chunk_size=CHUNK):
        total[key] += Fraction(part, whole)
        leads[key] += lead
    counted = Registration.objects.filter(merged_into__isnull=True)
    for key in counted.values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        if total[key] != 1 or leads[key] != 1:
            yield str(key)

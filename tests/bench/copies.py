"""A scene of a million: one portion of people is written row by row, the database writes it again and again under new numbers."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from accounts import crypto
from registrations.models import Credit, IdentityNumber, Milestone, Person, Phone, Profile, Registration
from registrations.services.facts import index_of, phone_index

# What a copy has of its own; everything else stands in the row it is copied from. Each table after what it points at.
# Place and days too: were they those of the first portion, a million people would fall into the few cells of five thousand.
OWN: dict[type[Model], dict[str, str]] = {
    Person: {"id": "person", "unit_id": "unit"},
    IdentityNumber: {"person_id": "person", "sealed": "number", "index": "number_index"},
    Phone: {"person_id": "person", "sealed": "phone", "index": "phone_index"},
    Registration: {"id": "registration", "person_id": "person", "unit_id": "unit", "unit_path": "path"},
    Profile: {"registration_id": "registration", "person_id": "person", "unit_id": "unit"},
    Credit: {"registration_id": "registration"},
    Milestone: {"registration_id": "registration"},
}
LATER = {
    Registration: ("stage_on", "selected_on"),
    Milestone: ("on",),
}  # days that a copy has some days later
TWINS = """
CREATE TEMPORARY TABLE IF NOT EXISTS twins (
    person_of uuid, registration_of uuid, person uuid, registration uuid,
    number bytea, number_index text, phone bytea, phone_index text, unit bigint, path text, days integer
) ON COMMIT DROP;
TRUNCATE twins
"""
# The person and registration to copy; the new number, telephone and commune (its key and path); how many days later.
Known = tuple[uuid.UUID, uuid.UUID, str, str, int, str, int]


def write(known: Iterator[Known]) -> None:
    """One copy for each; numbers and telephones are sealed one by one, as a search must find each of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Copies of rows that were checked point where those point: asking again for each of them would take most of the time.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(TWINS)
        cursor.copy_expert("COPY twins FROM STDIN", io.StringIO("".join(map(line, known))))
        cursor.execute("ANALYZE twins")
        for model, own in OWN.items():
            cursor.execute(statement(model, own))


def line(known: Known) -> str:
    person_of, registration_of, number, phone, unit, path, days = known
    person, registration = uuid.uuid4(), uuid.uuid4()
    sealed = crypto.seal(number, context=f"identity:{person}").hex()
    called = crypto.seal(phone, context=f"phone:{person}").hex()
    cells = (person_of, registration_of, person, registration)
    cells += (rf"\\x{sealed}", index_of(number), rf"\\x{called}", phone_index(phone), unit, path, days)  # type: ignore[assignment]
    return "\t".join(map(str, cells)) + "\n"


def statement(model: type[Model], own: dict[str, str]) -> str:
    """`INSERT … SELECT` of the rows of one table that hang on what is copied."""
    fields: list[Any] = list(model._meta.concrete_fields)
    columns = [field.column for field in fields if not field.primary_key or field.column in own]
    later = LATER.get(model, ())
    taken = ", ".join(
        f"twins.{own[name]}" if name in own else f'source."{name}"{" + twins.days" * (name in later)}'
        for name in columns
    )
    to, of = next((to, of) for to, of in own.items() if of in ("registration", "person"))
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    return f'INSERT INTO {table} ({names}) SELECT {taken} FROM {table} source JOIN twins ON source."{to}" = twins.{of}_of'

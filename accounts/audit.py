"""The audit trail: written in the transaction of what it tells, append-only, chained by hash at commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from accounts.context import current
from accounts.models import AuditEntry, AuditLink

Kind = AuditEntry.Kind
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


class Actor(Protocol):
    """What the trail must know of whoever acts; `campaigns.access.Access` is one."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def label(self) -> str: ...
    @property
    def organization_code(self) -> str: ...
    @property
    def role_code(self) -> str: ...
    @property
    def unit_path(self) -> str: ...


def record(
    action: str,
    *objects: models.Model,
    access: Actor | None,
    kind: str = Kind.WRITE,
    changes: Mapping[str, Any] | None = None,
    purpose: str = "",
    object_type: str = "",
    object_ids: Iterable[object] = (),
) -> AuditEntry:
    """Write one entry; refuses to run outside a transaction, so that a change and its trace stand or fall together."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() must run in the transaction of what it records")
    entry = build(
        action,
        *objects,
        access=access,
        kind=kind,
        changes=changes,
        purpose=purpose,
        object_type=object_type,
        object_ids=object_ids,
    )
    entry.save(force_insert=True)
    return entry


def build(
    action: str,
    *objects: models.Model,
    access: Actor | None,
    kind: str = Kind.WRITE,
    changes: Mapping[str, Any] | None = None,
    purpose: str = "",
    object_type: str = "",
    object_ids: Iterable[object] = (),
) -> AuditEntry:
    """An unsaved entry with its digest, for `bulk_create` of many rows in one statement."""
    facts = current.get()
    entry = AuditEntry(
        request_id=facts.request_id,
        actor_id=access.user_id if access else None,
        actor_label=access.label if access else "",
        organization=access.organization_code if access else "",
        role=access.role_code if access else "",
        unit_path=access.unit_path if access else "",
        kind=kind,
        action=action,
        object_type=object_type or (objects[0]._meta.label_lower if objects else ""),
        object_ids=[str(o.pk) for o in objects] or [str(i) for i in object_ids],
        # Fractions as text: PostgreSQL writes floats its own way, and the digest must stay the same.
        changes=json.loads(json.dumps(changes or {}, cls=DjangoJSONEncoder), parse_float=str),
        purpose=purpose,
        address=facts.address,
    )
    entry.digest = digest(entry)
    return entry


def note(
    action: str, *objects: models.Model, access: Actor | None, kind: str = Kind.READ, **details: Any
) -> None:
    """Record a view, search or refusal in a transaction of its own."""
    with transaction.atomic():
        record(action, *objects, access=access, kind=kind, **details)


HASHED = (
    "at", "request_id", "actor_id", "actor_label", "organization", "role", "unit_path",
    "kind", "action", "object_type", "object_ids", "changes", "purpose", "address",
)  # fmt: skip


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the content of an entry; recomputed by `doctor`."""
    return _digest_of([getattr(entry, name) for name in HASHED])


def _digest_of(content: Sequence[Any]) -> str:
    at, *rest = content
    text = _canonical([at.astimezone(UTC).isoformat(), *rest])
    return hashlib.sha256(text.encode()).hexdigest()


def changed(
    before: Mapping[str, Any], after: Mapping[str, Any], *, hidden: Iterable[str] = ()
) -> dict[str, Any]:
    """Field → [before, after] for what differs; hidden fields only say that they changed."""
    secret = set(hidden)
    return {
        name: ["•", "•"] if name in secret else [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }


def broken_links() -> list[int]:
    """Ids of entries whose content or place in the chain no longer matches its hash (invariant I8)."""
    unlinked = list(AuditEntry.objects.filter(link__isnull=True).values_list("pk", flat=True))
    broken: list[int] = []
    before = ""
    for pk, stored, previous, own, *content in _chain():
        expected = hashlib.sha256((before + stored).encode()).hexdigest()
        if _digest_of(content) != stored or previous != before or own != expected:
            broken.append(pk)
        before = own
    return broken + unlinked


def _chain() -> Iterator[tuple[Any, ...]]:
    """Plain rows from a server-side cursor: a year of entries in a few megabytes."""
    columns = ("entry_id", "entry__digest", "previous", "hash", *(f"entry__{name}" for name in HASHED))
    return AuditLink.objects.order_by("pk").values_list(*columns).iterator(chunk_size=5000)


def seen_by(object_ids: Iterable[object]) -> models.QuerySet[AuditEntry]:
    """«Ai đã xem»: who viewed, found, revealed or took out any of these rows, the newest first."""
    seen = [Kind.READ, Kind.SEARCH, Kind.REVEAL, Kind.EXPORT]
    entries = AuditEntry.objects.filter(object_ids__overlap=[str(i) for i in object_ids], kind__in=seen)
    return entries.order_by("-pk")


def holds(entry: AuditEntry) -> bool:
    """Whether one entry is what it was when written and hangs in the chain where it was hung."""
    link = getattr(entry, "link", None)
    if link is None or digest(entry) != entry.digest:
        return False
    return bool(link.hash == hashlib.sha256((link.previous + entry.digest).encode()).hexdigest())

"""The audit trail on screen."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts import audit
from accounts.models import AuditEntry
from tests.factories import campaigns as base

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> base.House:
    return base.house()


def link_all() -> None:
    """Tests roll back, so the links that a commit would write are asked for at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def auditor(client, house):
    client.force_login(house.user("kiemtra"))
    return client


def test_the_auditor_sees_who_looked_at_a_record(auditor, house):
    audit.note(
        "person.read",
        access=house.access("xa.baothanh.phunu"),
        object_type="registrations.person",
        object_ids=["p-1"],
    )
    audit.note(
        "person.read",
        access=house.access("tinh.mttq"),
        object_type="registrations.person",
        object_ids=["p-2"],
    )
    link_all()
    page = auditor.get("/nhat-ky/?ho-so=p-1")
    assert [entry.actor_label for entry in page.context["page"].rows] == [
        house.access("xa.baothanh.phunu").label
    ]
    assert page.context["broken"] == []


def test_filters_by_person_kind_and_day(auditor, house):
    audit.note("search", access=house.access("tinh.phunu"), kind=audit.Kind.SEARCH)
    audit.note("person.read", access=house.access("tinh.phunu"))
    link_all()

    def shown(query: str) -> list[str]:
        return [entry.action for entry in auditor.get(f"/nhat-ky/?{query}").context["page"].rows]

    assert shown("nguoi=tinh.phunu&loai=search") == ["search"]
    assert shown("nguoi=tinh.phunu") == ["person.read", "search"]
    assert shown("den-ngay=01/01/2017") == []


def test_an_entry_outside_the_chain_is_named(auditor, house):
    audit.note("person.read", access=house.access("tinh.phunu"))
    page = auditor.get("/nhat-ky/")
    assert len(page.context["broken"]) == 1


def test_long_trails_are_paged_by_key(auditor, house):
    for _n in range(60):
        audit.note("person.read", access=house.access("tinh.phunu"))
    link_all()
    first = auditor.get("/nhat-ky/").context["page"]
    second = auditor.get(f"/nhat-ky/?after={first.next}").context["page"]
    assert len(first.rows) == 50
    assert {e.pk for e in first.rows} & {e.pk for e in second.rows} == set()


@pytest.mark.parametrize("who", ["lanhdao", "tinh.mttq", "quantri", "nhcsxh.batri"])
def test_others_are_refused_and_the_refusal_is_noted(client, house, who):
    client.force_login(house.user(who))
    assert client.get("/nhat-ky/").status_code == 403
    assert AuditEntry.objects.filter(kind="deny", actor=house.user(who)).exists()


def test_who_has_seen_lists_reads_not_writes(house):
    audit.note("person.read", access=house.access("tinh.phunu"), object_type="p", object_ids=["1", "2"])
    audit.note(
        "person.change",
        access=house.access("tinh.phunu"),
        kind=audit.Kind.WRITE,
        object_type="p",
        object_ids=["1"],
    )
    assert [entry.action for entry in audit.seen_by(["1"])] == ["person.read"]


def test_the_trail_speaks_in_words_and_is_silent_where_no_purpose_was_stated(auditor, house):
    audit.note(
        "registrations.listed",
        access=house.access("tinh.mttq"),
        object_type="registrations.person",
        object_ids=["p-9"],
    )
    link_all()
    text = auditor.get("/nhat-ky/?ho-so=p-9").content.decode()
    (row,) = text.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    assert "Hiện trong danh sách" in row and "người lao động" in row
    assert "registrations." not in row
    assert "Mục đích" not in row and row.rstrip().endswith("<td></td>")

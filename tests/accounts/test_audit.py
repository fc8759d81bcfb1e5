"""The audit trail: one transaction with what it tells, append-only, one chain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test import RequestFactory, override_settings

from accounts import audit, doctor
from accounts.context import RequestFacts, current
from accounts.middleware import address_of
from accounts.models import AuditEntry, AuditLink, User
from tests.factories import accounts as make


def write(action="thử", **changes):
    with transaction.atomic():
        return audit.record(action, access=make.actor(), changes=changes)


@contextmanager
def without_guards():
    """What only somebody with the keys of the server can do."""
    tables = ("accounts_auditentry", "accounts_auditlink")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record("thử", access=None)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_a_change_and_its_entry_are_rolled_back_together():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("account.created", make.user("mai.tran"), access=None)
        1 / 0  # noqa: B018
    assert not User.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_when_the_entry_cannot_be_written_the_change_is_not_either():
    token = current.set(RequestFacts("r", "not an address"))
    try:
        with pytest.raises(DataError), transaction.atomic():
            audit.record("account.created", make.user("mai.tran"), access=None)
    finally:
        current.reset(token)
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["accounts_auditentry", "accounts_auditlink"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_postgresql_refuses_to_change_or_delete_the_trail(table, statement):
    entry = write()
    AuditLink.objects.get_or_create(entry=entry, defaults={"previous": "", "hash": "x"})
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db(transaction=True)
def test_an_untouched_chain_is_whole_whatever_values_it_holds():
    write(
        tiền=80_000_000, tỉ_lệ=0.1, lớn=1e22, chữ="Ngọc Ánh", rỗng=None, danh_sách=[1.5, {"b": 1, "a": True}]
    )
    write("hai")
    assert AuditLink.objects.count() == 2
    assert audit.broken_links() == []
    assert doctor.problems() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE accounts_auditentry SET action = 'khác' WHERE id = %s",
        "UPDATE accounts_auditentry SET at = at + interval '1 second' WHERE id = %s",
        "UPDATE accounts_auditentry SET changes = '{\"a\": 7}' WHERE id = %s",
        "UPDATE accounts_auditentry SET digest = repeat('0', 64) WHERE id = %s",
        "UPDATE accounts_auditlink SET hash = repeat('0', 64) WHERE entry_id = %s",
    ],
)
def test_a_tampered_row_is_named(tamper):
    entries = [write(a=n) for n in range(5)]
    with without_guards() as cursor:
        cursor.execute(tamper, [entries[2].pk])
    assert entries[2].pk in audit.broken_links()
    assert entries[1].pk not in audit.broken_links()
    problem = doctor.audit_chain()[0]
    assert problem.invariant == "I8"
    assert str(entries[2].pk) in problem.ids


@pytest.mark.django_db(transaction=True)
def test_a_removed_row_breaks_the_chain_at_the_next_one():
    entries = [write(a=n) for n in range(4)]
    with without_guards() as cursor:
        cursor.execute("DELETE FROM accounts_auditlink WHERE entry_id = %s", [entries[1].pk])
        cursor.execute("DELETE FROM accounts_auditentry WHERE id = %s", [entries[1].pk])
    assert audit.broken_links() == [entries[2].pk]


@pytest.mark.django_db(transaction=True)
def test_a_row_slipped_in_beside_the_chain_is_named():
    write()
    with without_guards():
        false = audit.build("giả", access=None)
        false.save(force_insert=True)
    assert audit.broken_links() == [false.pk]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_commits_at_the_same_moment_keep_one_chain():
    def work(n):
        try:
            with transaction.atomic():
                audit.record("một", access=None, changes={"n": n})
                audit.record("hai", access=None, changes={"n": n})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert AuditLink.objects.count() == 80
    assert audit.broken_links() == []
    assert AuditLink.objects.values("previous").distinct().count() == 80


@pytest.mark.django_db
def test_a_bulk_of_entries_is_written_in_one_statement(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        AuditEntry.objects.bulk_create(
            [audit.build("xem", access=None, kind=audit.Kind.READ, object_ids=[n]) for n in range(50)]
        )


def test_only_what_differs_is_written_and_secrets_only_say_that_they_changed():
    before = {"tên": "Mai", "số": "083198001234", "xã": "An Thạnh"}
    after = {"tên": "Mai", "số": "083198001235", "xã": "Bảo Thạnh"}
    assert audit.changed(before, after, hidden=["số"]) == {"số": ["•", "•"], "xã": ["An Thạnh", "Bảo Thạnh"]}


@pytest.mark.parametrize(
    ("peer", "forwarded", "behind_proxy", "address"),
    [
        ("203.0.113.7", "198.51.100.1", False, "203.0.113.7"),
        ("10.0.0.2", "198.51.100.9, 203.0.113.7", True, "203.0.113.7"),
        ("10.0.0.2", "", True, "10.0.0.2"),
        ("::ffff:203.0.113.7", "", False, "203.0.113.7"),
        ("2001:DB8:0:0::1", "", False, "2001:db8::1"),
        ("", "", False, None),
        ("10.0.0.2", "<script>", True, None),
    ],
)
def test_the_address_is_the_peers_or_what_our_own_proxy_wrote(peer, forwarded, behind_proxy, address):
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    header = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    with override_settings(SECURE_PROXY_SSL_HEADER=header):
        assert address_of(request) == address

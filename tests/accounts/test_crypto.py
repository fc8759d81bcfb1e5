"""Personal values are sealed with a key outside the database and found again by a keyed hash."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.crypto import CannotUnseal, blind_index, needs_resealing, seal, seal_json, unseal, unseal_json

OLD, NEW = b"o" * 32, b"n" * 32


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(alphabet="abc.:", max_size=20))
def test_what_was_sealed_opens_again(text: str, context: str) -> None:
    assert unseal(seal(text, context=context), context=context) == text


def test_the_database_hands_back_a_memoryview() -> None:
    assert unseal(memoryview(seal("083098001234", context="id")), context="id") == "083098001234"


def test_structures_are_sealed_too() -> None:
    value = {"số": ["083098001234", None, 3]}
    assert unseal_json(seal_json(value, context="history"), context="history") == value


def test_one_value_never_looks_the_same_twice_and_never_shows() -> None:
    first, second = seal("083098001234", context="id"), seal("083098001234", context="id")
    assert first != second
    assert b"083098001234" not in first


def test_a_value_sealed_for_one_purpose_does_not_open_for_another() -> None:
    blob = seal("083098001234", context="identity.number")
    with pytest.raises(CannotUnseal, match=r"phone\.number"):
        unseal(blob, context="phone.number")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_an_altered_byte_is_noticed(position: int, change: int) -> None:
    blob = bytearray(seal("083098001234", context="id"))
    blob[position % len(blob)] ^= change
    with pytest.raises(CannotUnseal):
        unseal(bytes(blob), context="id")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"083098001234", b"\x01\x01" + b"0" * 12])
def test_what_was_never_sealed_is_refused(blob: bytes) -> None:
    with pytest.raises(CannotUnseal):
        unseal(blob, context="id")


def test_a_replaced_key_still_opens_and_asks_for_resealing(settings: Settings) -> None:
    settings.FIELD_KEYS = {1: OLD}
    blob = seal("0912345678", context="phone")
    settings.FIELD_KEYS = {1: OLD, 2: NEW}
    assert unseal(blob, context="phone") == "0912345678"
    assert needs_resealing(blob)
    assert not needs_resealing(seal("0912345678", context="phone"))


def test_a_key_that_left_the_ring_is_named(settings: Settings) -> None:
    settings.FIELD_KEYS = {1: OLD}
    blob = seal("0912345678", context="phone")
    settings.FIELD_KEYS = {2: NEW}
    with pytest.raises(CannotUnseal, match="Key 1 is not in FIELD_KEYS"):
        unseal(blob, context="phone")


@pytest.mark.parametrize("ring", [{}, {1: b"short"}])
def test_without_a_sound_key_nothing_is_stored(settings: Settings, ring: dict[int, bytes]) -> None:
    settings.FIELD_KEYS = ring
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        seal("0912345678", context="phone")


def test_equal_values_meet_in_the_index_only_within_one_field() -> None:
    index = blind_index("083098001234", field="identity")
    assert index == blind_index("083098001234", field="identity")
    assert index != blind_index("083098001235", field="identity")
    assert index != blind_index("083098001234", field="phone")
    assert len(index) == 64


def test_the_index_depends_on_its_key(settings: Settings) -> None:
    settings.INDEX_KEY = OLD
    before = blind_index("083098001234", field="identity")
    settings.INDEX_KEY = NEW
    assert blind_index("083098001234", field="identity") != before


def test_an_index_without_a_key_is_refused(settings: Settings) -> None:
    settings.INDEX_KEY = b""
    with pytest.raises(ImproperlyConfigured, match="INDEX_KEY"):
        blind_index("083098001234", field="identity")

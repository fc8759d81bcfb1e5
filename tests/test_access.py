"""Who may open what: the table of `tests/access/table.py`, each cell asked of the real site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template.backends.django import Template
from django.utils.safestring import SafeString

from campaigns.access import GRANTED_BY, GRANTS, Action
from laborexport.errors import RIGHTS as SENTENCES
from tests.access.seed import worlds
from tests.access.table import ANONYMOUS, OWN, PLACES, RIGHTS, ROLES, ROWS, SEEN, Row
from tests.access.world import SPECIAL, Answer, World
from tests.reading import Route, routes

# The database is made; the world stands outside the transaction of each test.
pytestmark = pytest.mark.django_db
BY_NAME = {row.name: row for row in ROWS}
PARTS = {
    name
    for name in SPECIAL
    if name.endswith(("-end", "-withdraw", "-correct", "-annul", "-row", "-decide", "-answer"))
}
PARTS -= {"registrations:loan-answer"}  # a word, not a part
OWNED = [row for row in ROWS if row.of]
HIDDEN = [
    row
    for row in OWNED
    if any(not row.sees(role, place) for role in ROLES if row.may(role) for place in row.places)
]
SENT = {"form_key": ""}  # an empty form, as a browser sends it


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    yield from worlds(django_db_blocker)


def by_name(row: Row) -> str:
    return row.name


def first(world: World, row: Row, role: str, place: str = OWN) -> Answer:
    """The answer to the first method of a row."""
    return world.ask(role, world.url(row, place), None if "GET" in row.methods else SENT)


def expected(row: Row, role: str) -> int:
    if row.action is not None and role == ANONYMOUS:
        return 302 if "GET" in row.methods else 200  # to the door; what was sent is kept there for afterwards
    if not row.may(role):
        return 403
    return row.but.get(role) or (row.gets if "GET" in row.methods else row.posts)


# --- the table is whole -----------------------------------------------------------------------------------------------


def test_every_address_is_in_the_table_and_every_line_is_an_address() -> None:
    assert {route.name for route in routes()} == set(BY_NAME)
    assert len(BY_NAME) == len(ROWS)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.pattern)
def test_a_view_states_the_right_of_its_line(route: Route) -> None:
    assert route.action == (BY_NAME[route.name].action or "")


def test_an_address_with_an_object_says_whose_it_is() -> None:
    with_object = {route.name for route in routes() if route.arguments}

    assert {row.name for row in OWNED} == with_object


def test_the_grid_of_rights_is_what_the_roles_hold(world: World) -> None:
    held = {
        action: {role for role, name in ROLES.items() if world.house.access(name).may(action)}
        for action in Action
    }

    assert {action.value: roles for action, roles in held.items()} == RIGHTS


def test_every_right_has_a_sentence_and_somebody_who_grants_it() -> None:
    assert set(SENTENCES) == set(Action)
    assert set(GRANTED_BY) <= set(Action)
    assert {action for rights in GRANTS.values() for action in rights} == set(Action)


# --- each cell --------------------------------------------------------------------------------------------------------


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the answer counts, not the page: nothing is rendered (`tests/test_canary.py` reads every page)."""
    monkeypatch.setattr(Template, "render", lambda *_args, **_kwargs: SafeString(""))


@pytest.mark.parametrize("row", ROWS, ids=by_name)
def test_each_role_gets_the_answer_of_the_table(world: World, row: Row, unprinted: None) -> None:
    """Of an object in the own view; of any, where a role has none in view."""
    wrong = {}
    for role in (ANONYMOUS, *ROLES):
        place = next((place for place in row.places if row.sees(role, place)), None) if row.is_owned else OWN
        wanted = expected(row, role) if place or not row.may(role) or role == ANONYMOUS else 404
        answer = first(world, row, role, place or OWN)
        if answer.status != wanted:
            wrong[role] = (answer.status, wanted)

    assert wrong == {}


@pytest.mark.parametrize("row", HIDDEN, ids=by_name)
def test_what_lies_outside_the_view_does_not_exist(world: World, row: Row, unprinted: None) -> None:
    found = {
        (role, place): answer.status
        for role in filter(row.may, ROLES)
        for place in row.places
        if not row.sees(role, place) and (answer := first(world, row, role, place)).status != 404
    }

    assert found == {}


@pytest.mark.parametrize("kind", sorted({name.partition(".")[0] for name in SEEN}))
def test_what_lies_in_view_is_found_everywhere(world: World, kind: str, unprinted: None) -> None:
    """Each place of a kind, by the first page that shows or changes it."""
    row = next(row for row in OWNED if row.of == kind)
    wrong = {
        (role, place): answer.status
        for role in filter(row.may, ROLES)
        for place in row.places
        if row.sees(role, place) and (answer := first(world, row, role, place)).status != expected(row, role)
    }

    assert wrong == {}


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.methods == "GET POST" and row.action], ids=by_name
)
def test_an_empty_form_is_sent_back_and_a_foreign_one_is_not_found(
    world: World, row: Row, unprinted: None
) -> None:
    wrong = {}
    for role in filter(row.may, ROLES):
        mine = [place for place in row.places if row.sees(role, place)][:1] if row.is_owned else [OWN]
        other = [place for place in row.places if not row.sees(role, place)][:1]
        sent = 403 if role in row.reads_only else row.posts
        for place, wanted in [(place, sent) for place in mine] + [(place, 404) for place in other]:
            answer = world.ask(role, world.url(row, place), SENT)
            if answer.status != wanted:
                wrong[role, place] = (answer.status, wanted)

    assert wrong == {}


@pytest.mark.parametrize("row", HIDDEN, ids=by_name)
def test_a_foreign_object_looks_like_one_that_never_was(world: World, row: Row) -> None:
    """The same bytes, for every method."""
    role, place = next(
        (role, place) for role in filter(row.may, ROLES) for place in row.places if not row.sees(role, place)
    )
    for data in [None] * ("GET" in row.methods) + [SENT] * ("POST" in row.methods):
        foreign = world.ask(role, world.url(row, place), data)
        missing = world.ask(role, world.missing(row), data)

        assert (foreign.status, missing.status) == (404, 404)
        assert foreign.steady == missing.steady


@pytest.mark.parametrize("row", OWNED, ids=by_name)
def test_what_is_not_there_is_not_found(world: World, row: Row) -> None:
    role = next(filter(row.may, ROLES))

    answer = world.ask(role, world.missing(row), None if "GET" in row.methods else SENT)

    assert answer.status == 404


@pytest.mark.parametrize("row", [row for row in ROWS if row.methods == "POST"], ids=by_name)
def test_what_only_acts_cannot_be_opened(world: World, row: Row) -> None:
    role = next(filter(row.may, ROLES))

    assert world.ask(role, world.url(row)).status == 405


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.action and set(RIGHTS[row.action]) < set(ROLES)], ids=by_name
)
def test_a_refusal_names_the_right_and_who_grants_it(world: World, row: Row) -> None:
    role = next(role for role in ROLES if not row.may(role))

    answer = first(world, row, role)

    assert answer.status == 403
    assert str(SENTENCES[row.action]) in answer.text  # type: ignore[index]
    assert str(GRANTED_BY.get(row.action, "")) in answer.text  # type: ignore[arg-type]


@pytest.mark.parametrize("row", [row for row in OWNED if row.name in PARTS], ids=by_name)
def test_a_part_of_somebody_elses_object_is_not_found_through_the_own_one(world: World, row: Row) -> None:
    answer = world.ask("commune", world.crossed(row), None if "GET" in row.methods else SENT)

    assert answer.status == 404


def test_nobody_is_asked_to_sign_in_with_less_than_the_page_itself(world: World) -> None:
    """Without a session every closed page leads to the door, and back."""
    closed = [row for row in ROWS if row.action and "GET" in row.methods]
    doors = {row.name: world.ask(ANONYMOUS, world.url(row)).headers.get("Location", "") for row in closed}

    assert {name for name, door in doors.items() if not door.startswith("/dang-nhap/")} == set()


def test_the_places_are_all_used() -> None:
    assert {place for row in OWNED for place in row.places} == set(PLACES)

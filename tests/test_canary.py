"""Canaries: every person, guest, list and loan carries words that stand nowhere else; no byte of a foreign one may come out.

Pages, fragments, files, headers and refusals are searched, for every role, after everything that could be asked about others was asked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from pypdf import PdfReader

from accounts.text import fold
from imports import batches, checking
from registrations.importing import CandidateImporter
from registrations.services.importing import KIND
from reports.documents.model import print_of
from reports.documents.pdf import pdf
from reports.documents.word import docx
from reports.documents.xlsx import xlsx
from reports.models import AnnualReview
from tests.access.seed import worlds
from tests.access.table import ANONYMOUS, ELSEWHERE, OWN, ROLES, ROWS, Row
from tests.access.world import Answer, Token, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES = [row for row in ROWS if "GET" in row.methods]
FRAGMENT = {"HTTP_HX_REQUEST": "true"}
READERS = ["commune", "district", "front", "union", "dolisa"]  # who may search people


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from worlds(django_db_blocker)


def opened(content: bytes) -> bytes:
    """The text of a file: what its reader would see."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return b"\n".join(file.read(name) for name in file.namelist())
    if content.startswith(b"%PDF-") and len(content) > 100:
        reader = PdfReader(io.BytesIO(content))
        return "\n".join([page.extract_text() for page in reader.pages] + [str(reader.metadata)]).encode()
    return content


def leaks(world: World, role: str, answer: Answer, *, typed: str = "") -> list[str]:
    """Foreign words in an answer, but for what the asker has typed."""
    found, inside = world.leaks(role, answer.everything), opened(answer.body)
    if inside is not answer.body:  # a page was searched already
        found += world.leaks(role, inside)
    return [text for text in found if text != typed]


def seen_places(row: Row, role: str) -> list[str]:
    return [place for place in row.places if row.sees(role, place)] if row.is_owned else [OWN]


def of(world: World, place: str, start: str) -> Token:
    return next(token for token in world.tokens if token.place == place and token.text.startswith(start))


def whole_number(token: Token) -> bool:
    """Of an identity document or a telephone: it stands on no page whole."""
    return token.text.isdecimal()


def numbers_in(world: World, answer: Answer) -> list[str]:
    """Whole numbers of anybody, also of one's own people: they are shown by a deliberate act only."""
    return [t.text for t in world.tokens if whole_number(t) and t.text.encode() in answer.body]


def number_of(world: World, place: str) -> str:
    return next(t.text for t in world.tokens if t.place == place and t.text.isdecimal() and len(t.text) == 12)


def hidden_from(world: World, role: str) -> list[str]:
    """Places whose people a role does not see."""
    return sorted({token.place for token in world.foreign(role) if token.text.startswith("Zqap")})


# --- the net itself ---------------------------------------------------------------------------------------------------


def test_every_own_canary_sings(world: World) -> None:
    """If the own words stood on no page, silence about foreign ones would prove nothing."""
    silent = {t.text.lower() for t in world.tokens if t.place == OWN and not whole_number(t)}
    for role in ("commune", "bank", "union", "dolisa"):
        for row in PAGES:
            if silent and row.may(role) and OWN in seen_places(row, role):
                heard = world.ask(role, world.url(row)).body.lower()
                silent -= {text for text in silent if text.encode() in heard}

    assert silent == set()


def test_a_leak_would_be_found_in_pages_headers_and_files(world: World) -> None:
    word = of(world, ELSEWHERE, "Zqnguoi").text
    book = Workbook()
    book.worksheets[0].append([word])
    file = io.BytesIO()
    book.save(file)

    assert leaks(world, "commune", Answer(200, f"<b>{word.upper()}</b>".encode(), {})) != []
    assert leaks(world, "commune", Answer(302, b"", {"Location": f"/?q={word}"})) != []
    assert leaks(world, "commune", Answer(200, file.getvalue(), {})) != []
    assert leaks(world, "dolisa", Answer(200, file.getvalue(), {})) == []


# --- every page of everybody ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [ANONYMOUS, *ROLES])
def test_no_page_shows_a_word_of_somebody_elses(world: World, role: str) -> None:
    """All pages of the table, with every object in view, whole and, where a page looks whether htmx asks, as a fragment."""
    found = {}
    for row in PAGES:
        for place in seen_places(row, role) if row.may(role) and role != ANONYMOUS else [OWN]:
            url = world.url(row, place)
            if leaked := leaks(world, role, answer := world.ask(role, url)) + numbers_in(world, answer):
                found[url] = leaked
            if answer.knows_fragments and (
                leaked := leaks(world, role, part := world.ask(role, url, **FRAGMENT))
                + numbers_in(world, part)
            ):
                found[f"{url} as a fragment"] = leaked

    assert found == {}


def test_a_page_that_answers_htmx_otherwise_is_known_by_its_looking(world: World) -> None:
    """Every page without an object, both ways: what never looked is the same in both."""
    looked = set()
    for row in (row for row in PAGES if not row.of and row.may("union")):
        with time_machine.travel(timezone.now(), tick=False):
            whole, part = world.ask("union", world.url(row)), world.ask("union", world.url(row), **FRAGMENT)
        if whole.knows_fragments:
            looked.add(row.name)
        elif "application/" not in whole.headers["Content-Type"]:
            assert whole.steady == part.steady, row.name

    assert "registrations:entry-list" not in looked
    assert looked


@pytest.mark.parametrize("role", ROLES)
def test_no_refusal_tells_what_is_behind_it(world: World, role: str) -> None:
    """Addresses of foreign objects, asked with GET and POST."""
    found = {}
    for row in (row for row in ROWS if row.is_owned):
        for place in (place for place in row.places if not row.sees(role, place)):
            for data in (None, {"form_key": ""}):
                if leaked := leaks(world, role, world.ask(role, world.url(row, place), data)):
                    found[row.name, place] = leaked
            break

    assert found == {}


@pytest.mark.parametrize("role", READERS)
def test_filters_open_no_window(world: World, role: str) -> None:
    """Lists cut to the unit, the body and the figure of others; figures of their commune."""
    house = world.house
    queries = [f"don-vi={unit.code}" for unit in (house.tan_thach, house.bao_thuan, house.chau_thanh)]
    queries += [f"to-chuc={body.pk}" for body in house.organizations.values()]
    queries += [
        "moc=registered&nam=2018",
        "moc=departed&nam=2018",
        "xep=ten",
        "trang=2",
        "after=x",
        "before=x",
    ]
    names = ["registrations:list", "registrations:loan-list", "outreach:event-list", "reports:home"]
    urls = [f"{reverse(name)}?{query}" for name in names for query in queries]
    urls += [reverse("reports:progress", args=[2018, "831", "28804"])]

    assert {url: leaked for url in urls if (leaked := leaks(world, role, world.ask(role, url)))} == {}


# --- asking about others on purpose -----------------------------------------------------------------------------------


def followed(world: World, role: str, name: str, data: dict[str, Any]) -> list[Answer]:
    """A POST and the page it leads to, in one session."""
    answer, page = world.walk(role, reverse(name), data)
    return [answer, *([page] if page else [])]


@pytest.mark.parametrize("role", READERS)
def test_a_search_finds_nobody_outside_the_view(world: World, role: str) -> None:
    """By name, by part of a name, by identity number and by telephone."""
    for place in hidden_from(world, role):
        mine = [t.text for t in world.tokens if t.place == place and "registration" in t.kinds]
        for text in [*mine, "Lê Thị", "le thi zqnguoi", fold(mine[0])]:
            for answer in followed(world, role, "registrations:search", {"text": text}):
                assert leaks(world, role, answer, typed=text if text in mine else "") == []


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("fragment", [{}, FRAGMENT], ids=["page", "fragment"])
def test_the_check_for_duplicates_names_nobody(world: World, role: str, fragment: dict[str, str]) -> None:
    """It may say that somebody is known, in which commune and by which body; the name is masked."""
    for place in hidden_from(world, role):
        registration = world.objects["registration", place]
        typed = {
            "identity": number_of(world, place),
            "full_name": "Nguyễn Văn Ai",
            "unit": registration.unit_id,
        }
        answer = world.ask(role, reverse("registrations:check"), typed, **fragment)

        assert answer.status == 200
        assert leaks(world, role, answer, typed=typed["identity"]) == []


@pytest.mark.parametrize("role", ["commune", "district", "union"])
def test_registering_somebody_known_elsewhere_tells_no_name(world: World, role: str) -> None:
    place = hidden_from(world, role)[0]
    number = number_of(world, place)
    commune = world.objects["registration", OWN].unit_id
    typed = {
        "full_name": "Nguyễn Văn Ai", "identity": number, "unit": commune, "on": "05/06/2018", "birth": "1998",
        "sex": "female", "form_key": "",
    }  # fmt: skip
    for answer in followed(world, role, "registrations:create", typed):
        assert answer.status in {200, 302, 422}
        assert leaks(world, role, answer, typed=number) == []


@pytest.mark.parametrize("place", [OWN, ELSEWHERE])
def test_a_list_from_excel_tells_nothing_of_people_known_elsewhere(world: World, place: str) -> None:
    """The preview of rows that hold numbers of people of all other places."""
    role = "commune" if place == OWN else "district"
    access = world.house.access(ROLES[role])
    numbers = [number_of(world, other) for other in hidden_from(world, role)]
    book = Workbook()
    book.worksheets[0].append(["Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD", "Xã"])
    for number in numbers:
        book.worksheets[0].append(["Nguyễn Văn Ai", "Nữ", "05/03/1998", number, "Bảo Thạnh"])
    content = io.BytesIO()
    book.save(content)
    batch = batches.upload(
        access=access,
        campaign=world.house.campaign,
        kind=KIND,
        filename="ds.xlsx",
        content=content.getvalue(),
    )
    checking.check(batch, CandidateImporter(access, world.house.campaign), access=access)
    rows = [reverse("registrations:import-row", args=[batch.pk, row.pk]) for row in batch.rows.all()]

    assert len(rows) == len(numbers) > 0
    for url in [reverse("registrations:import-detail", args=[batch.pk]), *rows]:
        answer = world.ask(role, url)
        assert answer.status == 200
        assert [text for text in leaks(world, role, answer) if text not in numbers] == []


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["union", "dolisa", "coord"])
def test_an_export_holds_only_people_in_view(world: World, role: str) -> None:
    url = reverse("registrations:export")
    answer = world.ask(role, url, {"purpose": "Báo cáo quý cho lãnh đạo", "form_key": ""})

    assert answer.body.startswith(b"PK")
    assert of(world, OWN, "Zqnguoi").text.encode() in opened(answer.body)
    assert leaks(world, role, answer) == []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.name.endswith("export")], ids=lambda row: row.name
)
def test_a_file_of_a_table_holds_only_what_its_page_may_show(world: World, row: Row) -> None:
    sent = {"purpose": "Báo cáo quý", "table": "to-chuc", "form_key": ""}
    files = {role: world.ask(role, world.url(row), sent) for role in ROLES if row.may(role)}

    assert files
    assert {role: answer.body[:2] for role, answer in files.items() if answer.body[:2] != b"PK"} == {}
    assert {role: leaked for role, answer in files.items() if (leaked := leaks(world, role, answer))} == {}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("registrations:loan-export", "Zqnguoi"),
        ("registrations:allowance-export", "Zqnguoi"),
        ("registrations:credit-export", "Zqnguoi"),
        ("outreach:event-export", "Zqhop"),
        ("outreach:witness-export", "Zqchung"),
        ("outreach:invitee-export", "Zqkhach"),
    ],
)
def test_the_own_words_stand_in_the_file(world: World, name: str, word: str) -> None:
    """Silence about others proves nothing where nobody is named."""
    url = world.url(next(row for row in ROWS if row.name == name))
    answer = world.ask("union", url, {"purpose": "Báo cáo quý", "form_key": ""})

    assert of(world, OWN, word).text.encode() in opened(answer.body)


@pytest.mark.parametrize("printer", [pdf, xlsx, docx])
def test_no_printed_review_names_anybody(world: World, printer: Any) -> None:
    review = AnnualReview.objects.get(pk=world.objects["review", OWN].pk)
    text = opened(printer(print_of(review))).lower()

    assert len(text) > 1000
    assert [token.text for token in world.tokens if token.text.lower().encode() in text] == []


def test_the_trail_names_nobody(world: World) -> None:
    """The auditor reads who did what to which record, never who the record is about."""
    for page in ("", "?loai=read", "?loai=search", "?loai=deny"):
        answer = world.ask("auditor", reverse("reports:audit") + page)

        assert answer.status == 200
        assert leaks(world, "auditor", answer) == []

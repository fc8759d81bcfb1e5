"""Small random worlds on the page, in the workbook, in Word and in the PDF: each cell is what a plain recount of the same facts says.

In full: RECOUNT=500 python -m pytest tests/reports/test_papers_recount.py
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from docx import Document
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import html
from openpyxl import Workbook, load_workbook

from campaigns.models import Unit
from outreach.models import Event, Market, Programme
from reports.documents import press, word, xlsx
from reports.documents.annexes import by_body, by_commune, by_market, by_unit
from reports.documents.model import Print
from reports.documents.pdf import style_of
from reports.documents.tables import Table
from reports.documents.word_sheets import plain_styles
from reports.documents.words import number
from reports.indicators import figures
from reports.review.hashing import canonical
from tests.factories import campaigns as base
from tests.factories.papers import paper
from tests.reports.test_recount import BODIES, UNITS, moments, recount, rolled_back, slow, stories, tell

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    ),  # WeasyPrint's colour profile
]
few = settings(
    slow, max_examples=int(os.environ.get("RECOUNT", "6")), phases=[Phase.explicit, Phase.generate]
)
MERGED_ON = date(2019, 7, 1)
Cells = dict[tuple[str, str], list[Any]]  # table and row → its numbers
# Of each table the columns that are recounted; the last one of bodies is a share.
COLUMNS = {"I": (5, 6, 8, 9), "II": (2, 4, 5), "III": (3, 4, 5, 10), "IX": (3, 4, 6, 7)}
SCREEN = {"units": (2, 3, 4), "markets": (1, 2, 4, 5), "bodies": (1, 2, 3, 7), "programmes": (1, 2, 3, 4), "yield": (1, 2, 3, 4)}  # fmt: skip


@pytest.fixture
def house() -> base.House:
    return base.house()


def merge(house: base.House) -> Unit:
    """Two communes become one in the middle of the year."""
    new = base.unit("29999", "Bảo Hòa", base.Kind.COMMUNE, house.ba_tri, valid_from=MERGED_ON)
    for old in (house.bao_thanh, house.bao_thuan):
        Unit.objects.filter(pk=old.pk).update(valid_to=date(2019, 6, 30))
        base.merge(old, new, MERGED_ON)
    return new


def places(house: base.House, heir: Unit | None) -> dict[str, list[int]]:
    """Rows of units → the units counted in them."""
    found = {name: [getattr(house, name).pk] for name in UNITS}
    rows = {getattr(house, name).name: pks for name, pks in found.items()}
    if heir is None:
        return rows | {
            house.ba_tri.name: [*found["bao_thanh"], *found["bao_thuan"]],
            house.chau_thanh.name: [*found["tan_thach"], *found["quoi_son"]],
        }
    kept = {name: rows[name] for name in (house.tan_thach.name, house.quoi_son.name)}
    return kept | {heir.name: [*found["bao_thanh"], *found["bao_thuan"]]}


# --- what a recount expects -----------------------------------------------------------------------------------------------


def on_paper(told: dict[str, Any], house: base.House, heir: Unit | None, shown: Any) -> Cells:
    counted, women = told["unit"], told["women"]
    cells: Cells = {}
    communes = {getattr(house, name).name for name in UNITS}
    for name, pks in places(house, heir).items():
        row = [sum(counted[kind, pk] for pk in pks) for kind in ("registered", "selected", "departed")]
        row.append(sum(women["unit", "departed", pk] for pk in pks))
        cells["IX" if heir is None and name in communes else "I", name] = row
    for row in shown["by_market"]:
        pk = Market.objects.get(code=row["code"]).pk if row["code"] else None
        numbers = [told["market"][kind, pk] for kind in ("registered", "departed")]
        cells["II", row["name"]] = [*numbers, women["market", "departed", pk]]
    for code in BODIES:
        body = house.organizations[code]
        led = [told["lead"][kind, body.pk] for kind in ("registered", "selected", "departed")]
        name = next(row["name"] for row in shown["by_organization"] if row["code"] == code)
        cells["III", name] = [*led, told["credit"]["departed", body.pk]]
    total = [told["total"][kind] for kind in ("registered", "selected", "departed")]
    gone = women["total", "departed", None]
    cells["I", "Tổng cộng"] = [*total, gone]
    cells["II", "Tổng cộng"] = [total[0], total[2], gone]
    cells["III", "Tổng cộng"] = [*total, Fraction(total[2])]
    if heir is None:
        cells["IX", "Tổng cộng"] = [*total, gone]
    return cells


def on_screen(told: dict[str, Any], house: base.House, heir: Unit | None, shown: Any) -> Cells:
    cells: Cells = {}
    for (table, name), row in on_paper(told, house, heir, shown).items():
        if table in ("I", "IX") and name != "Tổng cộng":
            cells["units", name] = row[:3]
        if table == "III" and name != "Tổng cộng":
            cells["bodies", name] = [*row[:3], f"{float(row[3]):.1f}".replace(".", ",")]
    for row in shown["by_market"]:
        pk = Market.objects.get(code=row["code"]).pk if row["code"] else None
        cells["markets", row["name"]] = cut(told, "market", pk)
    for row in shown["by_programme"]:
        pk = Programme.objects.get(code=row["code"]).pk if row["code"] else None
        cells["programmes", row["name"]] = cut(told, "programme", pk)
    kinds = {kind for name, kind in told["event"] if kind and (name, kind) in told["event"]}
    for kind in kinds:
        row = [told["event"][name, kind] for name in ("soon", "within", "registered", "departed")]
        if told["event"]["registered", kind] or told["event"]["departed", kind]:
            cells["yield", str(Event.Kind(kind).label)] = row
    return cells


def cut(told: dict[str, Any], name: str, pk: Any) -> list[int]:
    steps = [told[name][kind, pk] for kind in ("registered", "selected", "departed")]
    return [*steps, told["women"][name, "departed", pk]]


# --- what is read back ------------------------------------------------------------------------------------------------------


def picked(table: Table, rows: Iterable[list[Any]]) -> Cells:
    """Below the line of codes, by the name in the second column, the columns that are recounted."""
    whole = list(rows)
    start = next(n for n, row in enumerate(whole) if table.codes[0] in row) + 1
    found: Cells = {}
    for row in whole[start:]:
        if len(row) > 2 and row[1]:
            found[table.roman, str(row[1]).replace("\n", " ")] = [row[n] for n in COLUMNS[table.roman]]
    return found


def of_workbook(review: Print, chosen: list[Table]) -> Cells:
    book, out = Workbook(write_only=True), BytesIO()
    for table in chosen:
        xlsx.write(book, review, table)
    book.save(out)
    read = load_workbook(BytesIO(out.getvalue()))
    found: Cells = {}
    for table in chosen:
        found |= picked(table, [list(row) for row in read[f"Phụ lục {table.roman}"].values])
    return found


def of_word(review: Print, chosen: list[Table]) -> Cells:
    document, out = Document(), BytesIO()
    plain_styles(document, review.rule)
    for table in chosen:
        word.annex(document, review, table)
    document.save(out)
    read, found = Document(BytesIO(out.getvalue())), Cells()
    for table, printed in zip(chosen, read.tables, strict=True):
        found |= picked(table, [[cell.text for cell in row.cells] for row in printed.rows])
    return found


def of_pdf(review: Print, chosen: list[Table]) -> Cells:
    with translation.override("vi"):
        sheets = [
            render_to_string("reports/documents/annex.html", {"print": review, "table": t}) for t in chosen
        ]
    found: Cells = {}
    with pdfplumber.open(BytesIO(press.bind(sheets, style_of(review.rule)))) as pdf:
        read = [[row for page in pdf.pages if f"Phụ lục {t.roman}\n" in page.extract_text()[:90] for row in page.extract_table() or []] for t in chosen]  # fmt: skip
    for table, rows in zip(chosen, read, strict=True):
        found |= picked(table, rows)
    return found


def of_pages(client: Any, year: int, switches: dict[str, str], heir: Unit | None) -> Cells:
    found: Cells = {}
    places = [""] if heir else ["", "836/", "831/"]
    for address, look in [*((place, "") for place in places), ("", "co-cau")]:
        page = client.get(f"/tien-do/{year}/{address}", switches | {"xem": look})
        assert page.status_code == 200
        tree = html.fromstring(page.content.decode())
        for name, columns in SCREEN.items():
            for row in tree.xpath(f"//table[caption/@id='{name}']/tbody/tr[th]"):
                cells = [("".join(cell.xpath("text() | a//text()"))).strip() for cell in row.xpath("th | td")]
                found[name, cells[0]] = [cells[n] for n in columns]
    return found


def as_numbers(cells: Cells) -> Cells:
    return {key: [as_kept(one) for one in row] for key, row in cells.items()}


def as_kept(one: Any) -> Any:
    """A sheet keeps 15 digits of a number (Excel's own limit): 4/3 does not come back as it was written."""
    return float(f"{float(one):.15g}") if isinstance(one, Fraction | float) else one


def as_words(cells: Cells) -> Cells:
    return {
        key: [
            one if isinstance(one, str) else number(float(one) if isinstance(one, Fraction) else one)
            for one in row
        ]
        for key, row in cells.items()
    }


@few
@given(
    told=st.lists(stories, min_size=1, max_size=7),
    year=st.sampled_from([2018, 2019, 2020]),
    calendar=st.sampled_from(["calendar", "official"]),
    as_of=moments,
    is_merged=st.booleans(),
)
def test_page_workbook_word_and_pdf_are_a_plain_recount(
    house, client, told, year, calendar, as_of, is_merged
):
    with rolled_back():
        tell(house, told)
        heir, as_of = (merge(house), None) if is_merged else (None, as_of)
        asked: dict[str, Any] = {"calendar": calendar, "boundaries": "now" if heir else "then"}
        found = figures(house.campaign, year, as_of=as_of, **asked)
        shown, expected = json.loads(canonical(found.as_json())), recount(year, calendar, found.as_of)
        review = replace(paper(), figures=shown)
        chosen = [by_unit(shown), by_market(shown), by_body(shown)] + ([] if heir else [by_commune(shown)])
        wanted = on_paper(expected, house, heir, shown)
        assert as_numbers(within(of_workbook(review, chosen), wanted)) == as_numbers(wanted)
        assert within(of_word(review, chosen), wanted) == as_words(wanted)
        assert within(of_pdf(review, chosen), wanted) == as_words(wanted)
        client.force_login(house.user("tinh.mttq"))
        switches = {"lich": calendar, "dia-gioi": "hien-nay" if heir else "", "den-ngay": f"{as_of:%d/%m/%Y}" if as_of else ""}  # fmt: skip
        screen = of_pages(client, year, switches, heir)
        wanted = on_screen(expected, house, heir, shown)
        assert within(screen, wanted) == as_words(wanted)
        others = Counter(table for (table, _name), row in screen.items() if (table, _name) not in wanted and any(cell not in ("0", "—", "0,0") for cell in row))  # fmt: skip
        assert not others


def within(found: Cells, wanted: Cells) -> Cells:
    """The rows that are recounted; those of units where nobody stands are left out."""
    return {key: row for key, row in found.items() if key in wanted}

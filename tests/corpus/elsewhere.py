"""Hands that are programs we cannot run here: workbooks as Google Sheets and WPS Office save them, by what is publicly known of their XML.

Google Sheets: no <dimension>, shared strings without counts, whole numbers as Java writes doubles («1.0», «8.3198000001E10»), Arial 10,
every row with a height and empty rows below the list, results of formulas as t="str", `state="visible"` on every sheet.
WPS Office: <sheetPr/> and <dimension>, `spans` on rows, its own namespace `etc`, formats numbered from 176, «宋体» as the first font,
strings with several fonts as runs (<r>), docProps/custom.xml with KSOProductBuildVer.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from tests.corpus.lists import Draft, Page, Styled

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
GOOGLE_NAMES = (
    f'xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:mv="urn:schemas-microsoft-com:mac:vml" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
)
WPS_NAMES = (
    f'xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
)
HIDDEN = ' hidden="1"'
EMPTY_BELOW = 40  # rows of a new Google sheet go on to 1,000
DAY_ONE = date(1899, 12, 30)


@dataclass
class Looks:
    """The fonts and formats that cells ask for, each once; cells without a wish have none."""

    base: str
    first_format: int
    fonts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def of(self, font: str, form: str) -> int:
        """The number of a look; 0 is the usual one."""
        if not font and not form:
            return 0
        for value, known in ((font, self.fonts), (form, self.formats)):
            if value and value not in known:
                known.append(value)
        if (font, form) not in self.pairs:
            self.pairs.append((font, form))
        return self.pairs.index((font, form)) + 1

    def styles(self) -> str:
        fonts = "".join(
            f'<font><sz val="10.0"/><name val={quoteattr(name)}/></font>' for name in [self.base, *self.fonts]
        )
        forms = "".join(
            f'<numFmt numFmtId="{self.first_format + nth}" formatCode={quoteattr(form)}/>'
            for nth, form in enumerate(self.formats)
        )
        looks = "".join(
            f'<xf borderId="0" fillId="0" fontId="{self.fonts.index(font) + 1 if font else 0}" '
            f'numFmtId="{self.first_format + self.formats.index(form) if form else 0}" xfId="0" applyFont="1" applyNumberFormat="1"/>'
            for font, form in self.pairs
        )
        return (
            f'{DECLARED}<styleSheet xmlns="{MAIN}">'
            + (f'<numFmts count="{len(self.formats)}">{forms}</numFmts>' if forms else "")
            + f'<fonts count="{len(self.fonts) + 1}">{fonts}</fonts>'
            + '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
            + '<cellStyleXfs count="1"><xf borderId="0" fillId="0" fontId="0" numFmtId="0"/></cellStyleXfs>'
            + f'<cellXfs count="{len(self.pairs) + 1}"><xf borderId="0" fillId="0" fontId="0" numFmtId="0" xfId="0"/>{looks}</cellXfs>'
            + '<cellStyles count="1"><cellStyle xfId="0" name="Normal" builtinId="0"/></cellStyles></styleSheet>'
        )


@dataclass
class Book:
    """What the parts of one workbook share."""

    looks: Looks
    strings: list[str] = field(default_factory=list)

    def string(self, text: str) -> int:
        if text not in self.strings:
            self.strings.append(text)
        return self.strings.index(text)


def with_google_sheets(draft: Draft) -> tuple[bytes, str]:
    book = Book(Looks("Arial", 164))
    sheets = [_google(page, book) for page in draft.pages]
    listed = "".join(
        f'<sheet state="{page.state}" name={quoteattr(page.name)} sheetId="{nth}" r:id="rId{nth + 3}"/>'
        for nth, page in enumerate(draft.pages, start=1)
    )
    return _packed(
        sheets,
        3,
        {
            "xl/workbook.xml": f"{DECLARED}<workbook {GOOGLE_NAMES}><workbookPr/><sheets>{listed}</sheets><definedNames/><calcPr/></workbook>",
            "xl/styles.xml": book.looks.styles(),
            "xl/sharedStrings.xml": f'{DECLARED}<sst xmlns="{MAIN}">'
            + "".join(f"<si>{_t(text)}</si>" for text in book.strings)
            + "</sst>",
        },
    ), "ds.xlsx"


def _google(page: Page, book: Book) -> str:
    hidden = [nth for nth, line in enumerate(page.lines) if line.hidden]
    rows = "".join(
        f'<row r="{nth + 1}" ht="15.75" customHeight="1"{HIDDEN * (nth in hidden)}>{_google_cells(line.cells, nth, book)}</row>'
        for nth, line in enumerate(page.lines)
    )
    end = len(page.lines)
    rows += "".join(
        f'<row r="{nth}" ht="15.75" customHeight="1"/>' for nth in range(end + 1, end + EMPTY_BELOW)
    )
    columns = "".join(
        f'<col customWidth="1" hidden="1" min="{n + 1}" max="{n + 1}" width="12.63"/>'
        for n in sorted(page.hidden)
    )
    return (
        f'{DECLARED}<worksheet {GOOGLE_NAMES}><sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{rows}</sheetData>{_merged(page)}</worksheet>"
    )


def _google_cells(cells: Any, row: int, book: Book) -> str:
    found = []
    for at, styled in _filled(cells):
        place, value = f"{get_column_letter(at + 1)}{row + 1}", styled.value
        look = book.looks.of(styled.font, styled.format or ("dd/mm/yyyy" if isinstance(value, date) else ""))
        style = f' s="{look}"' if look else ""
        if isinstance(value, str) and row % 2 and at == 1:  # the name was put together by a formula
            found.append(f'<c r="{place}"{style} t="str"><f>TRIM(Z{row + 1})</f><v>{escape(value)}</v></c>')
        elif isinstance(value, str):
            found.append(f'<c r="{place}"{style} t="s"><v>{book.string(value)}</v></c>')
        elif isinstance(value, bool):
            found.append(f'<c r="{place}"{style} t="b"><v>{int(value)}</v></c>')
        else:
            found.append(f'<c r="{place}"{style}><v>{java(number(value))}</v></c>')
    return "".join(found)


def with_wps(draft: Draft) -> tuple[bytes, str]:
    book = Book(Looks("宋体", 176))
    sheets = [_wps(page, book) for page in draft.pages]
    listed = "".join(
        f'<sheet name={quoteattr(page.name)} sheetId="{nth}"{_state(page)} r:id="rId{nth}"/>'
        for nth, page in enumerate(draft.pages, start=1)
    )
    many = len(book.strings)
    return _packed(
        sheets,
        0,
        {
            "xl/workbook.xml": f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><fileVersion appName="xl" lastEdited="3" lowestEdited="5" rupBuild="9302"/>'
            f'<workbookPr/><bookViews><workbookView windowWidth="28800" windowHeight="12540"/></bookViews><sheets>{listed}</sheets><calcPr calcId="144525"/></workbook>',
            "xl/styles.xml": book.looks.styles(),
            "xl/sharedStrings.xml": f'{DECLARED}<sst xmlns="{MAIN}" count="{many}" uniqueCount="{many}">'
            + "".join(f"<si>{_runs(text, nth)}</si>" for nth, text in enumerate(book.strings))
            + "</sst>",
            "docProps/app.xml": f'{DECLARED}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>WPS Office_11.2.0.11537_F1E327BC-269C-435d-A152-05C5408002CA</Application></Properties>',
            "docProps/custom.xml": f'{DECLARED}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>1033-11.2.0.11537</vt:lpwstr></property></Properties>',
        },
    ), "ds.xlsx"


def _wps(page: Page, book: Book) -> str:
    wide = max(len(line.cells) for line in page.lines)
    last = f"{get_column_letter(wide)}{len(page.lines)}"
    rows = "".join(
        f'<row r="{nth + 1}"{HIDDEN * line.hidden} spans="1:{wide}">{_wps_cells(line.cells, nth, book)}</row>'
        for nth, line in enumerate(page.lines)
    )
    columns = "".join(
        f'<col min="{n + 1}" max="{n + 1}" width="9" hidden="1" customWidth="1"/>'
        for n in sorted(page.hidden)
    )
    return (
        f'{DECLARED}<worksheet {WPS_NAMES}><sheetPr/><dimension ref="A1:{last}"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0"><selection activeCell="A1" sqref="A1"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultColWidth="9" defaultRowHeight="13.5"/>{f"<cols>{columns}</cols>" if columns else ""}'
        f'<sheetData>{rows}</sheetData>{_merged(page)}<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/><headerFooter/></worksheet>'
    )


def _wps_cells(cells: Any, row: int, book: Book) -> str:
    found = []
    for at, styled in _filled(cells):
        place, value = f"{get_column_letter(at + 1)}{row + 1}", styled.value
        look = book.looks.of(
            styled.font, styled.format or ("dd/mm/yyyy;@" if isinstance(value, date) else "")
        )
        style = f' s="{look}"' if look else ""
        if isinstance(value, str):
            found.append(f'<c r="{place}"{style} t="s"><v>{book.string(value)}</v></c>')
        elif isinstance(value, bool):
            found.append(f'<c r="{place}"{style} t="b"><v>{int(value)}</v></c>')
        else:
            found.append(f'<c r="{place}"{style}><v>{number(value):.15g}</v></c>')
    return "".join(found)


def _state(page: Page) -> str:
    """Said of a hidden sheet only."""
    return "" if page.state == "visible" else f' state="{page.state}"'


def _filled(cells: Any) -> Iterator[tuple[int, Styled]]:
    for at, cell in enumerate(cells):
        styled = cell if isinstance(cell, Styled) else Styled(cell)
        if styled.value not in (None, ""):
            yield at, styled


def number(value: Any) -> float:
    """Days since the turn of 1900 for dates, as spreadsheets count them."""
    if isinstance(value, datetime):
        return (value - datetime.combine(DAY_ONE, datetime.min.time())) / timedelta(days=1)
    return float((value - DAY_ONE).days) if isinstance(value, date) else float(value)


def java(value: float) -> str:
    """A double as `Double.toString` writes it: plain below ten million, else with an exponent."""
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(float(value))
    exact = Decimal(repr(float(value))).normalize()
    digits = "".join(map(str, exact.as_tuple().digits))
    return f"{'-' if value < 0 else ''}{digits[0]}.{digits[1:] or '0'}E{exact.adjusted()}"


def _t(text: str) -> str:
    return (
        f'<t xml:space="preserve">{escape(text)}</t>'
        if text != text.strip() or "\n" in text
        else f"<t>{escape(text)}</t>"
    )


def _runs(text: str, nth: int) -> str:
    """Every third string has been touched twice: its end stands in another font."""
    if nth % 3 or len(text) < 4:
        return _t(text)
    first, rest = text[:2], text[2:]
    return (
        f'<r><t xml:space="preserve">{escape(first)}</t></r>'
        f'<r><rPr><sz val="11"/><rFont val="Calibri"/><charset val="134"/></rPr><t xml:space="preserve">{escape(rest)}</t></r>'
    )


def _merged(page: Page) -> str:
    found = [
        f'<mergeCell ref="{get_column_letter(left + 1)}{page.lines.index(first) + 1}:{get_column_letter(right + 1)}{page.lines.index(last) + 1}"/>'
        for first, left, last, right in page.merged
    ]
    return f'<mergeCells count="{len(found)}">{"".join(found)}</mergeCells>' if found else ""


def _packed(sheets: list[str], before: int, parts: dict[str, str]) -> bytes:
    """The parts with the relations between them; `before` ids are taken by parts that stand before the sheets."""
    kinds = {"styles": before + len(sheets) + 1, "sharedStrings": before + len(sheets) + 2}
    related = "".join(
        f'<Relationship Id="rId{nth}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for kind, nth in kinds.items()
    )
    related += "".join(
        f'<Relationship Id="rId{nth + before}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{nth}.xml"/>'
        for nth in range(1, len(sheets) + 1)
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", _types(len(sheets)))
        file.writestr(
            "_rels/.rels",
            f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        )
        for nth, sheet in enumerate(sheets, start=1):
            file.writestr(f"xl/worksheets/sheet{nth}.xml", sheet)
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def _types(sheets: int) -> str:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = {
        "/xl/workbook.xml": "sheet.main",
        "/xl/styles.xml": "styles",
        "/xl/sharedStrings.xml": "sharedStrings",
    }
    named |= {f"/xl/worksheets/sheet{nth}.xml": "worksheet" for nth in range(1, sheets + 1)}
    listed = "".join(
        f'<Override ContentType="{main}.{kind}+xml" PartName="{part}"/>' for part, kind in named.items()
    )
    return (
        f'{DECLARED}<Types xmlns="{PACKAGE}/content-types"><Default ContentType="application/xml" Extension="xml"/>'
        f'<Default ContentType="application/vnd.openxmlformats-package.relationships+xml" Extension="rels"/>{listed}</Types>'
    )

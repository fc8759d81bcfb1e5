"""A list as a workbook: text stays text (no formula is ever written), numbers masked, marked with who, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from campaigns.access import Access
from campaigns.dates import PartialDate, Precision, format_partial
from registrations.rows import Line

MOST_ROWS = 20_000
WIDTHS = (6, 28, 20, 14, 10, 24, 20, 20, 24, 18, 14)


def filename() -> str:
    return f"danh-sach-dang-ky-{timezone.localtime():%Y%m%d-%H%M}.xlsx"


def workbook(rows: Iterable[Line], access: Access, purpose: str) -> bytes:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("Registrations"))
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A4"
    mark = _(
        "Exported by %(who)s (%(body)s, %(unit)s) at %(when)s. Purpose: %(purpose)s. Personal data: do not pass on."
    )
    sheet.append([text(sheet, mark % marked(access, purpose), italic=True)])
    sheet.append([])
    sheet.append([text(sheet, title, bold=True) for title in titles()])
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *(text(sheet, value) for value in values(row))])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def marked(access: Access, purpose: str) -> dict[str, str]:
    return {
        "who": access.full_name,
        "body": access.organization_name,
        "unit": access.unit_name,
        "when": f"{timezone.localtime():%H:%M %d/%m/%Y}",
        "purpose": purpose,
    }


def text(sheet: Any, value: str, **font: bool) -> Any:
    """A cell that is text whatever it begins with; openpyxl would take «=…» for a formula."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = value
    cell.data_type = "s"
    if font:
        cell.font = Font(bold=font.get("bold", False), italic=font.get("italic", False))
        cell.alignment = Alignment(vertical="top")
    return cell


def titles() -> list[str]:
    return [
        _("No."),
        _("Full name"),
        _("Identity number"),
        _("Date of birth"),
        _("Sex"),
        _("Commune"),
        _("District or city"),
        _("Market"),
        _("Leading organisation"),
        _("Stands at"),
        _("since"),
    ]


def values(row: Line) -> list[str]:
    born = format_partial(PartialDate(row.born, Precision(row.precision)))
    return [
        row.name,
        row.number,
        born,
        str(row.sex),
        row.unit,
        row.district,
        row.market,
        row.lead,
        str(row.stage),
        f"{row.since:%d/%m/%Y}",
    ]

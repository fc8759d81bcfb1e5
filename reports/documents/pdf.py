"""The review as PDF/A: sheets of HTML, laid out by a process of its own (`press`), so that a paper too heavy hurts nothing else."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.jobs import JobError
from campaigns.dates import today_vn
from reports.documents.model import Print
from reports.documents.rules import Rule, rule_of

STYLE = "static/css/document.css"
FACE = '<svg font-family="Tinos, Liberation Serif, serif" '  # drawings do not inherit the face of the sheet
PATIENCE = 240  # seconds on the clock; those of the processor are limited in the press
HEAVY = (
    -signal.SIGXCPU,
    -signal.SIGKILL,
    -signal.SIGABRT,
    -signal.SIGTRAP,
)  # how a process ends at its limits


@dataclass(frozen=True, slots=True)
class Sheets:
    """What the press is given: the review and each appendix as HTML of its own, and one style for all."""

    html: list[str]
    style: str
    link: str = ""


def pdf(review: Print) -> bytes:
    return pressed(sheets_of(review))


def sheets_of(review: Print) -> Sheets:
    with translation.override("vi"):
        html = [render_to_string("reports/documents/review.html", {"print": review})]
        html += [
            render_to_string("reports/documents/annex.html", {"print": review, "table": table})
            for table in review.tables
        ]
    return Sheets([sheet.replace("<svg ", FACE) for sheet in html], style_of(review.rule), review.link)


def sheets(pages: list[str]) -> bytes:
    """A small paper of its own, laid out like the review, by the rule of today."""
    return pressed(Sheets([page.replace("<svg ", FACE) for page in pages], style_of(rule_of(today_vn()))))


def style_of(rule: Rule) -> str:
    """The style sheet of all papers, after it what the rule in force says of the sheet."""
    common = (settings.BASE_DIR / STYLE).read_text(encoding="utf-8")
    number = f'content: counter(page); font: {rule.number_size}pt Tinos, "Liberation Serif";'
    margins = " ".join(f"{side}mm" for side in rule.margins)
    return (
        f"{common}\n@page {{ size: A4; margin: {margins}; @{rule.number_place} {{ {number} }} }}\n"
        f"@page :first {{ @{rule.number_place} {{ content: none; }} }}\n@page wide {{ size: A4 landscape; }}\n"
        f"html {{ font-size: {rule.text_size}pt; }}\n"
    )


def pressed(sheets: Sheets) -> bytes:
    return asked({"sheets": sheets.html, "style": sheets.style, "link": sheets.link})


def asked(work: dict[str, Any]) -> bytes:
    """What the press made. Raises JobError with a sentence when the paper asks for more time or memory than one paper may."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.documents.press"],
            input=json.dumps(work).encode(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={"LC_ALL": "C.UTF-8"},  # no key and no database address of ours
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise JobError(too_heavy()) from None
    if done.returncode in HEAVY or b"MemoryError" in done.stderr:
        raise JobError(too_heavy())
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def too_heavy() -> str:
    return _(
        "The document is too large to print: it took more time or memory than one document may. "
        "Print a smaller part, by district or by organisation for example; the Excel workbook holds every row."
    )

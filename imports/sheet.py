"""Reads an uploaded spreadsheet in a child process with limits, and says in one sentence why a file is not taken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from imports.child import Answer, received
from imports.parsing import MOST_BYTES, MOST_ROWS, Sheet, SheetRow, Value, text_of

__all__ = ["MOST_BYTES", "MOST_ROWS", "Sheet", "SheetRow", "Unreadable", "Value", "read", "text_of"]

CHILD = (sys.executable, "-m", "imports.child")
PATIENCE = 20  # seconds on the clock; those of the processor are limited in the child
SENTENCES = {
    "empty": _("The file is empty. Choose the list again."),
    "too_large": _("The file is larger than 5 MB. Delete pictures from it or split it by commune."),
    "too_many_rows": _(
        "The file has %(rows)s rows; at most %(most)s are taken at once. Split it by commune."
    ),
    "password": _("The file has a password. Remove the password in Excel and upload it again."),
    "no_spreadsheet": _(
        "The file cannot be read as a spreadsheet. Open it in Excel, save it as .xlsx and upload it again."
    ),
    "damaged": _("The file is damaged or was cut off. Save it again and upload it."),
    "bomb": _(
        "The file unpacks to far more than a list needs. Copy the list into a new file and upload that."
    ),
    "macros": _("The file contains macros. Save it as .xlsx without macros and upload it again."),
    "no_table": _("The text file cannot be read as a table. Save it as .xlsx and upload it again."),
    "not_unicode": _("The text file is not in Unicode. In Excel choose “CSV UTF-8”, or save it as .xlsx."),
    "too_heavy": _(
        "Reading the file takes too much time or memory. Copy only the cells of the list into a new file and upload that."
    ),
}


class Unreadable(Exception):
    """The file as a whole cannot be taken; the message says why and what to do."""


def read(content: bytes, filename: str) -> list[Sheet]:
    """All sheets of an .xlsx, .xls, .ods or .csv file, in Unicode."""
    answer = asked(content, filename)
    if answer.sheets is None:
        raise Unreadable(str(SENTENCES[answer.code]) % answer.facts)
    return answer.sheets


def asked(content: bytes, filename: str) -> Answer:
    """What the child makes of a file. A file that is too large is not even handed over; a child that dies has met its limits."""
    if len(content) > MOST_BYTES:
        return Answer("too_large")
    try:
        done = subprocess.run(
            [*CHILD, f"list{PurePath(filename).suffix[:6]}"],  # names stand in no process list
            input=content,
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={"LC_ALL": "C.UTF-8"},  # no key and no database address of ours
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer("too_heavy")
    return received(done.stdout) if done.returncode == 0 else Answer("too_heavy")

"""The auditor reads acts in words: every act that the house records has them, in Vietnamese."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import Job
from campaigns.models import TargetChange
from registrations.importing.kinds import ACTS
from registrations.models import LoanReferral
from reports.deeds import deed
from reports.templatetags.trail import record_kind

FLOORS = ("accounts", "campaigns", "imports", "outreach", "registrations", "reports")
TELLING = {"record", "note", "build"}


def recorded() -> list[str]:
    """Every act that is named where it is recorded."""
    found: set[str] = set()
    for path in (path for floor in FLOORS for path in (Path(settings.BASE_DIR) / floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                named = isinstance(first, ast.Constant) and isinstance(first.value, str)
                if node.func.attr in TELLING and named and re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", first.value):
                    found.add(first.value)
    return sorted(found)


MADE_UP = [
    *(f"loan.{state}" for state in LoanReferral.State.values),
    *(f"job.{state}" for state in (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)),
    *(f"target.{kind}" for kind in TargetChange.Kind.values),
    *(f"import.rows_{act}" for act in ACTS),
    *(
        f"{name}.taken_off"
        for name in ("groupstatus", "affiliation", "phone", "identitynumber", "training", "support")
    ),
    "loans.exported",
    "refused",
]


@pytest.mark.parametrize("action", [*recorded(), *MADE_UP])
def test_every_act_has_words(action: str) -> None:
    words = str(deed(action))
    assert words != action and "." not in words and "_" not in words


def test_what_was_done_is_told_of_what() -> None:
    assert len(recorded()) > 120
    assert str(deed("loan.corrected")) == "Hồ sơ vay vốn: đính chính"
    assert str(deed("loans.exported")) == "xuất tệp"
    assert str(deed("registration.viewed")) == "Mở hồ sơ đăng ký"
    assert deed("nobody.knows") == "nobody.knows"


def test_a_record_is_named_also_where_its_table_has_no_name() -> None:
    assert str(record_kind("reports.digest")) == "Bản tin tuần"
    assert str(record_kind("campaigns.riserule")) == "Quy tắc năm sau tăng"
    assert str(record_kind("registrations.person")) != "person"
    assert record_kind("gone.table") == "gone.table"

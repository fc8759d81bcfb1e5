"""How problems of an imported row are shown: identity numbers and phones stay masked even where they are the problem."""

from __future__ import annotations

import re
from typing import Any

from django import template

from imports.readings import Problem, Reading, Severity
from registrations.importing import kinds
from registrations.importing.columns import LABELS

register = template.Library()
_LONG_NUMBER = re.compile(r"\d{6,}")


@register.filter
def at(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def column_label(key: str) -> str:
    return str(LABELS.get(key, key))


@register.filter
def named(reading: Reading) -> str:
    """Whom a row means: the name as it was read, else its words; a row may have neither."""
    return str(reading.values.get("full_name") or reading.raw.get("full_name") or "")


@register.filter
def shown_value(problem: Problem) -> str:
    return hide_numbers(problem.value)


@register.filter
def shown_reading(problem: Problem) -> str:
    return hide_numbers(problem.read_as)


@register.filter
def accepts(problem: Problem) -> str:
    """What the column of a problem takes, where other words would settle it."""
    settled = problem.severity in (Severity.ERROR, Severity.ASK) and problem.code not in kinds.DECIDED
    return str(kinds.ACCEPTED.get(problem.key, "")) if settled else ""


@register.filter
def act_label(act: str) -> str:
    return str(kinds.ACTS[act])


@register.filter
def in_words(choice: dict[str, str]) -> str:
    """The words proposed, such as «Xã An Thạnh, Huyện Mỏ Cày Nam»."""
    return ", ".join(text for text in choice.values() if text)


@register.filter
def undoable(problem: Problem) -> bool:
    """Whether a repair can be turned back; what stayed after a list was taken back is no repair."""
    return problem.severity == Severity.REPAIRED and problem.code != "kept"


def hide_numbers(text: str) -> str:
    """Keeps the first and the last three digits of a long number."""
    return _LONG_NUMBER.sub(
        lambda match: f"{match[0][:3]}•••{match[0][-3:]}" if len(match[0]) > 8 else "•••", text
    )


@register.filter
def waiting_problems(reading: Reading) -> list[Problem]:
    """What keeps a row out, or in: why it stayed when its list was taken back."""
    return [problem for problem in reading.problems if not undoable(problem)]


@register.filter
def columns_told(problems: list[Problem]) -> str:
    """The columns they stand in, each once."""
    return ", ".join(dict.fromkeys(problem.column for problem in problems))


@register.filter
def repaired_problems(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if undoable(problem)]

"""A log line never repeats what a person entrusted to the house."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import IntegrityError, connection

from laborexport import logs

NUMBER = "083098001234"


def formatted(message: str, *args: object, error: BaseException | None = None) -> dict[str, str]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("house", logging.ERROR, __file__, 1, message, args, info)
    return json.loads(logs.JsonFormatter().format(record))


def duplicate() -> IntegrityError:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE seen (number text CONSTRAINT number_is_unique UNIQUE) ON COMMIT DROP"
            )
            cursor.execute("INSERT INTO seen VALUES (%s), (%s)", [NUMBER, NUMBER])
    except IntegrityError as error:
        return error
    raise AssertionError("the constraint did not bite")


@pytest.mark.django_db
def test_a_violated_constraint_is_named_without_the_value() -> None:
    error = duplicate()
    assert NUMBER in str(error)
    line = json.dumps(formatted("not saved: %s", error, error=error), ensure_ascii=False)
    assert NUMBER not in line
    assert "number_is_unique" in line


@pytest.mark.django_db
def test_an_error_wrapped_in_another_is_hidden_too() -> None:
    try:
        raise RuntimeError("import failed") from duplicate()
    except RuntimeError as error:
        line = json.dumps(formatted("failed", error=error), ensure_ascii=False)
    assert "import failed" in line
    assert NUMBER not in line


def test_an_ordinary_error_keeps_its_words() -> None:
    try:
        raise ValueError("a sheet without a header")
    except ValueError as error:
        line = formatted("failed", error=error)
    assert line["error"] == "ValueError"
    assert "a sheet without a header" in line["trace"]


def test_a_line_is_one_json_object() -> None:
    line = formatted("two\nlines and %d", 3)
    assert line["message"] == "two\nlines and 3"
    assert line["level"] == "ERROR"

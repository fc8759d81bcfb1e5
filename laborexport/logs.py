"""One JSON line per event, without personal data: a violated unique constraint prints the value, so it is cut off."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

import psycopg2
from django.db import DatabaseError

HIDDEN = "(values hidden)"


def public_words(error: BaseException) -> str:
    """The first line of a database error names the constraint; DETAIL and STATEMENT carry the person's data."""
    if isinstance(error, DatabaseError | psycopg2.Error):
        diagnosis = getattr(error.__cause__ or error, "diag", None)
        constraint = getattr(diagnosis, "constraint_name", None) or "?"
        return f"constraint {constraint} {HIDDEN}"
    return str(error)


def trace(error: BaseException) -> str:
    """The usual traceback of the whole chain, with the words of database errors replaced."""
    summary = traceback.TracebackException.from_exception(error, capture_locals=False)
    lines = list(summary.format(chain=True))
    hidden = [str(link) for link in _chain(error) if public_words(link) != str(link)]
    text = "".join(lines)
    for words in filter(None, hidden):
        text = text.replace(words.rstrip("\n"), HIDDEN)
    return text


def _chain(error: BaseException | None) -> list[BaseException]:
    links: list[BaseException] = []
    while error is not None and error not in links:
        links.append(error)
        error = error.__cause__ or error.__context__
    return links


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if request_id := getattr(record, "request_id", None):
            line["request_id"] = request_id
        if record.exc_info and record.exc_info[1]:
            line["error"] = type(record.exc_info[1]).__name__
            line["trace"] = trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.args, tuple):
        args = tuple(public_words(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
        record = logging.makeLogRecord({**record.__dict__, "args": args})
    text = record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    for link in _chain(error):
        if public_words(link) != str(link):
            text = text.replace(str(link).rstrip("\n"), HIDDEN)
    return text


def config(level: str) -> dict[str, object]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "laborexport.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": "WARNING"},
            "django.server": {"handlers": [], "propagate": True},
            "fontTools": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
            "celery.redirected": {"level": "WARNING"},
        },
    }

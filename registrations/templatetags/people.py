"""The lines of a list of people."""

from __future__ import annotations

from collections.abc import Iterable

from django.template import Library
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from registrations.columns import Row

register = Library()


@register.simple_tag
def lines(rows: Iterable[Row], ticks: bool = False) -> SafeString:
    return format_html_join("", "{}", ((row.drawn(ticks=ticks),) for row in rows))

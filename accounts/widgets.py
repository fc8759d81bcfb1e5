"""Controls with hundreds of choices, drawn without a template for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

OPTION, GROUP = '<option value="{}"{}>{}</option>', '<optgroup label="{}">{}</optgroup>'
Options = tuple[tuple[str, Any], ...]  # code and words, or the words of a group and its options


class PlainSelect(forms.Select):
    """A `<select>` as Django draws it; two hundred communes are drawn once, not on every page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        built = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        chosen = frozenset(str(one) for one in self.format_value(value))
        return format_html("<select{}>{}</select>", built, drawn(_read(self.choices), chosen))


def _read(choices: Iterable[Any]) -> Options:
    """As they read in the language of the page."""
    return tuple(
        (str(value), _read(label))
        if isinstance(label, list | tuple)
        else ("" if value is None else str(value), label if isinstance(label, str) else str(label))
        for value, label in choices
    )


@lru_cache(maxsize=128)
def drawn(choices: Options, chosen: frozenset[str]) -> SafeString:
    return format_html_join("", "{}", ((_one(value, label, chosen),) for value, label in choices))


def _one(value: str, label: Any, chosen: frozenset[str]) -> SafeString:
    if isinstance(label, tuple):
        return format_html(GROUP, value, drawn(label, chosen))
    return format_html(OPTION, value, " selected" if value in chosen else "", label)

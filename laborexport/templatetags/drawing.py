"""Colours of drawn figures: told apart in grey print by lightness and hatching, at most one hue."""

from __future__ import annotations

from django.template import Library

from reports.charts.parts import Drawing

register = Library()
SOLID, LIGHT = "#0b4f8a", "#c4daed"
SHADES = (
    "#eaf2f9",
    "#b3cfe6",
    "#5b93c5",
    "#0b4f8a",
)  # lightness 95, 82, 59, 33: four greys on a black and white printer


@register.filter
def fill(series: int, chart: Drawing) -> str:
    """The last series is the one that counts: solid; the one before hatched, earlier ones light."""
    from_last = len(getattr(chart, "series", ("",))) - 1 - series
    return (SOLID, f"url(#{chart.key}-hatch)", LIGHT)[min(from_last, 2)]


@register.filter
def is_hatched(series: int, chart: Drawing) -> bool:
    return fill(series, chart).startswith("url")


@register.filter
def shade(number: int, chart: Drawing) -> str:
    return SHADES[number] if number >= 0 else f"url(#{chart.key}-hatch)"


@register.filter
def ink(number: int) -> str:
    """Letters that read on a shade."""
    return "#ffffff" if number == len(SHADES) - 1 else "#1a2330"


@register.filter
def halo(number: int) -> str:
    """What surrounds the letters, so that a name longer than its district still reads."""
    return SHADES[number] if number >= 0 else "#ffffff"

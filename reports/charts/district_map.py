"""The districts in shades: lighter is less, darker is more, hatched is unknown; every district carries its number."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path

from reports.charts.parts import Drawing
from reports.charts.scale import Value

FILE = Path(__file__).resolve().parent.parent / "data" / "districts.geojson"
WIDTH = 560
MARGIN = 8
LEGEND = 100  # the lower left corner lies in the next province
SMOOTH = 1.1  # drawing units; bends smaller than this are left out
Point = tuple[float, float]
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Shape:
    code: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Area:
    shape: Shape
    label: str
    value: Value
    shade: int


@dataclass(frozen=True, slots=True)
class Shade:
    number: int
    low: float
    high: float
    y: int


@dataclass(frozen=True, kw_only=True)
class MapChart(Drawing):
    template = "charts/district_map.html"
    width: int
    areas: tuple[Area, ...]
    shades: tuple[Shade, ...]
    unknown: int | None  # where the legend explains the hatching


def district_map(
    key: str,
    title: str,
    summary: str,
    values: Mapping[str, Value],
    labels: Mapping[str, str],
    head: tuple[str, str] = ("", ""),
) -> MapChart:
    """`values` and `labels` by the code of the district; one that is missing is drawn as unknown."""
    shapes, height = outline()
    breaks = limits([value for value in values.values() if value is not None])
    areas = tuple(
        Area(
            shape,
            labels.get(shape.code, shape.name),
            (value := values.get(shape.code)),
            shade_of(value, breaks),
        )
        for shape in shapes
    )
    return MapChart(
        key=key,
        title=title,
        summary=summary,
        width=WIDTH,
        height=height,
        areas=areas,
        head=head,
        table=tuple((area.label, area.value) for area in areas),
        shades=tuple(Shade(n, low, high, height - LEGEND + 22 * n) for n, (low, high) in enumerate(breaks)),
        unknown=height - LEGEND + 22 * len(breaks) if any(area.shade == UNKNOWN for area in areas) else None,
    )


def limits(values: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Up to four groups of about equal number, between values that occur; equal values never part."""
    known = sorted(set(values))
    count = min(4, len(known))
    groups = [known[len(known) * n // count : len(known) * (n + 1) // count] for n in range(count)]
    return tuple((group[0], group[-1]) for group in groups)


def shade_of(value: Value, breaks: Sequence[tuple[float, float]]) -> int:
    if value is None:
        return UNKNOWN
    return next(n for n, (_low, high) in enumerate(breaks) if value <= high)


@cache
def outline() -> tuple[tuple[Shape, ...], int]:
    """All districts on one sheet, projected once for the life of the process."""
    features = json.loads(FILE.read_text(encoding="utf-8"))["features"]
    rings = {f["properties"]["code"]: _rings(f["geometry"]) for f in features}
    names = {f["properties"]["code"]: f["properties"]["name"] for f in features}
    flat = [point for many in rings.values() for ring in many for point in ring]
    west, east = min(x for x, _y in flat), max(x for x, _y in flat)
    south, north = min(y for _x, y in flat), max(y for _x, y in flat)
    stretch = cos(radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * stretch)

    def project(point: Point) -> Point:
        return MARGIN + (point[0] - west) * stretch * scale, MARGIN + (north - point[1]) * scale

    shapes = tuple(
        _shape(code, names[code], [[project(p) for p in ring] for ring in rings[code]])
        for code in sorted(rings)
    )
    return shapes, round(2 * MARGIN + (north - south) * scale)


def _rings(geometry: dict[str, list[list[list[Point]]]]) -> list[list[Point]]:
    """Outer rings only: no district of the province encloses another."""
    many = geometry["coordinates"] if str(geometry["type"]) == "MultiPolygon" else [geometry["coordinates"]]
    return [polygon[0] for polygon in many]  # type: ignore[misc]


def _shape(code: str, name: str, rings: list[list[Point]]) -> Shape:
    x, y = centre(max(rings, key=lambda ring: abs(area(ring))))
    drawn = [line for ring in rings if len(line := simplify(ring)) > 3]
    return Shape(code, name, "".join(map(written, drawn)), round(x, 1), round(y, 1))


def simplify(line: list[Point]) -> list[Point]:
    """Douglas and Peucker: keep the ends and every bend that shows."""
    if len(line) < 3:
        return line
    far, at = max((distance(line[n], line[0], line[-1]), n) for n in range(1, len(line) - 1))
    if far <= SMOOTH:
        return [line[0], line[-1]]
    return simplify(line[: at + 1])[:-1] + simplify(line[at:])


def distance(p: Point, a: Point, b: Point) -> float:
    """From a point to the line through a and b; to a itself where a ring begins and ends."""
    long = hypot(b[0] - a[0], b[1] - a[1])
    if long == 0:
        return hypot(p[0] - a[0], p[1] - a[1])
    return abs((b[0] - a[0]) * (a[1] - p[1]) - (a[0] - p[0]) * (b[1] - a[1])) / long


def area(ring: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def centre(ring: list[Point]) -> Point:
    """The centre of gravity of a ring, where its label goes."""
    pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
    six = 6 * area(ring)
    return sum((a[0] + b[0]) * cross for a, b, cross in pairs) / six, sum(
        (a[1] + b[1]) * cross for a, b, cross in pairs
    ) / six


def written(ring: list[Point]) -> str:
    """Relative whole steps: a third of the letters."""
    points = [(round(x), round(y)) for x, y in ring[:-1]]
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")

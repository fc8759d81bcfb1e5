"""The map draws the nine districts, and the demo names are Vietnamese names in composed letters."""

import csv
import json
import unicodedata
from pathlib import Path

DATA = Path(__file__).parents[2] / "reports" / "data"


def test_the_map_has_each_district_once_with_closed_rings() -> None:
    features = json.loads((DATA / "districts.geojson").read_text(encoding="utf-8"))["features"]
    codes = [feature["properties"]["code"] for feature in features]
    assert codes == ["829", "831", "832", "833", "834", "835", "836", "837", "838"]
    for feature in features:
        polygons = feature["geometry"]["coordinates"]
        if feature["geometry"]["type"] == "Polygon":
            polygons = [polygons]
        for polygon in polygons:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert all(105.9 < x < 107 and 9.7 < y < 10.5 for x, y in ring)


def test_demo_names_are_composed_and_weighted() -> None:
    with (DATA / "demo_names.csv").open(encoding="utf-8", newline="") as lines:
        names = list(csv.DictReader(lines))
    assert {name["kind"] for name in names} == {"family", "middle", "given"}
    assert all(int(name["weight"]) > 0 for name in names)
    assert all(unicodedata.is_normalized("NFC", name["name"]) for name in names)

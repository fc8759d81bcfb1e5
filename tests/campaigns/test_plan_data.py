"""The plan's data file says what the plan says, and hangs together."""

import json
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "campaigns" / "data"
SEVEN = ["mttq", "sldtbxh", "ccb", "phunu", "nongdan", "ldld", "doan"]


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / "kh202.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def bodies() -> dict[str, dict[str, Any]]:
    content = json.loads((DATA / "organizations.json").read_text(encoding="utf-8"))
    return {body["code"]: body for body in content["organizations"]}


def name_on(body: dict[str, Any], day: str) -> dict[str, str]:
    (name,) = [
        name
        for name in body["names"]
        if (name["valid_from"] or "") <= day and day <= (name["valid_to"] or "9999")
    ]
    return dict(name)


def test_every_dash_of_sections_two_and_three_is_a_duty(plan: dict[str, Any]) -> None:
    per_clause = Counter(duty["clause"] for duty in plan["duties"])
    assert per_clause == {
        "II.1": 4, "II.2": 5, "II.3": 3, "II.4": 3, "III.1": 5, "III.2": 5, "III.3": 2, "III.4": 2, "III": 3,
    }  # fmt: skip
    assert [duty["number"] for duty in plan["duties"]] == list(range(1, 33))


def test_every_duty_has_a_lead_and_known_bodies(
    plan: dict[str, Any], bodies: dict[str, dict[str, Any]]
) -> None:
    for duty in plan["duties"]:
        assert bool(duty["lead"]) != bool(duty["lead_label"]), duty["number"]
        assert {*duty["co_leads"], duty["lead"] or "mttq"} <= set(bodies)
        assert duty["lead"] not in duty["co_leads"]
        assert duty["text"].strip() == duty["text"] != ""


def test_the_labour_department_leads_what_clause_three_one_gives_it(plan: dict[str, Any]) -> None:
    assert {duty["lead"] for duty in plan["duties"] if duty["clause"] == "III.1"} == {"sldtbxh"}


def test_duties_fall_due_inside_the_period(plan: dict[str, Any]) -> None:
    campaign = plan["campaign"]
    dated = [duty for duty in plan["duties"] if duty["due_to"]]
    assert len(dated) == 6
    for duty in dated:
        assert campaign["starts_on"] <= duty["due_from"] <= duty["due_to"] <= campaign["ends_on"]
        assert duty["due_clause"] == "II.4"


def test_three_targets_stand_side_by_side_every_year(plan: dict[str, Any]) -> None:
    by_year = {
        year: [
            (target["minimum"], target["maximum"], target["force"], target["clause"])
            for target in plan["targets"]
            if target["year"] == year
        ]
        for year in (2018, 2019, 2020)
    }
    expected = [(500, None, "required", ""), (500, 700, "set", "I"), (700, 800, "strive", "III.2")]
    assert all(targets == expected for targets in by_year.values())
    assert len(plan["targets"]) == 9
    assert {target["indicator"] for target in plan["targets"]} == {"departed"}


def test_each_year_after_the_first_must_exceed_the_one_before(plan: dict[str, Any]) -> None:
    rules = [(rule["year"], rule["compared_with"], rule["clause"]) for rule in plan["rise_rules"]]
    assert rules == [(2019, 2018, "II.4"), (2020, 2019, "II.4")]


def test_everything_cites_a_document_of_the_file(plan: dict[str, Any]) -> None:
    documents = {document["code"]: document for document in plan["documents"]}
    cited = {item["document"] for item in [*plan["targets"], *plan["rise_rules"], plan["campaign"]]}
    assert cited <= set(documents)
    assert [document["issued_on"] for document in plan["documents"]] == sorted(
        document["issued_on"] for document in plan["documents"]
    )
    assert all(document["cited_as"] for document in documents.values())
    assert documents["kh202"]["number"] == "202/KHLT-MTTQ-SLĐ-TB&XH-CCB-HPN-HND-LĐLĐ-ĐTN"


def test_the_front_stands_first_in_the_header_and_signs_last(plan: dict[str, Any]) -> None:
    parties = plan["parties"]
    header = sorted(parties, key=lambda party: party["header_rank"])
    signatures = sorted(parties, key=lambda party: party["signature_rank"])
    assert [party["organization"] for party in header] == SEVEN
    assert [party["organization"] for party in signatures] == [*SEVEN[1:], "mttq"]
    assert [party["organization"] for party in parties if party["is_lead"]] == ["mttq"]


def test_the_number_of_the_plan_is_made_of_the_abbreviations_of_the_day(
    plan: dict[str, Any], bodies: dict[str, dict[str, Any]]
) -> None:
    abbreviations = [name_on(bodies[code], "2017-11-29")["abbreviation"] for code in SEVEN]
    number = next(document["number"] for document in plan["documents"] if document["code"] == "kh202")
    assert number == "202/KHLT-" + "-".join(abbreviations)


def test_titles_of_the_plan_are_those_of_the_bodies(
    plan: dict[str, Any], bodies: dict[str, dict[str, Any]]
) -> None:
    for party in plan["parties"]:
        name = name_on(bodies[party["organization"]], "2017-11-29")
        assert name["signatory_title"] == party["signatory_title"]


@pytest.mark.parametrize("day", ["2017-11-29", "2025-02-28", "2025-03-01", "2025-06-30", "2025-07-01"])
def test_a_body_has_one_name_on_any_day(bodies: dict[str, dict[str, Any]], day: str) -> None:
    assert all(name_on(body, day)["name"] for body in bodies.values())


def test_the_labour_department_became_part_of_home_affairs(bodies: dict[str, dict[str, Any]]) -> None:
    assert "Lao động" in name_on(bodies["sldtbxh"], "2025-02-28")["name"]
    assert name_on(bodies["sldtbxh"], "2025-03-01")["name"] == "Sở Nội vụ tỉnh Bến Tre"


def test_only_the_front_and_the_labour_department_see_everyone(bodies: dict[str, dict[str, Any]]) -> None:
    assert [code for code, body in bodies.items() if body["sees_everyone"]] == ["mttq", "sldtbxh"]


@pytest.mark.parametrize("name", ["kh202.json", "organizations.json"])
def test_the_files_are_composed_text(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


def test_dates_of_names_follow_each_other_without_a_gap(bodies: dict[str, dict[str, Any]]) -> None:
    for body in bodies.values():
        for before, after in zip(body["names"], body["names"][1:], strict=False):
            gap = date.fromisoformat(after["valid_from"]) - date.fromisoformat(before["valid_to"])
            assert gap.days == 1

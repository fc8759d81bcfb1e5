"""One row of a candidate list: from cells to a candidate and a wish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.text import fold, nfc, title_case
from campaigns.dates import PartialDate, Precision, parse_partial
from campaigns.lookups import How
from campaigns.models import Organization, Unit
from imports.readings import Reading, Severity
from imports.sheet import Value
from outreach.models import Market
from registrations import identity
from registrations.importing import cells as cell
from registrations.importing import words
from registrations.models import Consent, GroupStatus
from registrations.services.candidates import Belonging, Candidate, ConsentClaim, GroupClaim, Wish

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

REPAIRED, ASK, ERROR, OUTSIDE = Severity.REPAIRED, Severity.ASK, Severity.ERROR, Severity.OUTSIDE


@dataclass(frozen=True, slots=True)
class Tables:
    """Reference tables read once per batch."""

    markets: dict[str, Market]
    market_names: dict[str, Market]

    @classmethod
    def load(cls) -> Tables:
        markets = list(Market.objects.all())
        return cls(
            {market.code: market for market in markets}, {fold(market.name): market for market in markets}
        )

    def market(self, text: str) -> Market | None:
        folded = fold(text)
        return self.markets.get(words.MARKET_WORDS.get(folded, "")) or self.market_names.get(folded)


def read(reading: Reading, cells: dict[str, Value], house: CandidateImporter) -> None:
    """Fill `reading.values` and `reading.problems`; every rule is tried, none stops the others."""
    number = cell.identity_number(reading)
    its_birth, its_sex = _birth_and_sex(reading, cells, number)
    cell.check_identity(reading, number, its_sex, its_birth)
    on = cell.registered_on(reading, cells.get("registered_on"), house.day)
    reading.values |= {
        "full_name": cell.full_name(reading),
        "birth": cell.as_stored(its_birth),
        "sex": its_sex,
        "identity": number,
        "phones": cell.phone_numbers(reading),
        "registered_on": cell.as_stored(on),
        "unit": _unit(reading, house),
        "market": _market(reading, house),
        "groups": _groups(reading),
        "relation": _relation(reading),
        "consent": cell.is_yes(reading.raw.get("consent", "")),
        **cell.plain(
            reading, "hamlet", "ethnicity", "education", "skills", "occupation", "note", "member_name"
        ),
    }
    _check_day(reading, on, house)
    if any(
        problem.severity == OUTSIDE for problem in reading.problems
    ):  # counted and sent on; nothing else about somebody else's people is told
        reading.problems = [problem for problem in reading.problems if problem.severity == OUTSIDE]


def _birth_and_sex(reading: Reading, cells: dict[str, Value], number: str) -> tuple[PartialDate, str]:
    """What the row says, completed by what the twelve digits say."""
    its_birth, its_sex = cell.birth(reading, cells), cell.sex(reading)
    if identity.kind_of(number) == identity.IdentityKind.CCCD:
        facts = identity.read_cccd(number)
        if not its_birth.is_known and not _has_birth(reading):
            its_birth = parse_partial(str(facts.birth_year))
            reading.add(
                "identity",
                REPAIRED,
                "birth_from_identity",
                _("The year of birth was taken from the number."),
                str(facts.birth_year),
            )
        if its_sex == identity.Sex.UNKNOWN:
            its_sex = facts.sex.value
            reading.add(
                "identity",
                REPAIRED,
                "sex_from_identity",
                _("The sex was taken from the number."),
                str(facts.sex.label),
            )
    return its_birth, its_sex


def _has_birth(reading: Reading) -> bool:
    return any(reading.raw.get(key) for key in ("birth", "birth_male", "birth_female"))


def _unit(reading: Reading, house: CandidateImporter) -> int | None:
    key = "commune" if reading.raw.get("commune") else "address"
    text = nfc(reading.raw.get(key, ""))
    if not text:
        own = house.places.own_commune()
        if own is None:
            reading.add(
                "commune",
                ERROR,
                "commune_missing",
                _("The commune is missing. Add a column “Xã” or write it in this row."),
            )
        return own.pk if own else None
    place = (
        house.places.find(text, reading.raw.get("district", ""))
        if key == "commune"
        else house.places.in_address(text)
    )
    if place.unit is None:
        _ask_place(reading, key, place.candidates)
        return None
    if place.how == How.OLD_NAME:
        reading.add(
            key,
            REPAIRED,
            "commune_old_name",
            _("The old name was read as the unit of that day."),
            _where(place.unit),
        )
    if not house.places.inside(place.unit):
        message = _("%(unit)s is outside your area. Send the row to the officer there.") % {
            "unit": _where(place.unit)
        }
        reading.add(key, OUTSIDE, "commune_outside", message, _where(place.unit))
    return place.unit.pk


def _ask_place(reading: Reading, key: str, candidates: list[Unit]) -> None:
    if candidates:
        names = "; ".join(_where(unit) for unit in candidates)
        message = _("Which one is meant: %(names)s? Write the district beside the commune.") % {
            "names": names
        }
        reading.add(key, ASK, "commune_ambiguous", message)
    else:
        reading.add(key, ERROR, "commune_unknown", _("No commune of this name is known. Check the spelling."))


def _where(unit: Unit) -> str:
    return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name


def _market(reading: Reading, house: CandidateImporter) -> str:
    text = reading.raw.get("market", "")
    market = house.tables.market(text) if text else None
    if text and market is None:
        reading.add(
            "market",
            ASK,
            "market_unknown",
            _("No market of this name is known. Write for example “Nhật Bản” or “Đài Loan”."),
        )
    return market.code if market else ""


def _groups(reading: Reading) -> list[str]:
    groups = [
        group
        for key, group in (("poor", GroupStatus.Group.POOR), ("near_poor", GroupStatus.Group.NEAR_POOR))
        if cell.is_yes(reading.raw.get(key, ""))
    ]
    text = reading.raw.get("household", "")
    for part in filter(None, (fold(part) for part in text.replace("+", ",").replace(";", ",").split(","))):
        if group := words.GROUP_WORDS.get(part):
            groups.append(GroupStatus.Group(group))
        elif part not in words.NO_GROUP:
            reading.add(
                "household",
                ASK,
                "group_unknown",
                _("This household group is not known. Write for example “hộ nghèo” or “cận nghèo”."),
            )
    return sorted({group.value for group in groups})


def _relation(reading: Reading) -> str:
    text = fold(reading.raw.get("relation", ""))
    if not text or text in words.NO_RELATION:
        return ""
    relation = words.RELATION_WORDS.get(text, "")
    if not relation:
        reading.add(
            "relation",
            ASK,
            "relation_unknown",
            _("Write “hội viên”, “con hội viên”, “em hội viên”, “cháu hội viên” or leave it empty."),
        )
    return relation


def _check_day(reading: Reading, on: PartialDate, house: CandidateImporter) -> None:
    first, campaign = on.first, house.campaign
    if first and not campaign.starts_on <= first <= house.day and on.precision == Precision.DAY:
        message = _("The day of registration must lie between %(start)s and %(end)s.") % {
            "start": f"{campaign.starts_on:%d/%m/%Y}",
            "end": f"{house.day:%d/%m/%Y}",
        }
        reading.add("registered_on", ERROR, "registered_on_outside", message)


def candidate(reading: Reading, house: CandidateImporter) -> tuple[Candidate, Wish, PartialDate]:
    """The arguments of `register` for a row that is ready."""
    values = reading.values
    on = parse_partial(values["registered_on"])
    day = on.first or house.day
    person = Candidate(
        full_name=values["full_name"],
        birth=parse_partial(values["birth"]),
        sex=values["sex"],
        unit=Unit.objects.get(pk=values["unit"]),
        identity=values["identity"],
        phones=tuple(values["phones"]),
        groups=tuple(GroupClaim(group, day, _("From an imported list")) for group in values["groups"]),
        affiliations=_belongings(values, house),
        consents=_consents(values, on, house),
        **{key: values[key] for key in ("hamlet", "ethnicity", "education", "skills")},
    )
    note = "; ".join(filter(None, (values["occupation"], values["note"])))
    return person, Wish(market=house.tables.markets.get(values["market"]), note=note[:400]), on


def _belongings(values: dict[str, Any], house: CandidateImporter) -> tuple[Belonging, ...]:
    if not values["relation"]:
        return ()
    body = Organization.objects.get(pk=house.access.organization_id)
    return (Belonging(body, values["relation"], title_case(values["member_name"])),)


def _consents(values: dict[str, Any], on: PartialDate, house: CandidateImporter) -> tuple[ConsentClaim, ...]:
    if not values["consent"]:
        return ()
    return (
        ConsentClaim(
            Consent.Purpose.CAMPAIGN,
            on.first or house.day,
            Consent.Channel.PAPER,
            _("Marked in an imported list"),
        ),
    )

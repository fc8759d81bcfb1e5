"""One row of a candidate list: from cells to a candidate and a wish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.text import fold, title_case
from campaigns.dates import PartialDate, Precision, parse_partial, today_vn
from campaigns.models import Organization
from imports.readings import Reading, Severity
from outreach.models import Market
from registrations import identity
from registrations.importing import cells as cell
from registrations.importing import communes, dates, known, notes, numbers, origins, steps, words
from registrations.models import Consent, GroupStatus
from registrations.services.candidates import (
    Belonging,
    Candidate,
    ConsentClaim,
    GroupClaim,
    Wish,
    normalised,
)
from registrations.services.checks import check

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

ASK, ERROR, OUTSIDE = Severity.ASK, Severity.ERROR, Severity.OUTSIDE


@dataclass(frozen=True, slots=True)
class Tables:
    """Reference tables read once per batch."""

    markets: dict[str, Market]
    market_names: dict[str, Market]
    bodies: dict[str, Organization]

    @classmethod
    def load(cls) -> Tables:
        markets = list(Market.objects.all())
        return cls(
            {market.code: market for market in markets},
            {fold(market.name): market for market in markets},
            {body.code: body for body in Organization.objects.all()},
        )

    def market(self, text: str) -> Market | None:
        folded = fold(text)
        return self.markets.get(words.MARKET_WORDS.get(folded, "")) or self.market_names.get(folded)


def read(reading: Reading, house: CandidateImporter) -> None:
    """Fill `reading.values` and `reading.problems`; every rule is tried, none stops the others."""
    cell.prepare(reading)
    number = numbers.identity_number(reading)
    its_birth, its_sex = _birth_and_sex(reading, number)
    numbers.check_identity(reading, number, its_sex, its_birth)
    on = cell.registered_on(reading, PartialDate(house.day))
    name, as_written = cell.full_name(reading)
    reading.values |= {
        "full_name": name,
        "as_written": as_written,
        "birth": dates.as_stored(its_birth),
        "sex": its_sex,
        "identity": number,
        "phones": numbers.phone_numbers(reading),
        "registered_on": dates.as_stored(on),
        "unit": communes.read(reading, house),
        "market": _market(reading, house),
        "groups": _groups(reading),
        "consent": cell.is_yes(reading.words.get("consent", "")),
        "standing": notes.standing(reading),
        "organization": origins.organization(reading, house),
        "event": origins.event(reading, house),
        **cell.plain(
            reading,
            "hamlet",
            "ethnicity",
            "education",
            "skills",
            "occupation",
            "note",
            "status",
            "member_name",
        ),
    }
    reading.values |= {
        name: value for name, value in notes.relation(reading).items() if value or name == "relation"
    }
    reading.who = _who(reading)
    _check_day(reading, on, house)
    _check_candidate(reading, on, house)
    steps.check(reading, on, house)
    if any(
        problem.severity == OUTSIDE for problem in reading.problems
    ):  # counted and sent on; nothing else about somebody else's people is told
        reading.problems = [problem for problem in reading.problems if problem.severity == OUTSIDE]


def _birth_and_sex(reading: Reading, number: str) -> tuple[PartialDate, str]:
    """What the row says, completed by what the twelve digits say."""
    if identity.kind_of(number) != identity.IdentityKind.CCCD:
        return cell.birth(reading, None), cell.sex(reading)
    facts = identity.read_cccd(number)
    if facts.birth_year > today_vn().year:  # said elsewhere; nobody is born in a year to come
        return cell.birth(reading, None), cell.sex(reading)
    its_birth, its_sex = cell.birth(reading, facts.birth_year), cell.sex(reading)
    year = str(facts.birth_year)
    if not its_birth.is_known and not _has_birth(reading):
        told = _("The year of birth was taken from the number.")
        its_birth = parse_partial(year)
        if not reading.repair("identity", "birth_from_identity", told, year):
            reading.add("birth", ASK, "birth_missing", _("Write the date of birth in this row."))
    if its_sex == identity.Sex.UNKNOWN:
        told, its_sex = _("The sex was taken from the number."), facts.sex.value
        if not reading.repair("identity", "sex_from_identity", told, str(facts.sex.label)):
            reading.add("sex", ASK, "sex_missing", _("Write “Nam” or “Nữ”."))
    return its_birth, its_sex


def _has_birth(reading: Reading) -> bool:
    return any(reading.raw.get(key) for key in ("birth", "birth_male", "birth_female"))


def _market(reading: Reading, house: CandidateImporter) -> str:
    text = reading.words.get("market", "")
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
        if cell.is_yes(reading.words.get(key, ""))
    ]
    text = reading.words.get("household", "")
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


def _check_day(reading: Reading, on: PartialDate, house: CandidateImporter) -> None:
    first, campaign = on.first, house.campaign
    if first and not campaign.starts_on <= first <= house.day and on.precision == Precision.DAY:
        message = _("The day of registration must lie between %(start)s and %(end)s.") % {
            "start": f"{campaign.starts_on:%d/%m/%Y}",
            "end": f"{house.day:%d/%m/%Y}",
        }
        reading.add("registered_on", ERROR, "registered_on_outside", message)


def _who(reading: Reading) -> str:
    """Whom the row means where no number says it; nobody in particular when somebody has said that it is another person."""
    key = known.key_of(reading)
    if key is None or reading.values["identity"] or reading.values.get("other"):
        return ""
    return f"{key[0]}|{reading.values['birth']}|{key[2]}"


def _check_candidate(reading: Reading, on: PartialDate, house: CandidateImporter) -> None:
    """The rules of the form that no single cell breaks, such as the age on the day of registration."""
    if not on.is_known:
        return
    person, wish, _on = candidate(reading, house)
    found = check(normalised(person), campaign=house.campaign, on=on, access=house.access, wish=wish)
    told = {problem.key for problem in reading.problems if problem.severity == ERROR}
    for name, key in (("birth", "birth"), ("on", "registered_on")):
        for message in found.errors.get(name, []):
            if key not in told:
                reading.add(key, ERROR, "refused", message)


def hold(reading: Reading) -> None:
    """A row about which somebody wants to decide later stays out until then."""
    if reading.values.get("later"):
        reading.add("full_name", ASK, "later", _("You wanted to decide about this row later."))


def candidate(reading: Reading, house: CandidateImporter) -> tuple[Candidate, Wish, PartialDate]:
    """The arguments of `register` for a row that is ready."""
    values = reading.values
    on = parse_partial(values["registered_on"])
    day = on.first or house.day
    person = Candidate(
        full_name=values["full_name"],
        birth=parse_partial(values["birth"]),
        sex=values["sex"],
        unit=house.unit(values["unit"]),
        identity=values["identity"],
        phones=tuple(values["phones"]),
        as_written=values.get("as_written", False),
        groups=tuple(GroupClaim(group, day, _("From an imported list")) for group in values["groups"]),
        affiliations=_belongings(values, house),
        consents=_consents(values, on, house),
        **{key: values[key] for key in ("hamlet", "ethnicity", "education", "skills")},
    )
    note = "; ".join(
        filter(None, (values["occupation"], values.get("status", ""), values["note"], beside_phone(reading)))
    )
    wish = Wish(
        market=house.tables.markets.get(values["market"]),
        event=house.event(values.get("event")),
        note=note[:400],
    )
    return person, wish, on


def beside_phone(reading: Reading) -> str:
    """Words that stood beside a telephone number: whose it is, when to call."""
    words = [problem.value for problem in reading.problems if problem.code == "phone_words"]
    return "; ".join(words)


def _belongings(values: dict[str, Any], house: CandidateImporter) -> tuple[Belonging, ...]:
    if not values["relation"]:
        return ()
    bodies = house.tables.bodies
    body = bodies.get(values.get("body", "")) or bodies[house.access.organization_code]
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

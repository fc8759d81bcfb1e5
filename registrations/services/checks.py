"""What speaks against a candidate: errors stop, warnings are told. Everything at once, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.access import Access
from campaigns.dates import PartialDate
from campaigns.models import Campaign, Unit, UnitSuccession
from registrations import identity, phones
from registrations.models import Person
from registrations.services.candidates import Candidate, Wish
from registrations.services.words import shown, today

# Full 18 years on the day of departure (law 69/2020/QH14, article 3; law 72/2006/QH11, article 42).
ADULT = 18
# Younger or older than this it is a slip of the pen; programmes set their own limits.
YOUNGEST, OLDEST = 15, 70


@dataclass(slots=True)
class Checked:
    errors: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, name: str, message: str) -> None:
        self.errors.setdefault(name, []).append(message)

    def stop(self) -> None:
        """Raise what stands against it, by field."""
        if self.errors:
            raise ValidationError(self.errors)


def check(
    candidate: Candidate, *, campaign: Campaign, on: PartialDate, access: Access, wish: Wish | None = None
) -> Checked:
    """Check a normalised candidate for registration on a day."""
    found = Checked()
    _name(candidate, found)
    _sex(candidate, found)
    _number(candidate, found)
    _phones(candidate, found)
    _claims(candidate, found)
    _wish(wish or Wish(), candidate, on, found)
    if _date(on, campaign, found):
        _age(candidate, on, found)
        if sentence := unit_trouble(candidate.unit, on, access):
            found.refuse("unit", sentence)
    return found


def _name(candidate: Candidate, found: Checked) -> None:
    if not candidate.full_name:
        found.refuse("full_name", _("Enter the full name."))
    elif any(char.isdigit() for char in candidate.full_name):
        found.refuse("full_name", _("A name has no digits. Write the name as on the identity card."))
    elif " " not in candidate.full_name:
        found.warnings.append(_("The name has only one word. Check that the family name is there."))


def _sex(candidate: Candidate, found: Checked) -> None:
    if candidate.sex not in Person.Sex.values:
        found.refuse("sex", _("Choose female, male or unknown."))


def _number(candidate: Candidate, found: Checked) -> None:
    if not candidate.identity:
        found.warnings.append(
            _("There is no identity number: the same person may be registered again elsewhere. Add it soon.")
        )
        return
    for finding in identity.check_identity(candidate.identity, candidate.sex, candidate.birth):
        if finding.severity == identity.Severity.ERROR:
            found.refuse("identity", finding.message)
        else:
            found.warnings.append(finding.message)


def _phones(candidate: Candidate, found: Checked) -> None:
    for number in candidate.phones:
        if not phones.is_valid(number):
            message = _(
                "“%(number)s” is no telephone number. Mobile numbers have 10 digits and start with 0."
            )
            found.refuse("phones", message % {"number": number})


def _claims(candidate: Candidate, found: Checked) -> None:
    for claim in candidate.groups:
        if claim.valid_from > today():
            found.refuse("groups", _("A policy group cannot begin in the future."))
    for consent in candidate.consents:
        if consent.given_on > today():
            found.refuse("consents", _("A consent cannot be given in the future."))


def _wish(wish: Wish, candidate: Candidate, on: PartialDate, found: Checked) -> None:
    if wish.programme and wish.market and wish.programme.market_id != wish.market.pk:
        message = _("The programme %(programme)s does not lead to %(market)s. Choose one of the two anew.")
        found.refuse("programme", message % {"programme": wish.programme, "market": wish.market})
    if wish.programme and on.is_known:
        _programme_age(wish, candidate, on, found)


def _programme_age(wish: Wish, candidate: Candidate, on: PartialDate, found: Checked) -> None:
    age, programme = candidate.birth.age_on(on), wish.programme
    if age is None or programme is None:
        return
    if (programme.age_min and age < programme.age_min) or (programme.age_max and age > programme.age_max):
        message = _("%(programme)s takes people of %(youngest)s to %(oldest)s years; this person is %(age)s.")
        youngest, oldest = programme.age_min or ADULT, programme.age_max or "…"
        found.warnings.append(
            message % {"programme": programme, "youngest": youngest, "oldest": oldest, "age": age}
        )


def _date(on: PartialDate, campaign: Campaign, found: Checked) -> bool:
    if on.first is None or on.last is None:
        found.refuse("on", _("Enter the date of registration."))
        return False
    if on.first > today():
        found.refuse("on", _("The date lies in the future. Enter the day on which it happened."))
    elif on.last < campaign.starts_on or on.first > campaign.ends_on:
        message = _("The date must lie within the campaign: %(start)s to %(end)s.")
        found.refuse("on", message % {"start": shown(campaign.starts_on), "end": shown(campaign.ends_on)})
    return "on" not in found.errors


def _age(candidate: Candidate, on: PartialDate, found: Checked) -> None:
    birth = candidate.birth
    if on.last is not None and birth.first is not None and birth.first > on.last:
        found.refuse("birth", _("The date of birth lies after the registration."))
    elif birth.at_least(YOUNGEST, on) is False or birth.at_least(OLDEST + 1, on):
        message = _(
            "The age on %(date)s is not between %(youngest)s and %(oldest)s. Check the date of birth."
        )
        found.refuse("birth", message % {"date": shown(on), "youngest": YOUNGEST, "oldest": OLDEST})
    elif birth.at_least(ADULT, on) is False:
        found.warnings.append(
            _("Not yet 18 on the day of registration: departure is possible only from the 18th birthday.")
        )
    elif not birth.is_known:
        found.warnings.append(_("The date of birth is not known; it is needed before departure."))


def unit_trouble(unit: Unit, on: PartialDate, access: Access) -> str:
    """Why somebody cannot be registered in this unit on that day; empty when nothing speaks against it."""
    days = [day for day in (on.first, on.last) if day is not None]
    if not access.reaches(unit.path):
        return _("%(unit)s lies outside your area.") % {"unit": unit}
    if not unit.is_commune:
        return _("Choose a commune, ward or township.")
    return "" if any(unit.holds_on(day) for day in days) else _not_on(unit, days[0])


def _not_on(unit: Unit, day: date) -> str:
    """Name what to choose instead: what became of the unit, or what it was before."""
    if unit.valid_to is not None and unit.valid_to < day:
        names = _names(UnitSuccession.objects.filter(old=unit, new__isnull=False), "new")
        message = _("%(unit)s no longer existed on %(day)s. It became %(others)s: choose that.")
    else:
        names = _names(UnitSuccession.objects.filter(new=unit), "old")
        message = _("%(unit)s did not yet exist on %(day)s. It was %(others)s: choose that.")
    if not names:
        message = _("%(unit)s did not exist on %(day)s.")
    return message % {"unit": unit, "day": shown(day), "others": names}


def _names(rows: object, end: str) -> str:
    edges = rows.select_related(end).order_by(f"{end}__name")  # type: ignore[attr-defined]
    return ", ".join(dict.fromkeys(getattr(edge, end).name for edge in edges))

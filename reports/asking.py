"""What a page of figures was asked for, read from its address; the names are those of the lists of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access
from campaigns.current import current_campaign
from campaigns.dates import Calendar, parse_partial
from campaigns.models import Campaign, Indicator, Unit
from reports.indicators import Board, Figures, board, figures
from reports.indicators.question import Asked, Question, ask
from reports.indicators.years import newest_year, years_of
from reports.models import AnnualReview

THEN, NOW = "luc-do", "hien-nay"
BOUNDARIES = {THEN: AnnualReview.Boundaries.THEN, NOW: AnnualReview.Boundaries.NOW}


class DayField(forms.CharField):
    """A day as people write it: 30/06/2019, 30-6-2019."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse_partial(text).last if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class FiguresForm(forms.Form):
    """The switches above every page of figures; empty means what the campaign declares."""

    def __init__(self, data: Mapping[str, str], *, campaign: Campaign) -> None:
        super().__init__({name: text for name, text in data.items() if name in NAMES})
        self.fields = {
            "nam": forms.ChoiceField(
                label=_("Year"), choices=[(str(y), str(y)) for y in years_of(campaign)], required=False
            ),
            "chi-so": forms.ChoiceField(label=_("Counting point"), choices=Indicator.choices, required=False),
            "lich": forms.ChoiceField(label=_("Calendar"), choices=Calendar.choices, required=False),
            "dia-gioi": forms.ChoiceField(
                label=_("Boundaries"), choices=[(k, v.label) for k, v in BOUNDARIES.items()], required=False
            ),
            "den-ngay": DayField(
                label=_("As known on"), required=False, max_length=10, widget=forms.DateInput
            ),
        }

    @property
    def given(self) -> dict[str, Any]:
        """What was understood; a switch with an error keeps its usual state."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


OF_OTHERS = ("nam", "chi-so")
NAMES = (*OF_OTHERS, "lich", "dia-gioi", "den-ngay")


@dataclass(frozen=True)
class Reading:
    """One campaign, one year, and how it is looked at; carries itself on in every link."""

    campaign: Campaign
    year: int
    given: dict[str, Any]
    form: FiguresForm
    days: str = ""  # how long nobody reported, as the address says it
    is_narrowed: bool = False  # the address asked more than this reader may ask of this area

    def told(self, access: Access, unit: Unit | None) -> Reading:
        """As it may be asked of this area (`indicators.question.without_past`)."""
        kept = {name: value for name, value in self.given.items() if name in OF_OTHERS}
        if kept == self.given or access.reaches((unit or self.campaign.province).path):
            return self
        return replace(self, given=kept, form=FiguresForm(kept, campaign=self.campaign), is_narrowed=True)

    def asked(self, unit: Unit | None) -> Asked:
        given = self.given
        return Asked(
            calendar=given.get("lich"),
            point=given.get("chi-so"),
            as_of=given.get("den-ngay"),
            boundaries="now" if self.is_now else "then",
            unit=unit,
        )

    def question(self, unit: Unit | None) -> Question:
        return ask(self.campaign, self.year, **self.asked(unit))

    @property
    def is_now(self) -> bool:
        return bool(self.given.get("dia-gioi") == NOW)

    def board(self, access: Access, unit: Unit | None = None) -> Board:
        return board(self.campaign, self.year, access, **self.asked(unit))

    def figures(self, access: Access, unit: Unit | None = None) -> Figures:
        return figures(self.campaign, self.year, access, **self.asked(unit))

    def query(self, **changed: str) -> str:
        """The address of the same look, with the year in the path and some switches changed."""
        kept = {n: written(v) for n, v in self.given.items() if n != "nam"} | changed
        return f"?{urlencode({n: v for n, v in kept.items() if v})}" if any(kept.values()) else ""


def written(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def read(data: Mapping[str, str], *, year: int | None = None) -> Reading:
    """The year of the path, else of `?nam=`, else the newest with data. Raises Campaign.DoesNotExist before one is loaded."""
    campaign = current_campaign()
    wanted = str(year or data.get("nam") or "")
    if wanted not in map(str, years_of(campaign)):
        wanted = str(year or newest_year(campaign))
    form = FiguresForm({**dict(data.items()), "nam": wanted}, campaign=campaign)
    return Reading(campaign, int(wanted), form.given, form, data.get("so-ngay", ""))


def unit_of(reading: Reading, *keys: str) -> Unit | None:
    """The unit an address names: a district and a commune of the campaign's province, or a commune of today."""
    if reading.is_now:
        found = Unit.objects.filter(path__endswith=f".{keys[-1]}.", valid_to=None)
        return found.first() if len(keys) == 1 else None
    return unit_at(f"{reading.campaign.province.path}{'.'.join(keys)}.")


def unit_named(reading: Reading, keys: str) -> Unit | None:
    """The unit of `?don-vi=836.29125`; None when none is named. Raises Unit.DoesNotExist when there is no such unit."""
    found = unit_of(reading, *keys.split(".")) if keys else None
    if keys and found is None:
        raise Unit.DoesNotExist
    return found


def unit_at(path: str) -> Unit | None:
    return Unit.objects.filter(path=path).select_related("parent").first()

"""Whom to call, in words: why, on whom it hangs, for how many days, what to do; numbers masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import crypto
from registrations import phones
from registrations.models import Contact, Credit, LoanReferral, Milestone, Phone, Registration, Wait, known_at
from registrations.rows import SHAPES
from registrations.waiting import BEFORE_THE_END, UNANSWERED

NEXT: dict[str, Any] = {
    Wait.APPOINTMENT: gettext_lazy("Call as promised."),
    Wait.CONTACT: gettext_lazy("Ask what the person wants; invite to the next consultation."),
    Wait.BANK: gettext_lazy("Ask the bank what is missing, then tell the person."),
    Wait.DEPARTURE: gettext_lazy(
        "Ask for the day of departure; after 180 days the person may ask for the money back."
    ),
    Wait.CERTIFICATE: gettext_lazy("Arrange a new orientation course before the departure."),
    Wait.PASSPORT: gettext_lazy("Tell the person to renew the passport now."),
    Wait.CONTRACT: gettext_lazy("Call the family: the day of return, and work at home afterwards."),
}
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the morning."""

    pk: Any
    wait: str
    name: str
    phone: str
    unit: str
    district: str
    stage: str
    shape: str
    since: date
    days: int
    on_whom: str
    tries: int
    last: str
    may_withdraw: bool

    @property
    def before_the_end(self) -> bool:
        return self.wait in BEFORE_THE_END

    @property
    def waited(self) -> str:
        """«41 ngày», «còn 12 ngày», «quá hạn 5 ngày», «hẹn hôm nay»."""
        n = {"n": number_format(abs(self.days))}
        if self.before_the_end and self.days >= 0:
            return ngettext("%(n)s day left", "%(n)s days left", self.days) % n
        if self.before_the_end:
            return ngettext("over for %(n)s day", "over for %(n)s days", -self.days) % n
        if self.wait == Wait.APPOINTMENT and not self.days:
            return _("promised for today")
        return ngettext("%(n)s day", "%(n)s days", self.days) % n

    @property
    def is_pressing(self) -> bool:
        return self.days < 0 if self.before_the_end else self.wait == Wait.APPOINTMENT and self.days > 0

    @property
    def why(self) -> str:
        return str(WHY[self.wait]) % {"day": f"{self.since:%d/%m/%Y}"}

    @property
    def next(self) -> str:
        """After three calls in vain somebody goes there."""
        if self.tries >= MOST_TRIES:
            return _("Nobody answers: go to the house or ask the hamlet.")
        return str(NEXT[self.wait])


WHY: dict[str, Any] = {
    Wait.APPOINTMENT: gettext_lazy("to be called on %(day)s"),
    Wait.CONTACT: gettext_lazy("not spoken with since %(day)s"),
    Wait.BANK: gettext_lazy("with the bank since %(day)s"),
    Wait.DEPARTURE: gettext_lazy("selected on %(day)s"),
    Wait.CERTIFICATE: gettext_lazy("certificate valid until %(day)s"),
    Wait.PASSPORT: gettext_lazy("passport valid until %(day)s"),
    Wait.CONTRACT: gettext_lazy("contract ends on %(day)s"),
}


def with_call_facts(rows: QuerySet[Registration]) -> QuerySet[Registration, Any]:
    """What a line shows beyond the registration, in the same statement."""
    own = Phone.objects.filter(person=OuterRef("person")).order_by("-owner", "pk")  # self before kin
    lead = Credit.objects.filter(known_at(None), registration=OuterRef("pk"), is_lead=True)
    asked = LoanReferral.objects.filter(registration=OuterRef("pk"), state__in=UNANSWERED).order_by(
        "state_on"
    )
    chosen = Milestone.objects.filter(
        known_at(None), registration=OuterRef("pk"), kind=Milestone.Kind.SELECTED
    )
    standing = Contact.objects.standing().filter(registration=OuterRef("pk")).order_by("-recorded_at")
    return rows.select_related("person", "unit__parent").annotate(
        sealed_phone=Subquery(own.values("sealed")[:1]),
        lead_name=Subquery(lead.values("organization__short_name")[:1]),
        bank_name=Subquery(asked.values("branch__name")[:1]),
        enterprise_name=Subquery(chosen.values("enterprise__name")[:1]),
        through_centre=Subquery(chosen.values("through_centre")[:1]),
        last_on=Subquery(standing.values("on")[:1]),
        last_result=Subquery(standing.values("result")[:1]),
        tries=Coalesce(Subquery(_in_vain()), 0),
    )


def _in_vain() -> QuerySet[Contact, Any]:
    """How many calls nobody has answered since the person was last spoken with."""
    spoke = Contact.objects.standing().exclude(result=Contact.Result.NO_ANSWER)
    later = spoke.filter(registration=OuterRef("registration"), recorded_at__gte=OuterRef("recorded_at"))
    missed = Contact.objects.standing().filter(
        ~Exists(later), registration=OuterRef("pk"), result=Contact.Result.NO_ANSWER
    )
    return missed.order_by().values("registration").annotate(n=Count("pk")).values("n")


def call_of(row: Any, wait: str, since: date, day: date) -> Call:
    """From a registration read through `with_call_facts`."""
    parent = row.unit.parent
    ends = wait in BEFORE_THE_END
    return Call(
        pk=row.pk,
        wait=wait,
        name=row.person.full_name,
        phone=masked(row.sealed_phone, row.person_id),
        unit=row.unit.name,
        district=parent.name if parent else "",
        stage=row.get_stage_display(),
        shape=SHAPES[row.stage],
        since=since,
        days=(since - day).days if ends else (day - since).days,
        on_whom=hangs_on(row, wait),
        tries=row.tries,
        last=said(row),
        may_withdraw=Registration.Stage.WITHDRAWN in row.next_stages,
    )


def said(row: Any) -> str:
    """The last contact in a few words: «Không nghe máy 21/11/2018»."""
    return f"{Contact.Result(row.last_result).label} {row.last_on:%d/%m/%Y}" if row.last_result else ""


def masked(sealed: bytes | memoryview | None, person_id: Any) -> str:
    return phones.mask(crypto.unseal(bytes(sealed), context=f"phone:{person_id}")) if sealed else ""


def hangs_on(row: Any, wait: str) -> str:
    """The one whose move it is."""
    body = row.lead_name or ""
    if wait == Wait.BANK:
        return row.bank_name or body
    if wait in (Wait.DEPARTURE, Wait.CERTIFICATE, Wait.CONTRACT):
        centre = _("Employment service centre") if row.through_centre else ""
        return row.enterprise_name or centre or _("the labour department")
    return body


def calls(base: QuerySet[Registration], found: Iterable[tuple[str, Any, date]], day: date) -> list[Call]:
    """Lines for (reason, registration, since); who has gone from view meanwhile is left out."""
    asked = list(found)
    rows = {row.pk: row for row in with_call_facts(base.filter(pk__in={key for _wait, key, _since in asked}))}
    return [call_of(rows[key], wait, since, day) for wait, key, since in asked if key in rows]


def days_offered(day: date) -> list[date]:
    """Tomorrow, next Monday, in two weeks, in a month: what people say on the telephone."""
    monday = day + timedelta(days=7 - day.weekday())
    offered = {day + timedelta(days=1), monday, day + timedelta(days=14), day + timedelta(days=30)}
    return sorted(offered)

"""Rows by mobilising body: people by the leading body, shares of credit as exact fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from campaigns.models import Organization, Target
from reports.indicators.details import Details
from reports.indicators.facts import POINT_KINDS, Sums
from reports.indicators.goals import goals, main
from reports.indicators.question import PREVIOUS, THIS, Question
from reports.indicators.shapes import BodyRow, Credit, Three

RELATIONS = ("member", "family", "other")
Shares = dict[tuple[int, str], tuple[Fraction, int]]


def shares(details: Details) -> Shares:
    """(body, kind) → its exact share in the people counted, and the people it has a share in."""
    found: Shares = defaultdict(lambda: (Fraction(0), 0))
    for (kind, body, denominator, _sex), (people, parts) in details.credit.items():
        share, before = found[int(body or 0), kind]
        found[int(body or 0), kind] = (share + Fraction(parts, int(denominator or 1)), before + people)
    return found


def body_rows(question: Question, sums: Sums, targets: list[Target], details: Details) -> tuple[BodyRow, ...]:
    """The bodies of the plan that mobilise, whether or not they led anybody, and whoever else has a share."""
    credit = shares(details)
    met = {body for body, _kind in credit} | {lead for _s, _k, lead, _r in sums.lead if lead is not None}
    place = question.place.pk
    aimed = {t.organization_id for t in targets if t.organization_id}
    parties = set(Organization.objects.mobilising().values_list("pk", flat=True)) & set(
        question.campaign.parties.values_list("organization", flat=True)
    )
    shown = {question.body.pk} if question.body else parties | met | aimed
    bodies = Organization.objects.filter(pk__in=shown)
    rows = [body_row(question, sums, body, credit, targets, place) for body in bodies]
    return tuple(rows)


def body_row(
    question: Question, sums: Sums, body: Organization, credit: Shares, targets: list[Target], place: int
) -> BodyRow:
    def led(span: str, kind: str, relations: Iterable[str] = RELATIONS) -> int:
        return sum(sums.lead.get((span, kind, body.pk, relation), 0) for relation in relations)

    now = Three(*(led(THIS, kind) for kind in POINT_KINDS))
    met = goals(targets, question, now, unit=place, organization=body.pk)
    share, judged = main(met)
    return BodyRow(
        code=body.code,
        name=body.short_name,
        targets=met,
        people_lead=now,
        member=led(THIS, "departed", ["member"]),
        child=led(THIS, "departed", ["family"]),
        other=led(THIS, "departed", ["other"]),
        previous=None
        if question.coverage == "none"
        else Three(*(led(PREVIOUS, kind) for kind in POINT_KINDS)),
        credit={kind: written(*credit[body.pk, kind]) for kind in POINT_KINDS},
        achieved=getattr(now, question.point),
        percent=share,
        verdict=judged,
    )


def written(share: Fraction, people: int) -> Credit:
    return Credit(f"{share.numerator}/{share.denominator}", round(float(share), 4), people)

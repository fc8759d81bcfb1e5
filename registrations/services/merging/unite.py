"""Two registrations of one person in one campaign become one: its steps, its credit, its money, counted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from math import lcm

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.context import now
from accounts.text import nfc_lines
from campaigns.access import Access
from campaigns.models import Organization
from registrations.models import (
    AllowanceEntry,
    Contact,
    Credit,
    CreditProposal,
    LoanPast,
    LoanReferral,
    Milestone,
    Person,
    Profile,
    Registration,
    Support,
    Training,
)
from registrations.services import allowances, contacts, credit, locking, opinions, stages
from registrations.services.merging import steps
from registrations.services.merging.children import exchange
from registrations.services.merging.choices import ABSORBED, KEPT, WISH, Choices, has_wish
from registrations.services.words import today

Pair = tuple[Registration, Registration]


@dataclass(slots=True)
class Matched:
    """Registrations of the two that are one stay seen twice, and those that only change hands."""

    pairs: list[Pair] = field(default_factory=list)
    alone: list[Registration] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)


def matched(kept: Person, absorbed: Person) -> Matched:
    found, mine = Matched(), [(row, _span(row)) for row in _rows(kept)]
    taken: set[object] = set()
    for row in _rows(absorbed):
        begun, ended = _span(row)
        same = [
            one
            for one, (first, last) in mine
            if one.campaign_id == row.campaign_id and first <= ended and begun <= last
        ]
        if len(same) > 1 or taken & {one.pk for one in same}:
            message = _(
                "In %(campaign)s one registration covers two of the other record. Correct the dates first."
            )
            found.contradictions.append(message % {"campaign": row.campaign.short_name})
        elif same:
            taken.add(same[0].pk)
            found.pairs.append((same[0], row))
        else:
            found.alone.append(row)
    return found


def _rows(person: Person) -> list[Registration]:
    rows = Registration.objects.filter(person=person, merged_into__isnull=True)
    related = ("campaign", "unit", "market", "channel", "programme", "job_order", "event", "invitee")
    return list(rows.select_related(*related).order_by("recorded_at", "pk"))


def _span(registration: Registration) -> tuple[date, date]:
    """From the registration to the return; open to the end while nobody has come back."""
    held = {step.kind: step.when for step in stages.steps(registration)}
    begun, ended = held.get(Milestone.Kind.REGISTERED), held.get(Milestone.Kind.RETURNED)
    return (begun.first if begun else None) or date.min, (ended.first if ended else None) or date.max


def one_of(
    pair: Pair,
    plan: steps.United,
    chosen: Choices,
    consents: Mapping[int, int],
    access: Access,
    moment: datetime,
) -> list[str]:
    """Unite a pair; answers what is worth saying and no error."""
    survivor, absorbed = pair
    older = min(pair, key=lambda row: (_span(row)[0], row.recorded_at))
    shared_anew = shares(survivor, absorbed, older, access, moment)
    steps.write(plan, moment)
    Profile.objects.filter(registration=absorbed, superseded_at__isnull=True).update(superseded_at=moment)
    said = _money(survivor, absorbed)
    _move(survivor, absorbed, consents)
    _proposals(survivor, absorbed, shared_anew, access)
    _wish(survivor, absorbed, older, chosen)
    Registration.objects.filter(merged_into=absorbed).update(merged_into=survivor)
    absorbed.merged_into = survivor
    locking.bump(absorbed, "merged_into", "invitee")
    survivor.save(
        update_fields=["unit", *(name.removesuffix("_id") for name in WISH), "event", "invitee", "note"]
    )
    stages.settle(survivor)
    contacts.settle(survivor)
    return said + list(_due(survivor))


def shares(
    survivor: Registration, absorbed: Registration, older: Registration, access: Access, moment: datetime
) -> bool:
    """Both bodies keep their credit; the lead is who was first. Shares that were agreed among the same bodies stay agreed."""
    mine, theirs = credit.active(survivor), credit.active(absorbed)
    lead = next(row.organization for row in (mine if older is survivor else theirs) if row.is_lead)
    Credit.objects.filter(registration=absorbed, superseded_at__isnull=True).update(superseded_at=moment)
    agreed = _agreed(mine, theirs)
    if agreed == {row.organization: row.share for row in mine} and mine[0].organization == lead:
        return False
    statuses = {row.organization: row.status for row in (*theirs, *mine)}
    whole = lcm(*(part.denominator for part in agreed.values()))
    Credit.objects.filter(registration=survivor, superseded_at__isnull=True).update(superseded_at=moment)
    Credit.objects.bulk_create(
        Credit(
            registration=survivor,
            organization=body,
            numerator=part.numerator * (whole // part.denominator),
            denominator=whole,
            is_lead=body == lead,
            status=statuses[body],
            recorded_at=moment,
            recorded_by_id=access.user_id,
        )
        for body, part in agreed.items()
    )
    return True


def _agreed(mine: list[Credit], theirs: list[Credit]) -> dict[Organization, Fraction]:
    bodies = dict.fromkeys(row.organization for row in (*mine, *theirs))
    for rows in (mine, theirs):
        if len(rows) == len(bodies):
            return {row.organization: row.share for row in rows}
    return dict.fromkeys(bodies, Fraction(1, len(bodies)))


def bodies_differ(pair: Pair) -> bool:
    """Whether uniting the two changes anybody's credit."""
    one, other = ({row.organization_id: row.share for row in credit.active(row)} for row in pair)
    return one != other


def obstacles(pair: Pair) -> list[str]:
    """What the two cannot both have."""
    survivor, absorbed = pair
    mine = {
        (loan.branch_id, loan.purpose) for loan in LoanReferral.objects.open().filter(registration=survivor)
    }
    message = _("Two loan requests to %(branch)s are open. Withdraw one of them first.")
    return [
        message % {"branch": loan.branch}
        for loan in LoanReferral.objects.open().filter(registration=absorbed).select_related("branch")
        if (loan.branch_id, loan.purpose) in mine
    ]


def _move(survivor: Registration, absorbed: Registration, consents: Mapping[int, int]) -> None:
    leave(LoanReferral.objects.filter(registration=absorbed))
    for model in (Training, LoanReferral, Contact):
        model._default_manager.filter(registration=absorbed).update(registration=survivor)
    repoint(survivor, consents)
    once = Support.objects.filter(registration=survivor).values("kind")
    Support.objects.filter(registration=absorbed).exclude(
        kind__in=list(once.values_list("kind", flat=True))
    ).update(registration=survivor)


def leave(loans: QuerySet[LoanReferral]) -> None:
    """Where referrals hang before they go over to another registration, for figures as of an earlier moment."""
    moment = now()
    LoanPast.objects.bulk_create(
        LoanPast(referral_id=pk, registration_id=registration, until=moment)
        for pk, registration in loans.values_list("pk", "registration")
    )


def repoint(registration: Registration, consents: Mapping[int, int]) -> None:
    """A referral leans on the consent that is still open for its purpose."""
    for old, new in consents.items():
        LoanReferral.objects.filter(registration=registration, consent=old).update(consent=new)


def _proposals(survivor: Registration, absorbed: Registration, shared_anew: bool, access: Access) -> None:
    """What bodies said about credit goes along; wishes for other shares are overtaken, and so is the second claim of one body."""
    kind, rows = CreditProposal.Kind, CreditProposal.objects.filter(registration=absorbed)
    live = CreditProposal.objects.live().filter(registration=survivor)
    claims = list(live.filter(kind=kind.JOIN).values_list("organization", flat=True))
    opinions.overtake(rows.filter(Q(kind=kind.CHANGE) | Q(organization__in=claims)), access.user_id)
    if shared_anew:
        opinions.overtake(live.filter(kind=kind.CHANGE), access.user_id)
    rows.update(registration=survivor)


def _money(survivor: Registration, absorbed: Registration) -> list[str]:
    """One allowance per person: a paid one holds, else the survivor's; the other is cancelled where it was not paid."""
    rows = AllowanceEntry.objects.filter(registration__in=[survivor, absorbed]).select_for_update(no_key=True)
    held = {row.registration_id: row for row in rows}
    theirs, mine = held.get(absorbed.pk), held.get(survivor.pk)
    said = _paid_twice(survivor, absorbed)
    if theirs is None:
        return said
    if mine is None:
        AllowanceEntry.objects.filter(pk=theirs.pk).update(registration=survivor)
        return said
    if mine.paid_on and theirs.paid_on:
        return [*said, _("The allowance of the introducer was paid twice for this person. Claim one back.")]
    if theirs.paid_on:
        exchange(mine, theirs, "registration_id")
    if theirs.cancelled_on is None:
        AllowanceEntry.objects.filter(pk=theirs.pk).update(cancelled_on=max(today(), theirs.due_on))
    return said


def _paid_twice(survivor: Registration, absorbed: Registration) -> list[str]:
    both = Support.objects.filter(
        registration=absorbed, kind__in=Support.objects.filter(registration=survivor).values("kind")
    )
    message = _("“%(support)s” was paid in both records; the second payment stays with the merged record.")
    return [message % {"support": row.get_kind_display()} for row in both]


def _due(survivor: Registration) -> tuple[str, ...]:
    if survivor.stage == Registration.Stage.WITHDRAWN:
        allowances.cancel_for(survivor, survivor.stage_on)
        return ()
    return allowances.restore_for(survivor)


def _wish(survivor: Registration, absorbed: Registration, older: Registration, chosen: Choices) -> None:
    """Commune and wish as chosen; what only one knows is kept; the first event is where the person came from."""
    code = survivor.campaign.code
    if chosen.get(f"unit-{code}", KEPT) == ABSORBED:
        survivor.unit = absorbed.unit
    if not has_wish(survivor) or chosen.get(f"wish-{code}") == ABSORBED:
        for name in WISH:
            setattr(survivor, name, getattr(absorbed, name))
    if survivor.event is None or (older is absorbed and absorbed.event is not None):
        survivor.event = absorbed.event
    _guest(survivor, absorbed)
    survivor.note = nfc_lines("\n".join(dict.fromkeys(filter(None, (survivor.note, absorbed.note)))))[:400]


def _guest(survivor: Registration, absorbed: Registration) -> None:
    """The older attendance stays with the person, the other with the merged record."""
    mine, theirs = survivor.invitee, absorbed.invitee
    if theirs is None or (mine is not None and mine.pk < theirs.pk):
        return
    Registration.objects.filter(pk__in=[survivor.pk, absorbed.pk]).update(invitee=None)
    Registration.objects.filter(pk=absorbed.pk).update(invitee=mine) if mine else None
    survivor.invitee, absorbed.invitee = theirs, mine

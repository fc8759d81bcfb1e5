"""The tables of this floor as files, each cut as its page cuts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.access import Access
from campaigns.current import current_campaign, working_day
from campaigns.exporting import Table
from outreach.compare import paid_by_worker
from outreach.forms.events import EventFilterForm
from outreach.forms.partners import EnterpriseFilterForm, JobOrderFilterForm
from outreach.licences import standing
from outreach.models import (
    BankBranch,
    Enterprise,
    Event,
    Invitee,
    JobOrder,
    Market,
    Material,
    Programme,
    Witness,
)
from outreach.queries import filtered_enterprises, filtered_events, filtered_orders

Asked = Mapping[str, str]


def events(access: Access, asked: Asked) -> Table:
    campaign = current_campaign()
    chosen = EventFilterForm(asked, access=access, campaign=campaign).chosen()
    rows = filtered_events(Event.objects.within(access).with_numbers(), campaign, chosen)
    return Table(
        name="events",
        file="su-kien",
        title=_("Events"),
        back=reverse("outreach:event-list"),
        rows=rows.select_related("adviser_enterprise", "adviser_centre").order_by("-on", "-id"),
        columns={
            _("Date"): lambda row: row.on,
            _("Event"): lambda row: row.title,
            _("Kind"): lambda row: row.get_kind_display(),
            _("Locality"): lambda row: row.unit.name,
            _("Belongs to"): lambda row: row.unit.parent and row.unit.parent.name,
            _("Organisers"): lambda row: ", ".join(
                one.organization.short_name for one in row.organizers.all()
            ),
            _("Adviser"): lambda row: str(row.adviser_enterprise or row.adviser_centre or ""),
            _("State"): lambda row: row.get_state_display(),
            _("Invited"): lambda row: row.invited,
            _("Turns"): lambda row: row.turns,
            _("Women"): lambda row: row.turns_female,
        },
    )


def enterprises(access: Access, asked: Asked) -> Table:
    day = working_day(current_campaign())
    rows = filtered_enterprises(Enterprise.objects.within(access), EnterpriseFilterForm(asked).chosen(), day)
    return Table(
        name="enterprises",
        file="doanh-nghiep",
        title=_("Enterprises"),
        back=reverse("outreach:enterprise-list"),
        rows=rows.prefetch_related("statuses", "markets").order_by("name_folded", "pk"),
        columns={
            _("Enterprise"): lambda row: row.name,
            _("Licence number"): lambda row: row.licence_number,
            _("Licence"): lambda row: _licence(row, day),
            _("Valid from"): lambda row: row.licence_from,
            _("Valid to"): lambda row: row.licence_to,
            _("Markets"): lambda row: ", ".join(market.name for market in row.markets.all()),
            _("Address"): lambda row: row.address,
            _("Telephone"): lambda row: row.phone,
            _("Web site"): lambda row: row.website,
            _("Checked on"): lambda row: row.checked_on,
        },
    )


def _licence(enterprise: Enterprise, day: Any) -> str:
    found = standing(enterprise, day)
    return f"{found.word}: {found.why}" if found.why else str(found.word)


def job_orders(asked: Asked) -> Table:
    rows = filtered_orders(
        JobOrder.objects.all(), JobOrderFilterForm(asked).chosen(), working_day(current_campaign())
    )
    related = rows.select_related("market", "programme", "channel", "enterprise", "through_centre")
    return Table(
        name="job_orders",
        file="don-hang",
        title=_("Job orders"),
        back=reverse("outreach:job-order-list"),
        rows=related.prefetch_related("costs").order_by("-opened_on", "-pk"),
        columns={
            _("Market"): lambda row: row.market.name,
            _("Occupation"): lambda row: row.occupation,
            _("Programme"): lambda row: row.programme and row.programme.name,
            _("Channel"): lambda row: row.channel.name,
            _("Offered by"): lambda row: str(row.offered_by),
            _("Places"): lambda row: row.places,
            _("Monthly wage"): lambda row: None if row.wage is None else float(row.wage),
            _("Currency"): lambda row: row.wage_currency,
            _("Cost for the worker (đồng)"): lambda row: (
                sum(paid_by_worker(row).values()) if row.costs.all() else None
            ),
            _("Requirements"): lambda row: row.requirements,
            _("Opened on"): lambda row: row.opened_on,
            _("Deadline"): lambda row: row.deadline,
        },
    )


def materials() -> Table:
    return Table(
        name="materials",
        file="tai-lieu",
        title=_("Materials"),
        back=reverse("outreach:material-list"),
        rows=Material.objects.with_stock().select_related("issued_by"),
        columns={
            _("Title"): lambda row: row.title,
            _("Kind"): lambda row: row.get_kind_display(),
            _("Published by"): lambda row: row.issued_by.short_name,
            _("Published on"): lambda row: row.issued_on,
            _("Printed"): lambda row: row.printed,
            _("Sent to units"): lambda row: row.sent,
            _("Handed out at events"): lambda row: row.handed_out,
            _("In store"): lambda row: None if row.kind == Material.Kind.BROADCAST else row.in_store,
        },
    )


def witnesses(access: Access) -> Table:
    """Returnees who agreed to speak: people by name, in the own area."""
    rows = (
        Witness.objects.within(access)
        .filter(withdrawn_on__isnull=True)
        .select_related("unit__parent", "market", "organization")
    )
    return Table(
        name="witnesses",
        file="nguoi-that-viec-that",
        title=_("Real people, real stories"),
        back=reverse("outreach:witness-list"),
        rows=rows,
        named=lambda row: (row,),
        columns={
            _("Family and given name"): lambda row: row.full_name,
            _("Commune, ward or township"): lambda row: row.unit.name,
            _("Belongs to"): lambda row: row.unit.parent and row.unit.parent.name,
            _("Market"): lambda row: row.market.name,
            _("Member of"): lambda row: row.organization and row.organization.short_name,
            _("Agreed on"): lambda row: row.consent_on,
            _("Story"): lambda row: row.story,
        },
    )


def invitees(access: Access, event: Event) -> Table:
    """The invited list of one event with who came and when; the list and the attendance are the same rows."""
    rows = Invitee.objects.within(access).filter(event=event)
    return Table(
        name="invitees",
        file="khach-moi",
        title=f"{_('Invited list')}: {event.title}",
        back=reverse("outreach:invitee-list", args=[event.pk]),
        rows=rows.select_related("event", "unit__parent", "proposed_by"),
        named=lambda row: (row, row.event),
        columns={
            _("Number on the list"): lambda row: row.number,
            _("Family and given name"): lambda row: row.full_name,
            _("Year of birth"): lambda row: row.birth_year,
            _("Commune, ward or township"): lambda row: row.unit and row.unit.name,
            _("Belongs to"): lambda row: row.unit and row.unit.parent and row.unit.parent.name,
            _("Body that proposed"): lambda row: row.proposed_by and row.proposed_by.short_name,
            _("Present at"): lambda row: row.attended_at,
            _("Came uninvited"): lambda row: "x" if row.walked_in else None,
            _("Event"): lambda row: row.event.title,
            _("Date"): lambda row: row.event.on,
        },
    )


def branches() -> Table:
    return Table(
        name="branches",
        file="chi-nhanh-ngan-hang",
        title=_("Bank branches"),
        back=reverse("outreach:branch-list"),
        rows=BankBranch.objects.select_related("organization", "unit"),
        columns={
            _("Bank"): lambda row: row.organization.short_name,
            _("Branch"): lambda row: row.name,
            _("Unit"): lambda row: row.unit.name,
            _("Telephone"): lambda row: row.phone,
        },
    )


def programmes() -> Table:
    """Every market with its programmes, a line each; a market without one has a line of its own."""
    markets = Market.objects.prefetch_related(
        Prefetch("programmes", Programme.objects.select_related("channel"))
    )
    lines = [(market, one) for market in markets for one in [*market.programmes.all()] or [None]]
    return Table(
        name="markets",
        file="thi-truong",
        title=_("Markets and programmes"),
        back=reverse("outreach:market-list"),
        rows=lines,
        columns={
            _("Market"): lambda line: line[0].name,
            _("Programme"): lambda line: line[1] and line[1].name,
            _("Form under the law"): lambda line: line[1] and line[1].channel.name,
            _("Youngest age"): lambda line: line[1] and line[1].age_min,
            _("Oldest age"): lambda line: line[1] and line[1].age_max,
            _("Requirements"): lambda line: line[1] and line[1].requirements,
            _("Legal basis"): lambda line: line[1] and line[1].source,
            _("Valid from"): lambda line: line[1] and line[1].valid_from,
            _("Valid to"): lambda line: line[1] and line[1].valid_to,
        },
    )

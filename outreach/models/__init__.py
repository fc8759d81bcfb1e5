"""Meeting people: events and materials; and the partners that events invite and registrations refer to."""

from outreach.models.banks import BankBranch
from outreach.models.events import Event, EventCount, EventOrganizer, EventPartner, Invitee
from outreach.models.markets import Channel, Market, Programme
from outreach.models.materials import Distribution, Material
from outreach.models.orders import CostLine, JobOrder
from outreach.models.partners import Enterprise, EnterpriseStatus
from outreach.models.past import EventPast
from outreach.models.witnesses import Witness

__all__ = [
    "BankBranch",
    "Channel",
    "CostLine",
    "Distribution",
    "Enterprise",
    "EnterpriseStatus",
    "Event",
    "EventCount",
    "EventOrganizer",
    "EventPartner",
    "EventPast",
    "Invitee",
    "JobOrder",
    "Market",
    "Material",
    "Programme",
    "Witness",
]

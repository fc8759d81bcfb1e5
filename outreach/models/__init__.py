"""Meeting people: events and materials; and the partners that events invite and registrations refer to."""

from outreach.models.events import Event, EventCount, EventOrganizer, EventPartner, Invitee
from outreach.models.materials import Distribution, Material
from outreach.models.partners import (
    BankBranch,
    Channel,
    CostLine,
    Enterprise,
    EnterpriseStatus,
    JobOrder,
    Market,
    Programme,
    Witness,
)

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
    "Invitee",
    "JobOrder",
    "Market",
    "Material",
    "Programme",
    "Witness",
]

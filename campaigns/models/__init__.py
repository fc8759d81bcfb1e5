"""Who takes part, where, in which role, under which plan and for which targets."""

from campaigns.models.directory import (
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Unit,
    UnitAlias,
    UnitSuccession,
)
from campaigns.models.plan import (
    Activity,
    Campaign,
    CampaignOrganization,
    Duty,
    DutyParty,
    Indicator,
    LegalDocument,
    WorkPlan,
)
from campaigns.models.postings import Posting, Role
from campaigns.models.targets import RiseRule, Target, TargetChange, WorkingAge

__all__ = [
    "Activity",
    "Campaign",
    "CampaignOrganization",
    "Duty",
    "DutyParty",
    "Indicator",
    "LegalDocument",
    "Organization",
    "OrganizationName",
    "OrganizationSuccession",
    "Posting",
    "RiseRule",
    "Role",
    "Target",
    "TargetChange",
    "Unit",
    "UnitAlias",
    "UnitSuccession",
    "WorkPlan",
    "WorkingAge",
]

"""People, their registrations, and everything that follows from them."""

from registrations.models.counted import Profile
from registrations.models.loans import LoanReferral, LoanStep
from registrations.models.milestones import Milestone
from registrations.models.money import AllowanceEntry, AllowanceRate, StockObservation, Support, Training
from registrations.models.people import Affiliation, Consent, GroupStatus, IdentityNumber, Person, Phone
from registrations.models.registration import Credit, Registration, known_at

__all__ = [
    "Affiliation",
    "AllowanceEntry",
    "AllowanceRate",
    "Consent",
    "Credit",
    "GroupStatus",
    "IdentityNumber",
    "LoanReferral",
    "LoanStep",
    "Milestone",
    "Person",
    "Phone",
    "Profile",
    "Registration",
    "StockObservation",
    "Support",
    "Training",
    "known_at",
]

"""People, their registrations, and everything that follows from them."""

from registrations.models.consents import MemberConsent
from registrations.models.counted import Profile
from registrations.models.credits import CreditOpinion, CreditProposal, ProposedShare
from registrations.models.entry import EntryDraft, EntryLine, EntrySession
from registrations.models.lists import BulkStep, BulkStepRow, SavedFilter
from registrations.models.loans import LoanPast, LoanReferral, LoanStep
from registrations.models.merging import DistinctPair, Merge, Searches
from registrations.models.milestones import Milestone
from registrations.models.money import AllowanceEntry, AllowanceRate, StockObservation, Support, Training
from registrations.models.people import Affiliation, Consent, GroupStatus, IdentityNumber, Person, Phone
from registrations.models.registration import Credit, Registration, known_at
from registrations.models.waiting import Contact, StageClock, Wait

__all__ = [
    "Affiliation",
    "AllowanceEntry",
    "AllowanceRate",
    "BulkStep",
    "BulkStepRow",
    "Consent",
    "Contact",
    "Credit",
    "CreditOpinion",
    "CreditProposal",
    "DistinctPair",
    "EntryDraft",
    "EntryLine",
    "EntrySession",
    "GroupStatus",
    "IdentityNumber",
    "LoanPast",
    "LoanReferral",
    "LoanStep",
    "MemberConsent",
    "Merge",
    "Milestone",
    "Person",
    "Phone",
    "Profile",
    "ProposedShare",
    "Registration",
    "SavedFilter",
    "Searches",
    "StageClock",
    "StockObservation",
    "Support",
    "Training",
    "Wait",
    "known_at",
]

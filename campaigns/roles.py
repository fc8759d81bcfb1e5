"""What each role is for, in words for whoever grants it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from campaigns.models import Role

ROLES = [
    (Role.OFFICER.label, _("Enters and follows people of the own organisation in the unit; holds events.")),
    (
        Role.MANAGER.label,
        _("As an officer, and exports lists, writes the yearly plan, reports on duties of the organisation."),
    ),
    (
        Role.COORDINATOR.label,
        _(
            "Works at the Front: sees everybody in the unit, sets targets, keeps the plan, builds the annual review."
        ),
    ),
    (Role.LEADER.label, _("Reads figures and reviews; sees no person's record.")),
    (
        Role.JOB_CENTRE.label,
        _("Keeps enterprises and job orders, records selections and departures, pays referral allowances."),
    ),
    (Role.BANK.label, _("Answers the loan referrals sent to the own branch; sees nothing else.")),
    (Role.AUDITOR.label, _("Reads the audit trail; sees no person's record.")),
    (
        Role.ADMINISTRATOR.label,
        _("Keeps accounts, postings, units and organisations; sees no person's record."),
    ),
]

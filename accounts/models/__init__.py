"""The ground floor: who acts, what was done, and work in the background."""

from accounts.models.audit import AuditEntry, AuditLink
from accounts.models.job import Job
from accounts.models.posted import PostedForm
from accounts.models.user import SignInThrottle, User, UserSession

__all__ = ["AuditEntry", "AuditLink", "Job", "PostedForm", "SignInThrottle", "User", "UserSession"]

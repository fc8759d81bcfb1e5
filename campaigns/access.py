"""Who may do what, where: one value per request, one table of rights, one decorator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.idempotency import once
from campaigns.models import Organization, Posting, Role, Unit, UnitSuccession
from campaigns.models.directory import under

P = ParamSpec("P")


class Action(StrEnum):
    """What can be done; each view names exactly one."""

    FIGURES_READ = "figures_read"
    PERSON_READ = "person_read"
    PERSON_WRITE = "person_write"
    PERSON_REVEAL = "person_reveal"
    PERSON_MERGE = "person_merge"
    CALLS_PRINT = "calls_print"
    ENTRY_OVERSEE = "entry_oversee"
    MILESTONE_WRITE = "milestone_write"
    CREDIT_WRITE = "credit_write"
    CREDIT_DECIDE = "credit_decide"
    CANDIDATE_IMPORT = "candidate_import"
    EXPORT = "export"  # lists that name people
    TABLE_EXPORT = "table_export"  # tables that name nobody
    AUDIT_EXPORT = "audit_export"
    POSTING_EXPORT = "posting_export"  # accounts and who works where
    LOAN_READ = "loan_read"
    LOAN_REFER = "loan_refer"
    LOAN_ANSWER = "loan_answer"
    ALLOWANCE_READ = "allowance_read"
    ALLOWANCE_WRITE = "allowance_write"
    EVENT_READ = "event_read"
    EVENT_WRITE = "event_write"
    PARTNER_READ = "partner_read"
    PARTNER_WRITE = "partner_write"
    MATERIAL_WRITE = "material_write"
    PLAN_READ = "plan_read"
    PLAN_WRITE = "plan_write"
    TARGET_WRITE = "target_write"
    WORK_PLAN_WRITE = "work_plan_write"
    DUTY_WRITE = "duty_write"
    DIRECTORY_READ = "directory_read"
    DIRECTORY_WRITE = "directory_write"
    POSTING_WRITE = "posting_write"
    REVIEW_READ = "review_read"
    REVIEW_BUILD = "review_build"
    REVIEW_CONFIRM = "review_confirm"
    REPORT_READ = "report_read"
    REPORT_BUILD = "report_build"
    AUDIT_READ = "audit_read"
    JOB_READ = "job_read"
    OWN_ACCOUNT = "own_account"


A = Action
EVERYBODY = frozenset({A.OWN_ACCOUNT, A.JOB_READ})
READERS = EVERYBODY | {
    A.FIGURES_READ,
    A.PLAN_READ,
    A.DIRECTORY_READ,
    A.PARTNER_READ,
    A.REVIEW_READ,
    A.EVENT_READ,
    A.TABLE_EXPORT,
}
OFFICER = READERS | {
    A.PERSON_READ,
    A.PERSON_WRITE,
    A.PERSON_REVEAL,
    A.CALLS_PRINT,
    A.MILESTONE_WRITE,
    A.CREDIT_WRITE,
    A.CANDIDATE_IMPORT,
    A.LOAN_READ,
    A.LOAN_REFER,
    A.EVENT_WRITE,
    A.MATERIAL_WRITE,
}
MANAGER = OFFICER | {
    A.PERSON_MERGE,
    A.ENTRY_OVERSEE,
    A.EXPORT,
    A.WORK_PLAN_WRITE,
    A.DUTY_WRITE,
    A.ALLOWANCE_READ,
    A.REVIEW_CONFIRM,
    A.REPORT_READ,
    A.REPORT_BUILD,
}

GRANTS: dict[str, frozenset[Action]] = {
    Role.OFFICER: frozenset(OFFICER),
    Role.MANAGER: frozenset(MANAGER),
    Role.COORDINATOR: frozenset(
        MANAGER | {A.PLAN_WRITE, A.TARGET_WRITE, A.PARTNER_WRITE, A.REVIEW_BUILD, A.CREDIT_DECIDE}
    ),
    Role.LEADER: frozenset(READERS | {A.REPORT_READ}),
    Role.JOB_CENTRE: frozenset(
        READERS
        | {
            A.PERSON_READ,
            A.MILESTONE_WRITE,
            A.ALLOWANCE_READ,
            A.ALLOWANCE_WRITE,
            A.PARTNER_WRITE,
            A.EVENT_WRITE,
            A.MATERIAL_WRITE,
        }
    ),
    Role.BANK: frozenset(EVERYBODY | {A.LOAN_READ, A.LOAN_ANSWER}),
    Role.AUDITOR: frozenset(
        EVERYBODY
        | {
            A.AUDIT_READ,
            A.AUDIT_EXPORT,
            A.PLAN_READ,
            A.DIRECTORY_READ,
            A.FIGURES_READ,
            A.REVIEW_READ,
            A.REPORT_READ,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        EVERYBODY | {A.DIRECTORY_READ, A.DIRECTORY_WRITE, A.POSTING_WRITE, A.POSTING_EXPORT, A.PLAN_READ}
    ),
}

# What a role gains from the body it works for: the labour department keeps the register of enterprises and job orders (plan III.1).
GRANTS_BY_BODY: dict[tuple[str, str], frozenset[Action]] = {
    (Role.MANAGER, Organization.Kind.LABOUR): frozenset({A.PARTNER_WRITE, A.ALLOWANCE_WRITE}),
}

GRANTED_BY = {
    A.PERSON_MERGE: _("the manager of your organisation, who can merge what you propose"),
    A.PARTNER_WRITE: _("the labour department (DOLISA) or the coordinator at the Fatherland Front"),
    A.POSTING_WRITE: _("the administrator"),
    A.POSTING_EXPORT: _("the administrator"),
    A.AUDIT_READ: _("the administrator"),
    A.AUDIT_EXPORT: _("the administrator"),
    A.TARGET_WRITE: _("the coordinator at the Fatherland Front"),
    A.PLAN_WRITE: _("the coordinator at the Fatherland Front"),
    A.REVIEW_BUILD: _("the coordinator at the Fatherland Front"),
    A.REVIEW_CONFIRM: _("the manager of your organisation in the province"),
    A.REPORT_BUILD: _("the manager of your organisation"),
    A.CREDIT_DECIDE: _("the coordinator at the Fatherland Front"),
    A.LOAN_ANSWER: _("the bank branch the referral was sent to"),
}


class Forbidden(PermissionDenied):
    """A right that the role lacks; the page names the right and who can grant it."""

    def __init__(self, action: Action, right: Any = None, granted_by: Any = None) -> None:
        super().__init__(action.value)
        self.action = action
        self.right = right  # in words, where the role has the right but the place does not
        self.granted_by = granted_by or GRANTED_BY.get(action, _("the administrator of your organisation"))


@dataclass(frozen=True, slots=True)
class Access:
    """Who acts, for which body, where and as what. Built per request from a posting; passed to every read and write."""

    user_id: int
    username: str
    full_name: str
    posting_id: int
    role: str
    organization_id: int
    organization_code: str
    organization_name: str
    organization_kind: str
    sees_everyone: bool
    unit_id: int
    unit_name: str
    unit_path: str
    unit_level: int
    paths: tuple[str, ...]
    is_demo: bool = False  # a demo account: whoever it enters is demo too

    @property
    def label(self) -> str:
        return f"{self.full_name} ({self.username})"

    @property
    def role_code(self) -> str:
        return self.role

    @property
    def organization(self) -> Organization:
        """The own body, as it was read with the posting."""
        return Organization(
            pk=self.organization_id,
            code=self.organization_code,
            short_name=self.organization_name,
            kind=self.organization_kind,
            sees_everyone=self.sees_everyone,
        )

    @property
    def rights(self) -> frozenset[Action]:
        return GRANTS.get(self.role, frozenset()) | GRANTS_BY_BODY.get(
            (self.role, self.organization_kind), frozenset()
        )

    def may(self, action: Action | str) -> bool:
        return Action(action) in self.rights

    def require(self, action: Action) -> None:
        if not self.may(action):
            raise Forbidden(action)

    def reaches(self, path: str) -> bool:
        """Whether a unit path lies in the area of this access."""
        return any(path.startswith(own) for own in self.paths)


class HouseRequest(HttpRequest):
    """A request that has passed the access middleware; for type annotations only."""

    access: Access
    htmx: Any


def access_for(posting: Posting) -> Access:
    """The access that a posting gives (user, organisation and unit are read with it)."""
    unit, body, user = posting.unit, posting.organization, posting.user
    return Access(
        user_id=user.pk,
        username=user.username,
        full_name=user.full_name,
        posting_id=posting.pk,
        role=posting.role,
        organization_id=body.pk,
        organization_code=body.code,
        organization_name=body.short_name,
        organization_kind=body.kind,
        sees_everyone=body.sees_everyone,
        unit_id=unit.pk,
        unit_name=unit.name,
        unit_path=unit.path,
        unit_level=unit.level,
        paths=(unit.path, *inherited_paths(unit, getattr(posting, "merged_paths", None))),
        is_demo=user.is_demo,
    )


def inherited_paths(unit: Unit, first: list[str] | None = None) -> list[str]:
    """Paths of the units merged into this one or into units below it, to any depth; `first` are those merged directly, if known."""
    known = [unit.path]
    new = merged_into(known) if first is None else first
    while new:
        known += new
        new = merged_into(known)
    return known[1:]


def merged_into(paths: list[str]) -> list[str]:
    inside = Unit.objects.filter(under(tuple(paths)))
    found = UnitSuccession.objects.filter(new__in=inside).exclude(old__in=inside)
    return list(found.values_list("old__path", flat=True).distinct())


def requires(
    action: Action, *, acts: bool = True
) -> Callable[
    [Callable[Concatenate[HouseRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Open a view to those who may do this, its form acting once (`acts=False`: a question sent by POST); the unmarked stays closed."""

    def mark(
        view: Callable[Concatenate[HouseRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            access: Access | None = getattr(request, "access", None)
            if access is None:
                raise Forbidden(action)
            access.require(action)
            answer = partial(view, request, *args, **kwargs)  # type: ignore[arg-type]
            return once(request, answer) if acts else answer()

        guarded.action = action  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark

"""The one table of who may open what: every address of the site × every role × whose the object is.

Three grids, written by hand and read aloud: RIGHTS (who holds a right), SEEN (whose objects each role has in view) and ROWS (one
line per address). A new page without its line, or a line without a page, fails the suite (`tests/test_access.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from campaigns.access import Action as A

# role → its demo account. The commune officer is of the Women's Union in Bảo Thạnh, district Ba Tri.
ROLES = {
    "commune": "xa.baothanh.phunu",
    "district": "huyen.batri.phunu",
    "front": "huyen.batri.mttq",
    "union": "tinh.phunu",
    "coord": "tinh.mttq",
    "dolisa": "tinh.sld",
    "centre": "ttdvvl",
    "leader": "lanhdao",
    "bank": "nhcsxh.batri",
    "auditor": "kiemtra",
    "admin": "quantri",
}
ANONYMOUS = "anonymous"


def grid(text: str) -> dict[str, frozenset[str]]:
    """Lines of a name and one sign per role: x = yes, · = no."""
    lines = [line.split() for line in text.strip().splitlines()]
    header, body = lines[0], lines[1:]
    assert header == list(ROLES), "the columns of a grid are the roles, in their order"
    return {
        name: frozenset(role for role, sign in zip(header, signs, strict=True) if sign == "x")
        for name, *signs in body
    }


RIGHTS = grid("""
                   commune district front union coord dolisa centre leader bank auditor admin
own_account        x       x        x     x     x     x      x      x      x    x       x
job_read           x       x        x     x     x     x      x      x      x    x       x
figures_read       x       x        x     x     x     x      x      x      ·    x       ·
review_read        x       x        x     x     x     x      x      x      ·    x       ·
review_build       ·       ·        ·     ·     x     ·      ·      ·      ·    ·       ·
review_confirm     ·       ·        ·     x     x     x      ·      ·      ·    ·       ·
report_read        ·       ·        ·     x     x     x      ·      x      ·    x       ·
report_build       ·       ·        ·     x     x     x      ·      ·      ·    ·       ·
plan_read          x       x        x     x     x     x      x      x      ·    x       x
plan_write         ·       ·        ·     ·     x     ·      ·      ·      ·    ·       ·
target_write       ·       ·        ·     ·     x     ·      ·      ·      ·    ·       ·
duty_write         ·       ·        ·     x     x     x      ·      ·      ·    ·       ·
work_plan_write    ·       ·        ·     x     x     x      ·      ·      ·    ·       ·
directory_read     x       x        x     x     x     x      x      x      ·    x       x
directory_write    ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       x
posting_write      ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       x
audit_read         ·       ·        ·     ·     ·     ·      ·      ·      ·    x       ·
event_read         x       x        x     x     x     x      x      x      ·    ·       ·
event_write        x       x        x     x     x     x      x      ·      ·    ·       ·
material_write     x       x        x     x     x     x      x      ·      ·    ·       ·
partner_read       x       x        x     x     x     x      x      x      ·    ·       ·
partner_write      ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
person_read        x       x        x     x     x     x      x      ·      ·    ·       ·
person_write       x       x        x     x     x     x      ·      ·      ·    ·       ·
person_reveal      x       x        x     x     x     x      ·      ·      ·    ·       ·
person_merge       ·       ·        ·     x     x     x      ·      ·      ·    ·       ·
calls_print        x       x        x     x     x     x      ·      ·      ·    ·       ·
entry_oversee      ·       ·        ·     x     x     x      ·      ·      ·    ·       ·
milestone_write    x       x        x     x     x     x      x      ·      ·    ·       ·
credit_write       x       x        x     x     x     x      ·      ·      ·    ·       ·
credit_decide      ·       ·        ·     ·     x     ·      ·      ·      ·    ·       ·
candidate_import   x       x        x     x     x     x      ·      ·      ·    ·       ·
export             ·       ·        ·     x     x     x      ·      ·      ·    ·       ·
table_export       x       x        x     x     x     x      x      x      ·    ·       ·
audit_export       ·       ·        ·     ·     ·     ·      ·      ·      ·    x       ·
posting_export     ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       x
loan_read          x       x        x     x     x     x      ·      ·      x    ·       ·
loan_refer         x       x        x     x     x     x      ·      ·      ·    ·       ·
loan_answer        ·       ·        ·     ·     ·     ·      ·      ·      x    ·       ·
allowance_read     ·       ·        ·     x     x     x      x      ·      ·    ·       ·
allowance_write    ·       ·        ·     ·     ·     x      x      ·      ·    ·       ·
""")

# Whose an object is, seen from the commune officer.
OWN = "own"  # Bảo Thạnh, Women's Union
SIBLING = "sibling"  # Bảo Thuận beside it, Women's Union
PARENT = "parent"  # the district above, Women's Union
BODY = "body"  # Bảo Thạnh, but the Youth Union's
ELSEWHERE = "elsewhere"  # Tân Thạch in the district Châu Thành, Farmers' Union
TOP = "top"  # the province, the Front
PLACES = (OWN, SIBLING, PARENT, BODY, ELSEWHERE, TOP)

SEEN = grid("""
                        commune district front union coord dolisa centre leader bank auditor admin
registration.own        x       x        x     x     x     x      x      ·      ·    ·       ·
registration.sibling    ·       x        x     x     x     x      x      ·      ·    ·       ·
registration.parent     ·       x        x     x     x     x      x      ·      ·    ·       ·
registration.body       ·       ·        x     ·     x     x      x      ·      ·    ·       ·
registration.elsewhere  ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
registration.top        ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
credit.own                x       x        x     x     x     x      x      ·      ·    ·       ·
credit.sibling            ·       x        x     x     x     x      x      ·      ·    ·       ·
credit.parent             ·       x        x     x     x     x      x      ·      ·    ·       ·
credit.body               ·       ·        x     ·     x     x      x      ·      ·    ·       ·
credit.elsewhere          ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
credit.top                ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
merge.own               x       x        x     x     x     x      ·      ·      ·    ·       ·
merge.sibling           ·       x        x     x     x     x      ·      ·      ·    ·       ·
merge.parent            ·       x        x     x     x     x      ·      ·      ·    ·       ·
merge.body              ·       ·        x     ·     x     x      ·      ·      ·    ·       ·
merge.elsewhere         ·       ·        ·     ·     x     x      ·      ·      ·    ·       ·
merge.top               ·       ·        ·     ·     x     x      ·      ·      ·    ·       ·
loan.own                x       x        x     x     x     x      ·      ·      x    ·       ·
loan.sibling            ·       x        x     x     x     x      ·      ·      x    ·       ·
loan.parent             ·       x        x     x     x     x      ·      ·      x    ·       ·
loan.body               ·       ·        x     ·     x     x      ·      ·      x    ·       ·
loan.elsewhere          ·       ·        ·     ·     x     x      ·      ·      ·    ·       ·
loan.top                ·       ·        ·     ·     x     x      ·      ·      ·    ·       ·
allowance.own           ·       ·        ·     x     x     x      x      ·      ·    ·       ·
allowance.sibling       ·       ·        ·     x     x     x      x      ·      ·    ·       ·
allowance.parent        ·       ·        ·     x     x     x      x      ·      ·    ·       ·
allowance.body          ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
allowance.elsewhere     ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
allowance.top           ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
batch.own               x       x        ·     x     ·     ·      ·      ·      ·    ·       ·
batch.sibling           ·       x        ·     x     ·     ·      ·      ·      ·    ·       ·
batch.parent            ·       x        ·     x     ·     ·      ·      ·      ·    ·       ·
batch.body              ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
batch.elsewhere         ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
batch.top               ·       ·        ·     ·     x     ·      ·      ·      ·    ·       ·
event.own               x       x        x     x     x     x      x      x      ·    ·       ·
event.sibling           ·       x        x     x     x     x      x      x      ·    ·       ·
event.parent            ·       x        x     x     x     x      x      x      ·    ·       ·
event.body              x       x        x     x     x     x      x      x      ·    ·       ·
event.elsewhere         ·       ·        ·     x     x     x      x      x      ·    ·       ·
event.top               ·       ·        ·     x     x     x      x      x      ·    ·       ·
guests.own              x       x        x     x     x     x      x      ·      ·    ·       ·
guests.sibling          ·       x        x     x     x     x      x      ·      ·    ·       ·
guests.parent           ·       x        x     x     x     x      x      ·      ·    ·       ·
guests.body             ·       ·        x     ·     x     x      x      ·      ·    ·       ·
guests.elsewhere        ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
guests.top              ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
distribution.own        x       x        x     x     x     x      x      ·      ·    ·       ·
distribution.sibling    ·       x        x     x     x     x      x      ·      ·    ·       ·
distribution.parent     ·       x        x     x     x     x      x      ·      ·    ·       ·
distribution.body       ·       ·        x     ·     x     x      x      ·      ·    ·       ·
distribution.elsewhere  ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
distribution.top        ·       ·        ·     ·     x     x      x      ·      ·    ·       ·
witness.own             x       x        x     x     x     x      x      ·      ·    ·       ·
witness.sibling         ·       x        x     x     x     x      x      ·      ·    ·       ·
witness.parent          ·       x        x     x     x     x      x      ·      ·    ·       ·
witness.body            x       x        x     x     x     x      x      ·      ·    ·       ·
witness.elsewhere       ·       ·        ·     x     x     x      x      ·      ·    ·       ·
witness.top             ·       ·        ·     x     x     x      x      ·      ·    ·       ·
posting.own             ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       x
posting.elsewhere       ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       x
account.own             ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       x
account.elsewhere       ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       x
work_plan.own           ·       ·        ·     x     x     ·      ·      ·      ·    ·       ·
work_plan.elsewhere     ·       ·        ·     ·     x     ·      ·      ·      ·    ·       ·
my_duty.own             ·       ·        ·     x     x     ·      ·      ·      ·    ·       ·
my_duty.elsewhere       ·       ·        ·     ·     x     ·      ·      ·      ·    ·       ·
my_posting.own          x       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
my_posting.elsewhere    ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
entry.own               x       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
entry.elsewhere         ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
session.own             x       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
session.elsewhere       ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
filter.own              x       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
filter.elsewhere        ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
bulk.own                x       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
bulk.elsewhere          ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
learnt.own              x       x        ·     x     ·     ·      ·      ·      ·    ·       ·
learnt.elsewhere        ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
job.own                 x       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
job.elsewhere           ·       ·        ·     ·     ·     ·      ·      ·      ·    ·       ·
""")

GET, POST, BOTH = "GET", "POST", "GET POST"


@dataclass(frozen=True)
class Row:
    """One address: the right it states, its methods, the kind of object in it, and what it answers to those who may.

    `of` is a kind of `SEEN` (seen by some) or of `SHARED` (one for all); `gets` and `posts` are the answers to a plain GET and to an
    empty POST; `but` overrides the answer of the first of the methods for some roles; those who read only may open the page but not send it.
    """

    name: str
    action: A | None
    methods: str = GET
    of: str = ""
    gets: int = 200
    posts: int = 422
    but: dict[str, int] = field(default_factory=dict)
    reads_only: tuple[str, ...] = ()

    def may(self, role: str) -> bool:
        return self.action is None or role in RIGHTS[self.action]

    def sees(self, role: str, place: str) -> bool:
        return role in SEEN[f"{self.of}.{place}"] if self.is_owned else True

    @property
    def is_owned(self) -> bool:
        return f"{self.of}.{OWN}" in SEEN

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(place for place in PLACES if f"{self.of}.{place}" in SEEN)


DOOR = {"bank": 302, "auditor": 302, "admin": 302}  # sent on to their own list

MANAGERS = ("union", "dolisa")
BELOW = dict.fromkeys(
    ("commune", "district", "front"), 403
)  # the joint review prints small numbers of every area
JOINT = dict.fromkeys(MANAGERS, 403)

# fmt: off
ROWS = (
    # --- open without signing in: the health of the house, the door, the language
    Row("health_live", None),
    Row("health_ready", None),
    Row("set_language", None, BOTH, gets=302, posts=302),
    Row("accounts:sign_in", None, BOTH, but=dict.fromkeys(ROLES, 302)),
    # --- the own account
    Row("accounts:sign_out", A.OWN_ACCOUNT, POST, posts=302),
    Row("accounts:password-change", A.OWN_ACCOUNT, BOTH),
    Row("accounts:session-list", A.OWN_ACCOUNT),
    Row("accounts:session-end", A.OWN_ACCOUNT, POST, "session", posts=302),
    Row("accounts:session-end-others", A.OWN_ACCOUNT, POST, posts=302),
    Row("accounts:job-list", A.JOB_READ),
    Row("goto", A.OWN_ACCOUNT, BOTH),
    Row("accounts:job-detail", A.JOB_READ, GET, "job"),
    Row("accounts:job-cancel", A.JOB_READ, POST, "job", posts=302),
    Row("accounts:job-retry", A.JOB_READ, POST, "job", posts=302),
    Row("campaigns:job-export", A.TABLE_EXPORT, BOTH),
    Row("campaigns:device-export", A.TABLE_EXPORT, BOTH),
    Row("campaigns:posting-choices", A.OWN_ACCOUNT),
    Row("campaigns:posting-choose", A.OWN_ACCOUNT, POST, "my_posting", posts=302),
    # --- the plan
    Row("campaigns:plan", A.PLAN_READ),
    Row("campaigns:duty-export", A.TABLE_EXPORT, BOTH),
    Row("campaigns:plan-edit", A.PLAN_WRITE, BOTH),
    Row("campaigns:duty-detail", A.PLAN_READ, GET, "duty"),
    Row("campaigns:duty-edit", A.DUTY_WRITE, BOTH, "my_duty"),
    Row("campaigns:work-plan-list", A.PLAN_READ),
    Row("campaigns:work-plan-export", A.TABLE_EXPORT, BOTH),
    Row("campaigns:work-plan-new", A.WORK_PLAN_WRITE, BOTH),
    Row("campaigns:work-plan-detail", A.PLAN_READ, GET, "any_work_plan"),
    Row("campaigns:work-plan-edit", A.WORK_PLAN_WRITE, BOTH, "work_plan"),
    Row("campaigns:document-list", A.PLAN_READ),
    Row("campaigns:document-export", A.TABLE_EXPORT, BOTH),
    Row("campaigns:document-new", A.PLAN_WRITE, BOTH),
    Row("campaigns:document-scan", A.PLAN_READ, GET, "document"),
    Row("campaigns:document-scan-new", A.PLAN_WRITE, BOTH, "document"),
    Row("campaigns:target-list", A.PLAN_READ),
    Row("campaigns:target-export", A.TABLE_EXPORT, BOTH),
    Row("campaigns:target-new", A.TARGET_WRITE, BOTH),
    Row("campaigns:target-detail", A.PLAN_READ, GET, "target"),
    Row("campaigns:target-revise", A.TARGET_WRITE, BOTH, "target"),
    Row("campaigns:target-matrix", A.PLAN_READ, GET, "year"),
    Row("campaigns:target-grid", A.TARGET_WRITE, BOTH, "year", posts=302),  # no figure says anything new
    Row("campaigns:target-change", A.PLAN_READ, GET, "change"),
    Row("campaigns:target-change-undo", A.TARGET_WRITE, POST, "change", posts=302),
    Row("campaigns:working-age", A.TARGET_WRITE, BOTH),
    Row("campaigns:rise-rules", A.TARGET_WRITE, BOTH),
    Row("campaigns:rise-drop", A.TARGET_WRITE, POST, "rise", posts=302),
    Row("reports:target-split", A.TARGET_WRITE, BOTH, "target", posts=302),
    Row("reports:target-move", A.TARGET_WRITE, BOTH, "year"),
    # --- the directory
    Row("campaigns:unit-list", A.DIRECTORY_READ),
    Row("campaigns:unit-export", A.TABLE_EXPORT, BOTH),
    Row("campaigns:unit-new", A.DIRECTORY_WRITE, BOTH),
    Row("campaigns:unit-merge", A.DIRECTORY_WRITE, BOTH),
    Row("campaigns:unit-detail", A.DIRECTORY_READ, GET, "unit"),
    Row("campaigns:unit-rename", A.DIRECTORY_WRITE, BOTH, "unit"),
    Row("campaigns:unit-close", A.DIRECTORY_WRITE, BOTH, "unit"),
    Row("campaigns:organization-list", A.DIRECTORY_READ),
    Row("campaigns:organization-export", A.TABLE_EXPORT, BOTH),
    Row("campaigns:organization-detail", A.DIRECTORY_READ, GET, "organization"),
    Row("campaigns:organization-rename", A.DIRECTORY_WRITE, BOTH, "organization"),
    Row("campaigns:posting-list", A.POSTING_WRITE),
    Row("campaigns:posting-export", A.POSTING_EXPORT, BOTH),
    Row("campaigns:posting-new", A.POSTING_WRITE, BOTH),
    Row("campaigns:posting-end", A.POSTING_WRITE, BOTH, "posting"),
    Row("campaigns:account-list", A.POSTING_WRITE),
    Row("campaigns:account-export", A.POSTING_EXPORT, BOTH),
    Row("campaigns:account-new", A.POSTING_WRITE, BOTH),
    Row("campaigns:account-detail", A.POSTING_WRITE, GET, "account"),
    Row("campaigns:account-switch", A.POSTING_WRITE, BOTH, "account"),
    Row("campaigns:account-password", A.POSTING_WRITE, BOTH, "account", posts=302),
    # --- events
    Row("outreach:event-list", A.EVENT_READ),
    Row("outreach:event-export", A.TABLE_EXPORT, BOTH),
    Row("outreach:event-new", A.EVENT_WRITE, BOTH),
    Row("outreach:event-detail", A.EVENT_READ, GET, "event"),
    Row("outreach:event-change", A.EVENT_WRITE, BOTH, "guests"),
    Row("outreach:event-organizers", A.EVENT_WRITE, BOTH, "guests"),
    Row("outreach:event-cancel", A.EVENT_WRITE, BOTH, "guests"),
    Row("outreach:event-reopen", A.EVENT_WRITE, BOTH, "guests"),
    Row("outreach:event-result", A.EVENT_WRITE, BOTH, "guests", posts=302),
    Row("outreach:event-materials", A.MATERIAL_WRITE, BOTH, "guests"),
    Row("outreach:event-partners", A.EVENT_WRITE, BOTH, "guests"),
    Row("outreach:partner-answer", A.EVENT_WRITE, POST, "guests", posts=302),
    Row("outreach:invitee-list", A.EVENT_WRITE, BOTH, "guests"),
    Row("outreach:invitee-export", A.EXPORT, BOTH, "guests"),
    Row("outreach:invitee-paste", A.EVENT_WRITE, BOTH, "guests"),
    Row("outreach:attendance-sheet", A.EVENT_WRITE, GET, "guests"),
    Row("outreach:invitee-remove", A.EVENT_WRITE, POST, "guests", posts=302),
    Row("outreach:attendance", A.EVENT_WRITE, GET, "guests"),
    Row("outreach:attendance-tick", A.EVENT_WRITE, POST, "guests", posts=404),  # no number was sent
    Row("outreach:attendance-find", A.EVENT_WRITE, POST, "guests"),
    Row("outreach:attendance-paper", A.EVENT_WRITE, POST, "guests"),
    Row("outreach:attendance-walk-in", A.EVENT_WRITE, POST, "guests"),
    Row("outreach:attendance-untick", A.EVENT_WRITE, POST, "guests", posts=302),
    Row("outreach:material-list", A.EVENT_READ),
    Row("outreach:material-export", A.TABLE_EXPORT, BOTH),
    Row("outreach:material-new", A.MATERIAL_WRITE, BOTH),
    Row("outreach:material-detail", A.EVENT_READ, GET, "material"),
    Row("outreach:material-change", A.MATERIAL_WRITE, BOTH, "material"),
    Row("outreach:distribution-take-back", A.MATERIAL_WRITE, BOTH, "distribution"),
    Row("outreach:material-distribute", A.MATERIAL_WRITE, BOTH, "material"),
    Row("outreach:witness-list", A.EVENT_WRITE),
    Row("outreach:witness-export", A.EXPORT, BOTH),
    Row("outreach:witness-new", A.EVENT_WRITE, BOTH),
    Row("outreach:witness-withdraw", A.EVENT_WRITE, BOTH, "witness"),
    # --- partners
    Row("outreach:enterprise-list", A.PARTNER_READ),
    Row("outreach:enterprise-export", A.TABLE_EXPORT, BOTH),
    Row("outreach:enterprise-new", A.PARTNER_WRITE, BOTH),
    Row("outreach:enterprise-detail", A.PARTNER_READ, GET, "enterprise"),
    Row("outreach:enterprise-change", A.PARTNER_WRITE, BOTH, "enterprise"),
    Row("outreach:enterprise-status", A.PARTNER_WRITE, BOTH, "enterprise"),
    Row("outreach:job-order-list", A.PARTNER_READ),
    Row("outreach:job-order-export", A.TABLE_EXPORT, BOTH),
    Row("outreach:job-order-new", A.PARTNER_WRITE, BOTH),
    Row("outreach:job-order-detail", A.PARTNER_READ, GET, "job_order"),
    Row("outreach:job-order-change", A.PARTNER_WRITE, BOTH, "job_order"),
    Row("outreach:job-order-costs", A.PARTNER_WRITE, BOTH, "job_order"),
    Row("outreach:market-list", A.PARTNER_READ),
    Row("outreach:market-new", A.PARTNER_WRITE, BOTH),
    Row("outreach:programme-new", A.PARTNER_WRITE, BOTH),
    Row("outreach:branch-list", A.PARTNER_READ),
    Row("outreach:market-export", A.TABLE_EXPORT, BOTH),
    Row("outreach:branch-export", A.TABLE_EXPORT, BOTH),
    Row("outreach:branch-new", A.PARTNER_WRITE, BOTH),
    Row("outreach:branch-change", A.PARTNER_WRITE, BOTH, "branch"),
    # --- people
    Row("registrations:list", A.PERSON_READ),
    Row("registrations:search", A.PERSON_READ, POST, posts=302),
    Row("registrations:columns", A.PERSON_READ, POST, posts=302),
    Row("registrations:filter-new", A.PERSON_READ, BOTH),
    Row("registrations:filter-edit", A.PERSON_READ, BOTH, "filter"),
    Row("registrations:filter-drop", A.PERSON_READ, POST, "filter", posts=302),
    Row("registrations:bulk-list", A.MILESTONE_WRITE),
    Row("registrations:bulk-export", A.TABLE_EXPORT, BOTH),
    Row("registrations:bulk-new", A.MILESTONE_WRITE, POST, posts=302),
    Row("registrations:bulk-detail", A.MILESTONE_WRITE, BOTH, "bulk"),
    Row("registrations:bulk-commit", A.MILESTONE_WRITE, POST, "bulk", posts=302),
    Row("registrations:bulk-undo", A.MILESTONE_WRITE, POST, "bulk", posts=302),
    Row("registrations:bulk-drop", A.MILESTONE_WRITE, POST, "bulk", posts=302),
    Row("registrations:export", A.EXPORT, BOTH),
    Row("registrations:waiting-export", A.EXPORT, BOTH),
    Row("registrations:credit-export", A.EXPORT, BOTH),
    Row("registrations:create", A.PERSON_WRITE, BOTH),
    Row("registrations:check", A.PERSON_WRITE, POST, posts=200),
    Row("registrations:outcome", A.PERSON_WRITE, GET, gets=302),
    Row("registrations:detail", A.PERSON_READ, GET, "registration"),
    Row("registrations:person-edit", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:wish-edit", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:reveal", A.PERSON_REVEAL, BOTH, "registration"),
    Row("registrations:identity-add", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:phone-add", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:group-add", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:group-end", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:tie-add", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:member-consent-give", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:member-consent-withdraw", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:consent-give", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:consent-form", A.PERSON_WRITE, GET, "registration"),
    Row("registrations:consent-withdraw", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:seen", A.PERSON_READ, GET, "registration"),
    Row("registrations:merge-find", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:merge-propose", A.PERSON_WRITE, POST, "registration", posts=302),
    Row("registrations:merge-distinct", A.PERSON_WRITE, POST, "registration", posts=302),
    Row("registrations:merge-list", A.PERSON_WRITE),
    Row("registrations:merge-detail", A.PERSON_WRITE, GET, "merge"),
    Row("registrations:merge-answer", A.PERSON_WRITE, POST, "merge", posts=302),
    Row("registrations:merge-compare", A.PERSON_MERGE, BOTH, "merge"),
    Row("registrations:merge-undo", A.PERSON_MERGE, POST, "merge", posts=302),
    Row("registrations:milestone-record", A.MILESTONE_WRITE, BOTH, "registration"),
    Row("registrations:milestone-correct", A.MILESTONE_WRITE, BOTH, "registration"),
    Row("registrations:milestone-annul", A.MILESTONE_WRITE, BOTH, "registration"),
    Row("registrations:credit", A.CREDIT_WRITE, BOTH, "registration"),
    Row("registrations:credit-join", A.CREDIT_WRITE, BOTH, "registration"),
    Row("registrations:credit-join-known", A.CREDIT_WRITE, POST, posts=302),
    Row("registrations:credit-waiting", A.CREDIT_WRITE, BOTH),
    Row("registrations:credit-disputes", A.CREDIT_WRITE),
    Row("registrations:credit-answer", A.CREDIT_WRITE, BOTH, "credit"),
    Row("registrations:credit-withdraw", A.CREDIT_WRITE, POST, "credit", posts=302),
    Row("registrations:credit-decide", A.CREDIT_DECIDE, BOTH, "credit"),
    Row("registrations:fact-take-off", A.PERSON_WRITE, BOTH, "registration"),
    Row("registrations:entry-take-off", A.MILESTONE_WRITE, BOTH, "registration"),
    Row("registrations:training-add", A.MILESTONE_WRITE, BOTH, "registration"),
    Row("registrations:support-add", A.MILESTONE_WRITE, BOTH, "registration"),
    Row("registrations:monday", A.PERSON_READ),
    Row("registrations:call-list", A.CALLS_PRINT, BOTH),
    Row("registrations:entry-officers", A.ENTRY_OVERSEE),
    Row("registrations:clock-list", A.PERSON_READ, BOTH, reads_only=("commune", "district", "front", "union", "dolisa", "centre")),
    Row("registrations:clock-export", A.TABLE_EXPORT, BOTH),
    Row("registrations:contact", A.MILESTONE_WRITE, BOTH, "registration"),
    Row("registrations:contact-row", A.MILESTONE_WRITE, GET, "registration", gets=302),  # only a fragment stands there
    Row("registrations:contact-undo", A.MILESTONE_WRITE, POST, "registration", posts=302),
    # --- fast entry
    Row("registrations:entry-list", A.PERSON_WRITE),
    Row("registrations:entry-export", A.TABLE_EXPORT, BOTH),
    Row("registrations:entry-blank", A.PERSON_WRITE),
    Row("registrations:entry-new", A.PERSON_WRITE, BOTH),
    Row("registrations:entry", A.PERSON_WRITE, BOTH, "entry"),
    Row("registrations:entry-draft", A.PERSON_WRITE, POST, "entry", posts=302),
    Row("registrations:entry-take", A.PERSON_WRITE, POST, "entry", posts=302),
    Row("registrations:entry-keys", A.PERSON_WRITE, POST, "entry", posts=302),
    Row("registrations:entry-close", A.PERSON_WRITE, POST, "entry", posts=302),
    Row("registrations:entry-paper", A.PERSON_WRITE, GET, "entry"),
    Row("registrations:entry-undo", A.PERSON_WRITE, POST, "entry", posts=302),
    # --- loans and allowances
    Row("registrations:loan-refer", A.LOAN_REFER, BOTH, "registration"),
    Row("registrations:loan-list", A.LOAN_READ),
    Row("registrations:loan-export", A.EXPORT, BOTH),
    Row("registrations:loan-detail", A.LOAN_READ, GET, "loan"),
    Row("registrations:loan-answer", A.LOAN_ANSWER, BOTH, "loan"),
    Row("registrations:loan-correct", A.LOAN_ANSWER, BOTH, "loan"),
    Row("registrations:loan-annul", A.LOAN_ANSWER, BOTH, "loan"),
    Row("registrations:loan-resend", A.LOAN_REFER, BOTH, "loan"),
    Row("registrations:loan-follow-up", A.LOAN_REFER, BOTH, "loan"),
    Row("registrations:loan-withdraw", A.LOAN_REFER, BOTH, "loan"),
    Row("registrations:allowance-list", A.ALLOWANCE_READ),
    Row("registrations:allowance-export", A.EXPORT, BOTH),
    Row("registrations:rate-list", A.ALLOWANCE_READ, BOTH, reads_only=("union", "coord")),
    Row("registrations:rate-export", A.EXPORT, BOTH),
    Row("registrations:allowance-pay", A.ALLOWANCE_WRITE, BOTH, "allowance"),
    Row("registrations:allowance-unpay", A.ALLOWANCE_WRITE, BOTH, "allowance"),
    # --- lists from Excel
    Row("registrations:import-list", A.CANDIDATE_IMPORT, BOTH),
    Row("registrations:import-export", A.TABLE_EXPORT, BOTH),
    Row("registrations:import-template", A.CANDIDATE_IMPORT),
    Row("registrations:import-detail", A.CANDIDATE_IMPORT, GET, "batch"),
    Row("registrations:import-commit", A.CANDIDATE_IMPORT, POST, "batch", posts=302),
    Row("registrations:import-drop", A.CANDIDATE_IMPORT, POST, "batch", posts=302),
    Row("registrations:import-rest", A.CANDIDATE_IMPORT, GET, "batch"),
    Row("registrations:import-undo", A.CANDIDATE_IMPORT, BOTH, "batch", posts=302),
    Row("registrations:import-blank", A.CANDIDATE_IMPORT),
    Row("registrations:import-learnt", A.CANDIDATE_IMPORT),
    Row("registrations:import-forget", A.CANDIDATE_IMPORT, POST, "learnt", posts=302),
    Row("registrations:import-columns", A.CANDIDATE_IMPORT, BOTH, "batch", posts=302),
    Row("registrations:import-lack", A.CANDIDATE_IMPORT, POST, "batch", posts=302),
    Row("registrations:import-sheet", A.CANDIDATE_IMPORT, POST, "batch", posts=302),
    Row("registrations:import-values", A.CANDIDATE_IMPORT, BOTH, "batch", posts=302),
    Row("registrations:import-values-back", A.CANDIDATE_IMPORT, POST, "batch", posts=302),
    Row("registrations:import-grid", A.CANDIDATE_IMPORT, BOTH, "batch", posts=302),
    Row("registrations:import-steps", A.CANDIDATE_IMPORT, BOTH, "batch", posts=302),
    Row("registrations:import-decide-all", A.CANDIDATE_IMPORT, POST, "batch", posts=302),
    Row("registrations:import-row", A.CANDIDATE_IMPORT, BOTH, "batch"),
    Row("registrations:import-decide", A.CANDIDATE_IMPORT, POST, "batch", posts=302),
    # --- figures
    Row("reports:home", A.OWN_ACCOUNT, GET, but=DOOR),
    Row("reports:progress", A.FIGURES_READ, GET, "year"),
    Row("reports:people", A.PERSON_READ, GET, "year"),
    Row("reports:progress-export", A.TABLE_EXPORT, BOTH, "year"),
    Row("reports:review-list", A.REVIEW_READ),
    Row("reports:review-export", A.TABLE_EXPORT, BOTH),
    Row("reports:review-new", A.REVIEW_BUILD, BOTH),
    Row("reports:review-detail", A.REVIEW_READ, GET, "review"),
    # The joint review is the coordinator's; the same pages serve a manager's own report (tests/reports/test_own_reports.py).
    Row("reports:review-sections", A.REPORT_BUILD, BOTH, "draft", but=JOINT, reads_only=MANAGERS),
    Row("reports:review-start", A.REPORT_BUILD, POST, "draft", posts=302, but=JOINT),
    Row("reports:review-issue", A.REPORT_BUILD, BOTH, "review", but=JOINT, reads_only=MANAGERS),
    Row("reports:review-freeze", A.REPORT_BUILD, BOTH, "draft", but=JOINT, reads_only=MANAGERS),
    Row("reports:review-scan", A.REPORT_BUILD, BOTH, "review", but=JOINT, reads_only=MANAGERS),
    Row("reports:review-correct", A.REPORT_BUILD, BOTH, "review", but=JOINT, reads_only=MANAGERS),
    Row("reports:review-ask", A.REVIEW_BUILD, BOTH, "draft"),
    Row("reports:review-reply", A.REVIEW_BUILD, BOTH, "draft"),
    Row("reports:review-remind", A.REVIEW_BUILD, POST, "draft", posts=302),
    Row("reports:review-own", A.REVIEW_CONFIRM, BOTH, "draft", posts=409),
    Row("reports:review-object", A.REVIEW_CONFIRM, BOTH, "draft"),
    Row("reports:review-recommend", A.REVIEW_CONFIRM, BOTH, "draft", posts=302),
    Row("reports:review-take-back", A.REVIEW_CONFIRM, POST, "draft", posts=302),
    Row("reports:review-paper", A.REVIEW_READ, GET, "review", but=BELOW),
    Row("reports:review-scan-file", A.REVIEW_READ, GET, "review", but=BELOW),
    Row("reports:review-correction", A.REVIEW_READ, GET, "review", but=BELOW),
    Row("reports:report-new", A.REPORT_BUILD, BOTH),
    Row("reports:digest", A.FIGURES_READ),
    Row("reports:review-changes", A.REVIEW_READ, GET, "review", but=BELOW),
    Row("reports:review-file", A.REVIEW_READ, GET, "review", but=BELOW),
    Row("reports:code-search", A.REVIEW_READ),
    Row("reports:code", A.REVIEW_READ, GET, "code"),
    Row("reports:audit", A.AUDIT_READ),
    Row("reports:audit-export", A.AUDIT_EXPORT, BOTH),
)
# fmt: on

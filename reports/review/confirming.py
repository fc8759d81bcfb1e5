"""The bodies are asked, confirm or object; the coordinator answers. Whoever speaks holds the row of the review meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.conflicts import Conflict, check_version
from accounts.context import now
from accounts.text import nfc, nfc_lines
from campaigns import working_days
from campaigns.access import Access, Action
from campaigns.dates import today_vn
from campaigns.models import Organization
from reports.models import AnnualReview, Confirmation, Objection, Recommendation, Reminder
from reports.review.bodies import Body, bodies_of, body_of
from reports.review.own import lines

TERM = 5  # working days to look the figures through, unless the coordinator says another day


def usual_day() -> date:
    return working_days.after(today_vn(), TERM)


def locked(access: Access, review: AnnualReview) -> AnnualReview:
    """The row, held until the transaction ends: a freeze waits for a word being given, a word for a freeze."""
    rows = AnnualReview.objects.within(access).joint().select_for_update(of=("self",))
    return rows.select_related("campaign__province", "job").get(pk=review.pk)


@transaction.atomic
def ask(*, access: Access, review: AnnualReview, due_on: date) -> AnnualReview:
    """Lay the newest draft before the bodies; asked again, the day moves."""
    access.require(Action.REVIEW_BUILD)
    row = locked(access, review)
    if not row.is_draft or row.draft is None:
        raise ValidationError(_("There is no draft to confirm. Make one first."))
    if due_on < today_vn():
        raise ValidationError({"due_on": _("This day is over. Choose a day to come.")})
    before = {"due_on": row.due_on}
    row.asked_at, row.due_on = row.asked_at or now(), due_on
    row.save(update_fields=["asked_at", "due_on"])
    changes = audit.changed(before, {"due_on": due_on})
    audit.record("review.asked", row, access=access, changes=changes)
    return row


def own_body(access: Access, row: AnnualReview) -> Body:
    """The body of whoever speaks; only its manager in the province speaks for it."""
    access.require(Action.REVIEW_CONFIRM)
    body = body_of(row, access.organization_id)
    if body is None or not access.reaches(row.campaign.province.path):
        raise ValidationError(
            _("Only the manager of a body of the plan in the province confirms its figures.")
        )
    if not row.is_asked:
        raise ValidationError(_("The figures are not open for confirmation."))
    return body


def seen(row: AnnualReview, body: Body, sha256: str, typed: Mapping[str, Any]) -> None:
    """Whoever speaks has the figures of now before the eyes, not those of an older draft."""
    if body.sha256 != sha256:
        raise Conflict(row, typed)


@transaction.atomic
def confirm(*, access: Access, review: AnnualReview, sha256: str) -> Confirmation:
    """Stand by the own figures, named by their hash; said twice it is said once."""
    row = locked(access, review)
    body, draft = own_body(access, row), row.draft
    seen(row, body, sha256, {})
    if body.open_objections:
        raise ValidationError(
            _("Your objection is not answered yet. Wait for the answer or take it back, then confirm.")
        )
    if body.is_confirmed and body.last:
        return body.last
    made = Confirmation(
        review=row,
        organization=body.organization,
        sha256=sha256,
        by_id=access.user_id,
        at=now(),
    )
    made.draft_id = draft.pk if draft else 0
    made.save(force_insert=True)
    changes = {"body": body.code, "sha256": sha256, "draft": draft.number if draft else None}
    audit.record("review.confirmed", row, access=access, changes=changes)
    return made


@transaction.atomic
def object_to(
    *, access: Access, review: AnnualReview, sha256: str, line: str, wanted: str, reason: str
) -> Objection:
    """«Sai ở dòng …»: which line, what it should be, and why."""
    row = locked(access, review)
    body = own_body(access, row)
    seen(row, body, sha256, {"line": line, "wanted": wanted, "reason": reason})
    found = {one.path: one for one in lines(body.part or {"lines": []})}.get(line)
    if found is None:
        raise ValidationError({"line": _("Choose a line of your own figures.")})
    made = Objection(
        review=row,
        draft=row.draft,
        organization=body.organization,
        line=line,
        label=f"{found.group} – {found.label}",
        shown=found.shown,
        wanted=nfc(wanted).strip(),
        reason=nfc(reason).strip(),
        by_id=access.user_id,
        at=now(),
    )
    made.full_clean(exclude=["draft"])
    made.save(force_insert=True)
    changes = {"body": body.code, "line": line, "shown": made.shown, "wanted": made.wanted}
    audit.record("review.objected", row, access=access, changes=changes)
    return made


@transaction.atomic
def withdraw(*, access: Access, review: AnnualReview, objection: int) -> Objection:
    row = locked(access, review)
    body = own_body(access, row)
    found = next((one for one in body.open_objections if one.pk == objection), None)
    if found is None:
        raise ValidationError(_("This objection has been answered already."))
    return _close(found, Objection.State.WITHDRAWN, "", access, row)


@transaction.atomic
def answer(*, access: Access, review: AnnualReview, objection: int, state: str, words: str) -> Objection:
    """Mended in the data, so that the next draft shows it; or kept, with the reason."""
    access.require(Action.REVIEW_BUILD)
    row = locked(access, review)
    found = row.objections.filter(pk=objection, state=Objection.State.OPEN).first()
    if found is None:
        raise ValidationError(_("This objection has been answered already."))
    if state not in (Objection.State.MENDED, Objection.State.REFUSED):
        raise ValidationError({"state": _("Say whether the data were mended or the figure stays.")})
    return _close(found, state, nfc(words).strip(), access, row)


def _close(found: Objection, state: str, words: str, access: Access, row: AnnualReview) -> Objection:
    found.state, found.answer = state, words
    found.answered_at, found.answered_by_id = now(), access.user_id
    found.full_clean(exclude=["draft", "review", "organization", "by"])
    found.save()
    changes = {"line": found.line, "state": state, "answer": words}
    audit.record("review.answered", row, access=access, changes=changes)
    return found


@transaction.atomic
def recommend(
    *, access: Access, review: AnnualReview, text: str, version: int | None = None
) -> Recommendation:
    """What the own body asks of the leadership; open as long as the figures are."""
    row = locked(access, review)
    access.require(Action.REVIEW_CONFIRM)
    body = body_of(row, access.organization_id)
    if body is None or not access.reaches(row.campaign.province.path):
        raise ValidationError(_("Only the manager of a body of the plan in the province writes for it."))
    if not row.is_draft:
        raise ValidationError(_("The figures are frozen; recommendations stand as they were written."))
    found = row.recommendations.filter(organization=body.organization).first()
    made = found or Recommendation(review=row, organization=body.organization, version=0)
    check_version(made, version, {"text": text})
    before = {"text": made.text}
    made.text, made.by_id, made.at, made.version = (
        nfc_lines(text).strip(),
        access.user_id,
        now(),
        made.version + 1,
    )
    made.full_clean(exclude=["review"])
    made.save()
    changes = audit.changed(before, {"text": made.text})
    audit.record("review.recommended", row, access=access, changes=changes)
    return made


@transaction.atomic
def remind(*, access: Access, review: AnnualReview, organization: Organization) -> Reminder:
    """Say once more to a body that its word is wanted; once a day is enough."""
    access.require(Action.REVIEW_BUILD)
    row = locked(access, review)
    body = body_of(row, organization.pk)
    if body is None or not row.is_asked or body.is_confirmed:
        raise ValidationError(_("This organisation owes no confirmation."))
    return note_reminder(row, body, access)


def note_reminder(row: AnnualReview, body: Body, access: Access | None) -> Reminder:
    made, new = Reminder.objects.get_or_create(
        review=row,
        organization=body.organization,
        on=timezone.localdate(now()),
        defaults={"days_late": body.days_late, "by_id": access.user_id if access else None},
    )
    if new:
        changes = {"body": body.code, "days_late": body.days_late}
        audit.record("review.reminded", row, access=access, changes=changes)
    return made


def waiting_bodies(row: AnnualReview) -> list[Body]:
    return [body for body in bodies_of(row) if not body.is_confirmed]

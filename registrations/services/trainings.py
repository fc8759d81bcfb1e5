"""Courses before departure."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from registrations import clocks
from registrations.models import Registration, Training
from registrations.services import locking
from registrations.services.words import shown, today


@transaction.atomic
def begin(
    *,
    access: Access,
    registration: Registration,
    kind: str,
    started_on: date,
    place: str = "",
    ended_on: date | None = None,
    certificate: str = "",
    certified_on: date | None = None,
    valid_to: date | None = None,
) -> Training:
    """Note a course that somebody attends or has attended."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, registration)
    course = Training(
        registration=registration,
        kind=kind,
        place=nfc(place),
        started_on=started_on,
        ended_on=ended_on,
        certificate=nfc(certificate),
        certified_on=certified_on,
        valid_to=valid_to,
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )
    course.valid_to = course.valid_to or valid_until(course)
    _refuse_broken(course)
    course.save(force_insert=True)
    changes = {"kind": kind, "started_on": [None, started_on], "ended_on": [None, ended_on]}
    audit.record("training.begun", course, registration, access=access, changes=changes)
    return course


@transaction.atomic
def finish(
    *,
    access: Access,
    training: Training,
    ended_on: date,
    certificate: str = "",
    certified_on: date | None = None,
) -> Training:
    """The course is over; with its certificate if there is one."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, training.registration)
    course = registration.trainings.get(pk=training.pk)
    before = course.ended_on
    course.ended_on, course.certificate, course.certified_on = ended_on, nfc(certificate), certified_on
    course.valid_to = valid_until(course)
    _refuse_broken(course)
    course.save(update_fields=["ended_on", "certificate", "certified_on", "valid_to"])
    changes = {"ended_on": [before, ended_on], "certified_on": [None, certified_on]}
    audit.record("training.finished", course, registration, access=access, changes=changes)
    return course


def valid_until(course: Training) -> date | None:
    """The last day of an orientation certificate, by the clock of the day it was given; None when there is none."""
    if course.kind != Training.Kind.ORIENTATION or course.certified_on is None:
        return None
    return clocks.certificate_until(course.certified_on)


def _refuse_broken(course: Training) -> None:
    course.full_clean(exclude=["registration", "recorded_by"])
    for name in ("started_on", "ended_on", "certified_on"):
        day = getattr(course, name)
        if day is not None and day > today():
            raise ValidationError(
                {name: _("The date lies in the future. Enter the day on which it happened.")}
            )
    if course.certified_on is not None and course.certified_on < course.started_on:
        message = _("The certificate cannot be older than the course, which began on %(date)s.")
        raise ValidationError({"certified_on": message % {"date": shown(course.started_on)}})

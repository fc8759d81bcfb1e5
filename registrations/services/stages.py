"""Where a registration stands follows from its milestones, never the other way round."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from campaigns.access import Access
from campaigns.dates import PartialDate
from registrations.models import Milestone, Registration
from registrations.services import allowances, locking, order, profile
from registrations.services.words import first_day, shown

Kind = Milestone.Kind


def steps(registration: Registration) -> list[Milestone]:
    """The milestones that hold now."""
    return list(registration.milestones.filter(superseded_at__isnull=True))


def new(registration: Registration, kind: str, on: PartialDate, access: Access) -> Milestone:
    """A step without details, to be saved."""
    return Milestone(
        registration=registration,
        kind=kind,
        on=first_day(on),
        precision=on.precision,
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )


def settle(registration: Registration, milestones: Sequence[Milestone] | None = None) -> None:
    """Move the stage to where the milestones stand, and the days its clocks count from, with the next version."""
    standing = steps(registration) if milestones is None else milestones
    step, by_kind = order.standing(standing), {step.kind: step for step in standing}
    registration.stage, registration.stage_on = step.kind, step.on
    selected, departed = by_kind.get(Kind.SELECTED), by_kind.get(Kind.DEPARTED)
    registration.selected_on = selected.on if selected else None
    registration.contract_until = departed.ends_on if departed else None
    locking.bump(registration, "stage", "stage_on", "selected_on", "contract_until")
    profile.refresh(registration)


def resume_if_withdrawn(registration: Registration, on: PartialDate, access: Access) -> tuple[str, ...]:
    """«Đăng ký lại»: somebody who withdrew registers again, and goes on from where the registration stood."""
    if registration.stage != Registration.Stage.WITHDRAWN:
        return ()
    withdrawn = order.standing(steps(registration))
    if not withdrawn.when.surely_before(on):
        # An older list read in again; it knows nothing of the withdrawal.
        message = _("This person withdrew on %(date)s; the registration stays closed.")
        return (message % {"date": shown(withdrawn.when)},)
    new(registration, Kind.RESUMED, on, access).save(force_insert=True)
    settle(registration)
    allowances.restore_for(registration)
    changes = {"kind": [None, Kind.RESUMED.value], "on": [None, shown(on)]}
    audit.record("milestone.recorded", registration, access=access, changes=changes)
    message = _("This person had withdrawn on %(date)s; the registration goes on.")
    return (message % {"date": shown(withdrawn.when)},)

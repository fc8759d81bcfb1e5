"""What speaks against a step: its turn, its day, the licence of who selects, the age at departure."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from outreach.models import Enterprise
from registrations.models import Milestone, Registration
from registrations.services import order
from registrations.services.checks import ADULT
from registrations.services.words import shown, today

Kind = Milestone.Kind


def allowed(registration: Registration) -> tuple[str, ...]:
    """The steps that may follow where the registration stands."""
    return Registration.NEXT[registration.stage]


def refuse_out_of_turn(registration: Registration, kind: str) -> None:
    if kind in allowed(registration):
        return
    names = ", ".join(f"“{Kind(step).label}”" for step in allowed(registration))
    stage, step = registration.get_stage_display(), Kind(kind).label if kind in Kind.values else kind
    message = _("After “%(stage)s” the step “%(step)s” cannot follow. Possible: %(names)s.")
    if not names:
        message = _("After “%(stage)s” no step follows; register the person anew.")
    raise ValidationError({"kind": message % {"stage": stage, "step": step, "names": names}})


def check(step: Milestone, others: list[Milestone]) -> tuple[str, ...]:
    """Everything that speaks against a step among the others; warnings come back."""
    step.full_clean(exclude=["recorded_by", "superseded_by"])
    return in_order(step, others) + (licence(step) if step.kind == Kind.SELECTED else ())


def in_order(step: Milestone, others: list[Milestone]) -> tuple[str, ...]:
    """What speaks against a step in what is known of the person already; asks the database nothing."""
    if step.on > today():
        raise ValidationError({"on": _("The date lies in the future. Enter the day on which it happened.")})
    together = [*others, step]
    if sentence := order.missing(together) or order.trouble(together):
        raise ValidationError({"on": sentence})
    return _age(step) if step.kind == Kind.DEPARTED else ()


def licence(step: Milestone) -> tuple[str, ...]:
    """Only an enterprise licensed on that day selects, or the job centre (law 69/2020, articles 7 and 26)."""
    enterprise = step.enterprise
    if enterprise is None:
        return ()
    days = [day for day in (step.when.first, step.when.last) if day is not None]
    if not any(Enterprise.objects.licensed_on(day).filter(pk=enterprise.pk).exists() for day in days):
        message = _("%(enterprise)s had no valid licence on %(date)s. Choose a licensed enterprise.")
        raise ValidationError({"enterprise": message % {"enterprise": enterprise, "date": shown(step.when)}})
    authorised = set(enterprise.markets.values_list("pk", flat=True))
    if authorised and step.market_id not in authorised:
        message = _("%(enterprise)s is not authorised for %(market)s. Check the licence.")
        return (message % {"enterprise": enterprise, "market": step.market},)
    return ()


def _age(step: Milestone) -> tuple[str, ...]:
    """Full 18 on the day of departure; what is not known is said and not guessed."""
    birth = step.registration.person.birth
    reached = birth.at_least(ADULT, step.when)
    if reached is False:
        message = _(
            "Born %(birth)s, not yet 18 on %(date)s: departure is possible only from the 18th birthday."
        )
        raise ValidationError({"on": message % {"birth": shown(birth), "date": shown(step.when)}})
    if reached is None:
        return (_("Whether the person was 18 on the day of departure is not certain. Complete the dates."),)
    return ()

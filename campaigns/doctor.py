"""What must be true of units and targets beyond what the database itself refuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from accounts.doctor import Problem
from campaigns.models import Target, Unit, UnitSuccession

DAY = timedelta(days=1)


def problems() -> list[Problem]:
    checks = [
        (
            "units",
            without_parent,
            _("A commune or district lies in nothing. Give it the unit it belongs to."),
        ),
        (
            "units",
            wrong_paths,
            _("The path of a unit does not continue its parent's. Reload the reference data."),
        ),
        (
            "units",
            overlapping,
            _("Two versions of one code stand on the same day. End the older one earlier."),
        ),
        (
            "units",
            wrong_dates,
            _("An heir does not begin when its forerunner ends. Compare with the resolution."),
        ),
        (
            "targets",
            doubled_targets,
            _("A target stands beside its own revision. Only the newest may stand."),
        ),
    ]
    found = [Problem(name, sorted(str(pk) for pk in check()), words) for name, check, words in checks]
    return [problem for problem in found if problem.ids]


def without_parent() -> Iterator[int]:
    yield from Unit.objects.exclude(kind=Unit.Kind.PROVINCE).filter(parent=None).values_list("pk", flat=True)


def wrong_paths() -> Iterator[int]:
    for unit in Unit.objects.select_related("parent"):
        above = unit.parent.path if unit.parent else ""
        own = unit.path.removeprefix(above)
        right = unit.path.startswith(above) and own.count(".") == 1 and own.startswith(unit.code)
        if not right or unit.level != unit.path.count(".") - 1:
            yield unit.pk


def overlapping() -> Iterator[int]:
    versions: dict[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.all():
        versions[unit.code].append(unit)
    for units in versions.values():
        units.sort(key=lambda unit: unit.valid_from or date.min)
        for earlier, later in pairwise(units):
            if (earlier.valid_to or date.max) >= (later.valid_from or date.min):
                yield later.pk


def wrong_dates() -> Iterator[int]:
    """The old ends the day before and the new stands on the day; a unit that was only enlarged stands on both."""
    for edge in UnitSuccession.objects.select_related("old", "new"):
        if edge.new_id == edge.old_id:
            right = edge.old.holds_on(edge.on - DAY) and edge.old.holds_on(edge.on)
        else:
            right = edge.old.valid_to == edge.on - DAY and (edge.new is None or edge.new.holds_on(edge.on))
        if not right:
            yield edge.pk


def doubled_targets() -> Iterator[int]:
    standing = Target.objects.filter(superseded_at__isnull=True)
    yield from standing.filter(next__isnull=False).values_list("pk", flat=True)

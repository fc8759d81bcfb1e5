from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import BaseConstraint, BooleanField, CheckConstraint, Q
from django.db.models.functions import Coalesce


class Checked(models.Model):
    """A model whose check constraints are asked of the database in one query; only a refusal asks which one it was.

    Django asks once per constraint, with a savepoint round each: ten constraints are thirty statements on every save.
    """

    class Meta:
        abstract = True

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[BaseConstraint]]]:
        return [(model, self._open(model, constraints)) for model, constraints in super().get_constraints()]

    def _open(
        self, model: type[models.Model], constraints: Sequence[BaseConstraint]
    ) -> Sequence[BaseConstraint]:
        """The constraints still to be asked one by one: all of them after a refusal, else only those that are no checks."""
        if not self._hold(model, constraints):
            return constraints
        return [constraint for constraint in constraints if not isinstance(constraint, CheckConstraint)]

    def _hold(self, model: type[models.Model], constraints: Sequence[BaseConstraint]) -> bool:
        together = Q()
        for constraint in constraints:
            if isinstance(constraint, CheckConstraint):
                together &= Q(Coalesce(constraint.condition, True, output_field=BooleanField()))
        if not together:
            return True
        try:
            return together.check(self._get_field_expression_map(meta=model._meta))  # type: ignore[attr-defined]
        except FieldError:
            return False

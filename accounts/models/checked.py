from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import BooleanField, CheckConstraint, Q
from django.db.models.functions import Coalesce


class Checked(models.Model):
    """A model whose check constraints are asked of the database in one query; only a refusal asks which one it was.

    Django asks once per constraint, with a savepoint round each: ten constraints are thirty statements on every save.
    """

    class Meta:
        abstract = True

    def get_constraints(self) -> list[tuple[type[models.Model], list[Any]]]:
        return [
            (
                model,
                [c for c in constraints if not isinstance(c, CheckConstraint)]
                if self._holds(model, constraints)
                else constraints,
            )
            for model, constraints in super().get_constraints()  # type: ignore[misc]
        ]

    def _holds(self, model: type[models.Model], constraints: list[Any]) -> bool:
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

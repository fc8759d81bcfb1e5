"""Words that somebody who attacks this house would try first."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import fold

HOUSE_WORDS = ("bentre", "mttq", "mattran", "xkld", "xuatkhaulaodong", "phunu", "nongdan", "doanthanhnien")
LEAST_BESIDE = 8


class HouseWordsValidator:
    """Refuses a password that is little more than the names of the campaign and its bodies."""

    def validate(self, password: str, user: User | None = None) -> None:
        rest = fold(password).replace(" ", "")
        for word in HOUSE_WORDS:
            rest = rest.replace(word, "")
        if len(rest) < LEAST_BESIDE:
            raise ValidationError(
                _("This password is made of words of the campaign and easy to guess. Add other words."),
                code="password_of_house_words",
            )

    def get_help_text(self) -> str:
        return _("The password must not consist of words of the campaign.")

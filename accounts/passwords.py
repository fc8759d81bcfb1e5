"""What a password must not be: short, common, the own name, digits only, or words of the campaign."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import fold

LEAST = 12
HOUSE_WORDS = ("bentre", "mttq", "mattran", "xkld", "xuatkhaulaodong", "phunu", "nongdan", "doanthanhnien")
LEAST_BESIDE = 8

# Django's own rules; its sentences are not in Vietnamese, so each gets one that says what to do.


class LengthValidator(password_validation.MinimumLengthValidator):
    def __init__(self) -> None:
        super().__init__(min_length=LEAST)

    def get_error_message(self) -> str:
        return _("A password needs at least 12 characters. Put one or two more words behind it.")


class LikenessValidator(password_validation.UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "full_name"))

    def get_error_message(self) -> str:
        return _("This password is too much like your name or user name. Choose other words.")


class CommonValidator(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("This password is one of the first that are tried. Choose other words.")


class DigitsValidator(password_validation.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("A password of digits only is easy to guess. Add letters.")


class HouseWordsValidator:
    """Refuses a password that is little more than the names of the campaign and its bodies."""

    def validate(self, password: str, user: User | None = None) -> None:
        whole = rest = fold(password).replace(" ", "")
        for word in HOUSE_WORDS:
            rest = rest.replace(fold(word), "")
        if rest != whole and len(rest) < LEAST_BESIDE:
            raise ValidationError(
                _("This password is made of words of the campaign and easy to guess. Add other words."),
                code="password_of_house_words",
            )

    def get_help_text(self) -> str:
        return _("The password must not consist of words of the campaign.")

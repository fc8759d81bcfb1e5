"""Forms of accounts; they parse and say what is wrong, the services act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import User

LONGEST_PASSWORD = 128


def password_field(label: Any, autocomplete: str, missing: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        help_text=help_text,
        error_messages={
            "required": missing,
            "max_length": _("A password has at most 128 characters. Shorten it."),
        },
    )


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter your user name."),
            "max_length": _("This user name is too long. Check it."),
        },
    )
    password = password_field(_("Password"), "current-password", _("Enter your password."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # with errors the summary is read first
            self.fields["username"].widget.attrs["autofocus"] = True


class PasswordForm(forms.Form):
    account = forms.CharField(
        label=_("User name"),
        disabled=True,  # for password managers, which otherwise store the new password under no name
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    old_password = password_field(_("Password now"), "current-password", _("Enter the password you use now."))
    new_password = password_field(
        _("New password"),
        "new-password",
        _("Enter a new password."),
        _("At least 12 characters. Four unrelated words are easy to remember and hard to guess."),
    )
    again_password = password_field(
        _("New password once more"), "new-password", _("Enter the new password once more.")
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["account"].initial = user.username

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        old, new, again = data.get("old_password"), data.get("new_password"), data.get("again_password")
        if new and again and new != again:
            self.add_error("again_password", _("The two new passwords differ. Enter the same one twice."))
        if new and new == old:
            self.add_error("new_password", _("The new password is the old one. Choose another."))
        return data

"""`manage.py create_administrator quan.tri --full-name "…"`: the first account of a new house; it asks for the password."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    help = "Makes an account and asks for its password; what it may do is said by a posting."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--full-name", required=True)

    def handle(self, *args: Any, username: str, full_name: str, **options: Any) -> None:
        try:
            password = ask_password(User(username=username, full_name=full_name))
            user = services.create_account(
                username=username, full_name=full_name, password=password, access=None, must_change=False
            )
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages)) from problem
        self.stdout.write(_("The account %(name)s is made. Now give it a posting.") % {"name": user.username})


def ask_password(user: User) -> str:
    password = getpass.getpass(_("Password") + ": ")
    validate_password(password, user)
    if getpass.getpass(_("New password once more") + ": ") != password:
        raise ValidationError(_("The two new passwords differ. Enter the same one twice."))
    return password

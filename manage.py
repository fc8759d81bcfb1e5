#!/usr/bin/env python
"""Commands of the house. They use the servers that run, or start the embedded ones for their own time."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from laborexport.local.servers import servers_for_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laborexport.settings")
    os.environ.setdefault("STATEMENT_TIMEOUT", "0")  # a migration or a yearly figure may take its time
    try:
        with servers_for_command(sys.argv):
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

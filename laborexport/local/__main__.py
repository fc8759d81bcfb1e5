"""`python -m laborexport.local servers|stop`: the commands behind the Makefile."""

from __future__ import annotations

import sys
from collections.abc import Callable

from laborexport.local import servers
from laborexport.local.words import Trouble

COMMANDS: dict[str, Callable[[], None]] = {"servers": servers.pin, "stop": servers.unpin}


def main(argv: list[str]) -> int:
    if len(argv) != 1 or argv[0] not in COMMANDS:
        print(f"python -m laborexport.local {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        COMMANDS[argv[0]]()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

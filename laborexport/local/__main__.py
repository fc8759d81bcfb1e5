"""`python -m laborexport.local COMMAND`: what stands behind the Makefile."""

from __future__ import annotations

import argparse
import subprocess
import sys

from laborexport.local import chromium, production, run, servers
from laborexport.local.words import Trouble


def main(argv: list[str] | None = None) -> int:
    try:
        return _dispatch(_parser().parse_args(argv))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m laborexport.local")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="the whole house").add_argument("--port", type=int, default=8000)
    commands.add_parser("servers", help="start the servers and leave them")
    commands.add_parser("stop", help="stop the servers")
    commands.add_parser("chromium", help="the browser of the journeys")
    commands.add_parser("production", help="check --deploy under production settings")
    within = commands.add_parser("within", help="run a program with the servers at hand")
    within.add_argument("program", nargs=argparse.REMAINDER)
    return parser


def _dispatch(options: argparse.Namespace) -> int:
    match options.command:
        case "run":
            run.run(options.port)
        case "servers":
            servers.pin()
        case "stop":
            servers.unpin()
        case "chromium":
            chromium.ensure()
        case "production":
            return production.check()
        case "within":
            return _within(options.program)
    return 0


def _within(program: list[str]) -> int:
    with servers.servers():
        return subprocess.run(program, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

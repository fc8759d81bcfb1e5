"""`python -m tests.bench`: print the table, keep it in var/bench.json.

`--crowd 60 --people 200000,1000000`: a minute of 60 visitors over each number of people, and nothing else.
`--dashboards 40 --people 200000`: every level of the figures 40 times through the server, asked by one visitor.
`--races`: 10,000 rounds of two bodies and one person, 5,000 edits at once, 10,000 steps at random.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from django.conf import settings

from laborexport import catalogue
from tests.bench import races, table
from tests.bench.clock import Row, load
from tests.bench.run import Plan, dashboards, machine, measure, scratch, under_a_crowd


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--people",
        type=sizes,
        default=(Plan.people,),
        help="registered people in the scene; several with --crowd and --dashboards",
    )
    parser.add_argument("--quick", action="store_true", help="only see that everything can be measured")
    parser.add_argument(
        "--crowd", type=float, default=0, help="seconds of 60 visitors at once; its databases are kept"
    )
    parser.add_argument(
        "--dashboards",
        type=int,
        default=0,
        help="rounds of every level of the figures; its databases are kept",
    )
    parser.add_argument("--races", action="store_true", help="only the long races and walks")
    options = parser.parse_args()
    if options.races:
        sys.exit(races.run())
    if min(options.people) < 10:
        parser.error("--people must be at least 10: the pages need somebody to show")
    catalogue.compile_all(settings.BASE_DIR, [path.name for path in (settings.BASE_DIR / "locale").iterdir()])
    if options.crowd:
        told(options.people, lambda: under_a_crowd(options.people, options.crowd))
        return
    if options.dashboards:
        told(options.people, lambda: dashboards(options.people, options.dashboards))
        return
    (people,) = options.people
    with scratch():
        told(options.people, lambda: measure(Plan.quick(people) if options.quick else Plan(people)))


def sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def told(people: tuple[int, ...], measured: Callable[[], list[Row]]) -> None:
    facts = machine() | {"people": " and ".join(f"{many:,}" for many in people)}
    rows = measured()
    facts |= {"load after": load()}
    print(table.markdown(rows, facts), flush=True)
    table.write(settings.VAR_DIR / "bench.json", rows, facts)


if __name__ == "__main__":
    main()

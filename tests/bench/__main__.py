"""`python -m tests.bench [--people N] [--quick] [--crowd SECONDS]`: print the table, keep it in var/bench.json."""

from __future__ import annotations

import argparse

from django.conf import settings

from laborexport import catalogue
from tests.bench import table
from tests.bench.run import Plan, load, machine, measure, scratch, under_a_crowd


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--people", type=int, default=Plan.people, help="registered people in the scene")
    parser.add_argument("--quick", action="store_true", help="only see that everything can be measured")
    parser.add_argument(
        "--crowd", type=float, default=0, help="seconds of 60 visitors at once; nothing else is measured"
    )
    options = parser.parse_args()
    if options.people < 10:
        parser.error("--people must be at least 10: the pages need somebody to show")
    plan = Plan.quick(options.people) if options.quick else Plan(options.people)
    catalogue.compile_all(settings.BASE_DIR, [path.name for path in (settings.BASE_DIR / "locale").iterdir()])
    with scratch():
        facts = machine() | {"people": f"{plan.people:,}"}
        rows = under_a_crowd(plan.people, options.crowd) if options.crowd else measure(plan)
        facts |= {"load after": load()}
        print(table.markdown(rows, facts), flush=True)
        table.write(settings.VAR_DIR / "bench.json", rows, facts)


if __name__ == "__main__":
    main()

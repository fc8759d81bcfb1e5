"""`python -m tests.corpus.office`: has LibreOffice write the lists of the corpus anew into tests/data/libreoffice/, as .xlsx, .ods and .xls.

Needs `soffice` (Debian: apt-get install libreoffice-calc); the files are kept with the tests, for most machines have no LibreOffice.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.corpus.defects import DEFECTS
from tests.corpus.lists import seeded
from tests.corpus.writers import with_openpyxl

PLACE = Path(__file__).parents[1] / "data" / "libreoffice"
KINDS = ("xlsx", "ods", "xls")
NOT_IN_XLS = ("hidden_row", "hidden_column")  # nobody tells us what is hidden in an .xls; the page says so


def files() -> list[Path]:
    return sorted(PLACE.glob("*.*"))


def kind_of(nth: int) -> list[str]:
    """The defects that are written as this kind."""
    turns = {name: turn % len(KINDS) for turn, name in enumerate(DEFECTS)}
    turns |= {name: 1 for name in NOT_IN_XLS if turns[name] == KINDS.index("xls")}
    return [name for name, turn in turns.items() if turn == nth]


def main() -> None:
    """Every defect in one of the kinds, in turns."""
    PLACE.mkdir(exist_ok=True)
    for nth, kind in enumerate(KINDS):
        with tempfile.TemporaryDirectory() as place:
            for name in kind_of(nth):
                content, _filename = with_openpyxl(seeded(name))
                Path(place, f"{name}.xlsx").write_bytes(content)
            made = sorted(map(str, Path(place).glob("*.xlsx")))
            subprocess.run(
                ["soffice", "--headless", "--convert-to", kind, "--outdir", str(PLACE), *made],
                check=True,
                capture_output=True,
            )


if __name__ == "__main__":
    main()

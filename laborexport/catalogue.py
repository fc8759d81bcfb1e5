"""The Vietnamese catalogues: what is missing in them, brought up to date, compiled without gettext's programs."""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

from laborexport import wording

LANGUAGE = "vi"
WIDTH = 110
HEADER = {
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w+\}")
_MOST_ATTEMPTS = 5

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Update:
    """What bringing a catalogue up to date did."""

    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    untranslated: int = 0


def path_of(base: Path, floor: str) -> Path:
    return base / "locale" / floor / LANGUAGE / "LC_MESSAGES" / "django.po"


def problems(base: Path, floors: Iterable[str]) -> list[str]:
    """Every sentence that a Vietnamese reader would get in English, wrong or by chance."""
    floors = list(floors)
    found: list[str] = []
    catalogues: dict[str, polib.POFile] = {}
    for floor in floors:
        try:
            catalogues[floor] = _read(path_of(base, floor))
        except OSError as error:
            found.append(f"{floor}: the catalogue cannot be read: {error}")
            continue
        wanted = wording.of_floor(base, floor, floors)
        found += [f"{floor}: {problem}" for problem in _floor_problems(catalogues[floor], wanted)]
    return found + list(_conflicts(catalogues))


def update(base: Path, floor: str, floors: Iterable[str]) -> Update:
    """Add what the floor's code asks for, drop what it no longer does; an unchanged file is not touched."""
    floors = list(floors)
    path = path_of(base, floor)
    wanted = wording.of_floor(base, floor, floors)
    known = _translations(base, (other for other in floors if other != floor))
    for _attempt in range(_MOST_ATTEMPTS):
        before = path.read_bytes() if path.exists() else b""
        catalogue = _read(path)
        result = _bring_up_to_date(catalogue, wanted, known)
        if not (result.added or result.dropped):
            return result
        # Somebody may have saved a translation meanwhile: then start again from what they wrote.
        if before == (path.read_bytes() if path.exists() else b""):
            _write(path, str(catalogue).encode())
            return result
    raise OSError(f"{path} is being written by somebody else; run the command again.")


def compile_all(base: Path, floors: Iterable[str]) -> list[Path]:
    """Make the .mo files that Django reads; returns those that changed."""
    changed = []
    for path in (path_of(base, floor) for floor in floors):
        target = path.with_suffix(".mo")
        if path.exists():
            compiled = _read(path).to_binary()
            if not target.exists() or target.read_bytes() != compiled:
                _write(target, compiled)
                changed.append(target)
    return changed


def _read(path: Path) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=WIDTH)
    catalogue = polib.POFile(encoding="utf-8", wrapwidth=WIDTH)
    catalogue.metadata = dict(HEADER)
    return catalogue


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: others read and write these files at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(draft).chmod(0o644)
    Path(draft).replace(path)


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _translation(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def _translations(base: Path, floors: Iterable[str]) -> dict[Key, str]:
    entries = (entry for floor in floors for entry in _read(path_of(base, floor)))
    return {_key(entry): _translation(entry) for entry in entries if entry.translated()}


def _bring_up_to_date(
    catalogue: polib.POFile, wanted: dict[Key, wording.Message], known: dict[Key, str]
) -> Update:
    kept: dict[Key, polib.POEntry] = {}
    dropped = []
    for entry in catalogue:
        message = wanted.get(_key(entry))
        if message is None or entry.obsolete or _key(entry) in kept or entry.msgid_plural != message.plural:
            dropped.append(entry)
        else:
            kept[_key(entry)] = entry
    lost = {_key(entry): _translation(entry) for entry in dropped if not entry.obsolete}
    added = [_entry(wanted[key], lost.get(key) or known.get(key, "")) for key in wanted.keys() - kept.keys()]
    entries = sorted([*kept.values(), *added], key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue[:] = entries
    catalogue.metadata = HEADER | {**catalogue.metadata, "Plural-Forms": HEADER["Plural-Forms"]}
    return Update(
        added=[entry.msgid for entry in added],
        dropped=[entry.msgid for entry in dropped],
        untranslated=sum(not entry.translated() for entry in entries),
    )


def _entry(message: wording.Message, translation: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: translation}
    else:
        entry.msgstr = translation
    if re.search(r"%(?:\(\w+\))?[sdif]", message.plural or message.msgid):
        entry.flags = ["python-format"]
    return entry


def _floor_problems(catalogue: polib.POFile, wanted: dict[Key, wording.Message]) -> Iterator[str]:
    if catalogue.metadata.get("Plural-Forms") != HEADER["Plural-Forms"]:
        yield f"the header must say Plural-Forms: {HEADER['Plural-Forms']}"
    times = Counter(_key(entry) for entry in catalogue if not entry.obsolete)
    yield from (f"missing: {key[1]!r}" for key in sorted(wanted.keys() - times.keys()))
    yield from (f"no longer used: {key[1]!r}" for key in sorted(times.keys() - wanted.keys()))
    yield from (f"stands there twice: {key[1]!r}" for key in sorted(times) if times[key] > 1)
    for entry in catalogue:
        if not entry.obsolete and _key(entry) in wanted:
            yield from _entry_problems(entry, wanted[_key(entry)])


def _entry_problems(entry: polib.POEntry, message: wording.Message) -> Iterator[str]:
    translation = _translation(entry)
    if entry.msgid_plural != message.plural:
        yield f"the plural differs from the code's: {entry.msgid!r}"
    elif not translation.strip():
        yield f"empty: {entry.msgid!r}"
    elif placeholders(translation) != placeholders(message.plural or message.msgid):
        yield f"other placeholders: {entry.msgid!r} → {translation!r}"
    if entry.fuzzy:
        yield f"fuzzy: {entry.msgid!r}"


def placeholders(text: str) -> Counter[str]:
    """Named ones count once however often they are used; %s and %d by their number."""
    found = Counter(_PLACEHOLDER.findall(text.replace("%%", "")))
    return Counter({mark: count if len(mark) == 2 else 1 for mark, count in found.items()})


def _conflicts(catalogues: dict[str, polib.POFile]) -> Iterator[str]:
    """Django merges all catalogues: with two translations of one message, chance decides."""
    seen: dict[Key, tuple[str, str]] = {}
    for floor, catalogue in catalogues.items():
        for entry in catalogue.translated_entries():
            first_floor, first = seen.setdefault(_key(entry), (floor, _translation(entry)))
            if first != _translation(entry):
                yield f"{first_floor} and {floor} translate {entry.msgid!r} differently; tell them apart by a context"

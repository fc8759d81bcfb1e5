"""Which sentences the code and the templates ask to have translated, floor by floor."""

import ast
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.utils.translation.template import templatize

# Where the arguments of each translating function stand: context, message, plural.
_ARGUMENTS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_TEMPLATE_CALL = re.compile(r"\b(?:_|n?p?gettext)\(")
_TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}
ROOF = "laborexport"


@dataclass(frozen=True, order=True, slots=True)
class Message:
    """A sentence as the code writes it; context tells twins apart."""

    msgid: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


def of_floor(base: Path, floor: str, floors: Iterable[str]) -> dict[tuple[str, str], Message]:
    """Every message of a floor by its key; one used alone and with a plural keeps the plural."""
    found: dict[tuple[str, str], Message] = {}
    for message in _messages(base, floor, floors):
        found[message.key] = max(message, found.get(message.key, message), key=lambda same: same.plural)
    return found


def in_python(source: str) -> Iterator[Message]:
    tree = ast.parse(source)
    names = _imported_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _message(node, names)


def in_template(source: str) -> Iterator[Message]:
    """Read through Django's own reader, so that the message is the one the tag will look up."""
    pseudo_code = templatize(source)
    for match in _TEMPLATE_CALL.finditer(pseudo_code):
        line = pseudo_code[match.start() :].split("\n", 1)[0]
        call = ast.parse(line[: _end_of_call(line)], mode="eval").body
        if isinstance(call, ast.Call):
            yield from _message(call, {"_": "gettext"})


def _messages(base: Path, floor: str, floors: Iterable[str]) -> Iterator[Message]:
    for path in sorted((base / floor).rglob("*.py")):
        if "migrations" not in path.relative_to(base).parts:
            yield from in_python(path.read_text(encoding="utf-8"))
    for path in sorted(_templates(base, floor, floors)):
        yield from in_template(path.read_text(encoding="utf-8"))


def _templates(base: Path, floor: str, floors: Iterable[str]) -> Iterator[Path]:
    """templates/<floor>/ belongs to the floor; what belongs to none is the roof's."""
    others = set(floors) - {ROOF}
    for path in (base / "templates").rglob("*"):
        folder = path.relative_to(base / "templates").parts[0]
        owner = folder if folder in others else ROOF
        if path.suffix in _TEMPLATE_SUFFIXES and owner == floor:
            yield path


def _imported_names(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }


def _message(call: ast.Call, names: dict[str, str]) -> Iterator[Message]:
    function = call.func
    if isinstance(function, ast.Attribute):
        name = function.attr
    elif isinstance(function, ast.Name):
        name = names.get(function.id, function.id)
    else:
        return
    places = _ARGUMENTS.get(re.sub(r"_(lazy|noop)$", "", name))
    if places is None or any(place is not None and place >= len(call.args) for place in places):
        return
    context, msgid, plural = (None if place is None else _literal(call.args[place]) for place in places)
    if msgid:
        yield Message(msgid, context or "", plural or "")


def _literal(node: ast.expr) -> str:
    """The text of a literal, also when it is added up from several; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _literal(node.left), _literal(node.right)
        return left + right if left and right else ""
    return ""


def _end_of_call(line: str) -> int:
    depth = 0
    for token in tokenize.generate_tokens(StringIO(line).readline):
        depth += {"(": 1, ")": -1}.get(token.string, 0)
        if token.string == ")" and depth == 0:
            return token.end[1]
    raise SyntaxError(f"A translation without its end: {line}")

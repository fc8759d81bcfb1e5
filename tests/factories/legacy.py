"""Unicode text as it stands in sheets of the years before."""

from __future__ import annotations

from imports.legacy import TCVN3, VNI, Encoding

_TCVN3 = {letter: sign for sign, letter in TCVN3.items()}
_VNI = {letter: signs for signs, letter in reversed(VNI.items())}


def tcvn3(text: str) -> str:
    """Capitals with a tone have no code: they are the small letter, as a font «.Vn…H» draws them."""
    return "".join(_TCVN3.get(char, _TCVN3.get(char.lower(), char)) for char in text)


def vni(text: str) -> str:
    return "".join(_VNI.get(char, char) for char in text)


def broken_utf8(text: str) -> str:
    """UTF-8 opened as Windows-1252; its five holes stay what they are."""
    return "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


WRITERS = {Encoding.TCVN3: tcvn3, Encoding.VNI: vni, Encoding.UTF8: broken_utf8}

"""The font files that documents are set in, and which characters they have between them."""

import struct
from collections.abc import Iterator
from pathlib import Path

OWN_FONTS = Path(__file__).parents[1] / "fonts"

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")

# Invisible by nature: the engine needs no picture of them (Unicode, Default_Ignorable_Code_Point).
_IGNORABLE = (*range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10), 0x034F, 0x061C, 0x180E)

# The same code in two fonts is two different signs there; PDF/A-3a refuses them.
_PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))


def showable_characters(folders: list[Path]) -> frozenset[int]:
    """Return the code points that some font in the folders has a picture of, but none of private use."""
    found: set[int] = set(_IGNORABLE)
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() in _SUFFIXES:
                found.update(_characters_of(file.read_bytes()))
    return frozenset(found).difference(*_PRIVATE)


def _characters_of(font: bytes) -> Iterator[int]:
    # A collection holds several fonts of one design; any of them will do.
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    at = _table(font, start, b"cmap")
    (count,) = struct.unpack_from(">H", font, at + 2)
    for index in range(count):
        platform, _, offset = struct.unpack_from(">HHI", font, at + 4 + 8 * index)
        if platform in {0, 3}:
            yield from _mapped(font, at + offset)


def _table(font: bytes, start: int, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, start + 4)
    for index in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * index)
        if tag == name:
            return int(offset)
    raise ValueError(f"the font has no {name.decode()} table")


def _mapped(font: bytes, at: int) -> Iterator[int]:
    """Yield the code points of one character map (OpenType cmap, formats 4 and 12; others repeat these)."""
    (kind,) = struct.unpack_from(">H", font, at)
    if kind == 4:
        yield from _mapped_segments(font, at)
    if kind == 12:
        (groups,) = struct.unpack_from(">I", font, at + 12)
        for first, last, _ in struct.iter_unpack(">III", font[at + 16 : at + 16 + 12 * groups]):
            yield from range(first, last + 1)


def _mapped_segments(font: bytes, at: int) -> Iterator[int]:
    doubled = struct.unpack_from(">H", font, at + 6)[0]
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * doubled)
    offsets = struct.unpack_from(f">{count}H", font, at + 16 + 3 * doubled)
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        place = at + 16 + 3 * doubled + 2 * index + offsets[index]
        for char in range(first, min(last, 0xFFFE) + 1):
            glyph = struct.unpack_from(">H", font, place + 2 * (char - first))[0] if offsets[index] else char
            if glyph and (glyph + deltas[index]) & 0xFFFF:
                yield char

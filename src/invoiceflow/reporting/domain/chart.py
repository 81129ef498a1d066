"""
The geometry of bars by month: two series, zero-based, few grid lines.

Lengths are whole tenths of a pixel, so that no float comes near an amount; they are written as SVG takes them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BAR_TENTHS = 180
GAP_TENTHS = 20
SHOULDER_TENTHS = 20
STEPS = (10, 20, 25, 50)
MOST_LINES = 4
EMPTY_TOP_MAJOR = 100


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the bars stand in a picture of ``width`` by ``height`` pixels: from ``left``, between two heights."""

    width: int
    height: int
    left: int
    top: int
    bottom: int


WIDE = Frame(width=720, height=232, left=34, top=12, bottom=200)
NARROW = Frame(width=340, height=220, left=30, top=12, bottom=188)


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid line and its label."""

    y: str
    text_y: str
    label: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month's place, bars and label. An empty path is no bar."""

    x: str
    width: str
    first: str
    second: str
    label_x: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished picture."""

    frame: Frame
    grid: tuple[Grid, ...]
    months: tuple[Month, ...]


def chart(frame: Frame, pairs: Sequence[tuple[int, int]], exponent: int, point: str) -> Chart:
    """
    Return the picture of pairs of amounts (the one behind first) in minor units of a currency with that exponent.

    ``point`` sets off the decimals of its labels. What is below zero has no bar: the table says it.
    """
    step = step_of(max((max(pair) for pair in pairs), default=0), exponent)
    lines = max(-(-max((max(pair) for pair in pairs), default=0) // step), 1)
    top_minor = step * lines
    height = (frame.bottom - frame.top) * 10
    grid = tuple(
        _grid(frame, height, step * line, top_minor, short_amount(step * line, exponent, point))
        for line in range(lines + 1)
    )
    slot = (frame.width - frame.left) * 10 // max(len(pairs), 1)
    return Chart(frame, grid, tuple(_months(frame, pairs, slot, height, top_minor)))


def step_of(highest_minor: int, exponent: int) -> int:
    """Return the distance of at most four grid lines, in minor units: 1, 2, 2.5 or 5 times a power of ten."""
    unit = 10**exponent
    highest = max(highest_minor, EMPTY_TOP_MAJOR * unit if highest_minor <= 0 else 1)
    scale = 1
    while True:
        for step in STEPS:
            distance = max(step * scale // 10, 1)
            if distance * MOST_LINES >= highest:
                return distance
        scale *= 10


def short_amount(minor: int, exponent: int, point: str) -> str:
    """Return an amount of an axis, as short as it is exact: "0", "500", "2.5k", "20k", "1.5M"."""
    unit = 10**exponent
    for size, letter in ((10**9, "bn"), (10**6, "M"), (10**3, "k"), (1, "")):
        if minor >= size * unit:
            return f"{_hundredths(minor * 100 // (size * unit)).replace('.', point)}{letter}"
    return _hundredths(minor * 100 // unit).replace(".", point)


def shares(amounts: Sequence[int], gap: int = 50) -> tuple[tuple[str, str], ...]:
    """
    Return where the parts of one bar begin and how wide they are, in hundredths of its width as percent texts.

    A gap of half a percent divides them; parts of nothing have no width.
    """
    whole = sum(amounts)
    begin, parts = 0, []
    for amount in amounts:
        width = amount * 10_000 // whole if whole > 0 else 0
        parts.append((_hundredths(begin, fixed=True), _hundredths(max(width - gap, 0), fixed=True)))
        begin += width
    return tuple(parts)


def _grid(frame: Frame, height: int, minor: int, top_minor: int, label: str) -> Grid:
    y = frame.bottom * 10 - minor * height // top_minor
    return Grid(_tenths(y), _tenths(y + 40), label)


def _months(
    frame: Frame, pairs: Sequence[tuple[int, int]], slot: int, height: int, top_minor: int
) -> Iterator[Month]:
    inset = (slot - 2 * BAR_TENTHS - GAP_TENTHS) // 2
    for number, (behind, front) in enumerate(pairs):
        x = frame.left * 10 + slot * number
        first, second = x + inset, x + inset + BAR_TENTHS + GAP_TENTHS
        yield Month(
            _tenths(x),
            _tenths(slot),
            _bar(frame, first, behind * height // top_minor),
            _bar(frame, second, front * height // top_minor),
            _tenths(x + slot // 2),
        )


def _bar(frame: Frame, x: int, height: int) -> str:
    """Return a bar with rounded shoulders; one too low for them is square."""
    if height <= 0:
        return ""
    floor, top = _tenths(frame.bottom * 10), frame.bottom * 10 - height
    if height <= SHOULDER_TENTHS:
        return f"M{_tenths(x)} {floor}V{_tenths(top)}h{_tenths(BAR_TENTHS)}V{floor}z"
    flat = _tenths(BAR_TENTHS - 2 * SHOULDER_TENTHS)
    return f"M{_tenths(x)} {floor}V{_tenths(top + SHOULDER_TENTHS)}q0-2 2-2h{flat}q2 0 2 2V{floor}z"


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


def _hundredths(value: int, *, fixed: bool = False) -> str:
    text = f"{value // 100}.{value % 100:02}"
    return text if fixed else text.rstrip("0").rstrip(".")

"""Every pair of tokens that meet in the interface can be read, in both themes (WCAG 2 ratios)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "ui" / "src" / "styles" / "tokens.css"
GROUNDS = ("canvas", "surface", "raised", "sunken", "hover", "pressed")
STATES = ("success", "warning", "danger", "info", "notice", "accent")
TEXT = (
    *((text, ground) for text in ("ink", "muted") for ground in (*GROUNDS, "neutral-soft", "accent-soft")),
    *(("subtle", ground) for ground in (*GROUNDS[:5], "neutral-soft", "accent-soft")),
    *(
        (state, ground)
        for state in STATES
        for ground in ("canvas", "surface", "raised", "hover", f"{state}-soft")
    ),
    *((text, f"{state}-soft") for state in STATES for text in ("ink", "muted")),
    ("on-inverse", "inverse"),
    ("on-inverse", "inverse-hover"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-danger", "danger-fill"),
    ("accent-hover", "accent-soft"),
    ("paper-ink", "paper"),
)
MARKS = (
    *(("control", ground) for ground in ("canvas", "surface", "raised")),
    *(("focus", ground) for ground in GROUNDS),
    *(("accent", ground) for ground in ("canvas", "surface")),
    ("chart-1", "surface"),
    ("chart-2", "surface"),
)


@pytest.fixture(name="colours", scope="module")
def colours_fixture() -> dict[str, tuple[str, str]]:
    """Return the (light, dark) hex pair of each colour token."""
    css = TOKENS.read_text()
    both = re.findall(r"--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    one = re.findall(r"--color-([\w-]+): (#\w{6});", css)
    return {name: (light, dark) for name, light, dark in both} | {
        name: (colour, colour) for name, colour in one
    }


@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_reaches_four_and_a_half(colours: dict[str, tuple[str, str]], front: str, back: str) -> None:
    """Text on its ground has at least 4.5 to 1."""
    assert min(_ratios(colours, front, back)) >= 4.5


@pytest.mark.parametrize(("front", "back"), MARKS)
def test_marks_reach_three(colours: dict[str, tuple[str, str]], front: str, back: str) -> None:
    """Edges of controls, focus rings and bars have at least 3 to 1."""
    assert min(_ratios(colours, front, back)) >= 3.0


def _ratios(colours: dict[str, tuple[str, str]], front: str, back: str) -> tuple[float, float]:
    light, dark = (_ratio(colours[front][theme], colours[back][theme]) for theme in (0, 1))
    return light, dark


def _ratio(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

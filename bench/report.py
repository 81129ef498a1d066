"""What was measured, beside what was hoped for."""

from dataclasses import dataclass

HEAD = ("what", "goal", "measured", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. ``met`` says whether the goal was reached; None where there is none to reach."""

    what: str
    measured: str
    goal: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Return the last column."""
        return {True: "met", False: "missed", None: ""}[self.met]


def table(figures: list[Figure]) -> str:
    """Return the figures as a table that is also Markdown."""
    rows = [HEAD, *((each.what, each.goal, each.measured, each.verdict) for each in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def milliseconds(value: float) -> str:
    """Return a span as a person reads it: "3.1 ms", "240 ms"."""
    return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"

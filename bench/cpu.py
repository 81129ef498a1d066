"""Processor time of a process and everything it started, from /proc: the figure that a busy machine spoils least."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(root: int) -> float:
    """Return the processor seconds that a process tree has used so far, children that ended included."""
    times: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _fields(folder)
        if fields:
            process = int(folder.name)
            children.setdefault(int(fields[1]), []).append(process)
            # utime, stime, and those of children that were waited for; numbered in proc(5) from 14.
            times[process] = sum(int(field) for field in fields[11:15])
    return sum(times.get(process, 0) for process in _tree(root, children)) / _TICKS


def load() -> float:
    """Return how many processes wanted a core in the last minute, on average."""
    return os.getloadavg()[0]


def _fields(folder: Path) -> list[str]:
    """Return the fields of /proc/PID/stat from the third on; none where the process has ended."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _tree(root: int, children: dict[int, list[int]]) -> list[int]:
    found = [root]
    for process in found:
        found.extend(children.get(process, ()))
    return found

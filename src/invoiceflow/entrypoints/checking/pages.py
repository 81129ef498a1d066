"""
What a page may not contain.

The content security policy refuses inline scripts and styles in the browser, where nobody looks until it is
too late; autoescaping holds only as long as nobody switches it off; colours are decided by tokens.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_SOURCES: Final = Path(__file__).resolve().parents[2]
_RULES: Final = (
    (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "a style attribute: use a class"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "an event attribute: use a script of ui/"),
    (re.compile(r"<script(?![^>]*\b(?:src|type=.application/(?:ld\+)?json))", re.IGNORECASE), "a script inline"),
    (re.compile(r"\|\s*safe\b"), "a value that is not escaped: pass markup as markupsafe.Markup"),
    (re.compile(r"class=\"[^\"]*-\[[^\]\"]+\]"), "an arbitrary value: add a token"),
    (re.compile(r"\bdark:"), "a colour decided outside the tokens"),
)  # fmt: skip


def main(sources: Path = _SOURCES) -> int:
    """Print each offence with file and line; return 1 if there is one."""
    offences = [
        f"{page.relative_to(sources)}:{offence}" for page in _pages(sources) for offence in _offences(page)
    ]
    print("\n".join(offences), end="\n" if offences else "")
    return 1 if offences else 0


def _pages(sources: Path) -> list[Path]:
    # Mail has no style sheet of its own to link, and the stand-ins are no part of the product.
    others = ("sandbox", "emails")
    found = (page for page in sources.rglob("*.html") if not set(others) & set(page.parts))
    return sorted(found)


def _offences(page: Path) -> Iterator[str]:
    text = re.sub(
        r"{#.*?#}", lambda comment: "\n" * comment[0].count("\n"), page.read_text(), flags=re.DOTALL
    )
    for pattern, words in _RULES:
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{line}: {words}"


if __name__ == "__main__":
    sys.exit(main())

"""One Typst compiler with our templates and fonts: a paper in, a file out. Belongs to one thread."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import msgspec
import typst

from invoiceflow.pdf.adapters.font_files import OWN_FONTS, showable_characters
from invoiceflow.pdf.adapters.messages import Made, Order
from invoiceflow.pdf.domain.print_text import printable, unshown_in

TEMPLATES = Path(__file__).parents[1] / "templates"

FAMILIES = ["Inter", "Noto Sans", "Noto Sans Arabic", "Noto Emoji"]

# Han characters differ by language: the fonts of the document's own come first.
_FAMILY_MARKS = {"ja": "JP", "zh": "SC"}

# These hold markup or names of things, not text that is set.
_NOT_TEXT = frozenset(
    {"svg", "url", "accent", "size", "language", "region", "direction", "template", "made_on"}
)

# Typst names the text that its fonts, or PDF/A, cannot carry: "`漢`" or "`\u{e000}`".
_OFFENDING = re.compile(r"(?:text|codepoint) (?:contains the disallowed codepoint )?`\"(.+?)\"`")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_MAX_ATTEMPTS = 12

_Json = dict[str, "_Json"] | list["_Json"] | str | int | float | None


class TypstPress:
    """
    Holds the compilers, one for each template, and the fonts.

    ``extra_fonts`` is a folder of the operator's own fonts (for Chinese and Japanese, say), used after ours.
    """

    def __init__(self, extra_fonts: Path | None = None) -> None:
        folders = [OWN_FONTS, *([extra_fonts] if extra_fonts else [])]
        self._fonts = typst.Fonts(
            include_system_fonts=False,  # the same bytes on every machine
            include_embedded_fonts=False,
            font_paths=folders,
        )
        self.showable = showable_characters(folders)
        """Code points that some font has."""
        self._extra_families = [name for name in self._fonts.families() if name not in FAMILIES]
        self._compilers: dict[str, typst.Compiler] = {}

    def make(self, order: Order) -> Made:
        """Return the files of an order, or the problem that Typst has with it."""
        paper = msgspec.json.decode(order.paper)
        unshowable: set[int] = set()
        notes: list[str] = []
        problem = ""
        for _ in range(_MAX_ATTEMPTS):
            try:
                made = self._compiled(order, self._clean(paper, unshowable), notes)
                return msgspec.structs.replace(made, unshown=self._unshown(paper, unshowable))
            except typst.TypstError as error:
                problem = f"{error.message} {error.diagnostic}"
                remedy = self._remedy(paper, error.message, unshowable)
                if remedy is None:
                    break
                notes.append(remedy)
        return Made(problem=problem, notes=notes)

    def _compiled(self, order: Order, paper: _Json, notes: list[str]) -> Made:
        inputs = {
            "paper": msgspec.json.encode(paper).decode(),
            "fonts": msgspec.json.encode(self._families_for(order.language)).decode(),
        }
        compiler = self._compiler(order.template)
        if order.kind == "pdf":
            pdf = compiler.compile(
                format="pdf", sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"], timestamp=order.made_at
            )
            return Made(files=[cast("bytes", pdf)], notes=notes)
        pages = compiler.compile(format="svg", sys_inputs=inputs)
        files = pages if isinstance(pages, list) else [cast("bytes", pages)]
        return Made(files=files[: order.max_pages], page_count=len(files), notes=notes)

    def _compiler(self, template: str) -> typst.Compiler:
        if template not in self._compilers:
            self._compilers[template] = typst.Compiler(
                TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=self._fonts
            )
        return self._compilers[template]

    def _families_for(self, language: str) -> list[str]:
        mark = _FAMILY_MARKS.get(language, "")
        return FAMILIES + sorted(self._extra_families, key=lambda name: (mark not in name.split(), name))

    def _clean(self, paper: _Json, unshowable: set[int]) -> _Json:
        showable = self.showable - unshowable
        return _mapped(paper, lambda text: printable(text, showable))

    def _unshown(self, paper: _Json, unshowable: set[int]) -> list[int]:
        """Return the code points that are boxes on the paper."""
        showable = self.showable - unshowable
        found: set[int] = set()
        for text in _texts(paper):
            found |= unshown_in(text, showable)
        return sorted(found)

    @staticmethod
    def _remedy(paper: dict[str, _Json], problem: str, unshowable: set[int]) -> str | None:
        """Change what can be changed so that the next attempt may succeed; say what, or None."""
        offending = _offending_characters(problem) - unshowable
        if offending:
            unshowable |= offending
            return f"not shown: {sorted(f'U+{char:04X}' for char in offending)}"
        if paper.get("logo") is not None:
            paper["logo"] = None
            return f"logo left out: {problem}"
        return None


def _offending_characters(problem: str) -> set[int]:
    # Plain letters stay: in a cluster such as "q̈" the mark on top is what is missing.
    texts = [_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _OFFENDING.findall(problem)]
    return {ord(char) for text in texts for char in text if not char.isascii() or not char.isprintable()}


def _texts(value: _Json, name: str = "") -> Iterator[str]:
    if isinstance(value, str) and name not in _NOT_TEXT:
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, name)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, key)


def _mapped(value: _Json, change: Callable[[str], str], name: str = "") -> _Json:
    if isinstance(value, str):
        return value if name in _NOT_TEXT else change(value)
    if isinstance(value, list):
        return [_mapped(part, change, name) for part in value]
    if isinstance(value, dict):
        return {key: _mapped(part, change, key) for key, part in value.items()}
    return value

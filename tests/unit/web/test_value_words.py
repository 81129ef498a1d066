"""Values that are none of their kind are refused in our own words, whoever made them up."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from invoiceflow.web.body import problems_in

Size = StrEnum("Size", ["SMALL", "LARGE"])


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (bool, "perhaps", "Use true or false."),
        (int, "many", "Use a whole number."),
        (int | None, "many", "Use a whole number."),
        (int | str, 2.5, "Use a whole number or a text."),
        (str, 3, "Use a text."),
        (list[str], "a", "Use a list."),
        (dict[str, str], [], "Use an object."),
        (Literal["a4", "us-letter"], "a5", "Use one of a4, us-letter."),
        (Annotated[Literal["a4", "us-letter"], Meta()], "a5", "Use one of a4, us-letter."),
        (Size, "huge", "Use one of small, large."),
        (Annotated[int, Meta(ge=2)], 1, "Use 2 or more."),
        (Annotated[int, Meta(le=2)], 3, "Use 2 or less."),
        (Annotated[str, Meta(max_length=2)], "abc", "At most 2 characters."),
        (Annotated[str, Meta(min_length=1)], "", "This is needed."),
        (Annotated[list[int], Meta(max_length=1)], [1, 2], "At most 1 entries."),
        (Annotated[str, Meta(pattern="^a$")], "b", "This value can not be read."),
    ],
)
def test_no_parser_speaks(kind: Any, value: object, words: str) -> None:
    """Each refusal is a sentence that says what is wanted."""
    (problem,) = problems_in(value, kind, strict=True)
    assert problem.message == words
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, kind)

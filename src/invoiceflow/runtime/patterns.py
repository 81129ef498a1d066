"""Patterns of LIKE, made of what people type."""


def containing(text: str) -> str:
    """Return the pattern of everything that contains a text; signs of patterns in it count as themselves."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"

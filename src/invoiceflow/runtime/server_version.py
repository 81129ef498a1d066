"""Which PostgreSQL servers the walls between tenants can be trusted on."""

# Of each release, the first minor that closed every known hole in row level security and in what statistics tell
# (CVE-2024-10976, CVE-2025-8713, and those of 14 May 2026).
FIRST_SAFE = {15: 18, 16: 14, 17: 10, 18: 4}


def why_unsafe(version_number: int) -> str:
    """Return why a server (its ``server_version_num``) must not hold tenants' data; nothing when it may."""
    major, minor = divmod(version_number, 10_000)
    if major < min(FIRST_SAFE):
        return f"PostgreSQL {major} is too old: {min(FIRST_SAFE)} or newer is needed."
    if minor < FIRST_SAFE.get(major, 0):
        return f"PostgreSQL {major}.{minor} has known holes: {major}.{FIRST_SAFE[major]} or newer is needed."
    return ""

"""Names of things on AWS."""

import re
from typing import Final

_TOPIC: Final = re.compile(r"arn:aws(?:-[a-z]+)*:sns:([a-z0-9-]+):[0-9]{12}:[A-Za-z0-9_-]{1,256}")


def region_of(topic_arn: str) -> str:
    """Return the region of a topic (``arn:aws:sns:eu-central-1:123456789012:news``), empty where it is none."""
    found = _TOPIC.fullmatch(topic_arn)
    return found[1] if found else ""

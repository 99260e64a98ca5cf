"""Private releases (`unlicensed = "private"`): every document says that they must not be published."""

from collections.abc import Mapping
from typing import Any

NOTICE = "DO-NOT-PUBLISH.md"
MAY_NOT = "Do not publish this release, and do not pass it on."
WHY = (
    'Its recipe says `unlicensed = "private"`: it may hold texts that nobody has licensed and no statute frees, for the use of'
    " whoever made it, such as research under an exception for text and data mining."
)
REMEDY = "For one that may be published, put require_rights among its stages, take `unlicensed` out, and build again."
SENTENCE = f"{MAY_NOT} {WHY}"


def private(stats: Mapping[str, Any]) -> bool:
    """Whether a release is private, by its figures."""
    return bool(stats["recipe"].get("unlicensed") == "private")


def notice(stats: Mapping[str, Any]) -> str:
    """DO-NOT-PUBLISH.md, which stands at the root of the release and of every export of it."""
    return f"# {MAY_NOT}\n\n{WHY}\n\nThis is release `{stats['release']}` of the recipe `{stats['recipe']['name']}`. {REMEDY}\n"

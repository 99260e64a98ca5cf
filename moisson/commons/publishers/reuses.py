"""Reuses that the log declares, as udata's API gives them (`GET /api/1/reuses/`), for portals that show who uses a data set.

https://github.com/opendatateam/udata (`core/reuse`). What udata would add of its own (pictures, followers) is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from moisson.contracts.commons.event import written
from moisson.contracts.commons.state import Reused


def udata(reuses: Sequence[Reused]) -> dict[str, Any]:
    """One page of reuses, newest first, each under the number of its event."""
    data = [_reuse(each) for each in sorted(reuses, key=lambda each: -each.number)]
    return {"data": data, "page": 1, "page_size": len(data), "total": len(data), "next_page": None, "previous_page": None}


def _reuse(reused: Reused) -> Mapping[str, Any]:
    body, at = reused.body, written(reused.at)
    return {
        "id": str(reused.number),
        "title": body.title,
        "description": body.description or body.title,  # which udata asks for
        "type": body.type,
        "topic": body.topic,
        "url": body.url,
        "tags": [],
        "datasets": [{"class": "Dataset", "uri": address, "page": address} for address in body.datasets],
        "organization": {"class": "Organization", "name": body.organization},
        "created_at": at,
        "last_modified": at,
        "private": False,
        "extras": {"moisson:declared_by": reused.by, "moisson:release": body.release, "moisson:models": list(body.models)},
    }

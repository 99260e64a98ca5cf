"""What the log is told of a request: a ticket, days, a kind, a step, an outcome, grounds, counts; there is no field for words.

Each value is of a closed set or of a fixed form (`contracts.commons.bodies.Request`), and is checked here, on the one way
from the table to the log: what an asker wrote can be in none of them, whatever they wrote.
"""

from collections.abc import Mapping
from typing import Any

from moisson.contracts.commons.bodies import Request
from moisson.contracts.commons.requests import RequestStep
from moisson.contracts.identity import canonical_json

Step = RequestStep


def body(step: Step, request: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The body of an event of the kind `request`; `outcome`, `grounds` and counts where the step has them.

    Raises pydantic's ValidationError where a value is of none of its closed sets: a bug, and nothing is told.
    """
    head = {"ticket": request["number"], "kind": request["kind"], "received": request["received"], "due": request["due"]}
    found = Request.model_validate_json(canonical_json({**head, "step": step, **more}))
    return found.model_dump(mode="json", exclude_defaults=True)

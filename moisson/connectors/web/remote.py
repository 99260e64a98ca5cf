"""What every connector that asks a far host has in common."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from moisson.connectors import Connector
from moisson.connectors.web.manners import Manners, split_secrets


class Remote(Connector):
    """A connector with manners: `[connector.manners]` in `source.toml` sets them.

    A secret in an address of the description (`?api_key=…`) is set apart when it is read: it goes with the requests to that host
    as a credential does, and no field, digest, key or message holds it.
    """

    manners: Manners = Manners()

    @model_validator(mode="before")
    @classmethod
    def _sets_secrets_apart(cls, said: Any) -> Any:
        fields, borne = split_secrets(said)
        several = len({one[:4] for one in borne}) < len(set(borne))  # they tell addresses of one host apart
        if not borne or several:
            return said
        try:
            manners = Manners.model_validate(fields.get("manners", {}))
        except ValidationError:
            return fields  # it is said when the fields are looked at
        return {**fields, "manners": manners.with_secrets(borne)}

    def pinned(self, base: Path) -> str | None:
        """None: what a far host has now is known only by asking."""
        return None

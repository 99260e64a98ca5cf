"""The base of every connector that asks a host."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from moisson.connectors import Connector
from moisson.connectors.web.manners import Manners, split_secrets


class Remote(Connector):
    """A connector with manners (`[connector.manners]` in `source.toml`).

    A secret in an address of the description (`?api_key=…`) is split off when it is read: it goes with requests to that host
    only, and no field, digest, key or message holds it.
    """

    manners: Manners = Manners()

    @model_validator(mode="before")
    @classmethod
    def _sets_secrets_apart(cls, said: Any) -> Any:
        fields, borne = split_secrets(said)
        several = len({one[:4] for one in borne}) < len(set(borne))  # they distinguish addresses of one host
        if not borne or several:
            return said
        try:
            manners = Manners.model_validate(fields.get("manners", {}))
        except ValidationError:
            return fields  # reported when the fields are validated
        return {**fields, "manners": manners.with_secrets(borne)}

    def pinned(self, base: Path) -> str | None:
        """None: only asking tells."""
        return None

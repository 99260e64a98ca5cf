"""What every connector that asks a far host has in common."""

from pathlib import Path

from moisson.connectors import Connector
from moisson.web.manners import Manners


class Remote(Connector):
    """A connector with manners: `[connector.manners]` in `source.toml` sets them."""

    manners: Manners = Manners()

    def pinned(self, base: Path) -> str | None:
        """None: what a far host has now is known only by asking."""
        return None

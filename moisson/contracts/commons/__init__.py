"""The commons' log: what is in it, whether it holds, and what was decided. Nobody has to be trusted for it."""

from moisson.contracts.commons.event import Event
from moisson.contracts.commons.log import Log
from moisson.contracts.commons.replay import Replay, replay
from moisson.contracts.commons.state import State

__all__ = ["Event", "Log", "Replay", "State", "replay"]

"""Who keeps the desk: what its letters and its page say of the body, set once; nothing is written in its name before."""

import sqlite3
from dataclasses import dataclass, fields

from moisson.contracts.errors import UserError

DEFAULTS = {"keep_proof_days": "90", "keep_days": "1096"}  # decision 67


@dataclass(frozen=True)
class Settings:
    """The body that answers. `notice` is the address of its notice for persons (GDPR Article 14)."""

    body: str
    address: str
    mail: str
    dpo: str
    authority: str
    notice: str
    keep_proof_days: int
    keep_days: int


NAMES = tuple(field.name for field in fields(Settings))


def put(connection: sqlite3.Connection, said: dict[str, str | None]) -> None:
    """Keep what is said; raises UserError where it is more than a line, or no number of days."""
    for name, value in said.items():
        if value is None:
            continue
        if not value.strip() or not value.isprintable():
            raise UserError(f"--{name.replace('_', '-')} {value!r} goes into letters: say it in one line.")
        if name.endswith("_days") and not (value.isascii() and value.isdecimal() and int(value) <= 36_525):
            raise UserError(f"--{name.replace('_', '-')} {value!r} is no number of days.")
        connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value.strip()))


def said(connection: sqlite3.Connection) -> dict[str, str]:
    """What is set, and what holds where nothing is."""
    found = {name: str(value) for name, value in connection.execute("SELECT name, value FROM setting ORDER BY name")}
    return {**DEFAULTS, **found}


def settings(connection: sqlite3.Connection) -> Settings:
    """All of them; raises UserError where a letter would have to leave one open."""
    found = said(connection)
    if missing := [name for name in ("body", "address", "mail", "authority") if name not in found]:
        options = " ".join(f"--{name} …" for name in missing)
        raise UserError(f"the desk does not know who it writes for; `moisson commons desk set {options}` says it.")
    proof, keep = (int(found[name]) for name in DEFAULTS)
    words = {name: found.get(name, "") for name in ("body", "address", "mail", "dpo", "authority", "notice")}
    return Settings(**words, keep_proof_days=proof, keep_days=keep)

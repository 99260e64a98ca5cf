"""What is masked and what stays: a table of rules by jurisdiction, kind of document, kind of data and role, each with its reason.

The first rule that fits decides; the last fits everything. The built-in table is `policy.toml`; a recipe may name its own, alone
or before the built-in rules (`base = "built-in"`). Names that nobody knows are refused, since a rule that never fits would let
personal data stand.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from moisson.contracts.errors import RecipeError
from moisson.privacy.persons.roles import Role
from moisson.privacy.spans import Context
from moisson.privacy.tables import words

DOCUMENTS = ("law", "debate", "decision", "guidance", "notice", "question", "literature")
NONE = "none"  # in a rule: the document says nothing of this
# Kinds of data with their roles; an empty tuple: any scheme, such as `fr.nir`.
ROLES: Mapping[str, tuple[str, ...]] = {
    "person": get_args(Role),
    "birth_date": ("named", "unnamed", "year"),
    "address": ("home", "stated"),
    "email": ("person", "office"),
    "phone": ("line", "office", "service"),
    "iban": (),
    "card": (),
    "ip": (),
    "national_id": (),
}
JURISDICTIONS = frozenset(words("jurisdictions"))
_FIELDS = ("jurisdiction", "document", "data", "role", "action", "reason")


class Rule(NamedTuple):
    """One row of the table; an empty field fits anything."""

    jurisdiction: frozenset[str]
    document: frozenset[str]
    data: frozenset[str]
    role: frozenset[str]
    action: Literal["mask", "keep"]
    reason: str

    def fits(self, kind: str, role: str, context: Context) -> bool:
        return (
            (not self.data or kind in self.data)
            and (not self.role or role in self.role or f"{role.partition('.')[0]}.*" in self.role)
            and (not self.document or (context.kind or NONE) in self.document)
            and (not self.jurisdiction or (context.jurisdiction or NONE) in self.jurisdiction)
        )


class Table:
    """A policy: rules in order."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._decided: dict[tuple[str, str, str | None, str | None], Rule] = {}

    def rule(self, kind: str, role: str, context: Context) -> Rule:
        """The rule that decides."""
        key = (kind, role, context.kind, context.jurisdiction)
        if key not in self._decided:
            self._decided[key] = next(rule for rule in self.rules if rule.fits(kind, role, context))
        return self._decided[key]

    def masks(self, kind: str, role: str, context: Context) -> bool:
        """Whether personal data of this kind and role goes, in a document of this kind and jurisdiction."""
        return self.rule(kind, role, context).action == "mask"


def load_policy(path: str | Path | None = None) -> Table:
    """The built-in table, or the one in a file. RecipeError names what is wrong in it."""
    return _built_in() if path is None else _load(str(path))


@lru_cache(maxsize=1)
def _built_in() -> Table:
    return Table(tuple(_rules(files("moisson.privacy").joinpath("policy.toml").read_text("utf-8"), "policy.toml")))


@cache
def _load(path: str) -> Table:
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"the policy {path} cannot be read: {error}.") from None
    name = Path(path).name
    rules = tuple(_rules(text, name))
    if not rules or any(rules[-1][:4]):
        raise RecipeError(
            f'{name}: the last rule must fit everything (action and reason alone), or the table begin with base = "built-in".'
        )
    return Table(rules)


def _rules(text: str, name: str) -> Iterator[Rule]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{name} is not TOML: {error}.") from None
    base = table.pop("base", None)
    if base not in (None, "built-in"):
        raise RecipeError(f'{name}: base = {base!r} is unknown; it is "built-in" or left out.')
    given = table.pop("rule", [])
    if table:
        raise RecipeError(f"{name}: there is no `{next(iter(table))}`; a policy has `base` and `[[rule]]`.")
    if not isinstance(given, list):
        raise RecipeError(f"{name}: rules are written [[rule]].")
    for number, fields in enumerate(given, 1):
        yield _rule(fields, f"{name}, rule {number}")
    if base:
        yield from _built_in().rules


def _rule(fields: dict[str, Any], where: str) -> Rule:
    if unknown := set(fields) - set(_FIELDS):
        raise RecipeError(f"{where}: there is no `{min(unknown)}`; a rule has {', '.join(_FIELDS)}.")
    action, reason = fields.get("action"), fields.get("reason")
    if action not in ("mask", "keep"):
        raise RecipeError(f'{where}: `action` is {action!r}; it is "mask" or "keep".')
    if not isinstance(reason, str) or not reason.strip():
        raise RecipeError(f"{where}: `reason` is missing; say what the choice rests on.")
    data = _names(fields, "data", ROLES, where)
    return Rule(
        _names(fields, "jurisdiction", [*sorted(JURISDICTIONS), NONE], where),
        _names(fields, "document", [*DOCUMENTS, NONE], where),
        data,
        _names(fields, "role", _roles(data), where, schemes=not data or any(not ROLES[kind] for kind in data)),
        action,
        reason.strip(),
    )


def _roles(data: frozenset[str]) -> list[str]:
    return sorted({role for kind in data or ROLES for role in ROLES[kind]})


def _names(fields: dict[str, Any], field: str, allowed: Any, where: str, *, schemes: bool = False) -> frozenset[str]:
    """The names that a field lists; each must be known."""
    given = fields.get(field, [])
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given) or (field in fields and not given):
        raise RecipeError(f"{where}: `{field}` is a list of names, such as {[next(iter(allowed), 'fr.nir')]}.")
    for name in given:
        if name not in allowed and not (schemes and "." in name):
            raise RecipeError(
                f"{where}: `{field}` has the unknown {name!r}; known are {', '.join(allowed) or 'schemes such as fr.nir'}."
            )
    return frozenset(given)

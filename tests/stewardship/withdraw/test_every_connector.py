"""A withdrawn document stays away whatever connector brings it, and whatever its publisher does next; all else stays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from far_sides import SIDES, Side
from test_memory import NAME, Place

from moisson.build import release
from moisson.contracts.errors import UserError
from moisson.contracts.sign import signer
from moisson.corpus.plan import harvested
from moisson.corpus.recipe import load_recipe
from moisson.harvest.snapshot import snapshots
from moisson.stewardship.verify.verdict import verify
from moisson.stewardship.withdraw.act import Outcome, Request, withdraw
from moisson.workspace.options import Costs
from moisson.workspace.storage import read_table

HOWS: Mapping[str, Mapping[str, bool]] = {"plain": {}, "same text, purge": {"same_text": True, "purge": True}}
OTHERS = ("alpha", "bravo", "charlie", "echo", "foxtrot", "golf")
RECIPE = 'name = "essai"\nversion = "1"\ntitle = "Essai"\nunlicensed = "private"\n'
RECIPE += f'[[sources]]\nuse = "./{NAME}"\n[[stages]]\nuse = "normalize_text"\n'
REGISTER = "withdrawals/register.jsonl"


def words(mark: str) -> str:
    return f"La colombe {mark} zinzinule au-dessus du beffroi de la commune, dit le registre de {mark}."


@dataclass
class Tried:
    """One publisher, and a workspace that harvests it."""

    side: Side
    place: Place

    def id_of(self, mark: str) -> str:
        """The id of the document that holds these words, without the source's name."""
        tables = (read_table(path) for path in sorted((self.place.root / "build").glob("harvest/*/parts/*.parquet")))
        (id,) = {row["id"] for table in tables for row in table.to_pylist() if mark.encode() in row["content"]}
        return str(id).partition("/")[2]

    def withdraw(self, id: str, **how: bool) -> Outcome:
        asked = Request([f"{NAME}/{id}"], "a request", "the publisher", "2026-11-25", **how)
        with self.place.options.workspace.locked():
            return withdraw(self.place.options.workspace, asked, signer())

    def release(self) -> Path:
        (self.place.root / "recipe.toml").write_text(RECIPE, encoding="utf-8")
        recipe, options = load_recipe(self.place.root / "recipe.toml"), self.place.options
        with options.workspace.locked():
            return release(recipe, harvested(recipe, options.workspace), options, Costs()).path


def rows(release: Path, part: str) -> list[dict[str, Any]]:
    return [row for path in sorted(release.glob(f"{part}/**/*.parquet")) for row in read_table(path).to_pylist()]


USUAL = ("folder", "web")  # the others are long


@pytest.fixture(params=[side if side in USUAL else pytest.param(side, marks=pytest.mark.long) for side in SIDES])
def tried(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tried]:
    with SIDES[request.param](tmp_path) as side:
        yield Tried(side, Place(tmp_path, side.connector, remote=side.remote))


@pytest.mark.parametrize("how", HOWS)
def test_it_stays_away_whatever_its_publisher_does_next(tried: Tried, how: str) -> None:
    side, place = tried.side, tried.place
    first = {name: words(f"Z{name}") for name in (*OTHERS, "delta")}
    side.publish(first)
    before = place.live()
    assert len(before) == len(first)
    gone, alpha = tried.id_of("Zdelta"), tried.id_of("Zalpha")
    said = ("Zdelta", gone)
    if not side.readable:  # records of which no text can be made: what a harvest stores is all there is
        with pytest.raises(UserError, match="no document of essai is left"):
            tried.release()
    old = tried.release() if side.readable else None
    kept = {row["id"] for row in rows(old, "data") if "Zdelta" not in row["text"]} if old else set()
    brought = set(side.asked())
    outcome = tried.withdraw(gone, **HOWS[how])
    left = place.traces(*said)  # without a purge: parts, snapshots, what was made of them
    assert how == "plain" or not left
    other = {**first, "alpha": words("Zalpha, revu,")}
    changed = {**other, "delta": words("Zdelta, revu,")}
    without = {name: text for name, text in changed.items() if name != "delta"}
    steps = {
        "nothing": first,
        "another one": other,
        "nothing again": other,
        "it": changed,
        "it goes": without,
        "it comes": changed,
    }
    if side.names_alone:  # else another name makes another content of it
        renamed = {**without, "neu": changed["delta"]}
        steps |= {"its name": renamed, "it keeps that": renamed}
    published: Mapping[str, str] = first
    anew = side.begins_anew
    for step, state in steps.items():
        if state != published:
            side.publish(published := state)
        after = place.live()
        # A harvest that finds nothing new gives the snapshot that there is.
        held = {gone} if step == "nothing" and how == "plain" else set[str]()
        assert after.keys() - held == before.keys() - {gone}, step
        assert {id for id in after.keys() - {gone} if after[id] != before[id]} == ({alpha} if step == "another one" else set()), (
            step
        )
        assert {name for name in place.traces(*said) if name not in left or "/store/" in name} == set(), step
        asked = side.asked()
        assert len(asked) == len(set(asked)), step
        again = brought.intersection(asked) - {"delta", "neu", "alpha" if step == "another one" else ""}
        assert not again or anew, step
        anew = anew and not again
        brought.update(asked)
        before = after
    if not side.readable:
        assert snapshots(place.options.workspace, NAME)[-1].about["withdrawn"] == 1
        return
    new = tried.release()
    assert new != old
    assert verify(new).holds
    assert {row["id"] for row in rows(new, "data")} == kept
    assert "Zdelta" not in str(rows(new, "data"))
    kept_out = {row["id"]: row["detail"] for row in rows(new, "ledger") if row["reason"] == "withdrawn"}
    assert kept_out.pop(outcome.withdrawn[0].name) == "2026-11-25, the publisher: a request"
    assert len(kept_out) == side.names_alone
    assert all(detail.startswith("its content was withdrawn under another id") for detail in kept_out.values())

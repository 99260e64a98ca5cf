"""`harvest --dry-run`: what would come, with sizes and rights, and what would be refused; nothing is harvested."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import answer, call
from loopback import Given, loopback
from small_source import NAME, World, entries

from moisson.connectors import Connector, Fetched, Offered
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import SourceError
from moisson.harvest.dry_run import NO_RIGHTS, Forecast, forecast
from moisson.harvest.harvest import harvest
from moisson.readers.contract import Refused
from moisson.source.description import Source, load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace


class Dumb(Connector):
    """A connector of somebody else's, from before there were dry runs."""

    def pinned(self, _base: Path) -> None:
        return None

    def fetch(self, _base: Path, _store: Store | None = None) -> Fetched:
        return Fetched("1", {}, iter(()))


def found(source: Source) -> Iterator[Offered | Refused]:
    yield Offered("a", "https://archive.example/a", 1_500, {"license": "ODbL-1.0", "level": "document"}, here=True)
    yield Offered("b")
    yield Refused("c", "format-not-chosen", "it is xls")


def test_files_are_counted_with_their_sizes_rights_and_refusals(world: World) -> None:
    world.publish(entries(1))
    counted = Forecast(NAME)
    for each in found(world.source):
        counted.add(each, world.source)
    said: dict[str, Any] = counted.as_dict()
    assert (said["files"], said["bytes"], said["without_size"], said["here"]) == (2, 1_500, 1, 1)
    assert said["rights"]["ODbL-1.0"] == 1, "a document's own licence, which is stricter than the source's"
    assert said["refused"] == {"format-not-chosen": 1}
    shown = str(counted)
    assert shown.startswith(f"{NAME}: 2 files, 1.5 kB (without 1 of unknown size); 1 here as listed\n")
    assert "refused: format-not-chosen" in shown


def test_sizes_that_nobody_tells_are_not_shown_as_nothing(world: World) -> None:
    world.publish(entries(1))
    counted = Forecast(NAME)
    counted.add(Offered("b"), world.source)
    assert str(counted).startswith(f"{NAME}: 1 file, sizes unknown\n")


def test_only_the_first_files_are_shown_to_people(world: World) -> None:
    world.publish(entries(1))
    counted = Forecast(NAME)
    for n in range(30):
        counted.add(Offered(f"file-{n:02}", size=1), world.source)
    lines = str(counted).splitlines()
    assert lines[-2].endswith("file-19")
    assert lines[-1].endswith("and 10 more; --json lists all")


def test_the_command_lists_and_harvests_nothing(world: World) -> None:
    world.publish(entries(4))
    done = call(world, "harvest", f"./sources/{NAME}", "--dry-run", "--out", "other")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{NAME}: 1 file, " in done.stdout
    (listed,) = answer(call(world, "harvest", f"./sources/{NAME}", "--dry-run", "--json", "--out", "other"))
    (file,) = listed["list"]
    assert file["bytes"] == listed["bytes"] > 0
    assert (file["rights"] == NO_RIGHTS) == (world.source.description.rights is None)
    assert not list((world.root / "other").rglob("*.parquet")), "no part, no snapshot"


def test_a_connector_that_cannot_tell_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="connector dumb cannot list what would come without fetching it"):
        Dumb().offered(tmp_path)


SOURCE = """
title = "Essai"
about = "Essai."
language = "fr"

[publisher]
name = "Essai"

[connector]
use = "web"
pages = ["{address}/"]
include = ["*/avis/*", "*/clos/*"]
manners = {{ allow_hosts = ["127.0.0.1"], requests_per_second = 0.0 }}
"""


def test_what_robots_txt_forbids_is_refused_as_the_harvest_refuses_it(tmp_path: Path) -> None:
    links = "".join(f'<a href="/{folder}/{n}">x</a>' for folder in ("avis", "clos") for n in range(3)).encode()
    page = b"<html><title>Avis</title><p>Un avis de la commission.</p></html>"
    (tmp_path / "fr_essai_avis").mkdir()
    with loopback(lambda asked: Given(links if asked.path == "/" else page, headers={"Content-Type": "text/html"})) as far:
        far.rules["/robots.txt"] = Given(b"User-agent: *\nDisallow: /clos/\n")
        (tmp_path / "fr_essai_avis/source.toml").write_text(SOURCE.format(address=far.address), encoding="utf-8")
        source = load_source(str(tmp_path / "fr_essai_avis"), Path())
        options = Options(Workspace(tmp_path / "build"))
        said = forecast(source, options)
        assert [asked.path for asked in far.asked] == ["/"], "no document is asked for"
        ledger = harvest(source, options).ledger()
    assert (len(said.files), said.refused) == (3, {"fetch:robots-disallowed": 3})
    assert "3  refused: fetch:robots-disallowed" in str(said)
    assert ledger["reason"].to_pylist().count("fetch:robots-disallowed") == 3

"""An address in the place of a source is answered with the description that would ask it, and that description is one."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from command import call
from small_source import World

from moisson.connectors.catalogues.sparql import Sparql
from moisson.contracts.errors import SourceError
from moisson.source.description import load_source

GUESSED: dict[str, dict[str, Any]] = {
    "https://www.council.example.be/sitemap.xml": {"use": "web", "sitemaps": ["https://www.council.example.be/sitemap.xml"]},
    "https://x.example/maps/post-sitemap2.xml.gz": {"use": "web", "sitemaps": ["https://x.example/maps/post-sitemap2.xml.gz"]},
    "www.council.example.be/robots.txt": {"use": "web", "sitemaps": ["https://www.council.example.be/robots.txt"]},
    "https://x.example/news/feed/": {"use": "web", "feeds": ["https://x.example/news/feed"]},
    "https://x.example/news.atom?lang=fr": {"use": "web", "feeds": ["https://x.example/news.atom?lang=fr"]},
    "https://ckan.example/api/3/action/package_search?q=x": {"use": "ckan", "url": "https://ckan.example/api/3/action"},
    "https://udata.example/api/1/datasets/?q=loi": {"use": "udata", "url": "https://udata.example/api/1"},
    "https://data.example.org/catalog.ttl?page=1": {"use": "dcat", "url": "https://data.example.org/catalog.ttl?page=1"},
    "https://arcgis.example/data.json": {"use": "dcat", "url": "https://arcgis.example/data.json"},
    "https://archive.example/handler?verb=Identify": {"use": "oai", "url": "https://archive.example/handler"},
    "https://archive.example/oai/request": {"use": "oai", "url": "https://archive.example/oai/request"},
    "https://geo.example/srv/fre/csw": {"use": "csw", "url": "https://geo.example/srv/fre/csw"},
    "https://geo.example/ows?VERSION=2.0.2&SERVICE=CSW": {"use": "csw", "url": "https://geo.example/ows"},
    "https://geo.example/collections/md/items?f=json": {
        "use": "csw",
        "url": "https://geo.example/collections/md/items",
        "version": "records",
    },
    "https://data.example/sparql": {"use": "sparql", "url": "https://data.example/sparql"},
    "https://github.com/bundestag/gesetze/": {"use": "git", "repository": "https://github.com/bundestag/gesetze"},
    "https://git.example/laws.git": {"use": "git", "repository": "https://git.example/laws.git"},
    "https://huggingface.co/datasets/body/name/tree/main": {"use": "hub", "dataset": "body/name"},
    "https://crawl.example/2025-01.warc.gz": {"use": "warc", "urls": ["https://crawl.example/2025-01.warc.gz"]},
    "https://www.data.gouv.fr": {"use": "udata", "url": "https://www.data.gouv.fr"},  # as a built-in source knows
    "https://www.data.gouv.fr/datasets/lois": {"use": "udata", "url": "https://www.data.gouv.fr"},
}


def suggested(address: str) -> tuple[str, str]:
    """What is said of an address, and the description that follows."""
    with pytest.raises(SourceError) as caught:
        load_source(address, Path())
    said, _, description = str(caught.value).partition("\n\n")
    return said, description


@pytest.mark.parametrize("address", GUESSED)
def test_what_an_address_tells_of_its_connector_is_guessed_and_the_description_is_whole(address: str, tmp_path: Path) -> None:
    _, description = suggested(address)
    (tmp_path / "source.toml").write_text(description, encoding="utf-8")
    source = load_source(f"{tmp_path}/", tmp_path)
    connector = source.connector
    told = dict(source.description.connector)
    if isinstance(connector, Sparql):
        assert "?document" in told.pop("query")
    assert told == GUESSED[address]


def test_an_address_that_tells_nothing_leaves_the_connector_to_choose(tmp_path: Path) -> None:
    said, description = suggested("https://user:pass@www.council.example.be/avis?token=abc")
    assert said.startswith("https://www.council.example.be/avis?token=… is an address; a source is a folder with a source.toml")
    assert "./sources/be_council_example/source.toml" in said
    (tmp_path / "source.toml").write_text(description, encoding="utf-8")
    assert tomllib.loads(description)["connector"]["url"] == "https://www.council.example.be/avis?token=…"
    with pytest.raises(SourceError, match="there is no connector `…`; known are: api, ckan"):
        _ = load_source(f"{tmp_path}/", tmp_path).connector


def test_built_in_sources_of_the_same_host_are_named() -> None:
    assert "Built-in sources that ask the same host: fr_data_gouv_cnil." in suggested("https://www.data.gouv.fr/")[0]
    assert "Built-in" not in suggested("https://www.data.gouv.example/")[0]


@pytest.mark.parametrize("command", [("harvest",), ("harvest", "--dry-run"), ("check",)], ids=" ".join)
def test_every_command_that_takes_a_source_says_so(world: World, command: tuple[str, ...]) -> None:
    done = call(world, *command, "https://www.data.gouv.fr")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("moisson: https://www.data.gouv.fr is an address; a source is a folder")
    assert done.stderr.endswith('use = "udata"\nurl = "https://www.data.gouv.fr"\n')

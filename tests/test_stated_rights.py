"""A build acts on what documents state of their rights, and on licence files beside them, as a check sees them."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from command import call
from portal_harvest import NAME, Folder
from shared_data import shared
from small_source import SENTENCES, World

from moisson.check.readiness.reading import read

BY, BY_NC = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-nc/4.0/"
PAGE = "<!doctype html><html lang=fr><head><title>Avis</title>{}</head><body><main><p>{}</p></main></body></html>"
SOURCE = """
title = "Avis"
about = "Des avis."
language = "fr"
publisher = {{ name = "Ministère" }}

[connector]
use = "{use}"
{place}

[rights]
license = "CC-BY-4.0"
basis = "licence"
level = "portal"
stated = "CC BY 4.0"
where = "https://example.org/terms"
"""
TEXT = [" ".join(SENTENCES[n : n + 6]) for n in range(24)]
NC_TEXT = "Creative Commons Attribution-NonCommercial 4.0 International\n"
MIT = "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of this software.\n"


def outcome(folder: Folder) -> tuple[dict[str, Any], dict[str, tuple[str, str]]]:
    """The rows of a release by the end of their id, and the ledger's reasons with their details."""
    path = folder.build()
    rows = [row for file in path.glob("data/*/*.parquet") for row in pq.read_table(file).to_pylist()]
    ledger = [row for file in path.glob("ledger/*.parquet") for row in pq.read_table(file).to_pylist()]
    found = {row["id"].removeprefix(f"{NAME}/"): row for row in rows}
    return found, {row["id"].removeprefix(f"{NAME}/"): (row["reason"], row["detail"] or "") for row in ledger}


@pytest.fixture
def avis(tmp_path: Path) -> Folder:
    """A folder with one page that states nothing."""
    folder = Folder(tmp_path)
    folder.describe(SOURCE.format(use="folder", place='path = "../pages"'))
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "plain.html").write_text(PAGE.format("", TEXT[0]))
    return folder


def test_what_a_page_states_against_the_portal_keeps_it_out_and_is_told(avis: Folder) -> None:
    pages = avis.root / "pages"
    (pages / "nc.html").write_text(PAGE.format(f'<link rel="license" href="{BY_NC}">', TEXT[6]))
    (pages / "kept.html").write_text(PAGE.format(f'<meta name="dcterms.license" content="{BY}">', TEXT[12]))
    (pages / "reserved.xml").write_text(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><publicationStmt><availability>"
        "<licence>All rights reserved</licence></availability></publicationStmt></fileDesc></teiHeader>"
        f"<text><body><p>{TEXT[18]}</p></body></text></TEI>"
    )
    rows, ledger = outcome(avis)
    assert sorted(rows) == ["kept.html", "plain.html"]
    assert rows["kept.html"]["rights"]["level"] == "document"
    assert rows["plain.html"]["rights"]["level"] == "portal"
    reason, detail = ledger["nc.html"]
    assert reason == "rights:licence-not-allowed"
    assert f"stated {BY_NC}, where <link rel=license>" in detail
    assert "also license CC-BY-4.0, level portal, stated CC BY 4.0, where https://example.org/terms" in detail
    assert ledger["reserved.xml"][0] == "rights:licence-not-allowed"
    assert "All rights reserved" in ledger["reserved.xml"][1]


@pytest.mark.parametrize("glob", ["", 'include = ["**/*.html"]'])
def test_a_licence_file_speaks_for_its_folder_and_below_though_no_glob_names_it(avis: Folder, glob: str) -> None:
    avis.describe(SOURCE.format(use="folder", place=f'path = "../pages"\n{glob}'))
    closed = avis.root / "pages" / "closed" / "deep"
    closed.mkdir(parents=True)
    (closed.parent / "LICENSE").write_text(NC_TEXT)
    (closed / "page.html").write_text(PAGE.format("", TEXT[6]))
    rows, ledger = outcome(avis)
    assert "plain.html" in rows and "closed/deep/page.html" not in rows
    reason, detail = ledger["closed/deep/page.html"]
    assert reason == "rights:licence-not-allowed"
    assert "where closed/LICENSE" in detail and "also license CC-BY-4.0" in detail
    assert ("closed/LICENSE" in ledger) == (glob == "")


def test_a_licence_of_software_is_noted_and_decides_nothing(avis: Folder) -> None:
    (avis.root / "pages" / "LICENSE").write_text(MIT)
    rows, _ = outcome(avis)
    assert rows["plain.html"]["license"] == "CC-BY-4.0"
    (other,) = rows["plain.html"]["other_rights"]
    assert (other["relation"], other["stated"], other["where"]) == ("software", "MIT License", "LICENSE")


def test_a_licence_file_speaks_within_its_archive_only(avis: Folder) -> None:
    with ZipFile(avis.root / "pages" / "lot.zip", "w") as archive:
        archive.writestr("a/page.html", PAGE.format("", TEXT[6]))
        archive.writestr("LICENCE.txt", NC_TEXT)
    rows, ledger = outcome(avis)
    assert "plain.html" in rows
    assert ledger["lot.zip!a/page.html"][0] == "rights:licence-not-allowed"


def test_a_licence_file_in_a_folder_of_a_repository_speaks_for_that_folder(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    (repository / "closed").mkdir(parents=True)
    (repository / "open.html").write_text(PAGE.format("", TEXT[0]))
    (repository / "closed" / "page.html").write_text(PAGE.format("", TEXT[6]))
    (repository / "closed" / "COPYING").write_text(NC_TEXT)
    git = ["git", "-c", "user.name=essai", "-c", "user.email=essai@example.org", "-C", str(repository)]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "pages"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    folder = Folder(tmp_path)
    folder.describe(SOURCE.format(use="git", place=f'repository = "{repository}"\ninclude = ["**/*.html"]'))
    rows, ledger = outcome(folder)
    assert sorted(rows) == ["open.html"]
    assert "where closed/COPYING" in ledger["closed/page.html"][1]


def test_check_finds_what_a_build_acts_on(avis: Folder) -> None:
    pages = avis.root / "pages"
    (pages / "a").mkdir()
    (pages / "a" / "LICENSE").write_text(NC_TEXT)
    (pages / "a" / "open.html").write_text(PAGE.format(f'<link rel="license" href="{BY}">', TEXT[6]))
    (pages / "nc.html").write_text(PAGE.format(f'<a rel="license" href="{BY_NC}">x</a>', TEXT[12]))
    found = {each.key: each.count for each in read(pages).findings if each.topic == "rights"}
    assert found == {"rights-none": 1, "rights-closed": 3}  # the LICENSE is a text as well
    rows, ledger = outcome(avis)
    assert sorted(rows) == ["plain.html"]
    assert {"nc.html", "a/open.html"} <= ledger.keys()


def test_a_row_that_does_not_know_leaves_what_its_portal_says(avis: Folder) -> None:
    lines = [{"id": "1", "text": TEXT[6], "license": "unknown"}, {"id": "2", "text": TEXT[12], "license": BY_NC}]
    (avis.root / "pages" / "rows.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    rows, ledger = outcome(avis)
    (kept,) = (row for id, row in rows.items() if id != "plain.html")
    assert kept["rights"]["stated"] == "CC BY 4.0"
    assert [reason for reason, _ in ledger.values()] == ["rights:licence-not-allowed"]


def test_trace_and_card_tell_the_contradiction(avis: Folder) -> None:
    (avis.root / "pages" / "zero.html").write_text(
        PAGE.format('<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">', TEXT[6])
    )
    path = avis.build()
    assert "For 1 document several statements of rights contradict each other" in (path / "README.md").read_text()
    told = call(World(avis.root), "trace", f"{NAME}/zero.html").stdout
    assert "contradicts: CC0-1.0, document" in told


@pytest.mark.shared
def test_the_licences_of_real_tei_and_xml_are_found() -> None:
    found: Counter[str] = Counter()
    for set_ in ("parlamint-a", "tei-roman18", "nl-rechtspraak"):
        for stated in read(shared(set_)).measures["rights"]["stated"]:
            found[f"{set_} {stated['licence']}"] += stated["documents"]
    assert found["parlamint-a CC-BY-4.0"] > 10
    assert not [name for name in found if name.startswith("nl-rechtspraak")]

"""Site files of public machines: each figure has its source and its day, and a mistake is one sentence."""

from datetime import date
from pathlib import Path

import pytest

from moisson.compute.machine import known_sites, machine
from moisson.contracts.cores import cores
from moisson.contracts.errors import NotFound, UserError

SMALL = """\
title = "Ours"
operator = "We"

[sources]
sheet = { what = "the vendor's sheet", address = "https://example.org/sheet", seen = 2026-12-01 }

[partitions.node]
cores = { is = 32, from = "sheet" }
"""


def written(tmp_path: Path, text: str) -> str:
    (tmp_path / "ours.toml").write_text(text)
    return str(tmp_path / "ours.toml")


@pytest.mark.parametrize("name", known_sites())
def test_every_figure_of_a_ready_made_site_has_a_source_that_was_seen(name: str) -> None:
    """The model refuses a figure without source; here each source was seen, and has an address or says why it needs none."""
    found = machine(name)
    assert list(found.figures())
    for path, figure in found.figures():
        origin = found.sources[figure.origin]
        assert date(2026, 1, 1) < origin.seen, path
        assert origin.address is None or origin.address.startswith(("https://", "http://")), path


def test_the_public_machines_a_cloud_and_a_node_of_ones_own_are_there() -> None:
    assert known_sites() == ["jean-zay", "jupiter", "leonardo", "lumi", "marenostrum-5", "own", "scaleway"]


def test_a_node_of_ones_own_says_what_this_machine_says() -> None:
    found = machine("own")
    _, node = found.partition(None)
    assert node.cores and node.memory_gb
    assert (node.cores.value, found.sources[node.cores.origin].what) == (cores(), "this machine")
    assert node.memory_gb.value > 0.1
    assert node.watts is None


def test_the_power_of_the_whole_node_counts_before_that_of_its_chips(tmp_path: Path) -> None:
    more = 'chip_watts = { is = 300, from = "sheet" }\n'
    _, chips = machine(written(tmp_path, SMALL + more)).partition("node")
    _, whole = machine(written(tmp_path, SMALL + more + 'node_watts = { is = 420, from = "sheet" }\n')).partition("node")
    assert chips.watts and whole.watts
    assert (chips.watts.value, whole.watts.value) == (300, 420)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SMALL.replace('from = "sheet"', 'from = "hearsay"'), "a figure is from `hearsay`, which [sources] does not have"),
        (SMALL.replace("cores = {", "nodes = {").replace("is = 32", "is = 3.5"), "nodes = 3.5 is not a whole number"),
        (SMALL.replace("[partitions", 'b = { what = "B", seen = 2026-12-01 }\n[partitions'), "no figure is from source `b`"),
        (SMALL.replace("is = 32", 'is = "32"'), "`partitions.node.cores.is` = '32' is not accepted"),
        (SMALL.replace("is = 32", "is = -1"), "`partitions.node.cores.is` = -1 is not accepted"),
        (SMALL.replace("cores =", "core ="), "did you mean `cores`?"),
        (SMALL.replace("seen = 2026-12-01", 'seen = "today"'), "`sources.sheet.seen` = 'today' is not accepted"),
        (SMALL + "[", "is not TOML"),
        (SMALL + 'utilisation_low = { is = 0.3, from = "sheet" }', "utilisation_low and utilisation_high are two shares"),
        (SMALL.replace('"We"', '"We"\naccess = "prace"'), "`access` = 'prace' is not accepted"),
        ('title = "Ours"\noperator = "We"\npartitions = {}\n', "at least one kind of nodes"),
    ],
)
def test_a_wrong_site_file_is_one_sentence(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        machine(written(tmp_path, text))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_an_unknown_site_or_partition_is_told_by_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean `jean-zay`"):
        machine("jeanzay")
    with pytest.raises(NotFound, match="there is no such file"):
        machine(str(tmp_path / "none.toml"))
    with pytest.raises(UserError, match="did you mean `cpu_p1`"):
        machine("jean-zay").partition("cpu_p2")


def test_the_documentation_shows_a_site_file_that_loads(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "plan-and-costs.md"
    (block,) = page.read_text(encoding="utf-8").split("```toml\n")[1:]
    found = machine(written(tmp_path, block.partition("```")[0]))
    _, node = found.partition(None)
    assert node.watts and node.watts.value == 600
    assert node.billing and node.billing.eur_per_node_hour

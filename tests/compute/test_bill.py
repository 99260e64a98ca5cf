"""The bill of a release: measured energy where counters saw all the work, else an estimate, and it says which."""

from pathlib import Path
from typing import Any

import pytest

from moisson.compute.bill import taken
from moisson.compute.machine import machine
from moisson.contracts.errors import NotFound, UserError

SHEET = """\
title = "Ours"
operator = "We"
pue = { is = 1.5, from = "us" }
co2_g_per_kwh = { is = 41, from = "today" }

[sources]
us = { what = "what we measured", seen = 2026-12-01 }
today = { what = "the grid's operator, 30 November 2026", address = "https://example.org/grid", seen = 2026-11-30 }
prices = { what = "our own price sheet, 2026", seen = 2026-12-01 }

[partitions.node]
cores = { is = 10, from = "us" }
node_watts = { is = 400, from = "us" }
billing = { unit = "node-hour", per_node_hour = { is = 1, from = "prices" }, eur_per_node_hour = { is = 3, from = "prices" } }
"""
MEASURED = {"measured": True, "kwh": 0.02, "by_counter": {"package-0": 0.02}, "node": "n1"}
NOT_MEASURED = {"measured": False, "why": "this machine shows no energy counters in /sys/class/powercap", "node": "n1"}


def used(core_s: float) -> dict[str, Any]:
    return {"core_seconds": core_s, "tasks": 1, "peak_memory_bytes": 1, "read_bytes": 0, "written_bytes": 0}


def costs(energy: dict[str, Any], *nodes: str, **counts: int) -> dict[str, Any]:
    return {
        "used": {"map": used(35_000)},
        "driver_core_seconds": 1000.0,
        "nodes": {node: used(35_000 / len(nodes)) for node in nodes},
        "energy": energy,
        "seconds": {"map": 99.0, "map/extract": 1.0, "map/drop_short": 3.0, "corpus": 7.0},
        "disk": {},
        "counts": counts,
    }


def bill(tmp_path: Path, found: dict[str, Any], node: str | None = None, toml: str = SHEET) -> Any:
    (tmp_path / "ours.toml").write_text(toml)
    where = machine(str(tmp_path / "ours.toml"))
    return taken(found, where, *where.partition(None), node=node)["bill"]


def test_energy_is_measured_where_counters_saw_all_the_work(tmp_path: Path) -> None:
    found = bill(tmp_path, costs(MEASURED, "n1"))
    assert (found["energy"], found["kwh"], found["co2_kg"]) == ("measured", 0.03, pytest.approx(0.00123))
    assert any("measured by the counters of processors and memory, whatever else ran beside" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (costs(NOT_MEASURED, "n1"), "energy was not measured: this machine shows no energy counters"),
        (costs(MEASURED, "n1", "n2"), "the counters of n1 were read while this was built, 0.02 kWh, but not all was done there"),
        (costs(MEASURED, "n1", rows_mapped_by_slices=4), "but not all was done there and then"),
    ],
)
def test_what_no_counter_saw_is_estimated_and_says_why(found: dict[str, Any], why: str, tmp_path: Path) -> None:
    made = bill(tmp_path, found)
    assert (made["energy"], made["kwh"], made["node_hours"]) == ("estimated", 0.6, 1)
    assert any(why in note for note in made["notes"])
    assert any("estimated, not measured: by a node's power, with the share of the building" in note for note in made["notes"])


def test_co2_and_money_name_the_factor_the_price_their_source_and_day(tmp_path: Path) -> None:
    """A user's own sheet has the prices, and the factor of the day of the build."""
    made = bill(tmp_path, costs(NOT_MEASURED, "n1"))
    assert (made["eur"], made["co2_kg"]) == (3, pytest.approx(0.0246))
    assert "co2_g_per_kwh = 41: the grid's operator, 30 November 2026; seen 2026-11-30" in made["notes"]
    assert "partitions.node.billing.eur_per_node_hour = 3: our own price sheet, 2026; seen 2026-12-01" in made["notes"]


def test_the_map_is_parted_by_the_seconds_of_its_stages(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(SHEET)
    where = machine(str(tmp_path / "ours.toml"))
    told = taken(costs(NOT_MEASURED, "n1"), where, *where.partition(None))
    assert told["stages_of_map"] == {"map/extract": 8750, "map/drop_short": 26_250}


def test_without_cores_hours_stay_open_and_measured_energy_stands(tmp_path: Path) -> None:
    made = bill(tmp_path, costs(MEASURED, "n1"), toml=SHEET.replace('cores = { is = 10, from = "us" }\n', ""))
    assert (made["node_hours"], made["eur"], made["units"], made["kwh"]) == (None, None, None, 0.03)
    assert made["unknown"] == ["partitions.node.cores"]


def test_an_unknown_node_and_an_old_record_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="--node n3: nothing was done there"):
        bill(tmp_path, costs(MEASURED, "n1"), node="n3")
    with pytest.raises(UserError, match=r"costs\.json does not say what tasks took"):
        bill(tmp_path, {"seconds": {}})

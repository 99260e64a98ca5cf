"""A forecast scales what a sample measured, says what does not fit, and leaves open what a site does not publish."""

from pathlib import Path
from typing import Any

import pytest

from moisson.compute.application import of_corpus, of_training
from moisson.compute.forecast import Forecast, forecast
from moisson.compute.machine import machine
from moisson.compute.training import number, training, utilisation
from moisson.contracts.errors import UserError

NODE = """\
title = "Ours"
operator = "We"
country = "FR"
pue = { is = 1.5, from = "us" }
co2_g_per_kwh = { is = 50, from = "us" }
max_files = { is = 100, from = "us" }

[sources]
us = { what = "what we measured", seen = 2026-12-01 }

[partitions.node]
cores = { is = 10, from = "us" }
memory_gb = { is = 100, from = "us" }
node_watts = { is = 400, from = "us" }
billing = { unit = "core-hour", per_node_hour = { is = 10, from = "us" }, eur_per_node_hour = { is = 2, from = "us" } }
"""


def used(core_s: float, tasks: int, peak: float = 1e9) -> dict[str, Any]:
    return {"core_seconds": core_s, "tasks": tasks, "peak_memory_bytes": peak, "read_bytes": 0, "written_bytes": 0}


def costs(rows: int, map_s: float, join_s: float, peak: float = 1e9) -> dict[str, Any]:
    """A build of so many rows in parts of 100: two rounds over its blocks after the map."""
    disk = {"bytes": rows * 1000, "files": rows // 100}
    return {
        "counts": {"rows": rows, "rows_mapped": rows},
        "used": {"map": used(map_s, rows // 100, peak), "corpus/join": used(join_s, 2)},
        "driver_core_seconds": 18.0,
        "disk": {"shards": disk, "release": disk, "run": disk},
    }


def forecasted(tmp_path: Path, samples: list[dict[str, Any]], documents: int, toml: str = NODE) -> Forecast:
    (tmp_path / "ours.toml").write_text(toml)
    where = machine(str(tmp_path / "ours.toml"))
    return forecast(samples, documents, where, *where.partition(None))


def test_one_sample_is_scaled_in_proportion(tmp_path: Path) -> None:
    made = forecasted(tmp_path, [costs(10_000, 720, 360)], 1_000_000)
    assert made.core_hours == pytest.approx({"map": 20, "corpus/join": 10, "driving process": 0.5})
    assert made.bill.node_hours == pytest.approx(3.05)
    assert (made.bill.kwh, made.bill.co2_kg, made.bill.eur, made.bill.units) == pytest.approx((1.83, 0.0915, 6.1, 30.5))
    assert made.disk_gb == pytest.approx({"shards": 1, "release": 1, "run": 1})
    assert made.files == 30_000
    assert made.tasks == 10_000 + 2 * 16  # 100 parts became 10,000; two rounds over 16 blocks of 65,536
    assert made.jobs == 625 + 2 * 1
    assert "30,000 files are more than the 100 that a project may have by default" in made.notes


def test_two_samples_part_what_grows_from_what_does_not(tmp_path: Path) -> None:
    """100 seconds at any size, and 0.02 a document."""
    samples = [costs(20_000, 500, 10), costs(10_000, 300, 10)]
    made = forecasted(tmp_path, samples, 1_000_000)
    assert made.core_hours["map"] * 3600 == pytest.approx(100 + 0.02 * 1_000_000)
    assert made.core_hours["corpus/join"] * 3600 == pytest.approx(10)
    assert made.samples == [10_000, 20_000]


def test_memory_bounds_the_workers_of_a_node(tmp_path: Path) -> None:
    made = forecasted(tmp_path, [costs(10_000, 3600, 0, peak=25e9)], 10_000)
    assert made.workers_per_node == 4
    assert made.bill.node_hours == pytest.approx((3600 + 18) / 3600 / 4)
    assert "memory holds 4 workers a node, of 10 cores: the others stay idle" in made.notes


def test_what_a_site_does_not_publish_stays_open_and_is_named(tmp_path: Path) -> None:
    toml = "\n".join(line for line in NODE.splitlines() if not line.startswith(("node_watts", "billing", "pue")))
    made = forecasted(tmp_path, [costs(10_000, 720, 360)], 10_000, toml)
    assert (made.bill.kwh, made.bill.co2_kg, made.bill.eur, made.bill.units) == (None, None, None, None)
    assert {"partitions.node.node_watts", "partitions.node.billing"} <= set(made.bill.unknown)


def test_energy_by_design_power_says_what_it_leaves_out(tmp_path: Path) -> None:
    toml = NODE.replace("node_watts", "chip_watts").replace('pue = { is = 1.5, from = "us" }\n', "")
    bill = forecasted(tmp_path, [costs(10_000, 36_000, 0)], 10_000, toml).bill
    assert bill.kwh == pytest.approx(0.4 * 36_018 / 36_000)
    assert "pue" in bill.unknown
    assert any("without memory, network or disks, without cooling" in note for note in bill.notes)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"counts": {"rows": 10_000, "rows_mapped": 400}}, "only 400 were read for its build"),
        ({"counts": {"rows": 0, "rows_mapped": 0}}, "does not say what tasks took"),
    ],
)
def test_a_sample_that_says_too_little_is_refused(change: dict[str, Any], says: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=says):
        forecasted(tmp_path, [costs(10_000, 1, 1) | change], 20_000)


def test_a_training_is_six_operations_a_parameter_and_token() -> None:
    where = machine("jean-zay")
    name, nodes = where.partition(where.training_partition())
    made = training(1.3e9, 100e9, utilisation("0.4-0.5"), where, name, nodes)
    assert made.operations == pytest.approx(7.8e20)
    assert made.gpu_hours == pytest.approx((7.8e20 / (989e12 * 0.5) / 3600, 7.8e20 / (989e12 * 0.4) / 3600))
    assert [bill.node_hours for bill in made.bills] == pytest.approx([hours / 4 for hours in made.gpu_hours])
    assert made.state_gb == pytest.approx(20.8)
    assert of_training(made, where, name)["Partition"] == "gpu_p6"


def test_bloom_on_jean_zay_took_what_the_lower_utilisation_says() -> None:
    """384 A100 of 312 TFLOP/s, 105 seconds for 2048 x 2048 tokens."""
    _, low = utilisation(None)
    assert pytest.approx(low, abs=0.005) == 6 * 176e9 * 2048 * 2048 / 105 / 384 / 312e12


def test_nodes_without_known_accelerators_train_nothing() -> None:
    where = machine("jean-zay")
    with pytest.raises(UserError, match="does not give `gpus` for cpu_p1; take --partition gpu_p6"):
        training(1e9, 1e9, utilisation(None), where, *where.partition("cpu_p1"))
    where = machine("lumi")
    with pytest.raises(UserError, match=r"does not give the peak of its accelerators \(`gpu_tflops`\) for standard-g"):
        training(1e9, 1e9, utilisation(None), where, *where.partition("standard-g"))


def test_numbers_are_read_as_people_write_them() -> None:
    assert [number(text, "--tokens") for text in ("1.3b", "100e9", "7B", "2t", "300k", "12")] == [1.3e9, 1e11, 7e9, 2e12, 3e5, 12]
    for wrong in ("", "b", "1,3b", "-1", "0", "nan", "1e400", "1e99"):
        with pytest.raises(UserError, match="--tokens"):
            number(wrong, "--tokens")
    for wrong in ("0", "1.2", "0.3-1.4", "much", "nan"):
        with pytest.raises(UserError, match="--utilisation"):
            utilisation(wrong)


def test_an_application_has_what_the_forecast_says(tmp_path: Path) -> None:
    made = forecasted(tmp_path, [costs(10_000, 720, 360)], 1_000_000)
    where = machine(str(tmp_path / "ours.toml"))
    fields = of_corpus(made, where, *where.partition(None))
    assert fields["Node hours"] == 3.05
    assert fields["Allocation (core-hours)"] == 30.5
    assert (fields["Total storage required (Gbyte)"], fields["Of it needed after the run (Gbyte)"]) == (3, 2)
    assert fields["Maximum amount of memory per core (Mbyte)"] == 1000

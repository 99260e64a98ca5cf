"""A forecast scales what a sample measured, says what does not fit, and leaves open what a site does not publish."""

from pathlib import Path
from typing import Any

import pytest

from moisson.compute.application import of_corpus, of_training
from moisson.compute.forecast import Forecast, forecast
from moisson.compute.machine import machine
from moisson.compute.training import LOW, number, spoken, training, utilisation
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
        "counts": {"rows": rows, "rows_mapped": rows, "documents": rows, "text_bytes": rows * 1000},
        "used": {"map": used(map_s, rows // 100, peak), "corpus/join": used(join_s, 2)},
        "driver_core_seconds": 18.0,
        "disk": {"harvest": disk, "shards": disk, "release": disk, "run": disk},
    }


def forecasted(tmp_path: Path, samples: list[dict[str, Any]], documents: int, toml: str = NODE) -> Forecast:
    (tmp_path / "ours.toml").write_text(toml)
    where = machine(str(tmp_path / "ours.toml"))
    return forecast(samples, documents, where, *where.partition(None))


def without(toml: str, *names: str) -> str:
    """A site file that lacks figures."""
    return "\n".join(line for line in toml.splitlines() if not line.startswith(names))


def test_one_sample_is_scaled_in_proportion(tmp_path: Path) -> None:
    made = forecasted(tmp_path, [costs(10_000, 720, 360)], 1_000_000)
    assert made.core_hours == pytest.approx({"map": 20, "corpus/join": 10, "driving process": 0.5})
    assert made.bill.node_hours == pytest.approx(3.05)
    assert (made.bill.kwh, made.bill.co2_kg, made.bill.eur, made.bill.units) == pytest.approx((1.83, 0.0915, 6.1, 30.5))
    assert made.disk_gb == pytest.approx({"harvest": 1, "shards": 1, "release": 1, "run": 1})
    assert made.files == {"harvest": 10_000, "shards": 10_000, "release": 108, "run": 300}
    assert made.tasks == 10_000 + 2 * 3  # 100 parts became 10,000; two rounds over three blocks of 393,216
    assert made.tasks_per_job == 657  # of 10.9 seconds, on four cores: half an hour
    assert made.jobs == 16 + 1
    assert "20,408 files are more than the 100 that a project may have by default" in made.notes


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
    made = forecasted(tmp_path, [costs(10_000, 720, 360)], 10_000, without(NODE, "node_watts", "billing", "pue"))
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


def test_two_samples_of_one_size_count_as_their_median(tmp_path: Path) -> None:
    """A minute in which the same work took twice its time does not make the forecast."""
    quiet = [costs(10_000, 300, 10), costs(20_000, 500, 10)]
    loud = [
        costs(10_000, 300, 10),
        costs(10_000, 600, 20),
        costs(20_000, 500, 10),
        costs(20_000, 1000, 20),
        costs(20_000, 499, 10),
    ]
    loud.append(costs(10_000, 299, 10))
    first, second = (forecasted(tmp_path, samples, 1_000_000) for samples in (quiet, loud))
    assert second.core_hours["map"] == pytest.approx(first.core_hours["map"])
    assert second.samples == [10_000] * 3 + [20_000] * 3


def test_the_parts_of_a_forecast_make_up_the_whole_though_one_of_them_shrank(tmp_path: Path) -> None:
    """Noise makes a stage of the larger sample cheaper: the sum goes on along its own line, not along its growing parts alone."""
    samples = [costs(10_000, 300, 60), costs(20_000, 530, 30)]
    made = forecasted(tmp_path, samples, 1_000_000)
    assert sum(made.core_hours.values()) * 3600 == pytest.approx(578 + 0.02 * 980_000)


def test_a_sample_in_which_little_grows_is_said_to_be_too_small(tmp_path: Path) -> None:
    made = forecasted(tmp_path, [costs(1_000, 100, 10), costs(2_000, 105, 10)], 1_000_000)
    assert "of the largest sample's core-seconds only 8% grow with documents: take a larger" in made.notes
    assert "samples of one size cannot tell" in " ".join(forecasted(tmp_path, [costs(1_000, 100, 10)], 1_000_000).notes)


def test_a_sample_that_was_harvested_before_its_build_says_so(tmp_path: Path) -> None:
    apart, whole = costs(10_000, 720, 360), costs(10_000, 720, 360)
    whole["used"]["harvest"] = {**used(50, 1), "written_bytes": 20_000_000}
    assert "samples were harvested before they were built" in " ".join(forecasted(tmp_path, [apart], 20_000).notes)
    assert "the harvest is among the core-hours" in " ".join(forecasted(tmp_path, [whole], 20_000).notes)


def test_a_node_of_unknown_cores_leaves_hours_open_and_the_rest_stands(tmp_path: Path) -> None:
    made = forecasted(tmp_path, [costs(10_000, 720, 360)], 10_000, without(NODE, "cores"))
    assert made.core_hours["map"] == pytest.approx(0.2)
    assert (made.bill.node_hours, made.bill.kwh, made.bill.units, made.workers_per_node) == (None, None, None, None)
    assert made.bill.unknown[0] == "partitions.node.cores"
    assert made.disk_gb["shards"] == pytest.approx(0.01)


def test_a_round_larger_than_what_a_user_may_queue_is_said(tmp_path: Path) -> None:
    limits = 'max_jobs = { is = 10, from = "us" }\nbilling'
    made = forecasted(tmp_path, [costs(10_000, 720, 360)], 1_000_000, NODE.replace("billing", limits))
    assert made.jobs_at_once == 16
    assert "a round of 16 jobs is more than the 10 that one user may queue" in made.notes


def test_a_small_sample_s_parts_have_room_and_larger_ones_are_cut_by_their_text(tmp_path: Path) -> None:
    """Two parts of 1 MB hold more; past 16 MiB each is one more, with its files in the harvest and as shards."""
    small = costs(1_000, 10, 5)
    small["used"]["map"]["tasks"] = 2
    made = forecasted(tmp_path, [small], 1_000_000)
    parts = 2 + 60  # 999 MB by 16 MiB
    assert made.files["harvest"] == 10 + parts - 2
    assert made.files["shards"] == 10 * parts / 2
    assert made.tasks == parts + 32


def test_samples_of_different_blocks_say_how_rounds_grow(tmp_path: Path) -> None:
    """Of two tasks in a block and three in two, one is a block's, and the other there once."""
    small, large = costs(60_000, 10, 5), costs(120_000, 20, 5)
    large["used"]["corpus/join"]["tasks"] = 3
    small["used"]["map"]["tasks"], large["used"]["map"]["tasks"] = 6, 12
    made = forecasted(tmp_path, [small, large], 65_536 * 100)
    assert made.tasks == 656 + 1 + 17  # parts, and blocks of 393,216
    assert "upper bounds" not in " ".join(made.notes)
    assert "upper bounds" in " ".join(forecasted(tmp_path, [small], 65_536 * 100).notes)


def test_a_training_is_six_operations_a_parameter_and_token_and_its_attention() -> None:
    where = machine("jean-zay")
    name, nodes = where.partition(where.training_partition())
    made = training(6.7e9, 100e9, where, name, nodes, share=utilisation("0.4-0.5"))
    layers, width = 32, 4096  # of Llama 2 7B
    assert made.operations == pytest.approx((6 * 6.7e9 + 12 * layers * width * 4096) * 100e9, rel=0.02)
    assert made.attention == pytest.approx(0.14, abs=0.01)
    assert made.gpu_hours
    assert made.gpu_hours == pytest.approx([made.operations / (989.4e12 * share) / 3600 for share in (0.5, 0.4)])
    assert [bill.node_hours for bill in made.bills] == pytest.approx([hours / 4 for hours in made.gpu_hours])
    assert made.memory_gb == pytest.approx({"weights": 13.4, "gradients": 13.4, "optimizer": 80.4})
    short = training(6.7e9, 100e9, where, name, nodes, context=1)
    assert short.operations == pytest.approx(6 * 6.7e9 * 100e9, rel=1e-3)


def test_bloom_on_jean_zay_took_what_the_lower_utilisation_says() -> None:
    """384 A100 of 312 TFLOP/s, 105 seconds for 2048 x 2048 tokens."""
    assert pytest.approx(LOW, abs=0.005) == 6 * 176e9 * 2048 * 2048 / 105 / 384 / 312e12


def test_poro_on_lumi_took_what_the_site_file_says() -> None:
    """34.2e9 parameters at 174,378 tokens a second, by their own account 49,618 TFLOP/s, on 512 modules."""
    where = machine("lumi")
    name, nodes = where.partition(where.training_partition())
    assert name == "standard-g"
    assert nodes.gpu_tflops
    high, low = training(1.3e9, 100e9, where, name, nodes).utilisation
    peak = 512 * nodes.gpu_tflops.value * 1e12
    assert (low, high) == pytest.approx((6 * 34.2e9 * 174_378 / peak, 49_618e12 / peak), abs=0.005)


def test_nodes_without_known_accelerators_leave_hours_open_and_name_what_is_missing() -> None:
    where = machine("jean-zay")
    made = training(1e9, 1e9, where, *where.partition("cpu_p1"))
    assert made.gpu_hours is None
    assert made.operations > 6e18
    assert [bill.node_hours for bill in made.bills] == [None, None]
    assert made.bills[0].unknown[:2] == ["partitions.cpu_p1.gpu_tflops", "partitions.cpu_p1.gpus"]
    assert "of Jean Zay, --partition gpu_p6 has accelerators whose peak is known" in made.notes


def test_numbers_are_read_as_people_write_them() -> None:
    assert [number(text, "--tokens") for text in ("1.3b", "100e9", "7B", "2t", "300k", "12")] == [1.3e9, 1e11, 7e9, 2e12, 3e5, 12]
    assert [spoken(value) for value in (1.3e9, 100e9, 2.5e12, 7e6, 900)] == [
        "1.3 billion",
        "100 billion",
        "2.5 trillion",
        "7 million",
        "900",
    ]
    for wrong in ("", "b", "1,3b", "-1", "0", "nan", "1e400", "1e99"):
        with pytest.raises(UserError, match="--tokens"):
            number(wrong, "--tokens")
    for wrong in ("0", "1.2", "0.3-1.4", "much", "nan"):
        with pytest.raises(UserError, match="--utilisation"):
            utilisation(wrong)


@pytest.mark.parametrize("access", ["eurohpc", "genci"])
def test_an_application_has_what_the_forecast_says(access: str, tmp_path: Path) -> None:
    made = forecasted(tmp_path, [costs(10_000, 720, 360)], 1_000_000)
    (tmp_path / "theirs.toml").write_text(NODE.replace('country = "FR"', f'country = "FR"\naccess = "{access}"'))
    where = machine(str(tmp_path / "theirs.toml"))
    forms = of_corpus(made, where, *where.partition(None))
    assert all(form["address"].startswith("https://") and form["seen"] for form in forms)
    fields = {name: value for form in forms for name, value in form["fields"].items()}
    if access == "eurohpc":
        assert fields["Requested amount of resources (node hours)"] == 3.05
        assert fields["Maximum amount of SCRATCH needed at a time (TB)"] == 0.004
        assert fields["Maximum amount of WORK needed at a time (TB)"] == 0.001
        assert fields["Maximum # files to be stored on WORK (thousands)"] == 0.108
        assert fields["Maximum amount of memory per process/thread (MB)"] == 1000
        assert fields["Total storage required (GB)"] == 4
        assert fields["Number of jobs simultaneously"] is None  # the site file does not say how many a user may have
        assert fields["Wall clock time of a typical job execution (hours)"] == pytest.approx(30.5 / 17 / 4, rel=1e-3)
    else:
        assert fields["Number of hours requested (core hours)"] == 30.5
        assert fields["Type of access"].startswith("Dynamic Access")
        assert len(fields["Technical justifications (minimum 200 characters)"]) >= 200
        large = forecasted(tmp_path, [costs(10_000, 720, 360)], 1_000_000_000_000)
        (form,) = of_corpus(large, where, *where.partition(None))
        assert form["fields"]["Type of access"].startswith("Regular Access")


def test_a_training_is_asked_for_in_a_range() -> None:
    for site, field in (
        ("jean-zay", "Number of hours requested (GPU, gpu_p6)"),
        ("jupiter", "Requested amount of resources (node hours)"),
    ):
        where = machine(site)
        name, nodes = where.partition(where.training_partition())
        made = training(1.3e9, 100e9, where, name, nodes)
        (form,) = of_training(made, where, name, nodes)
        least, most = form["fields"][field]
        assert least == pytest.approx(most * 0.35 / 0.43, rel=1e-3)
    own = machine("own")
    assert of_training(made, own, *own.partition(None)) == []

"""`costs.json` says what tasks took, wherever they ran, and a release's bytes do not depend on it."""

import subprocess
import sys
import time
from pathlib import Path

from small_source import World, digests, entries, mixed

from moisson.workspace.storage import read_json
from moisson.workspace.usage import metered, node

PHASES = {"harvest", "map", "corpus/join", "corpus/drop_exact_duplicates", "corpus/decisions", "write"}


def test_the_core_seconds_of_work_and_of_what_it_started_are_metered() -> None:
    burn = "import time\nuntil = time.process_time() + 0.3\nwhile time.process_time() < until: pass"
    with metered() as alone:
        until = time.process_time() + 0.3
        while time.process_time() < until:
            pass
    with metered() as ended:
        subprocess.run([sys.executable, "-c", burn], check=True)
    process = subprocess.Popen([sys.executable, "-c", f"{burn}\nprint(flush=True)\ntime.sleep(60)"], stdout=subprocess.PIPE)
    with process:
        with metered() as running:
            assert process.stdout
            process.stdout.readline()
        process.kill()
    with metered() as idle:
        time.sleep(0.3)
    for used in (alone, ended, running):
        assert used.core_seconds >= 0.25
    assert idle.core_seconds < 0.15 < 0.3 <= idle.wall_seconds


def test_bytes_that_are_written_and_read_are_metered(tmp_path: Path) -> None:
    with metered() as writing:
        (tmp_path / "file").write_bytes(bytes(3_000_000))
    with metered() as reading:
        (tmp_path / "file").read_bytes()
    assert 3_000_000 <= writing.written_bytes < 3_100_000
    assert 3_000_000 <= reading.read_bytes < 3_100_000
    assert writing.peak_memory_bytes > 3_000_000


def test_a_build_says_what_each_phase_stage_and_node_took(world: World) -> None:
    world.publish(mixed())
    built = world.build()
    costs = read_json(built.path / "costs.json")
    used = costs["used"]
    assert used.keys() >= PHASES
    assert all(used[phase]["tasks"] >= 1 and used[phase]["wall_seconds"] > 0 for phase in PHASES)
    assert used["map"]["core_seconds"] > 0
    assert used["map"]["written_bytes"] > 0
    assert costs["nodes"].keys() == {node()}
    assert costs["nodes"][node()]["tasks"] == sum(each["tasks"] for each in used.values())
    files = [path for path in built.path.rglob("*") if path.is_file() and path.name != "costs.json"]
    assert costs["disk"]["release"] == {"bytes": sum(path.stat().st_size for path in files), "files": len(files)}
    assert costs["disk"]["shards"]["bytes"] > 0
    assert costs["counts"]["rows_mapped"] == costs["counts"]["rows"] > 0


def test_what_was_mapped_before_is_not_said_to_be_mapped_again(world: World) -> None:
    world.publish(entries(6))
    world.build()
    again = world.build(recipe=world.recipe(name="autre"))
    costs = read_json(again.path / "costs.json")
    assert costs["counts"]["rows_mapped"] == 0
    assert "map" not in costs["used"]


def test_a_build_records_the_energy_that_its_machine_counts(world: World) -> None:
    counters, zone = world.root / "powercap", world.root / "powercap" / "intel-rapl:0"
    zone.mkdir(parents=True)
    for name, value in (("name", "package-0"), ("energy_uj", "77"), ("max_energy_range_uj", "262143328850")):
        (zone / name).write_text(value, encoding="ascii")
    world.publish(entries(4))
    with_counters = read_json(world.build("one", counters=counters).path / "costs.json")["energy"]
    assert with_counters == {"measured": True, "kwh": 0.0, "by_counter": {"package-0": 0.0}, "node": node()}
    without = read_json(world.build("two", counters=world.root / "none").path / "costs.json")["energy"]
    assert without["measured"] is False
    assert "no energy counters" in without["why"]


def test_two_builds_differ_in_their_costs_alone(world: World) -> None:
    world.publish(mixed())
    first, second = world.build("one"), world.build("two")
    assert digests(first.path) == digests(second.path)
    assert (first.path / "costs.json").read_bytes() != (second.path / "costs.json").read_bytes()

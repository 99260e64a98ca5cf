"""Energy is measured where the machine shows its counters, and said not to be where it does not."""

from pathlib import Path
from time import monotonic, sleep

import pytest

from moisson.workspace.energy import counted

RANGE = 262_143_328_850  # microjoules, as a server's counter has it


def counter(folder: Path, zone: str, name: str, microjoules: int) -> Path:
    """A counter as the kernel lays it out in /sys/class/powercap."""
    (folder / zone).mkdir(parents=True, exist_ok=True)
    (folder / zone / "name").write_text(f"{name}\n", encoding="ascii")
    (folder / zone / "max_energy_range_uj").write_text(f"{RANGE}\n", encoding="ascii")
    return set_to(folder / zone / "energy_uj", microjoules)


def set_to(path: Path, microjoules: int) -> Path:
    """In one step, as the kernel answers."""
    new = path.with_name("new")
    new.write_text(f"{microjoules}\n", encoding="ascii")
    return new.replace(path)


def test_packages_and_memory_are_summed_and_nothing_counts_twice(tmp_path: Path) -> None:
    first = counter(tmp_path, "intel-rapl:0", "package-0", 5_000_000)
    second = counter(tmp_path, "intel-rapl:1", "package-1", 7_000_000)
    memory = counter(tmp_path, "intel-rapl:0:1", "dram", 1_000_000)
    others = [
        counter(tmp_path, "intel-rapl:0:0", "core", 0),  # part of the package
        counter(tmp_path, "intel-rapl:2", "psys", 0),  # of the whole platform, packages included
        counter(tmp_path, "intel-rapl-mmio:0", "package-0", 0),  # the same counter by another way
    ]
    (tmp_path / "intel-rapl").mkdir()  # the kind of counters, which is listed among them
    with counted(tmp_path) as energy:
        set_to(first, 5_000_000 + 3_600_000_000)
        set_to(second, 7_000_000 + 1_800_000_000)
        set_to(memory, 1_000_000 + 360_000_000)
        for other in others:
            set_to(other, 9_000_000_000)
        said = energy.as_dict()
    assert said["measured"] is True
    assert said["kwh"] == pytest.approx(1.6e-3)
    assert said["by_counter"] == pytest.approx({"package-0": 1e-3, "package-1": 0.5e-3, "dram of intel-rapl:0": 0.1e-3})


def test_a_counter_that_starts_again_goes_on(tmp_path: Path) -> None:
    path = counter(tmp_path, "intel-rapl:0", "package-0", RANGE - 1_000_000)
    with counted(tmp_path) as energy:
        set_to(path, 2_000_000)
        energy.read()
        set_to(path, 4_000_000)
        assert energy.as_dict()["kwh"] == pytest.approx(5 / 3.6e6, rel=1e-4)


def test_a_counter_is_read_while_the_work_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rounds of a counter that nobody asked about in between are both counted."""
    monkeypatch.setattr("moisson.workspace.energy.OFTEN_S", 0.01)
    path = counter(tmp_path, "intel-rapl:0", "package-0", 0)
    with counted(tmp_path) as energy:
        for _ in range(2):
            for value in (RANGE // 2, 0):
                set_to(path, value)
                until = monotonic() + 10
                while energy.zones[0].last_uj != value and monotonic() < until:
                    sleep(0.005)
        assert energy.as_dict()["kwh"] == pytest.approx(2 * RANGE / 1e6 / 3.6e6)


def test_without_counters_the_record_says_why(tmp_path: Path) -> None:
    with counted(tmp_path / "none") as energy:
        said = energy.as_dict()
    assert said == {"measured": False, "why": f"this machine shows no energy counters in {tmp_path / 'none'}"}


def test_a_counter_that_cannot_be_read_is_no_zero(tmp_path: Path) -> None:
    path = counter(tmp_path, "intel-rapl:0", "package-0", 0)
    path.unlink()
    path.mkdir()
    with counted(tmp_path) as energy:
        assert "cannot be read" in energy.as_dict()["why"]
    path.rmdir()
    set_to(path, 5)
    with counted(tmp_path) as energy:
        path.unlink()
        said = energy.as_dict()
    assert said["measured"] is False
    assert "could not be read to the end" in said["why"]

"""The energy that a machine counts for its processors and memory, while a build runs on it.

Linux shows the counters of Intel's and AMD's processors (RAPL) as files, `powercap` in the kernel's documentation: microjoules
that start again from zero after some minutes of work, so they are read once a minute. They count the whole machine, with all that
runs on it beside, and leave out its disks, network and power supply. Since 2020 root alone may read them, unless whoever runs the
machine allows it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

POWERCAP = Path("/sys/class/powercap")
OFTEN_S = 60.0
JOULES_A_KWH = 3.6e6


@dataclass
class _Zone:
    """One counter."""

    path: Path
    name: str
    range_uj: int  # after which it starts again
    last_uj: int
    total_uj: int = 0

    def read(self) -> None:
        now = int(self.path.read_text(encoding="ascii"))
        self.total_uj += now - self.last_uj + (self.range_uj if now < self.last_uj else 0)
        self.last_uj = now


@dataclass
class Energy:
    """What was counted since `counted` began. `why` says what is missing where nothing was."""

    zones: list[_Zone] = field(default_factory=list)
    why: str = "no counter was read"
    _lock: Lock = field(default_factory=Lock, repr=False)

    def read(self) -> None:
        """Add what was used since the last look. A counter that can no longer be read ends the measurement."""
        with self._lock:
            try:
                for zone in self.zones:
                    zone.read()
            except (OSError, ValueError) as error:
                self.zones, self.why = [], f"a counter could not be read to the end: {error}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON: kilowatt-hours by counter, or why there are none."""
        self.read()
        if not self.zones:
            return {"measured": False, "why": self.why}
        kwh = {zone.name: round(zone.total_uj / 1e6 / JOULES_A_KWH, 9) for zone in self.zones}
        return {"measured": True, "kwh": round(sum(kwh.values()), 9), "by_counter": kwh}


@contextmanager
def counted(folder: Path = POWERCAP) -> Iterator[Energy]:
    """Read the counters now, once a minute, and whenever asked, until the context ends."""
    energy = Energy()
    energy.zones, energy.why = _zones(folder)
    over = Event()

    def look() -> None:
        while not over.wait(OFTEN_S):
            energy.read()

    if not energy.zones:
        yield energy
        return
    thread = Thread(target=look, name="moisson-energy", daemon=True)
    thread.start()
    try:
        yield energy
    finally:
        over.set()
        thread.join()


def _zones(folder: Path) -> tuple[list[_Zone], str]:
    """The counters of packages, and of memory, which packages leave out; all others are parts of a package, or sums."""
    found = []
    try:
        for zone in sorted(folder.glob("intel-rapl:*")):
            name = (zone / "name").read_text(encoding="ascii").strip()
            if name.startswith("package-") or name == "dram":
                path, most = zone / "energy_uj", int((zone / "max_energy_range_uj").read_text(encoding="ascii"))
                label = name if name != "dram" else f"dram of {zone.name.rpartition(':')[0]}"
                found.append(_Zone(path, label, most, int(path.read_text(encoding="ascii"))))
    except PermissionError as error:
        return [], f"{error.filename} may not be read, but by root"
    except (OSError, ValueError) as error:
        return [], f"the counters in {folder} cannot be read: {error}"
    return found, f"this machine shows no energy counters in {folder}"

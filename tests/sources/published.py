"""A ready-made source against a server on this machine that speaks the publisher's documented structure, as a user runs it."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

import pyarrow.parquet as pq
from loopback import Loopback

from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot
from moisson.source.description import BUILT_IN, Source, load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

PACE = re.compile(r"\brequests_per_second = [\d.]+(,?)")


@dataclass
class Published:
    """A copy of a source that asks `far` where it asks `hosts`: nothing else in it is changed."""

    name: str
    far: Loopback
    hosts: tuple[str, ...]
    root: Path
    folder: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.root / self.name
        copytree(BUILT_IN / self.name, self.folder)
        path = self.folder / "source.toml"
        text = path.read_text(encoding="utf-8")
        for host in self.hosts:
            assert host in text
            place = self.far.address.partition("://")[2]  # with its port, which credentials are for
            text = text.replace(f"https://{host}", self.far.address)
            text = text.replace(f'"{host}" =', f'"{place}" =').replace(f'"{host}"', '"127.0.0.1"')
        here = 'requests_per_second = 0.0, retries = 0, allow_hosts = ["127.0.0.1"]'
        inline = "manners = {" in text
        text, times = PACE.subn(lambda found: f"{here if inline else here.replace(', ', chr(10))}{found[1]}", text)
        assert times == 1
        path.write_text(text, encoding="utf-8")

    def change(self, before: str, after: str) -> None:
        """Change the copy, where a whole source is too long for a test."""
        path = self.folder / "source.toml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")

    @property
    def source(self) -> Source:
        return load_source(str(self.folder), self.root)

    def live(self) -> str:
        """What `moisson check SOURCE --live` says."""
        command = [sys.executable, "-m", "moisson", "check", f"./{self.name}", "--live"]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def harvest(self) -> Snapshot:
        """Bring it up to date."""
        return harvest(self.source, Options(workspace=Workspace(self.root / "build")))

    def texts(self, snapshot: Snapshot) -> dict[str, str]:
        """The text of every document of a snapshot, by id without the source's name."""
        source, found = self.source, {}
        live = {(row["id"], row["version"]) for row in snapshot.rows().to_pylist() if row["state"] != "vanished"}
        for path in sorted(Workspace(self.root / "build").parts(self.name).glob("*.parquet")):
            for row in pq.read_table(path).to_pylist():
                if (row["id"], row["version"]) in live:
                    read = [text.text for text in source.reader.read(row["content"])]
                    found[row["id"].removeprefix(f"{self.name}/")] = "\n\n".join(read)
        return found

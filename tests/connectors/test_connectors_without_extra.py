"""Without the extra, a connector that asks a far host says what to install; everything else works."""

import subprocess
import sys

BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("httpx2", "h11"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
from moisson.connectors import make_connector
from moisson.contracts.errors import SourceError
from moisson.contracts.stage import stages
import moisson.check.descriptions, moisson.harvest.harvest, moisson.check.readiness
import moisson.harvest.withdrawn.memory, moisson.stewardship.withdraw.purge
assert "read_reservations" in stages()
make_connector({"use": "folder", "path": "."}, "source.toml")
try:
    make_connector({"use": "oai", "url": "https://example.org/oai"}, "source.toml")
except SourceError as error:
    print(error)
"""


def test_a_connector_says_what_it_needs() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "connector `oai` needs httpx2; install it by `pip install 'moisson[web]'`.\n"

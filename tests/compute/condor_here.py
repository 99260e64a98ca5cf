"""HTCondor on this machine, on loopback: all its daemons, as Debian packages them, with two cores to give."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

PROGRAMS = ("condor_master", "condor_submit", "condor_status", "condor_wait")
# HTCondor runs no job of root: its daemons and whoever submits see themselves as a user that every system has.
AS_USER = ("unshare", "--user", "--map-user=1", "--map-group=1")
CONF = """\
LOCAL_DIR = {root}
LOG = $(LOCAL_DIR)/log
SPOOL = $(LOCAL_DIR)/spool
EXECUTE = $(LOCAL_DIR)/execute
LOCK = $(LOCAL_DIR)/lock
RUN = $(LOCAL_DIR)/run
RELEASE_DIR = /usr
LIBEXEC = /usr/libexec/condor
use security:user_based
use ROLE: CentralManager, Submit, Execute
NETWORK_INTERFACE = 127.0.0.1
BIND_ALL_INTERFACES = False
CONDOR_HOST = 127.0.0.1
COLLECTOR_HOST = $(CONDOR_HOST):0
COLLECTOR_ADDRESS_FILE = $(LOG)/.collector_address
USE_SHARED_PORT = False
SEC_DEFAULT_AUTHENTICATION_METHODS = FS
ALLOW_WRITE = *
ALLOW_READ = *
ALLOW_ADMINISTRATOR = *
ALLOW_DAEMON = *
ALLOW_NEGOTIATOR = *
SCHEDD_INTERVAL = 2
NEGOTIATOR_INTERVAL = 1
NEGOTIATOR_CYCLE_DELAY = 1
NEGOTIATOR_MIN_INTERVAL = 1
UPDATE_INTERVAL = 2
RUNBENCHMARKS = 0
NUM_CPUS = 2
MEMORY = 4096
"""


def missing() -> str:
    """Why there can be no pool here; empty where there can."""
    if absent := [name for name in PROGRAMS if which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None]:
        return f"{', '.join(absent)} not installed (apt-get install condor)"
    done = subprocess.run([*AS_USER, "true"], capture_output=True, check=False)
    return "this system lets nobody make user namespaces" if done.returncode else ""


@contextmanager
def pool(root: Path) -> Iterator[dict[str, str]]:
    """A pool that takes jobs; gives what the environment of its commands needs."""
    for name in ("log", "spool", "execute", "lock", "run"):
        (root / name).mkdir()
    (root / "condor_config").write_text(CONF.format(root=root))
    said = {"CONDOR_CONFIG": str(root / "condor_config")}
    master = which("condor_master", path="/usr/sbin:/usr/bin")
    with (root / "said").open("wb") as file:
        process = subprocess.Popen([*AS_USER, str(master), "-f"], env=os.environ | said, stdout=file, stderr=file)
    try:
        deadline = time.monotonic() + 120
        command = [*AS_USER, "condor_status", "-af", "State"]
        while b"Unclaimed" not in subprocess.run(command, env=os.environ | said, capture_output=True, check=False).stdout:
            assert time.monotonic() < deadline and process.poll() is None, "HTCondor has no free slot within two minutes"
            time.sleep(0.5)
        yield said
    finally:
        process.terminate()
        process.wait(60)

"""A cluster on this machine: Slurm's controller and two nodes on loopback, as Debian packages them, without systemd."""

import os
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol")
LARGEST_ARRAY = 8
CONF = """\
ClusterName=here
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
AuthType=auth/munge
AuthInfo=socket={root}/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation={root}/state
SlurmdSpoolDir={root}/spool-%n
SlurmctldPidFile={root}/slurmctld.pid
SlurmdPidFile={root}/slurmd-%n.pid
SlurmctldLogFile={root}/slurmctld.log
SlurmdLogFile={root}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
ReturnToService=2
SlurmdTimeout=5
InactiveLimit=0
KillWait=2
MaxArraySize={largest}
MpiDefault=none
NodeName=n[1-2] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{ports[1]}-{ports[2]}] CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def missing() -> str:
    """Why there can be no cluster here; empty where there can."""
    if absent := [name for name in PROGRAMS if which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None]:
        return f"{', '.join(absent)} not installed (apt-get install slurm-wlm munge)"
    return "" if os.getuid() == 0 else "Slurm's daemons are started as root"


@dataclass
class Cluster:
    """Two nodes, n1 and n2, of two cores each."""

    root: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        """Start all daemons; `SLURM_CONF` names this cluster from now on."""
        os.environ["SLURM_CONF"] = str(self.root / "slurm.conf")
        (self.root / "state").mkdir()
        (self.root / "munge.key").write_bytes(secrets.token_bytes(1024))
        (self.root / "munge.key").chmod(0o400)
        host = socket.gethostname().partition(".")[0]
        conf = CONF.format(host=host, root=self.root, ports=_ports(), largest=LARGEST_ARRAY)
        (self.root / "slurm.conf").write_text(conf)
        files = {name: self.root / f"munge.{name}" for name in ("key", "socket")}
        kept = {f"--{name}-file": self.root / f"munge.{name}" for name in ("pid", "log", "seed")}
        options = [
            f"--key-file={files['key']}",
            f"--socket={files['socket']}",
            *(f"{name}={path}" for name, path in kept.items()),
        ]
        self._daemon("munged", "--foreground", "--force", *options)
        _until(files["socket"].exists, "munged listens")
        self._daemon("slurmctld", "-D", "-c")
        _until(lambda: not _call("scontrol", "ping").returncode, "slurmctld answers")
        for node in ("n1", "n2"):
            self.start_node(node)
        _until(lambda: _call("sinfo", "-h", "-N", "-o", "%T").stdout.split() == ["idle", "idle"], "both nodes are idle")

    def start_node(self, node: str) -> None:
        self._daemon("slurmd", "-D", "-N", node, name=node)

    def kill_node(self, node: str) -> None:
        """End a node's daemon and everything that runs on it, as if its power failed."""
        self.processes.pop(node).kill()
        for process in list(self.processes_of(node)):
            with suppress(ProcessLookupError):
                os.kill(_parent(process), signal.SIGKILL)  # what would report the end of a job
        for process in list(self.processes_of(node)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def processes_of(self, node: str) -> Iterator[int]:
        """The processes of jobs on a node."""
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                said = path.read_bytes().split(b"\0")
                if f"SLURMD_NODENAME={node}".encode() in said and f"SLURM_CONF={self.root}/slurm.conf".encode() in said:
                    yield int(path.parent.name)

    def stop(self) -> None:
        _call("scancel", "--user=root")
        for name in ("n1", "n2"):
            if name in self.processes:
                self.kill_node(name)
        for process in self.processes.values():
            process.terminate()
            process.wait(20)
        del os.environ["SLURM_CONF"]

    def _daemon(self, program: str, *options: str, name: str = "") -> None:
        path = which(program, path=f"{os.environ['PATH']}:/usr/sbin")
        with (self.root / f"{name or program}.out").open("wb") as said:
            self.processes[name or program] = subprocess.Popen([str(path), *options], stdout=said, stderr=said)


def _ports() -> list[int]:
    """Three free ports, the second and the third next to each other."""
    while True:
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            one.bind(("127.0.0.1", 0))
            two.bind(("127.0.0.1", 0))
            with suppress(OSError):
                three.bind(("127.0.0.1", two.getsockname()[1] + 1))
                return [each.getsockname()[1] for each in (one, two, three)]


def _parent(process: int) -> int:
    status = Path(f"/proc/{process}/stat").read_text()
    return int(status.rpartition(")")[2].split()[1])


def _call(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, f"not within a minute: {what}"
        time.sleep(0.1)


def hurry(over: threading.Event) -> None:
    """Let jobs that Slurm has requeued start at once; it would wait for two minutes."""
    while not over.wait(1):
        for job in queued("--states=PENDING"):
            subprocess.run(["scontrol", "update", f"jobid={job}", "StartTime=now"], capture_output=True, check=False)


def queued(*of: str) -> list[str]:
    return subprocess.run(["squeue", "-h", "-r", "-o", "%i", *of], capture_output=True, text=True, check=True).stdout.split()

"""Large files in a connector's memory: archives and captures that hold a withdrawn document, without it or gone."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from moisson.connectors.files.archive import HEAD_BYTES, members, plain, sniff
from moisson.connectors.files.bounds import Unreadable
from moisson.connectors.files.rewrite_tar import write_without
from moisson.connectors.memory.store import Store
from moisson.contracts.disk import disk
from moisson.contracts.identity import digest, fingerprint
from moisson.harvest.withdrawn.traces import Traces
from moisson.readers.contract import Refused

KINDS = {  # begins the keys of files whose documents are called by what stands in them
    "dump": re.compile(r"dump:[0-9a-f]{16}:archive:"),
    "warc": re.compile(r"warc:[0-9a-f]{16}:file:"),
}
DATED = re.compile(r"(?<!\./)(?:\./)*\d{8}-\d{6}/")  # the folder that wraps a delta
ENDING = ".xml"  # which lists of deletions leave out
LOOKED_INTO = "it"  # what an archive is called while it is looked into


def downloads(store: Store, traces: Traces, look: bool) -> dict[str, Any]:
    """Leave no large file that holds a document; gives what has to be remembered of them.

    An archive of a dump is written anew without it, since the server may list it no longer; others are taken away. Without `look`
    those go that were taken away before.
    """
    before, files = traces.before, _cuttable(store)
    known = [sorted(names) for names in (traces.names, traces.ids, traces.paths, traces.contents)]
    sign = traces.mark(fingerprint(known))
    sound, gone = dict[str, Any](), list[str]()
    with disk(store.folder):
        for path in sorted((store.folder / "downloads").glob("*")):
            if path.suffix == ".json":
                continue
            name = path.name
            if look:
                clean = before.get("looked", {}).get(name) == _state(path, sign)
                clean = clean or (name in files and _cut(store, *files[name], path, traces)) or not holds(path, traces)
            else:
                clean = name not in before.get("downloads", ())
            if clean:
                sound[name] = _state(path, sign)
            else:
                gone.append(name)
                path.unlink()
                path.with_name(f"{name}.json").unlink(missing_ok=True)
    return {"looked": sound, "downloads": gone}


def _state(path: Path, sign: str) -> list[Any]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, sign]


def _cuttable(store: Store) -> dict[str, tuple[str, str]]:
    """The kinds and keys of files that can be written anew without a document, by their names."""
    rows = ((kind, key, value) for kind in KINDS for key, value in store.items(f"{kind}:") if KINDS[kind].match(key))
    return {Path(value["path"]).name: (kind, key) for kind, key, value in rows}


def holds(data: Path | BytesIO, traces: Traces) -> bool:
    """Whether an archive or a file of captures holds a document, as far as it can be looked into."""
    inside = {path.partition("!")[2] or path for path in traces.paths}
    for found in members(LOOKED_INTO, data):
        if isinstance(found, Refused):
            if found.id == LOOKED_INTO:
                return True
            continue
        name = found.path.partition("!")[2]
        ends = {name[at.end() :] for at in re.finditer(r"\A|[!/]", name)}
        hit = {digest(found.data)} & traces.contents or inside & ends or {traces.stem(name)} - {""}
        if not hit and found.data.startswith(b"WARC/"):
            hit = {one for one in (*traces.names, *traces.ids) if one.encode("utf-8", "surrogateescape") in found.data}
        if hit:
            traces.hit |= hit
            return True
    return False


def _cut(store: Store, kind: str, key: str, path: Path, traces: Traces) -> bool:
    """Take the documents out of a file, where their names tell what in it they are; says whether it could."""
    target = path.with_name(f"{path.name}.cut")
    known = store.known(key) or {}
    try:
        if not (_dump_cut if kind == "dump" else _warc_cut)(path, target, traces):
            return True
        # Both sizes until it has its place: a kill between must not make a file of it that is not whole.
        store.remember(key, {**known, "size": target.stat().st_size, "size_before": known["size"]})
        store.close()
        target.replace(path)
        store.remember(key, {**known, "size": path.stat().st_size})
    except Unreadable:
        return False
    finally:
        target.unlink(missing_ok=True)
    return True


def _dump_cut(path: Path, target: Path, traces: Traces) -> bool:
    def left(name: str, data: bytes) -> bytes | None:
        inside = DATED.sub("", plain(name), count=1)
        if inside in traces.mixed:
            raise Unreadable("withdrawn", "is a file that holds others")
        if inside in traces.paths or inside in traces.ids or (inside := traces.stem(inside)):
            traces.hit.add(inside)
            return None
        if sniff(data[:HEAD_BYTES]) and holds(BytesIO(data), traces):
            raise Unreadable("withdrawn", "lies in an archive within")
        return _unlisted(data, traces)

    return write_without(path, target, left)


def _warc_cut(path: Path, target: Path, traces: Traces) -> bool:
    from moisson.connectors.warc.rewrite import (
        write_without as without_captures,  # it needs fastwarc, and who has such a file has it
    )

    def gone(name: str) -> bool:
        if name not in traces.paths and name not in traces.ids:
            return False
        if name in traces.mixed:
            raise Unreadable("withdrawn", "is a capture that holds others")
        traces.hit.add(name)
        return True

    return without_captures(path, target, gone)


def _unlisted(data: bytes, traces: Traces) -> bytes:
    """A list of paths with blanks in the place of those of documents; anything else as it is."""
    lines = data.split(b"\n")
    if not all(b"/" in line and b"<" not in line for line in lines if line.strip()):
        return data
    paths = {path.removesuffix(ENDING) for path in (*traces.paths, *traces.ids)}

    def left(line: bytes) -> bytes:
        path = DATED.sub("", line.decode("utf-8", "surrogateescape").strip(), count=1).removesuffix(ENDING)
        return b" " * len(line) if path in paths or traces.stem(path) else line

    return b"\n".join(map(left, lines))

"""Removes withdrawn documents from archives and web captures in a connector's memory, or deletes the files."""

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

KINDS = {  # keys of files whose documents are named after their content
    "dump": re.compile(r"dump:[0-9a-f]{16}:archive:"),
    "warc": re.compile(r"warc:[0-9a-f]{16}:file:"),
}
DATED = re.compile(r"(?<!\./)(?:\./)*\d{8}-\d{6}/")  # the folder around a delta
ENDING = ".xml"  # omitted in lists of deletions
INSPECTED = "it"  # the name of an archive during inspection


def forget_downloads(store: Store, traces: Traces, inspect: bool) -> dict[str, Any]:
    """Remove withdrawn documents from large files; returns what to remember of the files.

    Archives of a dump are rewritten, since the server may no longer list them; other files are deleted. Without `inspect`, files
    go that were deleted before.
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
            if inspect:
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
    """Kind and key of each file that can be rewritten without a document, by file name."""
    rows = ((kind, key, value) for kind in KINDS for key, value in store.items(f"{kind}:") if KINDS[kind].match(key))
    return {Path(value["path"]).name: (kind, key) for kind, key, value in rows}


def holds(data: Path | BytesIO, traces: Traces) -> bool:
    """Whether an archive or a file of captures holds a withdrawn document; True where it cannot be opened."""
    inside = {path.partition("!")[2] or path for path in traces.paths}
    for found in members(INSPECTED, data):
        if isinstance(found, Refused):
            if found.id == INSPECTED:
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
    """Rewrite a file without the documents, found by name; returns whether that was possible."""
    target = path.with_name(f"{path.name}.cut")
    known = store.known(key) or {}
    try:
        if not (_dump_cut if kind == "dump" else _warc_cut)(path, target, traces):
            return True
        # Remember both sizes until the new file is in place: after a kill between, either must count as complete.
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
    from moisson.connectors.warc.rewrite import write_without as without_captures  # needs fastwarc, an extra

    def gone(name: str) -> bool:
        if name not in traces.paths and name not in traces.ids:
            return False
        if name in traces.mixed:
            raise Unreadable("withdrawn", "is a capture that holds others")
        traces.hit.add(name)
        return True

    return without_captures(path, target, gone)


def _unlisted(data: bytes, traces: Traces) -> bytes:
    """A list of paths with those of documents blanked; anything else unchanged."""
    lines = data.split(b"\n")
    if not all(b"/" in line and b"<" not in line for line in lines if line.strip()):
        return data
    paths = {path.removesuffix(ENDING) for path in (*traces.paths, *traces.ids)}

    def left(line: bytes) -> bytes:
        path = DATED.sub("", line.decode("utf-8", "surrogateescape").strip(), count=1).removesuffix(ENDING)
        return b" " * len(line) if path in paths or traces.stem(path) else line

    return b"\n".join(map(left, lines))

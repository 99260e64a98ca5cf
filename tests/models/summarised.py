"""A model bound to a small release, with the release's folder, for tests of the public summary."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
from bound_run import DEBATES, LAW, LENGTH, folder_of_tokens
from small_release import FACTS, tally

from moisson.contracts.identity import digest, pretty_json
from moisson.contracts.model_file import ModelFile
from moisson.contracts.sign import signer
from moisson.models.binding.bind import bind
from moisson.models.summary.document import Written, write_summary
from moisson.models.trainers.run import Run, Share
from moisson.release.pack.ai_act import OWN_STAGES, contribution
from moisson.workspace.storage import Workspace

DAY = "2026-12-01"


def figures(name: str = "fr-droits-travail") -> dict[str, Any]:
    """The figures of a release whose sources are public datasets, fetched in November 2026."""
    found: dict[str, Any] = deepcopy(tally().stats(FACTS))
    found["recipe"]["name"] = name
    found["stages"] = [stage for stage in found["stages"] if stage["name"] in OWN_STAGES]
    for source in found["sources"]:
        source |= {"acquired": "2026-11", "origin": {"connector": "npm", "package": "@office/laws", "version": "1.0.0"}}
    return found


def released(folder: Path, stats: Mapping[str, Any]) -> Path:
    """The part of a release's folder that a summary reads: its contribution, and the manifest that has its hash."""
    folder.mkdir(parents=True)
    data = pretty_json(contribution(stats))
    (folder / "ai-act-contribution.json").write_bytes(data)
    files = {"ai-act-contribution.json": {"bytes": len(data), "sha256": digest(data)}}
    (folder / "MANIFEST.json").write_bytes(pretty_json({"release": stats["release"], "files": files}))
    return folder


def trained(folder: Path, release: Path, *shares: Share, **more: Any) -> ModelFile:
    """A model trained for ten steps on tokens of that release; its two sources are those of the release's figures."""
    manifest = digest((release / "MANIFEST.json").read_bytes())
    sources = {"fr_dila_legi": LAW, "fr_travail_fiches": DEBATES}
    tokens = folder_of_tokens(folder.parent / f"{folder.name}-tokens", sources, manifest_sha256=manifest, tokenizer=TOKENIZER)
    folder.mkdir(parents=True)
    (folder / "tokenizer.json").write_bytes(TOKENIZER)
    run = Run(kind="megatron", steps=10, batch=4, length=LENGTH, seed=1, shares=shares, **more)
    return bind(folder, run, [tokens])


TOKENIZER = orjson.dumps({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}})


def summarised(model: ModelFile, release: Path, day: str = DAY) -> Written:
    return write_summary(model, [release], Workspace(model.folder.parent / "nothing"), day, signer(model.folder.parent / "key"))


def answer(folder: Path, **said: str) -> None:
    """Answer fields in provider.toml, as a provider would: in the blank itself."""
    path = folder / "provider.toml"
    text = path.read_text()
    for name, value in said.items():
        assert f'{name} = ""' in text, name
        text = text.replace(f'{name} = ""', f'{name} = "{value}"')
    path.write_text(text)


def fields(folder: Path, name: str = "training-summary.json") -> dict[str, dict[str, Any]]:
    return {each["field"]: each for each in orjson.loads((folder / name).read_bytes())["fields"]}

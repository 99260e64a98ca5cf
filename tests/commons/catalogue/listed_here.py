"""A release and a model of tests, as a catalogue lists them."""

from pathlib import Path
from typing import Any

from small_source import World

from moisson.commons.catalogue.listed import Place, models, releases
from moisson.commons.catalogue.write import write_catalogue
from moisson.contracts.model_file import Model, write_model
from moisson.models.catalogue import catalogue
from moisson.stewardship.opened import open_release

HOSTILE = "</dc:title><script>alert(1)</script> & \x0b\" '"


def release_of(world: World) -> Path:
    return open_release(world.root / "build" / "releases" / "essai" / "latest").folder.resolve()


def make_model(folder: Path, release: Path, name: str = "essai-1m", **more: Any) -> Path:
    """The folder of a model of a release, without weights: its record and its entry."""
    opened = open_release(release)
    said = {"name": opened.name, "root": "1" * 64, "manifest_sha256": "2" * 64, "private": False}
    source = opened.stats["sources"][0]
    data_set = {"name": source["name"], "weight": 1.0, "documents": source["documents"], "tokens_seen": 12_288, "epochs": 0.5}
    model = Model.model_validate(
        {
            "name": name,
            "trainer": {"kind": "moisson", "configuration": {"rate": 0.004}},
            "architecture": {"num_hidden_layers": 3},
            "parameters": 1_078_144,
            "tokenizer": {"name": "tokenizer", "sha256": "3" * 64, "vocabulary": 4096},
            "tokens": [{"name": "tokens", "manifest_sha256": "4" * 64, "release": said, "datasets": [data_set]}],
            "sources": [{"source": source["name"], "license": "etalab-2.0", "language": "fr", "tokens_seen": 12_288}],
            "steps": 3,
            "tokens_a_step": 4096,
            "tokens_seen": 12_288,
            "flops": 7.9e13,
            "order": "unknown",
            "why": "it was not trained at all",
            "private": False,
            "seed": 1,
            "weights": {"export/model.safetensors": "5" * 64},
            "moisson": "0.1.0",
            **more,
        }
    )
    folder.mkdir(parents=True)
    write_model(folder, model, None)
    (folder / "mldcat-ap.ttl").write_text(catalogue(model, "2026-12-01"), encoding="utf-8")
    return folder


def place(address: str = "https://commons.example.org/", name: str = "Commun d'essai", day: str = "2026-12-01") -> Place:
    return Place(name, address, "desk@example.org", day)


def written(release: Path, model: Path, at: Place, to: Path) -> int:
    return write_catalogue(releases([release]), models([model]), at, to)

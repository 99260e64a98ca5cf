"""What is written about a model: a card of facts, an entry that SEMIC's shapes accept, a plot that shows its baseline."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from rdflib import Graph
from shared_data import SHARED

from moisson.contracts.model_file import Model
from moisson.models.card import card
from moisson.models.catalogue import catalogue
from moisson.models.curve import curve

SHAPES = SHARED.parent / "specs" / "mldcat-ap" / "mldcat-ap-SHACL.ttl"
FIGURES: dict[str, Any] = {
    "documents_seen": 2_147,
    "loss": 4.539,
    "held_out": {"documents": 28, "bytes": 83_907, "bits_per_byte": 1.546, "unigram_bits_per_byte": 2.392},
    "samples": [{"given": "Code du travail", "written": " ```établissement``` | <b>"}],
}
LOG = [
    {"step": 1, "tokens": 4096, "loss": 8.3, "tokens_a_second": 3000.0, "memory_mib": 600, "held_out_bits_per_byte": 3.1},
    {"step": 2, "tokens": 8192, "loss": 6.1, "tokens_a_second": 3100.5, "memory_mib": 659},
    {"step": 3, "tokens": 12288, "loss": 5.2, "tokens_a_second": 2900.0, "memory_mib": 659, "held_out_bits_per_byte": 1.9},
]


def model(**changes: Any) -> Model:
    release = {"name": "droits/1-8e3c", "root": "1" * 64, "manifest_sha256": "2" * 64, "private": False}
    dataset = {"name": "fr_dila_legi", "weight": 1.0, "documents": 9, "tokens_seen": 12_288, "epochs": 0.5}
    fields: dict[str, Any] = {
        "name": "droits-1m",
        "trainer": {
            "kind": "moisson",
            "configuration": {"rate": 0.004, "schedule": "wsd", "precision": "fp32", "world": 2, "seed": 1, "goldfish": 50},
        },
        "architecture": {
            "num_hidden_layers": 3,
            "hidden_size": 128,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": 256,
        },
        "parameters": 1_078_144,
        "tokenizer": {"name": "own-4k", "sha256": "3" * 64, "vocabulary": 4096},
        "tokens": [{"name": "tokens", "manifest_sha256": "4" * 64, "release": release, "datasets": [dataset]}],
        "sources": [
            {"source": "fr_dila_legi", "license": "etalab-2.0", "language": "fr", "tokens_seen": 12_000},
            {"source": "be_justel", "license": None, "language": None, "tokens_seen": 288},
        ],
        "steps": 3,
        "tokens_a_step": 4096,
        "tokens_seen": 12_288,
        "flops": 9.4e10,
        "order": "known",
        "private": False,
        "seed": 1,
        "weights": {"export/model.safetensors": "5" * 64},
        "seen": "seen.parquet",
        "seen_sha256": "6" * 64,
        "moisson": "0.1.0",
    }
    return Model.model_validate({**fields, **changes})


def test_the_card_states_release_rights_tokens_by_source_training_and_limits() -> None:
    text = card(model(), FIGURES)
    front = yaml.safe_load(text.split("---")[1])
    assert front["language"] == ["fr"]
    for said in (
        "`droits/1-8e3c`",
        "1" * 64,
        "| `fr_dila_legi` | `etalab-2.0` | `fr` | 12,000 | 97.7% |",
        "| `be_justel` | – | – |",
    ):
        assert said in text
    for said in (
        "12,288 in 3 steps of 4,096",
        "2 processes, seed 1",
        "one target in 50 left out",
        "1.546",
        "2.392",
        "not fit for",
    ):
        assert said in text
    assert "Do not publish" not in text
    assert "license" not in front


def test_what_the_model_writes_stays_in_its_block() -> None:
    blocks = re.findall(r"^(`{4,})text\n(.*?)\n\1$", card(model(), FIGURES), re.MULTILINE | re.DOTALL)
    assert [block for _, block in blocks] == ["Code du travail ▸ ```établissement``` | <b>"]


def test_the_card_of_a_private_model_says_that_it_is_not_to_be_passed_on() -> None:
    assert "Do not publish this model, and do not pass it on." in card(model(private=True), FIGURES)


@pytest.mark.shared
def test_the_entry_holds_to_the_shapes_of_mldcat_ap() -> None:
    from pyshacl import validate

    if not SHAPES.is_file():
        pytest.skip("needs ../shared/specs/mldcat-ap")
    shapes = SHAPES.read_text()
    for given, expected in (
        (catalogue(model(), "2026-12-01"), True),
        (_without(catalogue(model(), "2026-12-01"), "created"), False),
    ):
        holds, _, said = validate(Graph().parse(data=given), shacl_graph=Graph().parse(data=shapes))
        assert holds == expected, said


def _without(turtle: str, name: str) -> str:
    graph = Graph().parse(data=turtle)
    graph.update(f"DELETE WHERE {{ ?s <http://purl.org/dc/terms/{name}> ?o }}")
    return str(graph.serialize(format="turtle"))


def test_the_entry_is_the_same_for_the_same_model_and_names_its_files_by_hash() -> None:
    text = catalogue(model(), "2026-12-01")
    assert text == catalogue(model(), "2026-12-01")
    assert f"sha256:{'5' * 64}" in text
    assert "authority/licence/" in text
    assert "authority/language/FRA" in text


def test_the_plot_has_a_panel_a_measure_and_the_baseline() -> None:
    drawn = curve(LOG, 2.392)
    root = ElementTree.fromstring(drawn)
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Held-out text, bits per byte", "Loss, nats a token", "Tokens a second", "Memory of a process, MiB"} <= set(texts)
    assert drawn.count('class="bound"') == 1
    assert "the frequencies of tokens alone: 2.392" in drawn
    assert "3.1 after 4,096 tokens" in drawn
    numbers = [float(each) for each in re.findall(r' c[xy]="([^"]+)"', drawn)]
    assert all(0 <= number <= 300 for number in numbers)

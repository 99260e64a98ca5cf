"""The model card: README.md of the export, from the model's record and its figures alone."""

from collections.abc import Mapping
from typing import Any

import yaml

from moisson.contracts.model_file import Model
from moisson.release.pack.markdown import code, quoted, table
from moisson.release.private import MAY_NOT

PLOT = "training.svg"


def card(model: Model, figures: Mapping[str, Any]) -> str:
    """Write the card. What a card should say after Mitchell et al. (arXiv 1810.03993): data, training, evaluation, limits."""
    of = model.tokens[0]
    languages = sorted({row.language for row in model.sources if row.language})
    front = {
        "library_name": "transformers",
        "pipeline_tag": "text-generation",
        "tags": ["moisson"],
        **({"language": languages} if languages else {}),
    }
    head = yaml.safe_dump(front, sort_keys=False, allow_unicode=True)
    notice = f"\n**{MAY_NOT.replace('release', 'model')}** It was trained on a private release.\n" if model.private else ""
    return f"""---
{head}---

# {model.name}

A language model of {model.parameters:,} parameters, trained by Moisson {model.moisson} on the release
{code(of.release.name)}. It is a small model, made to measure a corpus and to be looked into, not to be asked.
{notice}
```python
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained("{model.name}/export")
tokenizer = AutoTokenizer.from_pretrained("{model.name}/export")
```

## Data

{_data(model)}

Its documents, with the first and the last step that saw each, are in `seen.parquet` beside the export: `moisson trace ID` answers
for one, and `moisson withdraw` names the models that saw it.

| | |
|-|-|
| Merkle root of the release | {code(of.release.root)} |
| manifest of the release, SHA-256 | {code(of.release.manifest_sha256)} |
| manifest of the tokens, SHA-256 | {code(of.manifest_sha256)} |
| tokenizer | {code(model.tokenizer.name)}, {model.tokenizer.vocabulary:,} ids |

The rights in the texts are those of their sources, above; no licence is stated here for the weights. Whoever publishes the model
states one, and attributes the sources as the release's `ATTRIBUTION.md` says.

## Training

{_training(model, figures)}

## What it learnt

{_learnt(figures)}

![The training, by the tokens seen]({PLOT})

What it writes, after the beginnings of {len(figures["samples"])} documents that it has not seen (temperature 0.8, drawn once, not
chosen):

{_samples(figures)}

## What it is not fit for

- Answering questions, or anything that someone relies on: it writes what is likely, not what is true, and nobody aligned it.
- Advice, legal and medical above all: what it writes is pieced together from texts as they stood at the release's date.
- Languages, registers and subjects that the release has little of: see the table of sources.
- Secrets: a model may repeat what it read; `moisson memorised` measures how much.
"""


def _data(model: Model) -> str:
    rows = [
        (
            *(code(each) if each else "–" for each in (row.source, row.license, row.language)),
            f"{row.tokens_seen:,}",
            _share(row.tokens_seen, model),
        )
        for row in model.sources
    ]
    return table(("source", "licence", "language", "tokens seen", "share"), rows, (3, 4)).strip()


def _share(tokens: int, model: Model) -> str:
    return f"{tokens / model.tokens_seen:.1%}" if model.tokens_seen else "–"


def _training(model: Model, figures: Mapping[str, Any]) -> str:
    said, shape = model.trainer.configuration, model.architecture
    rows = [
        ("shape", f"Llama, {shape['num_hidden_layers']} layers of width {shape['hidden_size']}, embeddings tied"),
        ("heads", f"{shape['num_attention_heads']}, {shape['num_key_value_heads']} of keys and values"),
        ("context", f"{shape['max_position_embeddings']:,} tokens"),
        ("tokens seen", f"{model.tokens_seen:,} in {model.steps:,} steps of {model.tokens_a_step:,}"),
        ("documents seen", f"{figures['documents_seen']:,}"),
        ("learning rate", f"{said['rate']:g} at its peak, {said['schedule']}"),
        ("precision", f"{said['precision']}, {said['world']} process{'es' if said['world'] > 1 else ''}, seed {said['seed']}"),
        ("Goldfish loss", f"one target in {said['goldfish']} left out" if said["goldfish"] else "no"),
        ("floating-point operations", f"{model.flops:.3g}"),
    ]
    return table(("", ""), rows).strip()


def _learnt(figures: Mapping[str, Any]) -> str:
    held = figures["held_out"]
    return (
        f"On {held['documents']:,} documents that no step saw ({held['bytes']:,} bytes), it needs {held['bits_per_byte']:.3f}"
        f" bits per byte; the frequencies of tokens alone need {held['unigram_bits_per_byte']:.3f}.\nThe last step's loss is"
        f" {figures['loss']:.3f} nats a token."
    )


def _samples(figures: Mapping[str, Any]) -> str:
    return "\n\n".join(quoted(f"{each['given']} ▸{each['written']}") for each in figures["samples"])

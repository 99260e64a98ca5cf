"""The export: a folder that Hugging Face's transformers opens, and whatever reads its files."""

from pathlib import Path
from shutil import copyfile
from typing import Any

import orjson
from safetensors.torch import save

from moisson.contracts.disk import disk
from moisson.contracts.identity import pretty_json
from moisson.contracts.token_files import TOKENIZER
from moisson.models.training.llama import NORM_EPS, ROPE_BASE, SPREAD, Llama

WEIGHTS = "model.safetensors"


def export(folder: Path, model: Llama, tokenizer: Path, end_of_text: int) -> dict[str, Any]:
    """Write weights in fp32, configuration and tokenizer. Gives the configuration; raises StorageError."""
    config = configuration(model, end_of_text)
    with disk(folder):
        folder.mkdir(exist_ok=True)
        tensors = {name: parameter.detach().float().cpu().contiguous() for name, parameter in model.named_parameters()}
        (folder / WEIGHTS).write_bytes(save(tensors, {"format": "pt"}))  # `save_file` would let its owner alone read it
        copyfile(tokenizer, folder / TOKENIZER)
        end = text_of(tokenizer, end_of_text)
        about = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": None,
            "eos_token": end,
            "pad_token": end,
            "model_max_length": model.shape.context,
            "clean_up_tokenization_spaces": False,
        }
        generation = {"bos_token_id": end_of_text, "eos_token_id": end_of_text, "pad_token_id": end_of_text}
        files = {"config.json": config, "tokenizer_config.json": about, "generation_config.json": generation}
        for name, value in files.items():
            (folder / name).write_bytes(pretty_json(value))
    return config


def configuration(model: Llama, end_of_text: int) -> dict[str, Any]:
    """`config.json` of a `LlamaForCausalLM`."""
    shape = model.shape
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": model.vocabulary,
        "hidden_size": shape.width,
        "intermediate_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.width // shape.heads,
        "max_position_embeddings": shape.context,
        "rope_theta": ROPE_BASE,
        "rms_norm_eps": NORM_EPS,
        "hidden_act": "silu",
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "initializer_range": SPREAD,
        "bos_token_id": end_of_text,
        "eos_token_id": end_of_text,
        "dtype": "float32",
    }


def text_of(tokenizer: Path, id: int) -> str | None:
    """How a tokenizer's file writes an id; None where it has none such."""
    said = orjson.loads(tokenizer.read_bytes())
    added = {each["id"]: each["content"] for each in said.get("added_tokens", [])}
    vocabulary = said.get("model", {}).get("vocab", {})
    listed = vocabulary.items() if isinstance(vocabulary, dict) else ((each[0], place) for place, each in enumerate(vocabulary))
    return added.get(id) or next((text for text, place in listed if place == id), None)

"""Larger models are left to larger trainers: the configuration of NVIDIA's NeMo 2 for a folder of tokens.

Recipes, their arguments and their data module are those of NVIDIA/NeMo, `nemo/collections/llm/recipes/` (llama32_1b.py,
llama32_3b.py, llama31_8b.py, llama31_70b.py) and `nemo/collections/llm/gpt/data/pre_training.py`; what is set on a recipe is
what Luciole sets (OpenLLM-France/Luciole-Training, `ablations/train/`). Nothing else is stated: the recipes' own values hold.
"""

from pathlib import Path

from moisson.contracts.errors import UserError
from moisson.contracts.token_files import SUFFIX, TokenFiles

RECIPES = {"1b": "llama32_1b", "croissant": "llama32_1b", "3b": "llama32_3b", "8b": "llama31_8b", "70b": "llama31_70b"}
# CroissantLLM (Faysse et al. 2024, arXiv 2402.00786): 1.3 billion parameters, a Llama of the first generation.
SHAPES = {
    "croissant": {
        "num_layers": 24,
        "hidden_size": 2048,
        "ffn_hidden_size": 5504,
        "num_attention_heads": 16,
        "num_query_groups": 16,
        "kv_channels": 128,
        "rotary_base": 10_000,
        "scale_factor": 1,  # of rotary positions: none
        "share_embeddings_and_output_weights": False,
    },
}
SEQUENCES = 512  # of a step, as in the recipes


def nemo_configuration(tokens: Path, preset: str, see: int | None) -> str:
    """A program for NeMo 2 that trains a preset on these tokens: paths and weights of the datasets, tokenizer, steps.

    Weights are the data mix's. `see` tokens are seen; each of the mix once where nothing is said. Raises UserError where the
    folder holds no tokens, or less than a step's.
    """
    files = TokenFiles.open(tokens)
    mix = files.manifest.mix
    paths = [
        part for each in files.manifest.datasets if each.weight for part in (str(each.weight), f"{tokens}/{each.name}{SUFFIX}")
    ]
    a_step = mix.seq_length * SEQUENCES
    steps = (see or sum(int(each.tokens * each.repeats) for each in files.manifest.datasets)) // a_step
    if not paths or not steps:
        raise UserError(
            f"{tokens} has not the {a_step:,} tokens of one step; a corpus that small wants one of Moisson's presets."
        )
    shape = "".join(f"recipe.model.config.{name} = {value!r}\n" for name, value in SHAPES.get(preset, {}).items())
    listed = "".join(f"    {part!r},\n" for part in paths)
    return f'''"""Trains {preset} on the tokens of {files.manifest.release.name}, with NeMo 2: python train.py"""

import nemo_run as run
from nemo.collections import llm
from nemo.collections.common.tokenizers.huggingface.auto_tokenizer import AutoTokenizer
from nemo.collections.llm.gpt.data.pre_training import PreTrainingDataModule

# Weight, prefix, weight, prefix …: samples of {mix.seq_length:,} tokens that each gives, repeats counted.
paths = [
{listed}]
name = {files.manifest.name!r}
recipe = llm.{RECIPES[preset]}.pretrain_recipe(dir="models", name=name, num_nodes=1, num_gpus_per_node=8)
recipe.data = run.Config(
    PreTrainingDataModule,
    paths=paths,
    seq_length={mix.seq_length},
    global_batch_size={SEQUENCES},
    micro_batch_size=1,
    seed=1234,
    split="1,0,0",
    # The folder needs tokenizer_config.json beside tokenizer.json, with the end of text: `moisson tokenizer` writes both.
    tokenizer=run.Config(AutoTokenizer, pretrained_model_name={str(tokens)!r}, use_fast=True),
)
recipe.model.tokenizer = recipe.data.tokenizer
recipe.model.config.seq_length = {mix.seq_length}
{shape}recipe.trainer.max_steps = {steps}
recipe.trainer.limit_val_batches = 0

if __name__ == "__main__":
    run.run(recipe, executor=run.LocalExecutor(launcher="torchrun", ntasks_per_node=8))
'''

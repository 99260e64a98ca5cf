"""The model: a decoder in the shape of Llama (arXiv 2302.13971), in plain PyTorch.

Parameters have the names that Hugging Face's `LlamaForCausalLM` gives them, so exporting is copying.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from moisson.models.presets import Shape

ROPE_BASE = 10_000.0
NORM_EPS = 1e-5
SPREAD = 0.02  # standard deviation of fresh weights


class RMSNorm(nn.Module):
    """Root mean square normalisation (arXiv 1910.07467), in fp32."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        scaled = wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + NORM_EPS)
        return self.weight * scaled.to(x.dtype)


def rotations(context: int, size: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of rotary embeddings (arXiv 2104.09864), each (context, size): halves, not pairs, turn together."""
    rates = ROPE_BASE ** (-torch.arange(0, size, 2, dtype=torch.float32) / size)
    angles = torch.outer(torch.arange(context, dtype=torch.float32), rates)
    return torch.cat([angles, angles], -1).cos(), torch.cat([angles, angles], -1).sin()


def rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


class Attention(nn.Module):
    """Causal attention; a head of keys and values serves several of queries."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.kv_heads, self.size = shape.heads, shape.kv_heads, shape.width // shape.heads
        self.q_proj = nn.Linear(shape.width, self.heads * self.size, bias=False)
        self.k_proj = nn.Linear(shape.width, self.kv_heads * self.size, bias=False)
        self.v_proj = nn.Linear(shape.width, self.kv_heads * self.size, bias=False)
        self.o_proj = nn.Linear(self.heads * self.size, shape.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q = self.q_proj(x).view(batch, length, self.heads, self.size).transpose(1, 2)
        k = self.k_proj(x).view(batch, length, self.kv_heads, self.size).transpose(1, 2)
        v = self.v_proj(x).view(batch, length, self.kv_heads, self.size).transpose(1, 2)
        q, k = rotated(q, cos, sin).to(v.dtype), rotated(k, cos, sin).to(v.dtype)
        shared = self.heads // self.kv_heads
        k, v = k.repeat_interleave(shared, 1), v.repeat_interleave(shared, 1)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, length, -1))


class MLP(nn.Module):
    """The feed-forward part, gated by SiLU (arXiv 2002.05202)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.width, shape.hidden, bias=False)
        self.up_proj = nn.Linear(shape.width, shape.hidden, bias=False)
        self.down_proj = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(functional.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = RMSNorm(shape.width)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = RMSNorm(shape.width)
        self.mlp = MLP(shape)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    """Token ids (batch, length) to logits (batch, length, vocabulary); `length` is at most the shape's context."""

    def __init__(self, shape: Shape, vocabulary: int, seed: int) -> None:
        super().__init__()
        self.shape, self.vocabulary = shape, vocabulary
        self.model = nn.ModuleDict(
            {
                "embed_tokens": nn.Embedding(vocabulary, shape.width),
                "layers": nn.ModuleList([Layer(shape) for _ in range(shape.layers)]),
                "norm": RMSNorm(shape.width),
            }
        )
        cos, sin = rotations(shape.context, shape.width // shape.heads)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self._draw(torch.Generator().manual_seed(seed))

    def _draw(self, generator: torch.Generator) -> None:
        """Draw fresh weights: what adds to the residual stream is narrower by the number of additions, as in GPT-2."""
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                adds = name.endswith(("o_proj.weight", "down_proj.weight"))
                spread = SPREAD / math.sqrt(2 * self.shape.layers) if adds else SPREAD
                nn.init.normal_(parameter, std=spread, generator=generator)

    def forward(self, ids: Tensor) -> Tensor:
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        x = self.model["embed_tokens"](ids)
        for layer in self.model["layers"]:
            x = layer(x, cos, sin)
        return functional.linear(self.model["norm"](x), self.model["embed_tokens"].weight)

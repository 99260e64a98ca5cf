"""Sizes of models, from one that two cores train in minutes to one that wants a GPU for a day. Loads no PyTorch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """What fixes a model's tensors, but for its vocabulary."""

    width: int  # of the residual stream
    layers: int
    heads: int
    kv_heads: int  # of keys and values, each shared by heads / kv_heads queries (GQA, arXiv 2305.13245)
    hidden: int  # of the feed-forward part
    context: int  # tokens of a window

    def inner(self) -> int:
        """Parameters besides the embeddings: projections of attention, the gated feed-forward part, and norms."""
        attention = 2 * self.width * self.width + 2 * self.width * self.width * self.kv_heads // self.heads
        return self.layers * (attention + 3 * self.width * self.hidden + 2 * self.width) + self.width

    def parameters(self, vocabulary: int) -> int:
        """All parameters; embeddings are tied, and count once."""
        return vocabulary * self.width + self.inner()

    def flops(self, vocabulary: int) -> float:
        """Floating-point operations of one token in training: PaLM's estimate, appendix B of arXiv 2204.02311."""
        return 6.0 * self.parameters(vocabulary) + 12.0 * self.layers * self.width * self.context


@dataclass(frozen=True)
class Preset:
    """A shape with what it is usually trained by."""

    name: str
    vocabulary: int  # what it is made for; another that is not too large fits, too
    shape: Shape
    sequences: int  # windows of a step
    micro: int  # windows that one process holds in memory at a time
    rate: float  # peak learning rate
    tokens: int  # tokens to see where nobody says: 20 a parameter (arXiv 2203.15556), but of `1m`, which is for minutes


_SIZES = (
    Preset("1m", 4_096, Shape(128, 3, 4, 2, 352, 256), 16, 8, 4e-3, 3_000_000),
    Preset("6m", 8_192, Shape(256, 5, 4, 2, 704, 256), 32, 16, 3e-3, 116_000_000),
    Preset("11m", 8_192, Shape(384, 6, 6, 2, 832, 512), 32, 8, 2e-3, 225_000_000),
    Preset("22m", 16_384, Shape(512, 6, 8, 4, 960, 512), 64, 8, 1.5e-3, 439_000_000),
    # A quarter of CroissantLLM in each proportion (arXiv 2402.00786): 24 layers of 2,048, 16 heads with keys of their own, 5,504.
    Preset("croissant-small", 32_000, Shape(512, 6, 4, 4, 1_376, 512), 64, 8, 1.2e-3, 707_000_000),
    Preset("60m", 32_768, Shape(640, 9, 10, 5, 1_600, 1_024), 64, 8, 1e-3, 1_190_000_000),
    Preset("125m", 32_768, Shape(768, 12, 12, 4, 2_880, 1_024), 256, 8, 6e-4, 2_470_000_000),
    Preset("350m", 32_768, Shape(1_024, 24, 16, 8, 3_264, 2_048), 256, 4, 3e-4, 7_000_000_000),
)
PRESETS = {preset.name: preset for preset in _SIZES}


def fits(preset: Preset, vocabulary: int) -> bool:
    """Whether embeddings are at most two thirds of all parameters: beyond that, little is left to learn with."""
    return vocabulary * preset.shape.width <= 2 * preset.shape.inner()

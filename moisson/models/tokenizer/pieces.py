"""How text is cut before any merge, and the letters that stand for bytes."""

from functools import lru_cache

BYTES = 256

# How text is cut before any merge. It is GPT-4's expression with four changes: marks belong to the letters that they stand on;
# a word keeps the apostrophe of an elision (l’, d', qu', dell'), unless an English ending follows (don't, we're); digits come in
# pairs, so that years share tokens; nothing is possessive, for Oniguruma reads `{1,2}+` otherwise than tiktoken does.
PATTERN = "|".join(
    (
        r"[^\r\n\p{L}\p{M}\p{N}]?[\p{L}\p{M}]+"
        r"(?:['’](?=\p{L})(?!(?:[sdmtSDMT]|[rR][eE]|[vV][eE]|[lL][lL])(?![\p{L}\p{M}])))?",
        r"\p{N}{1,2}",
        r" ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)


@lru_cache(maxsize=1)
def letters_of_bytes() -> dict[int, str]:
    """The letter that stands for each byte in tokenizer.json: itself where it is printable, else one from U+0100 on (GPT-2)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(BYTES) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(BYTES + place) for place, byte in enumerate(others)}


@lru_cache(maxsize=1)
def bytes_of_letters() -> dict[str, int]:
    """The byte that each letter stands for."""
    return {letter: byte for byte, letter in letters_of_bytes().items()}

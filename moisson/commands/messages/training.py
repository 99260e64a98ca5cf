"""What a training came to, for a person to read."""

from typing import Any

from moisson.commands.terminal import out


def print_training(figures: dict[str, Any]) -> None:
    """Its figures, and what the model writes, whether it makes sense or not."""
    console, held = out(), figures["held_out"]
    console.print(f"{figures['model']}: {figures['parameters']:,} parameters", style="bold", markup=False)
    console.print(
        f"It saw {figures['tokens_seen']:,} tokens of {figures['documents_seen']:,} documents in {figures['steps']:,} steps,"
        f" {figures['tokens_a_second']:,.0f} tokens/s with {figures['memory_mib']:,} MiB a process.",
        markup=False,
    )
    console.print(
        f"On {held['documents']:,} documents that it did not see, it needs {held['bits_per_byte']:.3f} bits per byte;"
        f" the frequencies of tokens alone, {held['unigram_bits_per_byte']:.3f}.",
        markup=False,
    )
    for sample in figures["samples"]:
        console.rule()
        console.print(sample["given"], style="dim", end="", markup=False)
        console.print(sample["written"], markup=False)

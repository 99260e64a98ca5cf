"""The median of a few numbers, asked for so often that `statistics` takes longer than what is measured."""


def median(values: list[float]) -> float:
    """The median of values, of which there is one at least."""
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2

"""The records of a text of delimited fields, as Python's `csv` reads them."""

import csv

LONGEST = 1 << 27  # characters of a field


def delimited(text: str, mark: str) -> list[list[str]]:
    """The fields of each record: none where a line is empty; raises ValueError where a field is too long."""
    csv.field_size_limit(LONGEST)
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=mark))
    except csv.Error as error:
        raise ValueError(str(error)) from None

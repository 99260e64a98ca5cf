"""A document in passages that a model reads at once, cut at line ends."""

MOST = 1_500  # characters; some 400 tokens of a European language: small models answer such a piece whole


def passages(text: str) -> list[str]:
    """Pieces of about `MOST` characters; joined, they are the text."""
    found: list[str] = []
    waits = ""
    for line in _lines(text):
        if waits and len(waits) + len(line) > MOST:
            found.append(waits)
            waits = ""
        waits += line
    return [*found, waits] if waits else found


def _lines(text: str) -> list[str]:
    """Lines with their ends; one of over `MOST` characters is cut after a space, or anywhere where it has none."""
    found = []
    for line in text.splitlines(keepends=True):
        while len(line) > MOST:
            at = line.rfind(" ", 0, MOST) + 1 or MOST
            found.append(line[:at])
            line = line[at:]
        found.append(line)
    return found

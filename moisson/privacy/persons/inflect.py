"""Polish case endings of names, as far as rules go: Kowalski, Kowalskiego; Nowak, Nowakowi; Zaręba, Zarębie."""

# Masculine adjectival (-ski, -cki, -dzki, -ny), feminine adjectival, nouns; of surnames and given names.
_ADJECTIVE = (
    "i",
    "iego",
    "iemu",
    "im",
    "ich",
    "imi",
    "a",
    "iej",
    "ą",
    "y",
    "ego",
    "emu",
    "ym",
    "ych",
    "ymi",
    "ej",
    "e",
    "ie",
    "owie",
)
_NOUN = (
    "",
    "a",
    "u",
    "owi",
    "em",
    "iem",
    "ie",
    "y",
    "i",
    "ę",
    "ą",
    "o",
    "owie",
    "ów",
    "om",
    "ami",
    "ach",
    "e",
    "iego",
    "iemu",
    "ego",
    "emu",
    "iej",
    "ej",
    "ia",
)


def stem(word: str) -> str:
    """What stays of a name through its cases."""
    lower = word.lower()
    for ending in (
        "skiego",
        "skiemu",
        "skiej",
        "skim",
        "skich",
        "ską",
        "ska",
        "ski",
        "ckiego",
        "ckiemu",
        "ckiej",
        "ckim",
        "ckich",
        "cką",
        "cka",
        "cki",
    ):
        if lower.endswith(ending) and len(word) > len(ending) + 1:
            return word[: len(word) - len(ending) + 2]
    for ending in (
        "owie",
        "ami",
        "owi",
        "iem",
        "ego",
        "emu",
        "em",
        "ej",
        "ów",
        "ie",
        "om",
        "ym",
        "a",
        "ą",
        "ę",
        "y",
        "i",
        "u",
        "o",
        "e",
    ):
        if lower.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word


def endings(root: str, word: str) -> tuple[str, ...]:
    """The endings that a name of this root may have, longest first."""
    chosen = _ADJECTIVE if root.lower().endswith(("sk", "ck", "dzk")) and word != root else _NOUN
    given = tuple(ending.upper() for ending in chosen) if word.isupper() and len(word) > 1 else chosen
    return tuple(sorted(given, key=len, reverse=True))

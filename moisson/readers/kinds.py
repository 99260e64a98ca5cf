"""What kind of document a format holds, where the format says it: `law`, `debate`, `decision`, `guidance`, `notice`, `question`.

A reader may say it itself (`Text.kind`): Akoma Ntoso holds acts, judgments and debates. A source may say it in `source.toml`.
Where neither does, this table answers for formats made for one kind only.
"""

BY_FORMAT = {
    "law": (*("akn", "boe", "bwb", "eisb", "esbirka", "formex", "gii"), *("lexdania", "riigi-teataja", "ris", "tar")),
    "debate": ("bundestag-xml", "protocol"),
    "decision": ("judilibre", "rechtspraak"),
    "notice": ("eforms", "ted"),
    "question": ("dip",),
}
KINDS = {name: kind for kind, names in BY_FORMAT.items() for name in names}


def kind_of(format: str) -> str | None:
    """The kind of document that a format is made for; None where it is made for any."""
    return KINDS.get(format)

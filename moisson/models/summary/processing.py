"""Section 3: what was done to the data for the sake of rights, and of people."""

from collections.abc import Mapping
from typing import Any

from moisson.models.summary.answer import Answer, blank
from moisson.models.summary.basis import Basis
from moisson.release.pack.ai_act_text import SHOWN
from moisson.release.pack.markdown import escaped
from moisson.release.wording import counted, number


def processing(basis: Basis) -> dict[str, Answer]:
    """The answers of section 3."""
    reservations, personal, other = (basis.value(name) for name in ("text_and_data_mining", "personal_data", "other_processing"))
    return {
        "code_of_practice": blank(),
        "reservations": Answer("release", _fetched(basis) + SHOWN["text_and_data_mining"](reservations), reservations),
        "opt_out_protocols": blank(*basis.known("opt_out_protocols"), *basis.unknown),
        "withdrawals": _withdrawals(basis),
        "copyright_policy": blank(),
        "illegal_content": _illegal(basis),
        "personal_data": Answer("release", SHOWN["personal_data"](personal), personal),
        "other_processing": _duplicates(other),
    }


def _fetched(basis: Basis) -> str:
    """How the data came, where that bears on robots.txt."""
    if basis.value("crawled") is not False:
        return ""
    return "No website was crawled for the releases: each dataset was fetched as its publisher offers it for reuse.\n\n"


def _duplicates(other: Mapping[str, Any]) -> Answer:
    """What else bears on rights: texts that come again and again are what a model repeats word for word. Quality does not."""
    duplicates, tests = other["left_out_duplicates"], other["left_out_for_evaluation_sets"]
    text = (
        f"{counted(duplicates, 'document was', 'documents were')} left out as duplicates, so that no text is learnt by heart for"
        f" standing there many times; {number(tests)} for a question of a test of language models."
    )
    return Answer("release", text, {"left_out_duplicates": duplicates, "left_out_for_evaluation_sets": tests})


def _withdrawals(basis: Basis) -> Answer:
    """What becomes of a text that its publisher or a person has taken back since."""
    gone = basis.model.withdrawn
    said = (
        "Whoever published a text, or is named in it, can have it taken back at any time. The makers of the releases publish each"
        " withdrawal in a signed feed; with it anyone can tell whether this model saw the document, and by which step."
    )
    if not gone:
        return Answer("model", f"{said} Until now none of the documents that it saw has been withdrawn.", {"withdrawn": 0})
    tokens = sum(each.tokens_seen for each in gone)
    share = tokens / basis.model.tokens_seen if basis.model.tokens_seen else 0.0
    counts = f"{counted(len(gone), 'document has', 'documents have')} been withdrawn since, {number(tokens)} of the tokens read"
    value = {"withdrawn": len(gone), "tokens": tokens, "share": share}
    return Answer("model", f"{said} {counts} ({share:.4%}); the next version must be trained without them.", value)


def _illegal(basis: Basis) -> Answer:
    value = basis.value("illegal_content")
    if value is None or basis.others:
        publishers = ", ".join(map(str, (value or {}).get("publishers", [])))
        return blank(
            *basis.known("illegal_content"), f"publications of {escaped(publishers)}" if publishers else "", *basis.unknown
        )
    return Answer("release", SHOWN["illegal_content"](value), value)

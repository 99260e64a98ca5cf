"""Section 3: what was done to the data for the sake of rights, and of people."""

from moisson.models.summary.answer import Answer, blank
from moisson.models.summary.basis import Basis
from moisson.release.pack.ai_act_text import SHOWN
from moisson.release.pack.markdown import escaped
from moisson.release.wording import counted, number


def processing(basis: Basis) -> dict[str, Answer]:
    """The answers of section 3."""
    others = [f"{name} is of none of the releases" for name in basis.others]
    reservations, personal, other = (basis.value(name) for name in ("text_and_data_mining", "personal_data", "other_processing"))
    return {
        "code_of_practice": blank(),
        "reservations": Answer("release", SHOWN["text_and_data_mining"](reservations), reservations),
        "opt_out_protocols": blank(*basis.known("opt_out_protocols"), *others),
        "withdrawals": _withdrawals(basis),
        "copyright_policy": blank(),
        "illegal_content": _illegal(basis, others),
        "personal_data": Answer("release", SHOWN["personal_data"](personal), personal),
        "other_processing": Answer("release", SHOWN["other_processing"](other), other),
    }


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


def _illegal(basis: Basis, others: list[str]) -> Answer:
    value = basis.value("illegal_content")
    if value is None or others:
        publishers = ", ".join(map(str, (value or {}).get("publishers", [])))
        return blank(*basis.known("illegal_content"), f"publications of {escaped(publishers)}" if publishers else "", *others)
    return Answer("release", SHOWN["illegal_content"](value), value)

"""Section 1: the model, how much it was trained on, of what kind, in which languages."""

import re
from collections.abc import Mapping

from moisson.models.binding.size import flops_of
from moisson.models.summary.answer import Answer, blank
from moisson.models.summary.basis import Basis
from moisson.release.pack.markdown import code, escaped, table
from moisson.release.wording import KINDS, counted, language, number, percent, ratio

BILLION = 1_000_000_000
BANDS = (
    (BILLION, "Less than 1 billion tokens"),
    (10_000 * BILLION, "1 billion to 10 trillion tokens"),
    (None, "More than 10 trillion tokens"),
)
# Official languages of the Union: Regulation No 1 of 1958, as amended.
OFFICIAL = tuple(re.findall("[a-z]{2}", "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"))
SYSTEMIC = 1e25  # operations from which Article 51(2) presumes systemic risk


def general(basis: Basis) -> dict[str, Answer]:
    """The answers of section 1."""
    return {
        "provider_name": blank(),
        "provider_contact": blank(),
        "authorised_representative": blank(),
        "model_names": _names(basis),
        "model_links": blank(),
        "model_dependencies": _dependencies(basis),
        "market_date": blank(),
        "modalities": Answer("release", "☒ Text ☐ Image ☐ Video ☐ Audio ☐ Other", ["text"]),
        "data_size": _size(basis),
        "types_of_content": _types(basis),
        "latest_acquisition": _latest(basis),
        "continuous_training": blank(),
        "languages": _languages(basis),
        "other_characteristics": _characteristics(basis),
        "general_comments": _comments(basis),
    }


def _names(basis: Basis) -> Answer:
    """The model by its name, and by what tells it from every other: its weights, or what it was trained on until which step."""
    model = basis.model
    hashes = [f"{code(name)} with SHA-256 {code(sha256)}" for name, sha256 in sorted(model.weights.items())]
    told = "; ".join(hashes) or f"step {number(model.steps)} of its training on release {code(model.tokens[0].release.name)}"
    value = {"name": model.name, "steps": model.steps, "weights": model.weights}
    return Answer("model", f"{escaped(model.name)}: {told}. This summary is of no other model.", value)


def _dependencies(basis: Basis) -> Answer:
    if basis.model.trainer.kind == "moisson":  # our trainer starts from random weights, always
        return Answer("model", "None: the training began with random weights.", [])
    return blank()


def data_tokens(basis: Basis) -> int:
    """The tokens of the data that were used, each counted once; of data sets of others, all that were seen."""
    count = float(sum(basis.others.values()))
    for folder in basis.model.tokens:
        for each in folder.datasets:
            seen = each.tokens_seen or 0
            count += seen / each.epochs if each.epochs and each.epochs > 1 else seen
    return round(count)


def _size(basis: Basis) -> Answer:
    size, seen = data_tokens(basis), basis.model.tokens_seen
    ticked = next(said for most, said in BANDS if most is None or size < most)
    bands = "\n".join(f"- {'☒' if said == ticked else '☐'} {said}" for _, said in BANDS)
    again = f" Of these, training read {number(seen)} in all, some several times." if seen and seen != size else ""
    expected = " Both are what the weights of the data mix let one expect." if basis.model.order == "unknown" else ""
    value = {"modality": "text", "tokens": size, "tokens_read": seen, "band": ticked}
    return Answer("model", f"{bands}\n\n{number(size)} tokens of text.{again}{expected}", value)


def _types(basis: Basis) -> Answer:
    """Types of content, and no goal for which they were chosen."""
    rows = basis.value("types_of_content") or []
    words = sum(row["words"] for row in rows)
    listed = [
        (_kind(row["kind"]), number(row["documents"]), number(row["words"]), percent(ratio(row["words"], words))) for row in rows
    ]
    shown = table(("Type of content", "Documents", "Words", "Share of words"), listed, right=(1, 2, 3))
    collections = "\n".join(f"- {escaped(name)}" for name in dict.fromkeys(each["name"] for each in basis.datasets))
    return Answer("release", f"{shown}\n\nThey stand in these collections:\n\n{collections}{_others(basis)}", rows)


def _kind(kind: str | None) -> str:
    return escaped(KINDS.get(kind, kind)) if kind else "of a type that its publisher does not state"


def _others(basis: Basis) -> str:
    """What keeps an answer from being of all training data."""
    if not basis.others:
        return ""
    names = ", ".join(code(name) for name in basis.others)
    return (
        f"\n\nThis does not speak of data that is of none of the releases: {names}, {number(sum(basis.others.values()))} tokens."
    )


def _latest(basis: Basis) -> Answer:
    months = basis.value("latest_acquisition")
    said = [f"the releases' latest is {_month(each)}" for each in months or []]
    if not months or basis.others:
        return blank(*said, *basis.known("latest_acquisition"), *basis.unknown)
    return Answer("release", f"{_month(months[-1])}.", months[-1])


def _month(month: str) -> str:
    return f"{month[5:7]}/{month[:4]}"


def _languages(basis: Basis) -> Answer:
    """Every language by the tokens that were read of it, and all official ones of the Union, there or not."""
    tokens: dict[str | None, int] = {}
    for each in basis.model.sources:
        tokens[each.language] = tokens.get(each.language, 0) + each.tokens_seen
    whole = sum(tokens.values())
    ranked = sorted(tokens.items(), key=lambda each: (-each[1], each[0] or ""))
    rows = [(escaped(_language(tag)), number(count), percent(ratio(count, whole))) for tag, count in ranked]
    there = [tag for tag in OFFICIAL if tokens.get(tag)]
    absent = [tag for tag in OFFICIAL if not tokens.get(tag)]
    said = [
        table(("Language", "Tokens read", "Share"), rows, right=(1, 2)),
        f"Official languages of the Union in the data ({len(there)} of {len(OFFICIAL)}): {_listed(there)}.",
        f"Official languages of the Union that are not in the data: {_listed(absent)}.",
    ]
    value = {"tokens": {tag or "und": count for tag, count in ranked}, "official": there, "official_absent": absent}
    return Answer("model", "\n\n".join(said) + _others(basis), value)


def _language(tag: str | None) -> str:
    return language(tag) if tag else "not identified"


def _listed(tags: list[str]) -> str:
    return ", ".join(language(tag) for tag in tags) or "none"


def _characteristics(basis: Basis) -> Answer:
    rows = basis.value("jurisdictions") or []
    listed = [(escaped(row["jurisdiction"] or "not said"), number(row["documents"]), number(row["words"])) for row in rows]
    shown = table(("Country or body", "Documents", "Words"), listed, right=(1, 2))
    publishers = sorted({str(each["publisher"]) for each in basis.datasets if each["publisher"]})
    who = f"The texts are publications of: {', '.join(map(escaped, publishers)) or 'publishers who are not named'}."
    people = "Who wrote a text, and of what age, sex or origin, is not recorded: the data say nothing of demography."
    return Answer("release", f"{shown}\n\n{who} {people}{_others(basis)}", {"jurisdictions": rows, "publishers": publishers})


def _comments(basis: Basis) -> Answer:
    """How sizes were counted, and what training took."""
    model, tokenizer = basis.model, basis.model.tokenizer
    said = [
        f"Tokens are those of the tokenizer {code(tokenizer.name)} ({number(tokenizer.vocabulary)} ids, SHA-256"
        f" {code(tokenizer.sha256)}), with one for the end of each document. No compression enters the counts."
    ]
    bytes_ = (basis.value("text_size") or {}).get("bytes")
    if bytes_:
        documents = counted(basis.value("text_size")["documents"], "document")
        said.append(f"The releases hold {documents} with {number(bytes_)} bytes of text in UTF-8.")
    said += _compute(model.parameters, model.tokens_seen, model.flops)
    if model.order == "unknown":
        said.append(f"Tokens by data set are expectations. {model.why}")
    facts: Mapping[str, object] = {"tokenizer": tokenizer.model_dump(), "bytes": bytes_, "flops": model.flops}
    return Answer("model", " ".join(said), dict(facts))


def _compute(parameters: int | None, tokens: int | None, flops: float | None) -> list[str]:
    if flops is None:
        return ["The operations of training are not known: the checkpoint does not say how many parameters the model has."]
    how = (
        f"6 for each of {number(parameters)} parameters and each token read (Kaplan et al. 2020, arXiv:2001.08361, section 2.1)"
        if flops == flops_of(parameters, tokens)
        else "from the shape of the model and the tokens read"
    )
    side = "at or above" if flops >= SYSTEMIC else "below"
    return [f"Training took about {flops:.2e} operations: {how}; {side} the 10^25 of Article 51(2)."]

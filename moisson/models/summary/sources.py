"""Section 2: where the data comes from."""

from typing import Any

from moisson.models.summary.answer import Answer, blank, not_applicable
from moisson.models.summary.basis import Basis
from moisson.models.summary.provider import SELECTION
from moisson.release.pack.ai_act_text import SHOWN
from moisson.release.pack.markdown import code, escaped, link, prose, table
from moisson.release.wording import BASES, counted, language, number, percent, ratio

LARGE = 0.03  # of the size of all publicly available datasets of a modality: the template's measure of a large one
TEXT = "☒ Text ☐ Image ☐ Video ☐ Audio ☐ Other"
NO, YES = "☐ Yes ☒ No", "☒ Yes ☐ No"


def sources(basis: Basis) -> dict[str, Answer]:
    """The answers of section 2."""
    return {**_public(basis), **_private(basis), **_crawled(basis), **_users(basis), **_synthetic(basis), **_other(basis)}


def _asked(basis: Basis, field: str) -> Answer:
    """A question with yes or no: yes where the releases say so, no where they are all there is and say so."""
    value = basis.value(field)
    if value is True or (value is False and not basis.others):
        return Answer("release", YES if value else NO, value)
    return blank(*basis.known(field), "the releases: no" if value is False else "", *basis.unknown)


def _public(basis: Basis) -> dict[str, Answer]:
    """2.1. Datasets that came as files are among the others: whether they are public is the provider's to say."""
    public = [each for each in basis.datasets if not each["as_files"]]
    whole = sum(each["tokens_seen"] for each in public)
    large = [each for each in public if ratio(each["tokens_seen"], whole) > LARGE]
    small = [each for each in public if each not in large]
    files = [each for each in basis.datasets if each["as_files"]]
    rows = [
        (escaped(each["name"]), number(each["documents"]), number(each["words"]), number(each["tokens_seen"]))
        for each in basis.datasets
    ]
    sizes = table(("Dataset", "Documents", "Words", "Tokens read"), rows, right=(1, 2, 3))
    return {
        "public_datasets_used": _asked(basis, "public_datasets_used"),
        "public_datasets_modalities": Answer("release", TEXT, ["text"]) if public or files else blank(*basis.unknown),
        "large_public_datasets": _listed(basis, large, whole, "No publicly available dataset is that large."),
        "other_public_datasets": _described(basis, [*small, *files]),
        "public_datasets_comments": Answer("model", f"{sizes}\n\n{_releases(basis)}", _release_values(basis)),
    }


def _listed(basis: Basis, datasets: list[dict[str, Any]], whole: int, none: str) -> Answer:
    """Large datasets: name and link, version, size, terms, and how a part was chosen where only a part was taken."""
    lines = []
    for each in datasets:
        version = each["obtained_as"] or each["release"]
        share = percent(ratio(each["tokens_seen"], whole))
        lines.append(
            f"- **{link(each['name'], each['link'])}** ({code(each['identifier'])}), {escaped(each['publisher'])}. Version:"
            f" {code(version)}{_when(each)}. {number(each['tokens_seen'])} tokens read, {share} of all publicly available text."
            f" Terms: {_terms(each)}."
        )
    chosen = _chosen(basis)
    text = "\n".join(lines) + f"\n\nNot all of each was taken. {chosen}" if lines else none
    return Answer("release", text, {"datasets": datasets, "selection": chosen})


def _chosen(basis: Basis) -> str:
    """How parts of datasets were chosen, in words for laymen; of a stage that is not ours, in its own."""
    said = []
    for measure in (basis.value("other_processing") or {}).get("measures", []):
        name = measure.partition(" ")[0].partition("#")[0]
        if name in SELECTION:
            said.append(SELECTION[name])
        elif name.startswith("drop_"):
            said.append(prose(measure.partition(": ")[2]))
    return " ".join(dict.fromkeys(said)) or "every document that could be read and that its publisher's terms allow."


def _described(basis: Basis, datasets: list[dict[str, Any]]) -> Answer:
    """Other datasets: modality, nature, languages, collection, in words for laymen."""
    if not datasets:
        return not_applicable("all datasets are listed above.") if not basis.others else blank(*basis.unknown)
    lines = []
    for each in datasets:
        lines.append(
            f"- **{link(each['name'], each['link'])}**, {escaped(each['publisher'])}: text. {escaped(each['description'])}"
            f" Languages: {_languages(basis, each['identifier'])}{_when(each)}. Terms: {_terms(each)}."
        )
    return Answer("release", "\n".join(lines), datasets)


def _languages(basis: Basis, source: str) -> str:
    tags = [each.language for each in basis.model.sources if each.source == source]
    return ", ".join(sorted({language(tag) if tag else "not identified" for tag in tags})) or "not known"


def _when(dataset: dict[str, Any]) -> str:
    month = dataset["collected"]
    return f", collected {month[5:7]}/{month[:4]}" if month else ", date of collection not known"


def _terms(dataset: dict[str, Any]) -> str:
    return "; ".join(
        f"{link(right['name'] or right['license'], right['link'])} ({counted(right['documents'], 'document')})"
        if right["license"]
        else f"{BASES.get(right['basis'], right['basis'] or 'not said')} ({counted(right['documents'], 'document')})"
        for right in dataset["rights"]
    )


def _releases(basis: Basis) -> str:
    said = (each.release for each in basis.model.tokens)
    rows = (f"- {code(each.name)}: Merkle root {code(each.root)}, manifest {code(each.manifest_sha256)}" for each in said)
    return "The datasets reached the model through these releases, which name every document:\n\n" + "\n".join(
        dict.fromkeys(rows)
    )


def _release_values(basis: Basis) -> list[dict[str, Any]]:
    return [each.release.model_dump() for each in basis.model.tokens]


def _private(basis: Basis) -> dict[str, Answer]:
    return {
        "commercial_licences": blank(*basis.known("commercial_licences"), *basis.unknown),
        "commercial_modalities": blank(),
        "private_datasets": blank(*basis.known("private_datasets"), *basis.unknown),
        "private_modalities": blank(),
        "private_known": blank(),
        "private_unknown": blank(),
        "private_comments": blank(),
    }


def _crawled(basis: Basis) -> dict[str, Answer]:
    """2.3; where nothing was crawled, each of its fields says so."""
    crawled = _asked(basis, "crawled")
    names = ("crawler_names", "crawler_purposes", "crawler_behaviour")
    shown = {"crawl_period": "crawl_months", "crawled_content": "", "crawled_modalities": "", "crawled_domains": ""}
    if crawled.value is not True:
        why = "no crawler was used."
        rest = [*names, *shown, "crawl_comments"]
        answers = {name: not_applicable(why) if crawled.by == "release" else blank(*basis.unknown) for name in rest}
        return {"crawled": crawled, **answers}
    found = {"crawled": crawled, **{name: blank(*basis.known(name), *basis.unknown) for name in names}}
    for name, field in shown.items():
        value = basis.value(field or name)
        text = SHOWN[field or name](value) if (field or name) in SHOWN else "\n".join(f"- {escaped(one)}" for one in value)
        found[name] = Answer("release", text, value)
    domains = basis.value("crawled_domains")
    more = f"The list above has {counted(domains['domains'], 'domain')}; the releases name the address of every document."
    return {**found, "crawl_comments": Answer("release", more, _release_values(basis))}


def _users(basis: Basis) -> dict[str, Answer]:
    only = "" if basis.others else "the datasets of section 2.1 are all that the model was trained on"
    asked = {name: blank(only, *basis.unknown) for name in ("user_data_of_the_model", "user_data_of_services")}
    return {**asked, **{name: blank() for name in ("services", "user_modalities", "user_comments")}}


def _synthetic(basis: Basis) -> dict[str, Answer]:
    asked = _asked(basis, "synthetic_data")
    rest = ("synthetic_modalities", "synthetic_models", "synthetic_other_models", "synthetic_comments")
    if asked.by == "release" and asked.value is False:
        note = "No stage writes words of its own. Whether publishers used a model to write theirs is not known."
        answers = {name: not_applicable("no synthetic data was made.") for name in rest[:-1]}
        return {"synthetic_data": asked, **answers, "synthetic_comments": Answer("release", note, None)}
    return {"synthetic_data": asked, **{name: blank(*basis.known("synthetic_data")) for name in rest}}


def _other(basis: Basis) -> dict[str, Answer]:
    asked = _asked(basis, "other_sources")
    if asked.value is False:
        why = "every document comes from a dataset named in section 2.1 or 2.3."
        answers = {name: not_applicable(why) for name in ("other_sources_described", "other_sources_comments")}
        return {"other_sources": asked, **answers}
    return {"other_sources": asked, "other_sources_described": blank(*basis.unknown), "other_sources_comments": blank()}

"""What each page shows, as facts for its template."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from moisson.release.private import private
from moisson.release.report.label_language import tongue
from moisson.view.asked import NONE, ORDERS, PAGE, STEP, Asked
from moisson.view.asker import Asker
from moisson.view.document import change, document, pair
from moisson.view.dropped_titles import dropped_titles
from moisson.view.index import sought
from moisson.view.judging import judge
from moisson.view.marked import around, first_of, marked
from moisson.view.over_time import over_time

Facts = dict[str, Any]

SHOWN_VALUES = 8  # of a facet, before the rest is folded away
EXCERPT = 240
MOST_EVIDENCE = 200


def funnel(asker: Asker) -> Facts:
    """From found to released: each number with the address of its documents."""
    look, words = asker.opened.look, asker.words
    whole = max((step["documents"] for step in look.stats["funnel"]), default=0)
    steps = []
    for at, step in enumerate(look.stats["funnel"]):
        stage = look.stage(step["step"])
        steps.append(
            {
                **step,
                "gone": step["dropped"] if at else 0,  # what the harvest did not take in was never found
                "name": words.known("step_names", step["step"]),
                "about": words.known("steps", step["step"]) if stage is None else None,
                "stage_said": None if stage is None else words.stage(step["step"]),
                "stage_doc": None if stage is None else stage["doc"],
                "harvest": at == 0,
                "released": step["step"] == "released",
                "reasons": told_apart(step["reasons"], words.reason),
            }
        )
    sources = [
        {**source, "whole": source["documents"] + source["dropped"]["documents"], "tongue": tongue(source["title"])}
        for source in look.stats["sources"]
    ]
    return {"steps": steps, "whole": whole, "sources": sources, "totals": look.stats["totals"], "private": private(look.stats)}


def told_apart(reasons: Sequence[Mapping[str, Any]], meaning: Callable[[str], str | None]) -> list[Facts]:
    """Reasons in words; those that the same words stand for with their codes, too."""
    said = [meaning(each["reason"]) or each["reason"] for each in reasons]
    return [
        {**each, "said": words, "code": each["reason"] if said.count(words) > 1 else None}
        for each, words in zip(reasons, said, strict=True)
    ]


def documents(asker: Asker) -> Facts:
    """A list of documents, narrowed by words and facets."""
    look, asked = asker.opened.look, Asked.of(asker.query)
    hits = asker.only if asker.only is not None and asked.kept else asker.shelf.searched(asker.opened, asked)
    whole, by = look.counts(asked, hits)
    last = max(1, -(-whole // PAGE))
    asked = replace(asked, page=min(asked.page, last))
    rows = asker.shelf.shown(look.page(asked, hits))
    if asked.kept:
        texts = look.texts.at(row["place"] for row in rows if "withdrawn" not in row)
        words = sought(asked.words)
        for row in rows:
            row["excerpt"] = marked(excerpt(texts.get(row.get("place", -1), ""), row.get("title"), words), words)
    else:
        titles = dropped_titles(asker, [row["id"] for row in rows if row.get("reason")])
        rows = [{"title": None, "language": None, **row, **titles.get(row["id"], {})} for row in rows]
    exact = None
    if asked.words:
        found = look.document(asked.words)
        exact = asked.words if found or look.dropped(asked.words) else None
    facets = [
        {
            "name": name,
            "values": [
                {
                    "value": value if value is not None else NONE,
                    "label": asker.named.value(name, value),
                    "count": count,
                    "address": asked.address(**{name: value if value is not None else NONE}),
                }
                for value, count in counted
            ],
            "folded": SHOWN_VALUES,
        }
        for name, counted in by.items()
        if name not in asked.values and (len(counted) > 1 or (counted and not asked.kept))
    ]
    narrowed = [
        {
            "name": name,
            "label": asker.named.value(name, None if value == NONE else value),
            "address": asked.address(**{name: None}),
        }
        for name, value in asked.chosen
        if name != STEP
    ]
    return {
        "asked": asked,
        "rows": rows,
        "whole": whole,
        "last": last,
        "first_row": asked.offset + 1 if whole else 0,
        "last_row": min(asked.offset + PAGE, whole),
        "facets": facets,
        "narrowed": narrowed,
        "orders": list(ORDERS),
        "exact": exact,
        "waiting": bool(asked.words and asked.kept and hits is None and not asker.opened.index.ready),
        "named": asker.named,
        "dropped_of": look.stats["totals"]["ledger"],
    }


def excerpt(text: str, title: str | None, words: Sequence[str] = ()) -> str:
    """How a text begins, on one line, without a heading that only repeats the title; or where the words sought first stand."""
    begin = first_of(text, words)
    if begin > EXCERPT:
        begin = text.rfind(" ", 0, begin - EXCERPT // 3) + 1
        said = " ".join(text[begin : begin + EXCERPT * 2].split())
        return "… " + _cut(said)
    said = " ".join(line.lstrip("# ").strip() for line in text[: EXCERPT * 6].splitlines() if line.strip())
    if title and said.startswith(title):
        said = said[len(title) :].lstrip(" .:–-")
    return _cut(said)


def _cut(said: str) -> str:
    return said if len(said) <= EXCERPT else said[:EXCERPT].rsplit(" ", 1)[0] + " …"


def duplicates(asker: Asker) -> Facts:
    """Clusters, the largest first; or one of them: what stayed, and what was dropped for it."""
    look = asker.opened.look
    if id := asker.query.get("id"):
        kept = asker.shelf.shown([row]) if (row := look.document(id)) else []
        members = look.duplicates.of(id)
        named = {row["id"]: row for member in members for row in look.dropped(member)}
        titles = dropped_titles(asker, named)
        return {
            "template": "cluster",
            "id": id,
            "kept": kept[0] if kept else None,
            "members": asker.shelf.shown(
                [
                    {"title": None, **row, **titles.get(member, {}), **asker.named.likeness(row["detail"])}
                    for member, row in named.items()
                ]
            ),
        }
    asked = Asked.of({**asker.query, "cluster": "yes", "fate": "kept"})
    order = "cluster_size DESC, documents.place"
    if "cluster_size" not in look.columns:
        return {"rows": [], "whole": 0, "page": 1, "last": 1, "figures": look.stats["clusters"]}
    whole = look.rows("SELECT count(*) AS n FROM documents WHERE cluster_size > 1")[0]["n"]
    last = max(1, -(-whole // PAGE))
    page = min(asked.page, last)
    query = "SELECT id, title, language, source, cluster_size FROM documents WHERE cluster_size > 1"
    rows = look.rows(f"{query} ORDER BY {order} LIMIT {PAGE} OFFSET {(page - 1) * PAGE}")
    return {
        "rows": asker.shelf.shown(rows),
        "whole": whole,
        "page": page,
        "last": last,
        "figures": look.stats["clusters"],
        "top": rows[0]["cluster_size"] if rows else 1,
    }


def rights(asker: Asker) -> Facts:
    """By what right texts are there: each statement with its evidence, its words, and its documents."""
    look = asker.opened.look
    groups = (
        look.rows(
            "SELECT source, license, rights.basis AS basis, rights.level AS level, rights.reason AS reason,"
            ' rights.stated AS stated, rights."where" AS place, rights.seen_at AS seen_at, count(*) AS n FROM documents'
            " GROUP BY ALL ORDER BY n DESC, source, license LIMIT ?",
            [MOST_EVIDENCE],
        )
        if look.opened.data
        else []
    )
    licences = look.stats["rights"]["by_license"]
    return {
        "groups": groups,
        "licences": licences,
        "levels": look.stats["rights"]["by_level"],
        "whole": look.documents,
        "totals": look.stats["totals"],
        "private": private(look.stats),
        "most": MOST_EVIDENCE,
        "named": asker.named,
        "tongue": tongue,
    }


def privacy(asker: Asker) -> Facts:
    """What was masked, by kind and source, and each place as it stands now."""
    look = asker.opened.look
    kind = asker.query.get("mask", "")
    asked = Asked.of({"mask": kind, "page": asker.query.get("page", "")} if kind else {"masked": "yes", **asker.query})
    asked = replace(asked, chosen=tuple(each for each in asked.chosen if each[0] in ("mask", "masked")), words="", fate="kept")
    looked_for = [stage for stage in look.stats["stages"] if stage["name"].startswith("mask_")]
    if "masked" not in look.columns:
        return {"figures": look.stats["masks"], "rows": [], "whole": 0, "page": 1, "last": 1, "kind": kind, "stages": looked_for}
    whole, _ = look.counts(asked, None)
    last = max(1, -(-whole // PAGE))
    rows = asker.shelf.shown(look.page(replace(asked, page=min(asked.page, last)), None))
    texts = look.texts.at(row["place"] for row in rows if "withdrawn" not in row)
    for row in rows:
        row["places"] = around(f"{row.get('title') or ''}\n{texts.get(row.get('place', -1), '')}")
    return {
        "figures": look.stats["masks"],
        "rows": rows,
        "whole": whole,
        "page": min(asked.page, last),
        "last": last,
        "kind": kind,
        "stages": looked_for,
    }


def sources(asker: Asker) -> Facts:
    """Each source: who publishes it, what was taken, year by year; in a workspace, harvest by harvest."""
    look = asker.opened.look
    found = []
    for source in look.stats["sources"]:
        history = over_time(asker.shelf.workspace, source["name"]) if asker.shelf.workspace else []
        found.append(
            {**source, "history": history, "tongue": tongue(source["title"]), "about_tongue": tongue(source["about"] or "")}
        )
    return {"sources": found, "named": asker.named}


def citizen(asker: Asker) -> Facts:
    """For whoever asks whether a text is in the release, from where, by what right, and how to object."""
    look = asker.opened.look
    licences: dict[str, list[Mapping[str, Any]]] = {}
    for each in look.stats["rights"]["by_source"]:
        licences.setdefault(each["source"], []).append(each)
    found = [
        {**source, "tongue": tongue(source["title"]), "rights": licences.get(source["name"], [])}
        for source in look.stats["sources"]
    ]
    return {"sources": found, "recipe": look.stats["recipe"], "totals": look.stats["totals"]}


PAGES: Mapping[str, Callable[[Asker], Facts]] = {
    "funnel": funnel,
    "documents": documents,
    "document": document,
    "changes": change,
    "pair": pair,
    "duplicates": duplicates,
    "rights": rights,
    "privacy": privacy,
    "sources": sources,
    "citizen": citizen,
    "judge": judge,
    "accessibility": lambda _: {},
}

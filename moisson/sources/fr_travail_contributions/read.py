"""Questions on labour law: one JSON file, Markdown with a few tags of the Code du travail numérique.

One document is one answer: the question, what answers it (the labour code or a collective agreement), and the answer. Question
ids are UUIDs of the ministry's own editing tool and agreements have their IDCC number, so `<question>/<IDCC>` is stable; the
answer by the labour code is `<question>/generique`.

The name of an agreement is the heading under which its answer is read, so it is content. The file gives it only beside
references, the same everywhere, so that an answer without references takes it from another. Of the references, the titles are
content: they name the articles that the answer rests on. Bare identifiers (KALIARTI…) are left out: they say nothing to a reader.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw, Refused, Text
from moisson.readers.markdown import unescaped
from moisson.readers.set_aside import set_aside

LABOUR_CODE = "generique"

_TAB = re.compile(r'<Tab title="([^"]*)">')
_TAG = re.compile(r"</?(?:HDN|Tab|Content|br)\b[^>]*>")
_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]*)\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.S)
_UNDERSCORED = re.compile(r"(?<![\w\\])_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)")
_STARRED = re.compile(r"(?<![\w\\*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s\\*])\*(?![\w*])")
_BULLET = re.compile(r"^([ \t>]*)[*+•] ", re.M)
_ITEM = re.compile(r" *(?=- |\d+\. )")
_ESCAPED = re.compile(r"\\([*_#\[\]()`.\-])")
_IDENTIFIER = re.compile(r"[A-Z]{4,}\d+$")


def split(file: File) -> Iterator[Raw | Refused]:
    """One Raw for each answer to each question."""
    questions = file.json()
    agreements = _agreement_names(questions)
    for question in questions:
        answers = question["answers"]
        for answer in [answers["generic"], *answers["conventions"]]:
            yield _raw(question, answer, agreements)


def _agreement_names(questions: list[dict[str, Any]]) -> dict[str, str]:
    return {
        answer["idcc"]: reference["agreement"]["shortTitle"]
        for question in questions
        for answer in question["answers"]["conventions"]
        for reference in answer["references"]
        if reference.get("agreement") and int(answer["idcc"]) == reference["agreement"]["num"]
    }


def _raw(question: Mapping[str, Any], answer: Mapping[str, Any], agreements: Mapping[str, str]) -> Raw:
    idcc = answer.get("idcc")
    title = " ".join(question["title"].split())
    name = agreements.get(idcc) if idcc else None
    return Raw(
        id=f"{question['id']}/{idcc or LABOUR_CODE}",
        content={
            "question": title,
            "idcc": idcc,
            "agreement": name,
            "answer": answer["markdown"],
            "references": [reference["title"] for reference in answer["references"] if _is_source(reference)],
        },
        title=title,
        part_of=(Container(f"IDCC{int(idcc)}", name or f"IDCC {int(idcc)}"),) if idcc else (),
    )


def _is_source(reference: Mapping[str, Any]) -> bool:
    """Whether a reference names a text of law or a decision in words, and not another page."""
    title, url = reference["title"] or "", reference.get("url") or ""
    return bool(title) and not _IDENTIFIER.match(title.strip()) and "service-public" not in url


def read(content: bytes) -> Iterator[Text]:
    """The answer as text; raises DocumentError `empty` where there is none."""
    answer = orjson.loads(content)
    words = _plain(answer["answer"] or "")
    if not words:
        raise DocumentError("empty", "no answer, or one that only shows a sheet of Service-Public in its place")
    blocks = [f"# {answer['question']}", _answered_by(answer), words]
    if answer["references"]:
        counted = Counter(answer["references"])
        set_aside("repeated", "\n".join((counted - Counter(list(counted))).elements()))
        blocks.append("\n".join(["Références :", *(f"- {' '.join(unescaped(title).split())}" for title in counted)]))
    yield Text("\n\n".join(blocks), format="markdown", title=answer["question"])


def _answered_by(answer: Mapping[str, Any]) -> str:
    if answer["idcc"] is None:
        return "Code du travail"
    number = f"IDCC {int(answer['idcc'])}"
    set_aside("metadata", answer["idcc"])  # without its zeros
    return (
        f"Convention collective : {answer['agreement']} ({number})"
        if answer["agreement"]
        else f"Convention collective : {number}"
    )


def _plain(markdown: str) -> str:
    """Light Markdown: headings and lists stay; emphasis, links and tags go, and a tab's title becomes a heading."""
    text = _TAB.sub(r"\n\n## \1\n\n", markdown.replace("\r", ""))
    text = _TAG.sub("\n\n", text)
    set_aside("metadata", "\n".join(link[2] for link in _LINK.finditer(text)))
    text = _LINK.sub(r"\1", text)
    text = _STRONG.sub(r"\2", _BULLET.sub(r"\1- ", text)).replace("**", "")
    text = _ESCAPED.sub(r"\1", _STARRED.sub(r"\1", _UNDERSCORED.sub(r"\1", text)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(map(_spaced, text.split("\n")))).strip()


def _spaced(line: str) -> str:
    """A line with single spaces; the items of lists inside lists stay indented."""
    line = unescaped(line.removeprefix("> "))
    indent = match[0] if (match := _ITEM.match(line)) else ""
    return indent + " ".join(line.split())

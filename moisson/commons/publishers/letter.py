"""The letter to a publisher, in Markdown; as HTML it is the same, rendered.

Names, titles and reasons come from descriptions that anyone wrote: all of them are escaped, and no HTML is let through.
"""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt

from moisson.commons.catalogue.listed import Place
from moisson.commons.publishers.advice import remedy
from moisson.commons.publishers.already_in import AlreadyIn
from moisson.commons.publishers.gathered import Publisher, licensed
from moisson.release.pack.markdown import code, escaped, link, prose
from moisson.release.report.phrases import Words


def letter(publisher: Publisher, place: Place, words: Words, already: Sequence[AlreadyIn] = ()) -> str:
    """What became of a publisher's data, in the words of one language."""
    return "\n".join(_lines(publisher, place, words, already)).rstrip() + "\n"


def as_html(markdown: str) -> str:
    """A letter's body for a page: what looks like HTML in it stays text."""
    rendered: str = MarkdownIt("commonmark", {"html": False}).disable("image").render(markdown)
    return rendered


def _lines(publisher: Publisher, place: Place, words: Words, already: Sequence[AlreadyIn]) -> Iterator[str]:
    def section(name: str, points: Sequence[str]) -> Iterator[str]:
        if points:
            yield from (f"## {words(f'letter.{name}')}", "", *(f"- {point}" for point in points), "")

    def said(key: str, **values: object) -> str:
        return words(key, **{name: escaped(value) if isinstance(value, str) else value for name, value in values.items()})

    yield from (f"# {words('letter.subject')}", "", said("letter.to", name=publisher.name), "", words.date(place.day), "")
    yield from (said("letter.hello", commons=place.name), "")
    counts = {"n": publisher.found, "kept": publisher.documents, "words": publisher.words}
    yield from (said("letter.found", **counts), "")
    for each in publisher.sources:
        figures = {"documents": each.said["documents"], "found": each.said["found"], "release": each.release}
        yield f"- {said('letter.source', source=each.said['title'], acquired=words.date(each.said['acquired']), **figures)}"
    yield ""
    yield from section("left_out", list(_left_out(publisher, words)))
    yield from section("remedies", list(_remedies(publisher, words)))
    yield from section("terms", list(_terms(publisher, words)))
    use = [said("letter.model", name=each.name, n=each.tokens_seen) for each in publisher.models]
    for reused in publisher.reuses:
        body = reused.body
        use.append(f"{escaped(body.organization)}{words('site.colon')} {link(body.title, body.url)}")
    yield from section("use", use or [words("letter.nobody")])
    known = [_already(each, words) for each in already]
    yield from section("already", known)
    page = f"{place.address}{words.edition}/publisher-{publisher.slug}.html"
    yield from (f"{words('letter.more')} {link(page, page)}", "", said("letter.object", mail=place.mail))


def _left_out(publisher: Publisher, words: Words) -> Iterator[str]:
    for each in publisher.counted:
        for row in each.left_out:
            reason = words.reason(row.reason, row.stage)
            meaning = prose(reason) if reason else code(row.reason)
            yield f"{escaped(each.said['title'])}{words('site.colon')} {words.number(row.documents)} – {meaning}"


def _remedies(publisher: Publisher, words: Words) -> Iterator[str]:
    for finding, n in publisher.remedies:
        yield words("letter.remedy", n=n, what=prose(remedy(finding, words.edition)))
    for kind, n in publisher.masks:
        what = f"{words.known('kinds_masked', kind) or kind} – {remedy(f'personal-{kind}', words.edition)}"
        yield words("letter.remedy", n=n, what=prose(what))


def _terms(publisher: Publisher, words: Words) -> Iterator[str]:
    for each in publisher.counted:
        for row in each.rights:
            name = licensed(row["license"]) or words.known("bases", row["basis"]) or words("publisher.no_license")
            level = words.known("levels", row["level"]) or row["level"] or words("site.unsaid")
            count = words.number(row["documents"])
            yield f"{escaped(each.said['title'])}{words('site.colon')} {count} – {escaped(name)}, {prose(level)}"


def _already(each: AlreadyIn, words: Words) -> str:
    figures = {"known": each.known, "n": each.documents, "same": each.same, "near": each.near}
    return words("publisher.already_in", corpus=escaped(each.corpus), **figures)

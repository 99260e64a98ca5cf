"""report.html: a release's figures in charts and words, in French and English, in one file that loads nothing.

Each edition is complete, charts included, since their tooltips and labels are in its language too.
"""

from moisson.release.inputs import Pack
from moisson.release.private import private
from moisson.release.report import chapters
from moisson.release.report.label_language import tongue
from moisson.release.report.markup import code, foreign, text
from moisson.release.report.page import first_edition, page, section
from moisson.release.report.phrases import EDITIONS, Words, words_of
from moisson.release.report.plots import Stats

# An ear of wheat: a stalk and three pairs of grains.
EAR = (
    '<svg aria-hidden="true" width="26" height="26" viewBox="0 0 24 24">'
    '<path d="M12 22V8M12 8c-1.8-1.4-1.8-4.2 0-6 1.8 1.8 1.8 4.6 0 6z"/>'
    '<path d="M12 13c-3 .2-5-1.6-5-4.6 3-.2 5 1.6 5 4.6zM12 13c3 .2 5-1.6 5-4.6-3-.2-5 1.6-5 4.6z"/>'
    '<path d="M12 18.4c-3 .2-5-1.6-5-4.6 3-.2 5 1.6 5 4.6zM12 18.4c3 .2 5-1.6 5-4.6-3-.2-5 1.6-5 4.6z"/></svg>'
)
MOST_LANGUAGES = 3


def report(pack: Pack) -> str:
    """report.html, in full. It opens in the language of most documents where there is an edition in it, else in English."""
    stats = pack.stats
    editions = {name: words_of(name) for name in EDITIONS}
    first = first_edition(stats["languages"][0]["language"] if stats["languages"] else None)
    title = editions[first]("page.title", title=stats["recipe"]["title"], release=stats["release"])
    return page(title, [(words, edition(stats, words)) for words in editions.values()], first)


def edition(stats: Stats, words: Words) -> str:
    """One edition as HTML; ids begin with its language."""
    shown = [(name, *found) for name, write in chapters.CHAPTERS.items() if (found := write(stats, words))]
    links = "".join(f'<li><a href="#{words.edition}-{name}">{text(words(f"chapters.{name}"))}</a></li>' for name, _, _ in shown)
    written = (section(f"{words.edition}-{name}", words(f"titles.{name}"), lead, body) for name, lead, body in shown)
    return (
        f'{_header(stats, words)}<nav aria-label="{text(words("page.chapters"))}"><div class="wrap"><ul>{links}</ul></div></nav>'
        f'<div class="wrap">{"".join(written)}</div>{_footer(stats, words)}'
    )


def _header(stats: Stats, words: Words) -> str:
    recipe, totals = stats["recipe"], stats["totals"]
    version = words.html("header.version", version=text(recipe["version"]))
    facts = [("release", code(stats["release"])), ("recipe", f"{code(recipe['name'])}, {version}")]
    if recipe["as_of"]:
        facts.append(("as_of", f'<time datetime="{text(recipe["as_of"])}">{text(words.date(recipe["as_of"]))}</time>'))
    if recipe["contact"]:
        facts.append(("contact", foreign(text(recipe["contact"]), "")))
    figures = [
        (words.number(totals["documents"]), words("header.documents", n=totals["documents"], found=totals["found"])),
        (words.number(totals["words"]), words("header.words", n=totals["words"])),
        (words.size(totals["bytes"]), words("header.text")),
        (words.number(totals["sources"]), words("header.sources", n=totals["sources"])),
        (words.number(len(stats["languages"])), words("header.languages", n=len(stats["languages"]), names=_most(stats, words))),
    ]
    if totals["tokens"] is not None:
        said = words("header.tokens", n=totals["tokens"], tokenizer=str(stats["tokenizer"]))
        figures.insert(2, (words.number(totals["tokens"]), said))
    described = "".join(f"<div><dt>{text(words(f'header.{name}'))}</dt><dd>{value}</dd></div>" for name, value in facts)
    counts = "".join(f"<li><strong>{text(value)}</strong><span>{text(said)}</span></li>" for value, said in figures)
    return (
        f'<header class="head"><div class="wrap"><p class="brand">{EAR}{text(words("header.brand"))}</p>'
        f"<h1>{foreign(text(recipe['title']), tongue(recipe['title']))}</h1>"
        f'<p class="about">{foreign(text(recipe["description"]), tongue(recipe["description"]))}</p>'
        f"{_private(stats, words)}"
        f'<dl class="facts">{described}</dl><ul class="totals">{counts}</ul></div></header>'
    )


def _private(stats: Stats, words: Words) -> str:
    """The notice of a private release."""
    return f'<p class="private" role="note"><strong>{words.html("header.private")}</strong></p>' if private(stats) else ""


def _most(stats: Stats, words: Words) -> str:
    """The names of the languages of most documents."""
    names = ", ".join(words.language(row["language"]) for row in stats["languages"][:MOST_LANGUAGES])
    if len(stats["languages"]) > MOST_LANGUAGES:
        return words("header.and_more", names=names)
    return names or words("header.none")


def _footer(stats: Stats, words: Words) -> str:
    made = words.html("page.made", release=code(stats["release"]))
    return (
        f'<footer><div class="wrap"><p>{made} {words.html("page.figures")}</p>'
        f"<p>{text(words('page.loads_nothing'))}</p></div></footer>"
    )

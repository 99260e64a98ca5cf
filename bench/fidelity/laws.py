"""Print laws of ../shared/data that are kept as Markdown as gazettes might set them, to learn headings from.

    python bench/fidelity/laws.py FOLDER    FOLDER/HASH.html and .pdf: beginnings of 170 laws of six countries in 90 files

Few laws are at hand both as their gazette set them and with their headings told. So type, weight, room, capitals and places are
drawn by lot, one lot a file (by its hash), within what gazettes do: a level of headings is bold, larger, spaced, in capitals, or
in the middle, or several of these, and never none. For `learn_headings.py`; nothing is judged by them.
"""

import argparse
import hashlib
import random
import re
from collections.abc import Iterator
from html import escape
from itertools import cycle, islice
from pathlib import Path

from pdf_sets import SHARED, chromium

SETS = ("law-cz-legalize", "law-de-gesetze", "law-ee-legalize", "law-fi-legalize", "law-fr-legalize", "law-no-legalize")
EACH, LINES, LEAST = 30, 500, 40  # laws of a set; lines of a law that are set, and the fewest
FACES = ("Liberation Serif", "Liberation Sans", "DejaVu Serif", "Carlito", "Caladea")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
LABEL = re.compile(r"((?:§+|[^\W\d_]+\.?) (?:\d{1,4}\s?[a-z]?|[IVXLC]+)[.:]?)[\s–-]+(?=\S)")
NUMBERED = re.compile(r"(?:§+|[^\W\d_]+\.?) \d{1,4}\s?\w{0,3}\.?")  # `Article 3`, without a title
SPLIT, RUNNING = 0.25, 0.5  # how many laws have labels above their titles, and a running head
RUN_IN, SIGNED = 0.15, 0.5  # how many have articles' numbers before their text, on one line, and who signs below it
# Who signs, which is no heading however it is set.
OFFICES = (
    "Le Ministre de la Justice,", "La ministre des finances", "Pour le Premier ministre :", "Der Bundesminister der Finanzen",
    "Die Bundeskanzlerin", "Der Bundespräsident", "Předseda vlády", "Ministr zdravotnictví", "Riigikogu esimees", "Peaminister",
    "Tasavallan Presidentti", "Sosiaali- ja terveysministeri", "Statsministeren", "El Ministro de Hacienda", "Il Presidente",
)  # fmt: skip
NAMES = (
    "Jean Morel", "Anne-Marie Weber", "K. Schneider", "Dr. Eva Lang", "Nováková v. r.", "Petr Dvořák v. r.", "Mart Tamm",
    "Kersti Saar", "TARJA NIEMI", "Matti Korhonen", "Ola Nordmann", "CARMEN RUIZ", "Marco Conti", "Luc Thill",
)  # fmt: skip
DATED = (
    "Palais de Luxembourg, le 5 mars 1994.", "Berlin, den 12. Juni 2013", "V Praze dne 3. května 2005.", "Tallinn, 8. märts 2001",
    "Helsingissä 4 päivänä kesäkuuta 1998",
)  # fmt: skip


def gazettes() -> Iterator[list[str]]:
    """The texts of laws, of each set the first by hash, by turns alone and three together as in a gazette."""
    for name in SETS:
        found = [path for path in (SHARED / name).rglob("*.md") if path.name != "README.md"]
        long = [path for path in found if path.read_text(errors="replace").count("\n") > LEAST]
        texts = [path.read_text(errors="replace") for path in long]
        first = iter(sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest())[:EACH])
        for many in cycle((1, 3)):
            if not (some := list(islice(first, many))):
                break
            yield some


def style(lot: random.Random) -> str:
    """How one law is set."""
    size = lot.choice((9, 9.5, 10, 10.5, 11, 12))
    font = f"{size}pt/{lot.uniform(1.1, 1.5):.2f} '{lot.choice(FACES)}'"
    rules = [f"body {{ font: {font}; text-align: {lot.choice(('justify', 'left'))} }}"]
    rules.append(f"p {{ margin: {lot.choice((0, 0.2, 0.5, 0.8))}em 0; text-indent: {lot.choice((0, 0, 1.2))}em }}")
    if lot.random() < RUNNING / 2:
        rules.append("main { columns: 2; column-gap: 2em }")
    times, middle = lot.choice((1.6, 1.4, 1.2)), lot.random() < 0.5
    for level in range(1, 7):
        bold = lot.random() < 0.75
        spaced = "letter-spacing: .15em;" if lot.random() < 0.1 else ""
        capitals = "text-transform: uppercase;" if lot.random() < 0.15 else ""
        if not (bold or spaced or capitals or (times > 1.15)):
            bold = True
        above = lot.uniform(0.4, 2)
        rules.append(
            f"h{level} {{ font-size: {times}em; font-weight: {'bold' if bold else 'normal'}; {spaced} {capitals}"
            f" text-align: {'center' if middle else 'left'}; margin: {above:.1f}em 0 {lot.uniform(0.1, 1) * above:.1f}em }}"
        )
        times = max(1.0, times - lot.choice((0.1, 0.2, 0.4)))
        middle = middle and lot.random() < 0.8
    place, weight = lot.choice(("left", "center", "right")), lot.choice(("normal", "normal", "bold"))
    rules.append(
        f".signed p {{ text-align: {place}; text-indent: 0; font-weight: {weight}; margin: {lot.choice((0, 0.3, 1))}em 0;"
        f" font-style: {lot.choice(('normal', 'italic'))}; font-size: {lot.choice((1, 1, 0.9, 1.15))}em }}"
    )
    return "\n".join(rules)


def signed(lot: random.Random) -> str:
    """Where, when and by whom a law is signed: one to four offices, each with a name."""
    lines = [lot.choice(DATED)] if lot.random() < 0.7 else []
    for office, name in zip(lot.sample(OFFICES, many := lot.randint(1, 4)), lot.sample(NAMES, many), strict=True):
        lines += [office, name] if lot.random() < 0.8 else [name]
    return f"<div class=signed>{''.join(f'<p>{line}</p>' for line in lines)}</div>"


def page(laws: list[str], lot: random.Random) -> str:
    """Some laws in HTML."""
    parted, run_in, title = lot.random() < SPLIT, lot.random() < RUN_IN, ""
    body: list[str] = []
    number = ""
    for law in laws:
        bare = re.sub(r"\A---\n.*?\n---\n", "", law, flags=re.S)
        for piece in re.split(r"\n\s*\n|(?<=\n)(?=#)", "\n".join(bare.splitlines()[:LINES])):
            said = escape(" ".join(LINK.sub(r"\1", piece).replace("**", "").replace("*", "").split()))
            if head := re.match(r"(#{1,6}) (.+)", said):
                title = title or head[2]
                if run_in and NUMBERED.fullmatch(head[2]):
                    number = f"<b>{head[2]}</b> "
                    continue
                label = LABEL.match(head[2]) if parted else None
                lines = [label[1], head[2][label.end() :]] if label else [head[2]]
                body += [f"<h{len(head[1])}>{line}</h{len(head[1])}>" for line in lines]
            elif said and not said.startswith(("|", "---")):
                body.append(f"<p>{number}{said}</p>")
                number = ""
        body += [signed(lot)] * (lot.random() < SIGNED)
    meta = f"<meta charset=utf-8><title>{title}</title><style>{style(lot)}</style>"
    return f"<!DOCTYPE html><html><head>{meta}</head><body><main>{''.join(body)}</main></body></html>"


def main() -> None:
    """Set the laws, and print them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for laws in gazettes():
        name = hashlib.sha256("".join(laws).encode()).hexdigest()[:12]
        source, pdf, lot = folder / f"{name}.html", folder / f"{name}.pdf", random.Random(name)
        source.write_text(page(laws, lot))
        plain = ["--no-pdf-header-footer"] * (lot.random() > RUNNING)
        chromium(source, pdf, folder / "home", "--disable-pdf-tagging", *plain)


if __name__ == "__main__":
    main()

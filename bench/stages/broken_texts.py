"""Broken texts of many kinds, made from good ones of any language: what failed extraction leaves, and what never was a text.

Each maker takes a good text and a source of chance.
"""

import base64
import re
from collections.abc import Callable, Sequence
from random import Random

from scripts.made_errors import damaged, letters_of

WORD = re.compile(r"[^\W\d_]+")
BEGIN, SIZE = 500, 5000  # characters: where the piece begins that is spoilt, and how long it is


def words(text: str) -> list[str]:
    return WORD.findall(text)


def labels(text: str, chance: Random, most: int, count: int) -> list[str]:
    """Phrases of one to `most` words that stand in the text, with a capital."""
    found = words(text)
    begins = [chance.randrange(max(len(found) - most, 1)) for _ in range(count)]
    phrases = [" ".join(found[begin : begin + chance.randint(1, most)]) for begin in begins]
    return [phrase[:1].upper() + phrase[1:] for phrase in phrases]


def piece(text: str) -> str:
    return text[BEGIN : BEGIN + SIZE] if len(text) > BEGIN + SIZE // 2 else text


def recognised(rate: float) -> Callable[[str, Random], str]:
    return lambda text, chance: damaged(piece(text), rate, letters_of([text]), chance)


def lines(make: Callable[[str, int, Random], str], most: int = 4, count: int = 40) -> Callable[[str, Random], str]:
    """One line for each label."""
    return lambda text, chance: "\n".join(make(label, k, chance) for k, label in enumerate(labels(text, chance, most, count)))


def rows(text: str, chance: Random, between: str, width: int) -> str:
    return "\n".join(between.join(labels(text, chance, 4, width)) for _ in range(8))


def form(label: str, _: int, chance: Random) -> str:
    return chance.choice(
        [f"{label}:", f"{label} ________", f"☐ {label}  ☐ {label}", label, f"{label} ......... {label} ........."]
    )


def page_header(text: str, chance: Random) -> str:
    (label,) = labels(text, chance, 6, 1)
    return "\n\n".join(f"{label}\n{page} / 60" for page in range(1, 41))


def figures(_: str, chance: Random) -> str:
    return "\n".join(" ".join(f"{chance.uniform(0, 99999):,.2f}" for _ in range(chance.randint(2, 9))) for _ in range(40))


def debris(text: str, chance: Random) -> str:
    """What is left of maps and drawings: cut labels, figures, strokes."""
    found = words(text)
    one: Sequence[Callable[[], str]] = (
        lambda: chance.choice(found)[: chance.randint(1, 4)],
        lambda: chance.choice("|~=-_.,:;'°\\/()*"),
        lambda: str(chance.randint(0, 99)),
    )
    return "\n".join(" ".join(chance.choice(one)() for _ in range(chance.randint(1, 6))) for _ in range(40))


def link(label: str, k: int, _: Random) -> str:
    return f'<li class="item-{k}"><a href="/p/{k}"><span>{label}</span></a></li>'


def script(label: str, k: int, _: Random) -> str:
    return f'var {label.split()[0]}{k}=function(e,t){{return e[t]||0;}};document.getElementById("{label}").style.display="none";'


def style(label: str, k: int, _: Random) -> str:
    return f".{label.lower().replace(' ', '-')} {{ margin: 0 {k}px; color: #f0{k}a; display: block; }}"


OCR = {f"recognised, {rate:.0%} wrong": recognised(rate) for rate in (0.1, 0.2, 0.35)}
NAVIGATION: dict[str, Callable[[str, Random], str]] = {
    "menu": lines(lambda label, _k, _chance: label),
    "menu with bullets": lines(lambda label, _k, _chance: f"- {label}"),
    "menu with links": lines(lambda label, k, _chance: f"* [{label}](/{k}/{label.split()[0].lower()})"),
    "menu in rows": lambda text, chance: rows(text, chance, " | ", 8),
    "menu in one line": lambda text, chance: " | ".join(labels(text, chance, 3, 60)),
    "path of pages": lambda text, chance: rows(text, chance, " > ", 5),
    "list of addresses": lines(lambda label, k, _chance: f"https://www.{label.split()[0].lower()}.example/{k}/page.html", 3),
    "page headers": page_header,
}
DOTS: dict[str, Callable[[str, Random], str]] = {
    "contents": lines(lambda label, k, _chance: f"{k // 5 + 1}.{k % 5 + 1} {label} {2 * k + 3}", 9),
    "contents with dots": lines(
        lambda label, k, chance: f"{k // 5 + 1}.{k % 5 + 1} {label} {'.' * chance.randint(5, 60)} {k}", 9
    ),
    "contents with spaced dots": lines(lambda label, k, chance: f"{label} {'. ' * chance.randint(5, 30)}{2 * k + 3}", 9),
    "index": lines(lambda label, k, chance: f"{label}, {', '.join(str(k + 7 * n) for n in range(chance.randint(1, 5)))}", 3, 80),
    "dots": lambda _text, chance: "\n".join("." * chance.randint(10, 80) for _ in range(30)),
}
FORMS: dict[str, Callable[[str, Random], str]] = {
    "form with dots": lines(lambda label, _k, chance: f"{label}: {'.' * chance.randint(10, 50)}"),
    "form with lines": lines(lambda label, _k, chance: f"{label} {'_' * chance.randint(10, 50)}"),
    "form of labels": lines(lambda label, _k, _chance: f"{label}:"),
    "form with boxes": lines(lambda label, _k, chance: f"{chance.choice('☐□')} {label}"),
    "form of all kinds": lines(form),
    "form as a table": lines(lambda label, _k, _chance: f"| {label} | |"),
}
REMAINS: dict[str, Callable[[str, Random], str]] = {
    "spaced letters": lambda text, _chance: " ".join(piece(text)),
    "no spaces": lambda text, _chance: re.sub(" +", "", piece(text)),
    "read in the wrong encoding": lambda text, _chance: piece(text).encode().decode("cp1252", "replace"),
    "lost characters": lambda text, chance: "".join(
        "\ufffd" if char > "\x7f" or chance.random() < 0.02 else char for char in piece(text)
    ),
    "figures": figures,
    "debris of a map": debris,
    "base64": lambda _text, chance: "\n".join(base64.b64encode(chance.randbytes(57)).decode() for _ in range(40)),
    "glyph numbers": lambda _text, chance: " ".join(f"(cid:{chance.randint(1, 99)})" for _ in range(300)),
    "HTML": lines(link),
    "JavaScript": lines(script, 3),
    "CSS": lines(style, 3),
    "JSON": lines(lambda label, k, _chance: f'{{"id": {k}, "label": "{label}", "url": "/{k}"}},'),
    "list of words": lambda text, _chance: "\n".join(sorted({word.lower() for word in words(text)})[:300]),
    "keywords": lambda text, _chance: ", ".join(sorted({word.lower() for word in words(text) if len(word) > 4})[:200]),
    "one passage again and again": lambda text, _chance: "\n\n".join([piece(text)[:600]] * 12),
    "one phrase again and again": lambda text, _chance: (" ".join(words(text)[20:35]) + ". ") * 40,
}
KINDS = {"OCR": OCR, "navigation": NAVIGATION, "dots and contents": DOTS, "forms": FORMS, "remains": REMAINS}

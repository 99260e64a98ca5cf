"""Preformatted text, in which legacy pages hold whole acts. Lines of a paragraph are joined; all other lines stay."""

import re
from textwrap import dedent

from moisson.readers.hyphens import join_lines

FULL = 40  # characters; a shorter line ends where its writer meant it to
COLUMNS = re.compile(r"\S {3,}\S|\t|[-_=+|]{4}")
BEGINS = re.compile(r"\s*(?:[-–•*]\s|\(?\d{1,3}[a-z]?[.)]\s|\(?[a-z]\)\s|§)")
# Signs of programs and commands, which prose lacks.
PROGRAM = re.compile(
    r"^\s*(?:\$ [a-z]|>>> |#!|//|/\*)|[{}\\]$|\w\(\)|[=!<>]=|&&|\|\||[-=]>|::|\w = [\w\"'(\[]|\s--[a-z][a-z-]+=|</?\w+>"
)
FEW = 4  # one such line in so many makes a program
SPACES = re.compile(r"(?<=\S) {2,}")  # of justified lines
PARAGRAPH = re.compile(r"\n[ \t]*\n+")


def preformatted(text: str, is_code: bool = False) -> list[str]:
    """The blocks of a preformatted text. Those of a program keep their lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").expandtabs()
    return [block for part in PARAGRAPH.split(text.strip("\n")) if (block := _block(part, is_code).strip("\n"))]


def _block(part: str, is_code: bool) -> str:
    lines = [line.rstrip() for line in dedent(part).split("\n") if line.strip()]
    if (
        len(lines) < 2
        or is_code
        or FEW * sum(map(bool, map(PROGRAM.search, lines))) >= len(lines)
        or any(COLUMNS.search(line.strip()) for line in lines)
    ):
        return "\n".join(lines)
    pieces: list[list[str]] = []
    indented = lines[0].startswith(" ")  # like the first lines of paragraphs
    for i, line in enumerate(lines):
        if pieces and len(lines[i - 1]) >= FULL and not BEGINS.match(line) and not (indented and line.startswith(" ")):
            pieces[-1].append(line)
        else:
            pieces.append([line])
    blocks = [SPACES.sub(" ", join_lines(piece)) if len(piece) > 1 else piece[0] for piece in pieces]
    return "\n".join(block.strip() for block in blocks) if indented and len(blocks) < len(lines) else "\n".join(blocks)

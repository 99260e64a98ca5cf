"""Characters of the fonts Symbol and Wingdings as Unicode."""

import re

PRIVATE = re.compile("[\uf020-\uf0ff]")

_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SIGNS = {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x60: "‾", 0xA0: "€", 0xA2: "′",
    0xA3: "≤", 0xA5: "∞", 0xA6: "ƒ", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥", 0xAA: "♠", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→",
    0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
    0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCA: "⊇", 0xCB: "⊄", 0xCC: "⊂",
    0xCD: "⊆", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅",
    0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDD: "⇑", 0xDE: "⇒", 0xDF: "⇓", 0xE2: "®", 0xE3: "©", 0xE4: "™",
    0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
SYMBOL = {
    **{code: chr(code) for code in range(0x20, 0x7F)},
    **{0x41 + index: letter for index, letter in enumerate(_GREEK)},
    **{0x61 + index: letter for index, letter in enumerate("αβχδεφγηιϕκλμνοπθρστυϖωξψζ")},
    **_SIGNS,
}
WINGDINGS = {
    0x20: " ", 0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x70: "☐",
    0x71: "☐", 0x72: "☐", 0x73: "⬧", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA7: "▪", 0xA8: "☐",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + index: sign for index, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")},
}  # fmt: skip


def symbol(code: int, font: str) -> str:
    """The character with this number (with or without 0xF000) in a font; empty where the sign has no meaning that we know."""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if "wingdings" in font.lower() or "webdings" in font.lower():
        return WINGDINGS.get(low, "") if font.lower() == "wingdings" else ""
    if code == low > 0xFF:
        return chr(code) if code < 0xD800 else ""
    return SYMBOL.get(low, "") if low > 0x1F else ""


def without_private(text: str, font: str = "Symbol") -> str:
    """Text whose characters from U+F020 to U+F0FF, as programs write them for these fonts, are the signs they show."""
    return PRIVATE.sub(lambda found: symbol(ord(found[0]), font), text)


SYMBOL_FONTS = ("Symbol", "Wingdings")


def in_font(text: str, font: str) -> str:
    """Text in one of these fonts, in which letters are the signs of their places; what is no letter of Latin 1 stays."""
    return "".join([symbol(ord(sign), font) if " " < sign < "\u0100" or PRIVATE.match(sign) else sign for sign in text])

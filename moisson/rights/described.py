"""Checks the rights in a source's description: a known licence id, and the article of its statute."""

import re

from moisson.rights.licences import licence
from moisson.rights.normalised import address
from moisson.rights.resolve import resolve
from moisson.rights.statutes import statutes

OWN = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
# An article as laws are cited in the languages of the table: § 5, 9 §, article L321-1, art. 13, čl. 18, 5 straipsnis.
ARTICLE = re.compile(
    r"§+\s*\d|\d\s*\.?\s*§|(?<!\w)(?:art(?:[íi]c(?:le|ulo|olo|ulos|oli)s?|ikel|igo|\.)?|section|s\.|paragraf|čl\.?|člen|čl[áa]nek|чл\.|kap\.?)\s*[LRDA]?\.?\s*[\dIVX]"
    r"|\d+\.?\s*(?:člen|straipsnis|pants|cikk|str\.)",
    re.IGNORECASE,
)


def license_mistake(given: str | None) -> str | None:
    """What is wrong with a licence id, with the remedy; None where nothing is."""
    if given is None or licence(given) or OWN.fullmatch(given):
        return None
    meant = resolve(given).license
    remedy = (
        f"did you mean {meant}?"
        if meant
        else "write the SPDX id of one in moisson/rights/licences.toml, or a LicenseRef- of your own."
    )
    return f"`rights.license` = {given!r} is no licence that Moisson knows: {remedy}"


def statute_mistake(basis: str, reason: str | None, stated: str | None, where: str | None) -> str | None:
    """What is missing where the basis is a statute; None where its article is stated.

    Either the words name an article, or `where` is the address of one in `statutes.toml`.
    """
    if basis != "statute" or any(ARTICLE.search(words) for words in (reason, stated, where) if words):
        return None
    places = {address(one.source.lower()) for one in statutes()}
    if where and address(where.partition(" ")[0].lower()) in places:
        return None
    return (
        "`rights.basis` = 'statute' names no statute: say in `reason` which article of which act it is, such as § 5 UrhG;"
        " moisson/rights/statutes.toml lists those of each country."
    )

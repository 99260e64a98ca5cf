"""A draft description for an address given in place of a source.

The address is matched against known forms (a sitemap, a repository, an endpoint), or against built-in sources that ask the same
portal; otherwise the connector is left open.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from moisson.contracts.addresses import shown

ADDRESS = re.compile(r"(?i)https?://[^\s/]|www\.[\w-]+\.\w")
WHOLE = frozenset({"ckan", "udata", "dcat", "oai", "csw"})  # connectors that need nothing but an address
TO_CHOOSE = "  # ckan, udata, dcat, oai, csw, sparql, api, web, dump, git, hub or warc: see docs/connectors.md"
QUERY = 'query = "SELECT ?id ?document WHERE { ?id ?says ?document }"  # which documents'
# Pattern, connector, field (a list if it ends in `s`), and further fields. The field takes the pattern's group, or the whole
# address.
GUESSES: tuple[tuple[str, str, str, str], ...] = (
    (r"/(?:[^/?]*sitemap[^/?]*\.(?:xml|txt)(?:\.gz)?|robots\.txt)(?:\?.*)?$", "web", "sitemaps", ""),
    (r"(?:\.(?:rss|atom)|/(?:feed|rss|atom)(?:\.xml)?/?)(?:\?.*)?$", "web", "feeds", ""),
    (r"^(.*?/api/(?:3/)?action)(?:/|$)", "ckan", "url", ""),
    (r"^(.*?/api/[12])/(?:datasets|organizations)(?:/|$)", "udata", "url", ""),
    (r"^(?:[^?]*\.(?:ttl|trig|rdf|nt|jsonld)|[^?]*/data\.json)(?:\?.*)?$", "dcat", "url", ""),
    (r"^([^?]*)\?(?:.*&)?verb=", "oai", "url", ""),
    (r"^([^?]*/oai(?:-?pmh|2)?(?:/[^?]*)?)$", "oai", "url", ""),
    (r"^([^?]*)\?(?:.*&)?service=csw\b", "csw", "url", ""),
    (r"^([^?]*/csw/?)$", "csw", "url", ""),
    (r"^([^?]*/collections/[^/?]+/items)(?:\?|$)", "csw", "url", 'version = "records"'),
    (r"^([^?]*/sparql/?)(?:\?|$)", "sparql", "url", QUERY),
    (r"^https?://huggingface\.co/datasets/([\w.-]+/[\w.-]+)", "hub", "dataset", ""),
    (
        r"^([^?]*\.git|https?://(?:github|gitlab)\.com/[^/?]+/[^/?]+|https?://codeberg\.org/[^/?]+/[^/?]+)/?$",
        "git",
        "repository",
        "",
    ),
    (r"\.warc(?:\.gz|\.zst)?$", "warc", "urls", ""),
)


def is_address(name: str) -> bool:
    """Whether a name is a web address, and so no source's."""
    return ADDRESS.match(name) is not None


def how_to_ask(address: str, built_in: Path) -> str:
    """The description to write for an address, and where; `built_in` is the folder of built-in sources."""
    given = shown(address.strip().rstrip("/") if "://" in address else f"https://{address.strip().rstrip('/')}")
    host = urlsplit(given).netloc.lower()
    known = dict(_asking(host, built_in))
    use, field, value, more = _guess(given) or _same_portal(known) or ("…", "url", given, "")
    said = json.dumps([value] if field.endswith("s") else value, ensure_ascii=False)
    folder = f"./sources/{_name(host)}"
    built = f" Built-in sources that ask the same host: {', '.join(known)}." if known else ""
    lines = [
        f"title = {json.dumps(host)}",
        f'about = "What {host} publishes."',
        'language = "und"  # ISO 639-1, such as "fr"',
        "",
        "[publisher]",
        f"name = {json.dumps(host)}  # the public body",
        "",
        "[connector]",
        f'use = "{use}"{TO_CHOOSE if use == "…" else ""}',
        f"{field} = {said}",
        *([more] if more else []),
    ]
    return (
        f"{given} is an address; a source is a folder with a source.toml, which says how to fetch it and by what right."
        f"{built} Start your own in {folder}/source.toml (see docs/how-to/add-a-source.md); then preview it with"
        f" `moisson harvest {folder} --dry-run`.\n\n" + "\n".join(lines)
    )


def _guess(address: str) -> tuple[str, str, str, str] | None:
    """The connector and fields for an address, from its form."""
    for looks, use, field, more in GUESSES:
        if found := re.search(looks, address, re.IGNORECASE):
            return use, field, found[1] if found.lastindex else address, more
    return None


def _asking(host: str, built_in: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The built-in sources that ask a host, with their connectors."""
    for path in sorted(built_in.glob("*/source.toml")):
        connector = tomllib.loads(path.read_text(encoding="utf-8"))["connector"]
        if host and host == urlsplit(str(connector.get("url", ""))).netloc:
            yield path.parent.name, connector


def _same_portal(known: dict[str, dict[str, Any]]) -> tuple[str, str, str, str] | None:
    return next(((one["use"], "url", one["url"], "") for one in known.values() if one["use"] in WHOLE), None)


def _name(host: str) -> str:
    """A folder name from a host, country first."""
    words = re.findall(r"[a-z0-9]+", host.partition(":")[0].removeprefix("www."))
    return (
        "_".join([words[-1], *words[:-1]] if len(words) > 1 and len(words[-1]) == 2 and words[-1].isalpha() else words) or "mine"
    )

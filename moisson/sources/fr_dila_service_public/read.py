"""Sheets of Service-Public.fr: trees of XML elements as JSON, one file per sheet, one folder per audience.

The same sheet number stands in several audiences with different words (406 numbers), so the audience is part of the id.
Content is the sheet's own words. What leads to other sheets, what describes the sheet, what steers the page on the screen and
where to write or call is left out at harvest, each with its reason in `LEFT_OUT`. An element that nobody has met yet is
kept, and its words are read as a paragraph: a change of schema may cost structure but never words. Elements that only hold
others (BlocCas, ListeSituations, FragmentConditionne, ContenuIllustre, Avertissement …) are read through in the same way.

Three kinds of sheets hold no text of their own and are refused as `navigation` when read: files (N) without an introduction,
and guided searches, whose questions only lead to other sheets.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw, Refused, Text
from moisson.readers.markdown import unescaped
from moisson.readers.set_aside import set_aside

Node = Any  # a text, or {"name": …, "attributes": {…}, "children": [Node, …]}

_REASONS = {
    "describes the sheet": "SurTitre Audience Canal Cible NumeroCerfa AutreNumero",
    "leads to other sheets": (
        "FilDAriane Theme SousThemePere DossierPere SousDossierPere SousTheme SousDossier Dossier Fiche FicheLiee VoirAussi"
        " QuestionReponse CommentFaireSi RechercheGuidee ServiceEnLigneAlternatif"
    ),
    "leads to other sites and files": "PourEnSavoirPlus LienWeb NoticeLiee Partenaire Source",
    "is an address that ages (telephone, opening hours)": "OuSAdresserSupport PivotLocal RessourceWeb",
    "steers the page on the screen": (
        "Condition estVrai estIndefini et ou SiSelectionne affecteVrai affecteFaux Questionnaire Colonne"
    ),
    "stands for or credits a picture, or repeats a table": "TexteDeRemplacement Credits Resume",
}
LEFT_OUT = {name: reason for reason, names in _REASONS.items() for name in names.split()}
LINK_BOXES = frozenset({"OuSAdresser", "ServiceEnLigne"})  # in a text only their title is read, see `_Page`
ATTRIBUTES = {"Liste": ("type",), "Rangée": ("type",), "Cellule": ("fusionHorizontale", "fusionVerticale")}

_INLINE_NAMES = (
    "LienInterne LienExterne LienIntra Valeur MiseEnEvidence Exposant Indice Expression Citation Variable TermeEtranger"
)
INLINE = frozenset(_INLINE_NAMES.split())
SECTIONS = frozenset({"Situation", "Chapitre", "SousChapitre", "Cas", "ServiceEnLigneAnnexe"})
NOTES = frozenset({"ASavoir", "ANoter", "Attention", "Rappel"})
GLOSSARY = frozenset({"Definition", "Abreviation"})
TITLES = ("TitreAlternatif", "Titre")  # the alternative states the condition that its section depends on
OWN_WORDS = frozenset({"Introduction", "Texte", "Avertissement", "ListeSituations"})

_SPACES = re.compile(r"[ \t\r\n]+")
_DATE = re.compile(r"modified (\d{4}-\d{2}-\d{2})$")
_WORD = re.compile(r"\w+")


def split(file: File) -> Iterator[Raw | Refused]:
    """One Raw for the sheet in the file."""
    audience, _, name = file.path.rpartition("/")
    audience = audience.rpartition("/")[2]
    sheet = file.json()
    try:
        (root,) = sheet["children"]
        attributes = root["attributes"]
        fields = {child["name"]: _plain(child) for child in root["children"] if child["name"].startswith("dc:")}
        title = fields["dc:title"]
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError("not-a-sheet", f"{name} holds no sheet: {error!r}.") from None
    body = [_trimmed(child) for child in root["children"] if not _is_left_out(child) and child["name"] not in LINK_BOXES]
    date = _DATE.search(fields.get("dc:date", ""))
    yield Raw(
        id=f"{audience}/{sheet['id']}",
        content={
            "kind": attributes.get("type"),
            "title": title,
            "description": fields.get("dc:description", ""),
            "sheet": body,
        },
        title=title,
        record={**fields, **{key: value for key, value in attributes.items() if not key.startswith(("xmlns", "xsi"))}},
        url=attributes.get("spUrl"),
        created=date[1] if date else None,
        part_of=tuple(_containers(root, audience)),
        rights={"stated": fields["dc:rights"], "where": "dc:rights of the sheet"} if fields.get("dc:rights") else None,
    )


def read(content: bytes) -> Iterator[Text]:
    """The sheet as text; raises DocumentError `navigation` where it has no words of its own."""
    sheet = orjson.loads(content)
    kind, title, nodes = sheet["kind"], _line([sheet["title"]]), sheet["sheet"]
    if kind == "Recherche guidée":
        raise DocumentError("navigation", "a guided search, whose questions lead to other sheets")
    if kind in ("Dossier", "Theme") and not any(_name(node) in OWN_WORDS for node in nodes):
        raise DocumentError("navigation", "a list of links to other sheets")
    set_aside("metadata", "\n".join([kind or "", *_marks(nodes)]))
    page = _Page()
    page.add([node for node in nodes if _name(node) not in GLOSSARY and _name(node) != "Reference"], depth=2)
    blocks = [f"# {title}", *page.blocks]
    description = _line([sheet["description"]]).replace("^", "")  # there, "1^er" stands for a raised "er"
    if _is_news(description, [title, kind or "", *page.blocks], nodes):
        blocks.insert(1, description)
    else:
        set_aside("repeated", description)
    blocks += _listed("Définitions", (_entry(node) for node in nodes if _name(node) in GLOSSARY))
    blocks += _listed("Textes de référence", (_entry(node) for node in nodes if _name(node) == "Reference"))
    yield Text("\n\n".join(blocks), format="dila-xml", title=title)


def _name(node: Node) -> str:
    return "" if isinstance(node, str) else str(node["name"])


def _marks(nodes: Iterable[Node]) -> Iterator[str]:
    """The names of elements and what their attributes say, which stand in JSON as its words do."""
    for node in nodes:
        if not isinstance(node, str):
            yield from (node["name"], *node.get("attributes", {}).values())
            yield from _marks(node["children"])


def _is_left_out(element: Mapping[str, Any]) -> bool:
    name = element.get("name", "")
    return name in LEFT_OUT or name.startswith("dc:")


def _trimmed(element: Mapping[str, Any]) -> Node:
    """An element as content: without what is left out, and with runs of white space as one space."""
    name = element["name"]
    kept: list[Node] = []
    after_link = False
    for child in element.get("children", ()):
        if "name" not in child:
            kept.append(_SPACES.sub(" ", _after_link(child["text"]) if after_link else child["text"]))
        elif name in LINK_BOXES and child["name"] != "Titre":
            continue
        elif not _is_left_out(child):
            kept.append(_trimmed(child))
        after_link = child.get("name") == "LienExterne"
    trimmed: dict[str, Any] = {"name": name, "children": kept}
    attributes = element.get("attributes", {})
    if own := {key: attributes[key] for key in ATTRIBUTES.get(name, ()) if key in attributes}:
        trimmed["attributes"] = own
    return trimmed


def _after_link(text: str) -> str:
    """The publisher breaks the line after every external link, even before a full stop: the break is no space."""
    rest = text.lstrip("\n")
    return f" {rest}" if rest[:1].isalnum() else rest


def _plain(element: Mapping[str, Any]) -> str:
    """The words directly in an element of the source."""
    return _SPACES.sub(" ", "".join(child.get("text", "") for child in element.get("children", ()))).strip()


def _containers(root: Mapping[str, Any], audience: str) -> Iterator[Container]:
    """Themes, sub-theme and file, under the ids that their own sheets have here."""
    for child in root["children"]:
        if child["name"] not in ("Theme", "SousThemePere", "DossierPere"):
            continue
        parts = {part["name"]: _plain(part) for part in child.get("children", ()) if "name" in part}
        folder = parts.get("Audience", audience).lower()
        yield Container(f"{folder}/{child['attributes']['ID']}", parts.get("Titre") or _plain(child))


def _words(nodes: Iterable[Node]) -> str:
    """All words under some nodes: inline elements touch their neighbours, others stand apart."""
    pieces = []
    for node in nodes:
        if isinstance(node, str):
            pieces.append(unescaped(node))
        elif node["name"] in INLINE:
            pieces.append(_words(node["children"]))
        else:
            pieces.append(f" {_words(node['children'])} ")
    return "".join(pieces)


def _line(nodes: Iterable[Node]) -> str:
    """The same on one line, with every kind of space as a plain one."""
    return " ".join(_words(nodes).split())


def _title(element: Mapping[str, Any]) -> str:
    """An element's title, or nothing."""
    titles = {_name(child): _line(child["children"]) for child in element["children"] if _name(child) in TITLES}
    return next((titles[name] for name in TITLES if titles.get(name)), "")


def _rest(element: Mapping[str, Any]) -> list[Node]:
    return [child for child in element["children"] if _name(child) not in TITLES]


def _entry(element: Mapping[str, Any]) -> str:
    """A definition, or a reference with its remark, on one line."""
    link = " : " if element["name"] in GLOSSARY else " – "
    rest = [child for child in _rest(element) if _name(child) != "Reference"]  # a definition's own references repeat the sheet's
    set_aside("repeated", "\n".join(_line([child]) for child in _rest(element) if _name(child) == "Reference"))
    return link.join(part for part in (_title(element), _line(rest)) if part)


def _listed(heading: str, entries: Iterable[str]) -> list[str]:
    counted = Counter(f"- {entry}" for entry in entries if entry)
    lines = list(counted)
    set_aside("repeated", "\n".join((counted - Counter(lines)).elements()))
    return [f"## {heading}", "\n".join(lines)] if lines else []


def _is_news(description: str, said: Iterable[str], nodes: Iterable[Node]) -> bool:
    """Whether the description, made for search engines, says what the page does not: it often repeats the introduction."""
    if any(_name(node) == "Introduction" for node in nodes):
        return False
    known = set(_WORD.findall(" ".join(said).lower()))
    return not known.issuperset(_WORD.findall(description.lower()))


class _Page:
    """Blocks of text in reading order.

    A box that points to an office or an online service is read, by its title, only where the words before it need it: after a
    heading or after a sentence that ends in a colon ("La demande se fait auprès de :").
    """

    def __init__(self, leads: bool = False) -> None:
        self.blocks: list[str] = []
        self._leads = leads
        self._run: list[Node] = []

    def add(self, nodes: Iterable[Node], depth: int) -> None:
        """Add nodes; headings among them start at `depth`."""
        for node in nodes:
            if isinstance(node, str) or node["name"] in INLINE:
                self._run.append(node)
                continue
            self._end_paragraph()
            self._add_element(node, depth)
        self._end_paragraph()

    def _end_paragraph(self) -> None:
        run, self._run = self._run, []
        if words := _line(run):
            self._put(words)

    def _put(self, block: str) -> None:
        self.blocks.append(block)
        self._leads = block.endswith(":")

    def _add_element(self, node: Mapping[str, Any], depth: int) -> None:
        name = node["name"]
        if name in SECTIONS:
            self._add_section(node, depth)
        elif name in NOTES:
            self._add_note(node, depth)
        elif name in LINK_BOXES:
            if self._leads and (title := _title(node)):
                self.blocks.append(f"- {title}")
            else:
                set_aside("menu", _line([node]))
        elif name == "Liste":
            if lines := _list_lines(node, depth):
                self._put("\n".join(lines))
        elif name == "Tableau":
            for block in _table(node):
                self._put(block)
        elif name == "LienExterneCommente":  # the link goes, the publisher's comment on it stays
            set_aside("menu", _line(child for child in node["children"] if _name(child) == "LienExterne"))
            self.add([child for child in node["children"] if _name(child) != "LienExterne"], depth)
        else:
            self.add(node["children"], depth)

    def _add_section(self, node: Mapping[str, Any], depth: int) -> None:
        title = _title(node)
        inner = _Page(leads=bool(title))
        inner.add(_rest(node), depth + 1 if title else depth)
        if inner.blocks:
            self.blocks += [f"{'#' * min(depth, 6)} {title}"] * bool(title) + inner.blocks
        self._leads = False

    def _add_note(self, node: Mapping[str, Any], depth: int) -> None:
        """A note opens with its label ("À savoir", "Attention", "Exemple"); the publisher goes on in lower case."""
        inner = _Page()
        inner.add(_rest(node), depth)
        title = _title(node)
        if title and inner.blocks:
            inner.blocks[0] = f"{title} :{chr(10) if inner.blocks[0].startswith(('- ', '1. ', '| ')) else ' '}{inner.blocks[0]}"
        self.blocks += inner.blocks
        self._leads = False


def _list_lines(node: Mapping[str, Any], depth: int) -> list[str]:
    """A list's lines; what follows an item's first line is indented under it."""
    lines: list[str] = []
    numbered = node.get("attributes", {}).get("type") == "numero"
    for number, item in enumerate((child for child in node["children"] if not isinstance(child, str)), start=1):
        mark = f"{number}. " if numbered else "- "
        page = _Page()
        page.add(item["children"], depth)
        inner = [line for block in page.blocks for line in block.split("\n")]
        lines += [f"{' ' * len(mark) if index else mark}{line}" for index, line in enumerate(inner)]
    return lines


def _table(node: Mapping[str, Any]) -> Iterator[str]:
    """A table's title, and its rows between pipes; a cell that spans several columns or rows leaves the others empty."""
    if title := _title(node):
        yield title
    rows: list[list[str]] = []
    pending: dict[int, int] = {}  # column -> rows still covered by a cell above
    kind = None
    for row in (child for child in _rest(node) if _name(child) == "Rangée"):
        cells: list[str] = []
        if kind != (kind := row.get("attributes", {}).get("type")):
            pending.clear()  # as in HTML, a header's cell ends with the header, whatever it says
        for cell in (child for child in row["children"] if not isinstance(child, str)):
            _skip_covered(cells, pending)
            spans = cell.get("attributes", {})
            width, height = (int(spans.get(key, 1)) for key in ("fusionHorizontale", "fusionVerticale"))
            pending |= {len(cells) + offset: height - 1 for offset in range(width) if height > 1}
            cells += [_cell(cell), *[""] * (width - 1)]
        _skip_covered(cells, pending)
        rows.append(cells)
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join(cells + [''] * (width - len(cells)))} |" for cells in rows]
    if lines:
        yield "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])
    yield from (words for child in _rest(node) if _name(child) != "Rangée" and (words := _line([child])))


def _skip_covered(cells: list[str], pending: dict[int, int]) -> None:
    while pending.get(len(cells), 0) > 0:
        pending[len(cells)] -= 1
        cells.append("")


def _cell(cell: Mapping[str, Any]) -> str:
    """A cell on one line; a bar in it would end the cell."""
    page = _Page()
    page.add(cell["children"], depth=6)
    return " ".join(" ".join(page.blocks).split("\n")).replace("|", "/")

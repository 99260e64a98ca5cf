"""Fetch manuals that packages of Debian carry as PDF and as HTML, made of one source by LaTeX, dblatex, Sphinx or Texinfo.

    python bench/fidelity/manuals.py FOLDER    some 250 MB are fetched; FOLDER/WORK.PART.html and .pdf are kept
    --fresh    other works, those of `manuals_fresh.txt`, which nothing was made or learned on

They are read by `pdf_pairs.py --manuals FOLDER` and are not ours to copy into the repository. Nothing is installed; what cannot
be fetched is named. The pages of a manual are joined in the order of its contents, without what only leads through them. A pair
is left out if pdfium's text shows that its PDF has other words, or if it is long.
"""

import argparse
import gzip
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import html_truth
from docx_truth import tokens, unnumbered
from lxml import etree, html
from pypdfium2 import PdfDocument

# work: packages; PDF; first page of the HTML; what stands for {} in these: languages or parts of the work
WORKS = """
asymptote: asymptote-doc; asymptote.pdf; html/index.html
auto-multiple-choice: auto-multiple-choice-doc auto-multiple-choice-doc-pdf; auto-multiple-choice.{}.pdf; *.{}/index.html; en fr
autogen: autogen-doc; autogen.pdf; autogen.html/index.html
bash: bash-doc; bashref.pdf; bashref.html
bird: bird2-doc; bird.pdf; bird.html
camlidl: camlidl-doc; camlidl*.pdf; html/index.html
cfitsio: libcfitsio-doc; {}.pdf; {}/index.html; cfitsio fitsio quick
claws-mail: claws-mail-doc; {}/claws-mail-manual.pdf; {}/claws-mail-manual.html; en fr
dbconfig-common: dbconfig-common; {}.pdf; {}.html/index.html; dbapp-policy dbconfig-common
debian-edu: debian-edu-doc-{}; debian-edu-trixie-manual.pdf; debian-edu-trixie-manual.html; de fr nl
debian-faq: debian-faq-{}; debian-faq.{}.pdf; index.{}.html; de it pt ru
debian-history: debian-history; project-history.{}.pdf; index.{}.html; es lt ro
debian-policy: debian-policy; policy.pdf; policy.html/index.html
debian-reference: debian-reference-en; debian-reference.en.pdf; index.en.html
debmake: debmake-doc; debmake-doc.{}.pdf; html/index.{}.html; de en pt
developers-reference: developers-reference; developers-reference.pdf; index.html
developers-reference: developers-reference-{}; developers-reference.pdf; index.html; de fr
dynare: dynare-doc; dynare-manual.pdf; dynare-manual.html/index.html
fai: fai-doc; fai-guide.pdf; fai-guide.html
fhs: debian-policy; fhs-3.0.pdf; fhs-3.0.html
freefem: freefem-doc; freefem.pdf; index.html
gambit: gambc-doc; gambit.pdf; gambit.html
gap: gap-guava gap-io; {}/doc/manual.pdf; {}/doc/chap0.html; guava io
gnuplot: gnuplot-doc; gnuplot.pdf; html/index.html
installation-guide: installation-guide-amd64; install.{}.pdf; {}/index.html; cs fr uk
krb5: krb5-doc; {}.pdf; {}/index.html; admin plugindev user
ledger: ledger; ledger3.pdf; ledger3.html
linuxdoc-tools: linuxdoc-tools; guide.pdf; guide.html
live-manual: live-manual-pdf live-manual-html; live-manual.portrait.{}.a4.pdf; live-manual.{}.html; es it
maint-guide: maint-guide; maint-guide.en.pdf; index.en.html
maint-guide: maint-guide-{}; maint-guide.{}.pdf; index.{}.html; ca fr ru
menhir: menhir-doc; manual.pdf; manual.html
mit-scheme: mit-scheme-doc; mit-scheme-{}.pdf; mit-scheme-{}/index.html; sos user
mpfr: libmpfr-doc; mpfr.pdf; mpfr.html/index.html
nut: nut-doc; {}.pdf; {}/index.html; developer-guide user-manual
openafs: openafs-doc; auusg000.pdf; UserGuide/index.html
qpdf: qpdf-doc; qpdf-manual.pdf; manual-html/index.html
r: r-doc-pdf r-doc-html; R-{}.pdf; R-{}.html; FAQ admin exts intro
sbcl: sbcl-doc; sbcl.pdf; sbcl.html
scheme48: scheme48-doc; manual.pdf; manual.html
systemtap: systemtap-doc; SystemTap_Beginners_Guide.pdf; SystemTap_Beginners_Guide/index.html
ubuntu-packaging-guide: ubuntu-packaging-guide-pdf ubuntu-packaging-guide-html; *.pdf; *-html/index.html
ubuntu-packaging-guide: ubuntu-packaging-guide-pdf-{} ubuntu-packaging-guide-html-{}; *.pdf; *-html-{}/index.html; es fr
valgrind: valgrind; valgrind_manual.pdf; html/index.html
yodl: yodl-doc; yodl.pdf; yodl.html
"""
FRESH = Path(__file__).with_name("manuals_fresh.txt")
LONGEST = 400  # pages of a PDF: more would be most of the set
LEAST = 0.90  # of the words of the HTML, which pdfium finds in the PDF: below, they are of other versions
MOST = 2  # times as many words as in the HTML: above, pages of it were not found
MAIN = "descendant::main|descendant::*[@role='main']|descendant::section"
# What leads through a manual, by the classes and ids that Sphinx, DocBook's XSL, Texinfo, HeVeA and GAPDoc give it.
LEADS = re.compile(
    r"(?:^|\s)(?:nav\w*|nav-panel|chlink\w*|footer|sphinxsidebar|related|headerlink|copiable-(?:anchor|link)|index|printindex"
    r"|index-(?:cp|fn|ky|pg|tp|vr)|footnotes?(?:-segment|text|-list)?|thefootnotes)(?:\s|$)", re.I,
)  # fmt: skip
CONTENTS = re.compile(
    r"(?:^|\s)(?:toc|toctree-wrapper|list-of-\w+|\w*contents(?:_element)?|SEC_\w*Contents|ContChap|mini-toc|menu)(?:\s|$)", re.I
)
ASIDE = re.compile(r"(?:genindex|search|py-modindex|footnotes)\b|[^/]*Index\b|doc-index", re.I)  # pages by their names
ADMONITION = re.compile(r"(?:^|\s)(?:note|tip|warning|important|caution|admonition\S*)(?:\s|$)")
LABEL = re.compile(r"\s*\w+(?:\xa0\w{1,3}|\s\d{1,2})[.:]?\s+")  # of a heading, `Chapter 1.`, which PDFs set on a line of its own
CELLS = ("tr", "thead", "th", "td", "body")
BLOCKS = ("li", "dt", "dd", "p", "div", *html_truth.HEADINGS)  # a line of contents where they hold nothing but links


def rows(table: str) -> Iterator[tuple[str, list[str], str, str, str]]:
    """Each pair of a table: its work, packages, PDF, first page, and its name within the work."""
    for line in table.strip().split("\n"):
        work, _, said = line.partition(": ")
        packages, pdf, first, *parts = said.split("; ")
        for part in parts[0].split() if parts else ["manual"]:
            yield work, packages.replace("{}", part).split(), pdf.replace("{}", part), first.replace("{}", part), part


def fetch(package: str, there: Path) -> None:
    """Unpack a package to a folder of its own."""
    if not (folder := there / package).exists():
        folder.mkdir()
        subprocess.run(["apt-get", "--quiet=2", "download", package], cwd=folder, check=True)
        (archive,) = folder.glob("*.deb")
        subprocess.run(["dpkg-deb", "--extract", str(archive), str(folder)], check=True)
        archive.unlink()


def joined(first: Path) -> html.HtmlElement:
    """All pages of a manual as one, in the order in which its contents, and those that its pages have, list them."""
    whole: html.HtmlElement = html.document_fromstring('<html class="manual"><body></body></html>')
    known = {first.resolve()}

    def add(page: Path) -> None:
        data = html_truth.printable(page.read_bytes())
        root: html.HtmlElement = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
        main = (root.xpath(MAIN) or [root.body])[0]
        links = dict.fromkeys((page.parent / unquote(urldefrag(link).url)).resolve() for link in clean(main, page == first))
        new = [path for path in links if path not in known and belongs(path, first)]
        known.update(new)
        whole.body.append(main)
        main.tag = "div"
        for path in new:
            add(path)

    add(first)
    tell(whole)
    return whole


def belongs(page: Path, first: Path) -> bool:
    """Whether a page is one of a manual's text, in its language."""
    language = page.name.endswith("." + first.name.partition(".")[2])
    return language and first.parent.resolve() in page.parents and page.is_file() and not ASIDE.match(page.name)


def clean(root: html.HtmlElement, first: bool) -> list[str]:
    """Take out what leads through a manual, its contents, indexes and notes; give the links of contents, then the others'."""
    links, others = [], []
    for each in list(root.iterdescendants()):
        names = f"{each.get('class', '')} {each.get('id', '')}"
        inside = [a for a in each.iter("a") if ":" not in a.get("href", ":")]
        words = [word for a in inside for word in tokens(a.text_content())] if each.tag in BLOCKS else []
        only = words and unnumbered(tuple(words)) == unnumbered(tuple(tokens(each.text_content())))
        if only and not first:
            only = next(each.iter(*html_truth.HEADINGS), None) is None
        if each.tag == "nav" or (each.tag not in CELLS and LEADS.search(names)):
            others += [a.get("href") for a in inside]
            each.drop_tree()
        elif only or (each.tag not in CELLS and CONTENTS.search(names)):
            links += [a.get("href") for a in inside]
            each.drop_tree()
    return links + others


def tell(root: html.HtmlElement) -> None:
    """Keep as headings and tables what are ones: not the title of all and its authors, names of notes, questions set out."""
    for at, heading in enumerate(list(root.iter(*html_truth.HEADINGS))):
        above = [f" {each.get('class', '')} " for each in heading.iterancestors()]
        author = " title " not in f" {heading.get('class', '')} " and any(" titlepage " in name for name in above)
        if at == 0 or author or any(map(ADMONITION.search, above)):
            heading.tag = "p"
            heading.set("class", "title")
        elif label := LABEL.match(heading.text_content()):
            paragraph = html.Element("p", {"class": "title"})
            paragraph.text = label[0]
            heading.addprevious(paragraph)
            text = heading.text_content()[label.end() :]
            heading.clear(keep_tail=True)
            heading.text = text
    for table in root.xpath("descendant::div[contains(@class, 'qanda')]//table"):
        table.set("role", "presentation")


def printed_words(document: PdfDocument) -> Counter[str]:
    """The words of a PDF as pdfium gives them, without hyphens at the ends of lines."""
    text = "\n".join(each.get_textpage().get_text_bounded() for each in document)
    return Counter(tokens(re.sub("[-\u00ad\u2010\ufffe]\\s*\n", "", text)))


def alike(page: Path, pdf: Path) -> bool:
    """Whether a PDF holds the words of a page, and is not long."""
    document = PdfDocument(pdf)
    if len(document) > LONGEST:
        return False
    have = printed_words(document)
    due = Counter(html_truth.truth(page).words)
    return (due & have).total() >= LEAST * due.total() and have.total() <= MOST * due.total()


def main() -> None:
    """Fetch each package, and keep the pairs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    folder, table = options.folder, FRESH.read_text() if options.fresh else WORKS
    with tempfile.TemporaryDirectory() as temporary:
        for work, packages, pdf, first, part in rows(table):
            try:
                for package in packages:
                    fetch(package, Path(temporary))
                roots = [Path(temporary) / package for package in packages]
                source, start = (_found(roots, each) for each in (f"{pdf}*", first))
            except (subprocess.CalledProcessError, FileNotFoundError) as error:
                print(f"{work} {part}: not fetched: {error}", file=sys.stderr)
                continue
            folder.mkdir(parents=True, exist_ok=True)
            there = folder / f"{work}.{part}.pdf"
            data = source.read_bytes()
            there.write_bytes(gzip.decompress(data) if source.suffix == ".gz" else data)
            page = there.with_suffix(".html")
            page.write_bytes(b"\xef\xbb\xbf" + etree.tostring(joined(start), encoding="utf-8", method="html"))
            if not alike(page, there):
                print(f"{work} {part}: left out", file=sys.stderr)
                there.unlink()
                page.unlink()


def _found(roots: list[Path], name: str) -> Path:
    """The file of that name below some of the folders: the largest, for some are only pointers to it."""
    paths = [path for root in roots for path in root.rglob(name) if path.is_file()]
    if not paths:
        raise FileNotFoundError(name)
    return max(paths, key=lambda path: path.stat().st_size)


if __name__ == "__main__":
    main()

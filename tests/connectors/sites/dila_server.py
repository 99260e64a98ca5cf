"""A directory of archives as DILA's server lists them, made by hand after what is published there."""

import gzip
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from loopback import Asked, Given, Loopback, loopback

CODES = "legi/global/code_et_TNC_en_vigueur/code_en_vigueur/LEGI/TEXT/00/00/06/07/20/LEGITEXT000006072050"
FULL = "Freemium_legi_global_20250713-140000.tar.gz"
# The head and foot of Apache's page, with what else lies in the folder: a parent, sorting links, a leaflet.
HEAD = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">
<html>
 <head><title>Index of /OPENDATA/LEGI</title></head>
 <body>
<h1>Index of /OPENDATA/LEGI</h1>
<pre><img src="/icons/blank.gif" alt="Icon "> <a href="?C=N;O=D">Name</a>   <a href="?C=M;O=A">Last modified</a>      \
<a href="?C=S;O=A">Size</a>  <hr><img src="/icons/back.gif" alt="[PARENTDIR]"> <a href="/OPENDATA/">Parent Directory</a>  -
<img src="/icons/layout.gif" alt="[   ]"> <a href="%20DILA_LEGI_Presentation_20170824.pdf">DILA_LEGI_Presentation_201..&gt;</a> \
2017-08-24 12:00  233K
"""
ROW = '<img src="/icons/compressed.gif" alt="[   ]"> <a href="{name}">{shown}</a> {when}  {size}K\n'
FOOT = "<hr></pre>\n</body></html>\n"


def path(number: int, folder: str = CODES) -> str:
    """Where the article of a number lies in LEGI."""
    name = f"LEGIARTI{number:012}"
    digits = f"{number:012}"
    return f"{folder}/article/LEGI/ARTI/{'/'.join(digits[i : i + 2] for i in range(0, 10, 2))}/{name}.xml"


def article(number: int, words: str, state: str = "VIGUEUR") -> bytes:
    """One article as LEGI has it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ARTICLE><META><META_COMMUN><ID>LEGIARTI{number:012}</ID><NATURE>Article</NATURE></META_COMMUN>
<META_SPEC><META_ARTICLE><NUM>L{number}</NUM><ETAT>{state}</ETAT><DATE_DEBUT>2019-03-01</DATE_DEBUT><DATE_FIN>2999-01-01</DATE_FIN>
</META_ARTICLE></META_SPEC></META><CONTEXTE><TEXTE cid="LEGITEXT000006072050" nature="CODE">
<TITRE_TXT debut="2008-05-01" fin="2999-01-01">Code du travail</TITRE_TXT></TEXTE></CONTEXTE>
<BLOC_TEXTUEL><CONTENU><p>{words}</p></CONTENU></BLOC_TEXTUEL></ARTICLE>
""".encode()


def full(files: dict[str, bytes], written: dict[str, int] | None = None) -> bytes:
    """A full archive; `written` are the times of files, in seconds since 1970, where they matter."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), (written or {}).get(name, 0)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(tar.getvalue(), mtime=0)


def delta(stamp: str, files: dict[str, bytes], gone: list[str] | None = None, folders: list[str] | None = None) -> bytes:
    """A delta: its files in a dated folder, and beside them the lists of files, without endings, and folders that are no more."""
    entries = {f"{stamp}/{name}": data for name, data in files.items()}
    if gone is not None:
        entries[f"{stamp}/liste_suppression_legi.dat"] = "".join(f"{name.removesuffix('.xml')}\n" for name in gone).encode()
    if folders is not None:
        entries[f"{stamp}/liste_suppression_legi_dossier.dat"] = "".join(f"{name}\n" for name in folders).encode()
    return full(entries)


@dataclass
class Fund:
    """The archives that the server has now; `served` counts what is asked."""

    archives: dict[str, bytes] = field(default_factory=dict)
    name: str = "LEGI"
    served: Loopback | None = None

    @property
    def url(self) -> str:
        assert self.served is not None
        return f"{self.served.address}/OPENDATA/{self.name}/"

    def add(self, stamp: str, files: dict[str, bytes], gone: list[str] | None = None, folders: list[str] | None = None) -> str:
        name = f"LEGI_{stamp}.tar.gz"
        self.archives[name] = delta(stamp, files, gone, folders)
        return name

    def answer(self, asked: Asked) -> Given:
        name = asked.path.removeprefix(f"/OPENDATA/{self.name}/")
        if name:
            data = self.archives.get(name)
            return Given(status=404) if data is None else Given(data, headers={"Content-Type": "application/x-gzip"})
        rows = (
            ROW.format(name=name, shown=f"{name[:23]}..&gt;", when=f"2025-07-{10 + i % 20} 10:14", size=len(data))
            for i, (name, data) in enumerate(sorted(self.archives.items()))
        )
        return Given("".join([HEAD, *rows, FOOT]).encode(), headers={"Content-Type": "text/html;charset=ISO-8859-1"})


@contextmanager
def fund(name: str = "LEGI") -> Iterator[Fund]:
    """A running server of one fund."""
    made = Fund(name=name)
    with loopback(made.answer) as served:
        made.served = served
        yield made

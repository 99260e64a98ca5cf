"""What a file is follows from its content; prose is no table, a comment no heading, a component no XML."""

from time import perf_counter

import pytest
from shared_data import shared

from moisson.readers.sniff import sniff

HEADED = "id;titre;texte\n1;Avis;Le texte, d'abord.\n2;Note;La suite, ensuite.\n3;Loi;La fin, enfin.\n"
PROSE = """Le conseil, réuni ce jour, a délibéré, puis voté.
Le maire, présent, a pris la parole, puis conclu.
La séance, ouverte à neuf heures, fut levée, enfin.
Le public, nombreux, a quitté la salle, content.
"""
TOKENS = "\n".join(f"{word}\t{label}" for word, label in [("Le", "O"), ("maire", "O"), ("Dupont", "B-PER"), (".", "O")] * 8)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!DOCTYPE html><p>x", "html"),
        (b"\xef\xbb\xbf\n<HTML lang=fr>", "html"),
        (b'<?xml version="1.0"?>\n<!-- c --><html xmlns="x">', "html"),
        (b'<?xml version="1.0"?><akomaNtoso/>', "akn"),
        (b'<?xml version="1.0"?><inconnu/>', "xml"),
        (b'{"a": 1}', "json"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        (b'{"moisson-row":{"text":"x"}}', "row"),
        (b"PAR1", "parquet"),
        (b"[note] des mots", "text"),
        (b"# Titre\n\nmots", "markdown"),
        (b"---\ntitle: T\n---\nmots", "markdown"),
        (b'+++\ntitle = "T"\n+++\nmots', "markdown"),
        (b"----\nun trait, puis des mots", "text"),
        (b"Des mots, 3 < 4.", "text"),
        (b"%PDF-1.7", "pdf"),
        (HEADED.encode(), "csv"),
        (HEADED.encode("utf-16"), "csv"),
        (HEADED.replace(";", "\t").encode("utf-16-le"), "csv"),
        (b"sep=|\na|b\n1|2\n", "csv"),
        (b'numero,objet,texte,avis\n1,A,"Sur deux\nlignes, avec ""mots""",oui\n2,B,court,non\n', "csv"),
        (PROSE.encode(), "text"),
        (PROSE.replace(",", ";").encode(), "text"),
        (TOKENS.encode(), "conll"),
        (b"@prefix dct: <http://purl.org/dc/terms/> .\n", "turtle"),
        (b"<MenuSchema />\n\n# Un titre\n\nDes mots.", "markdown"),
        (b'<p align="center"><img src="a.png"></p>\n\n## Un titre\n\nDes [mots](http://x).', "markdown"),
        (b"<p>Un fragment de page.</p>", "html"),
        (b"\xdb\xa5-\x00\x00\x00\x09\x04", "word-2"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00\x42\x00", "excel-4"),
        (b"# serveur de test\n# engendre le 3 mai\n\nserver {\n  listen 80;\n}\n", "text"),
    ],
)
def test_the_content_tells_what_a_file_is(content: bytes, name: str) -> None:
    assert sniff(content).name == name


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("pdf-se-ferenda/data/test/files/repo/rfc/downloaded/6931.txt", "text"),
        ("gold-langid-lingua/data/language-testdata/sentences/fi.txt", "text"),
        ("gold-langid-lingua/data/language-testdata/word-pairs/de.txt", "text"),
        ("fr-cnil-guide/data/annexes/conf_tls_apache.txt", "text"),
        ("ocr-europeana-ner/data/enp_DE.lft.bio/enp_DE.lft.bio", "conll"),
        ("parlamint-sk/data/SampleSources-TSV/SK_term_4.tsv", "csv"),
        ("fr-parlement-zam/data/repondeur/tests/sample_data/reponses_with_bom.csv", "csv"),
        ("cat-dcatap-semic/data/releases/2.2.0-hvd/html/examples/example-ms_catalogue.ttl", "turtle"),
        ("fr-etalab-guides/data/README.md", "markdown"),
    ],
)
def test_real_files_are_known(path: str, name: str) -> None:
    assert sniff(shared(path).read_bytes()).name == name


@pytest.mark.parametrize(
    "content",
    [
        *(b" " * 300_000 + b"x", b"<a " * 30_000, b"\n#" * 60_000 + b"@", b"<!--" * 30_000, b'"' * 60_001),
        b'{"a":1,' + b'"jurisdiction":"x",' * 30_000,
    ],
)
def test_hostile_beginnings_take_no_time(content: bytes) -> None:
    began = perf_counter()
    sniff(content)
    assert perf_counter() - began < 0.5

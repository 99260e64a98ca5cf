"""A table of tokens without labels that are known is read as its running text, and a table of data stays one."""

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.rows.conll import read
from moisson.readers.sniff import sniff

SENTENCES = [
    "Der Rat tagt am Montag , dem 3. Mai , in der Stadt .",
    "Er hört den Bürgermeister und die Leiterin der Bibliothek .",
    "Die Sitzung ist öffentlich , die Stadt lädt alle ein .",
    "Wer kommt , meldet sich bei der Stadt an !",
]
TEXT = "\n".join(
    [
        "Der Rat tagt am Montag, dem 3. Mai, in der Stadt.",
        "Er hört den Bürgermeister und die Leiterin der Bibliothek.",
        "Die Sitzung ist öffentlich, die Stadt lädt alle ein.",
        "Wer kommt, meldet sich bei der Stadt an!",
    ]
)
TAGS = {".": "$.", "!": "$.", ",": "$,"}


def rows(form: str) -> str:
    """The sentences as a table: what stands in a row and between sentences."""
    lines = []
    for number, sentence in enumerate(SENTENCES, 1):
        for at, token in enumerate(sentence.split(), 1):
            tag = TAGS.get(token, "NN" if token[0].isupper() else "XY")
            lines.append(form.format(s=number, id=f"sp12-{number}", n=at, t=token, tag=tag, lemma=token.lower()))
        lines += [""] if "\n" in form else []
    return "\n".join(line.strip("\n") for line in lines) + "\n"


@pytest.mark.parametrize(
    "table",
    [
        rows("{t}\t{tag}\t{lemma}\n"),
        rows("{lemma}\t{t}\t{tag}\n"),
        "word\tpos\tlemma\n" + rows("{t}\t{tag}\t{lemma}\n"),
        "# a corpus\n" + rows("{n}\t{t}\t{tag}\t12,40,55,60\n"),
        rows("{id}\t{t}\t{lemma}\t{tag}"),
        "sent\tform\ttag\n" + rows("{s}\t{t}\t{tag}"),
        "No.\tTOKEN\tTAG\tPLACE\n" + rows("{n}\t{t}\tO\t7,8"),
        "No.\tTOKEN\tTAG\n" + rows("{n}\t{t}\tO\n"),
    ],
    ids=["lines", "lemmas first", "header", "numbers", "ids", "growing ids", "counted", "labels behind numbers"],
)
def test_a_table_of_tokens_is_read_as_its_text(table: str) -> None:
    assert sniff(table.encode()).name == "conll"
    [text] = FileReader(DEFAULT).read(table.encode())
    assert text.text == TEXT


@pytest.mark.parametrize(
    "table",
    [
        "nom\tlieu\tnote\n" + "".join(f"Mairie{at}\tLyon\t{'.' if at % 9 == 0 else 'avis'}\n" for at in range(60)),
        "signe\tnom\temploi\n" + ".\tpoint\tfin\n,\tvirgule\tpause\n;\tpoint-virgule\tpause\n" * 30,
        rows("{t}\t{tag}\t{lemma}"),
    ],
    ids=["places", "signs", "nothing parts sentences"],
)
def test_a_table_in_which_no_text_runs_stays_a_table(table: str) -> None:
    assert sniff(table.encode()).name == "csv"


def test_a_table_that_only_begins_as_tokens_is_refused() -> None:
    table = rows("{n}\t{t}\t{tag}\t12,40,55,60\n") + "1\teine ganze Zeile\tmit Worten\tund mehr\n" * 200
    with pytest.raises(DocumentError, match="table-unreadable: its first rows are tokens"):
        list(read(table.encode(), DEFAULT))


@pytest.mark.shared
def test_a_judgment_in_numbered_rows_reads_as_the_one_with_labels() -> None:
    path = shared("pii-echr-fr/data/mariasierro+automatic-anonymization-ECHR-French-Spanish/FR-manual-dev.tsv")
    labelled = path.read_text("utf-8")
    lines, at = [], 0
    for line in labelled.splitlines():
        at = at + 1 if line.strip() else 0
        lines.append(f"{at}\t{line.split()[0]}\t17,40,55,60" if at else "")
    [numbered] = FileReader(DEFAULT).read("\n".join(lines).encode())
    [other] = FileReader(DEFAULT).read(labelled.encode())
    assert numbered.format == "conll"
    assert numbered.text == other.text

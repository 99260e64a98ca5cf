"""A document can take the process that reads it along, and nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from moisson.contracts.errors import DocumentError, SourceError, StorageError, WorkerError
from moisson.harvest.guard import Guard
from moisson.harvest.guards import Guards
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.source.description import Source, load_source

READ = """
import os, signal
from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Raw, Refused, Text

HOARD = []

def misbehave(what):
    if what == "hoard": HOARD.append(bytearray(3 * 10**7))
    if what == "loop":
        while True: pass
    if what == "eat":
        held = []
        while True: held.append(bytearray(10**8))
    if what == "abort": os.abort()
    if what == "leave": os._exit(3)
    if what == "kill": os.kill(os.getpid(), signal.SIGKILL)
    if what == "key": {}["absent"]
    if what == "refuse": raise DocumentError("bad-page", "page 3")
    if what == "odd": raise BrokenPipeError("odd")
    if what == "generator": raise GeneratorExit("out of order")
    if what == "full": raise OSError(28, "No space left on device")

def split(file):
    for word in file.data.decode().split():
        misbehave(word)
        yield Refused(word, "no") if word == "none" else Raw(id=word, content={"word": word})

def read(content):
    misbehave(content.decode())
    yield Text(content.decode(), "word")
"""

TOML = """
title = "Essai"
about = "Un essai."
language = "fr"
[publisher]
name = "Essai"
[connector]
use = "folder"
path = "."
[read]
cpu_s = 2
memory_mb = 500
"""


@pytest.fixture
def source(tmp_path: Path) -> Source:
    folder = tmp_path / "fr_essai"
    folder.mkdir()
    (folder / "source.toml").write_text(TOML)
    (folder / "read.py").write_text(READ)
    return load_source(f"{folder}/", tmp_path)


@pytest.fixture
def guard() -> Iterator[Guard]:
    with Guard() as guard:
        yield guard


@pytest.fixture(params=[1, 2, 5])
def guards(request: pytest.FixtureRequest) -> Iterator[Guards]:
    with Guards(request.param) as guards:
        yield guards


def said(answer: list[Text] | DocumentError) -> str:
    return answer.reason if isinstance(answer, DocumentError) else answer[0].text


HARM = {
    "loop": "time-limit",
    "eat": "memory-limit",
    "abort": "reader-crashed",
    "leave": "reader-crashed",
    "key": "unexpected-structure",
    "refuse": "bad-page",
    "generator": "reader-crashed",
}


def test_each_document_is_read_whatever_its_neighbours_do(guard: Guard, source: Source) -> None:
    words = ["one", "loop", "two", "eat", "three", "abort", "leave", "four", "key", "refuse", "generator", "five"]
    answers = list(guard.read(source, [word.encode() for word in words]))
    assert [said(answer) for answer in answers] == [HARM.get(word, word) for word in words]


def test_the_reason_says_what_happened(guard: Guard, source: Source) -> None:
    details = {
        word: answer.detail
        for word in HARM
        for answer in guard.read(source, [word.encode()])
        if isinstance(answer, DocumentError)
    }
    assert details == {
        "loop": "more than 2 seconds of CPU time",
        "eat": "more than 500 MB of memory",
        "abort": "the process that read it ended by signal SIGABRT",
        "leave": "the process that read it ended with status 3",
        "key": "the reader did not expect this: KeyError: 'absent'",
        "refuse": "page 3",
        "generator": "GeneratorExit: out of order",
    }


def test_of_a_file_that_goes_wrong_what_came_before_is_kept(guard: Guard, source: Source) -> None:
    for word, reason in HARM.items():
        found: list[Raw | Refused] = []
        with pytest.raises(DocumentError) as error:
            found.extend(guard.split(source, File("a.txt", f"one none {word} two".encode())))
        assert error.value.reason == reason
        assert [piece.id for piece in found] == (["one", "none"] if word in ("key", "refuse") else [])
    assert [piece.id for piece in guard.split(source, File("a.txt", b"one none two"))] == ["one", "none", "two"]


def test_files_are_split_ahead_and_each_keeps_its_own(guards: Guards, source: Source) -> None:
    words = ["one none two", "abort", "three", "four leave", "eat", "five", "refuse", "leave", "abort", "six key", "", "seven"]
    files: list[File | Refused] = [File(str(number), word.encode()) for number, word in enumerate([*words, *words[:4]])]
    files[3:3] = [Refused("lost", "fetch:gone")]
    files += [File(f"last {number}", b"w " * number) for number in range(100)]
    found = []
    for file, pieces in guards.split_each(source, files):
        taken: list[Raw | Refused] = []
        try:
            taken.extend(pieces)
            end = None
        except DocumentError as error:
            end = error.reason
        found.append((file, [piece.id for piece in taken], end))
    assert [file for file, *_ in found] == files
    for file, ids, end in found:
        said = file.data.decode().split() if isinstance(file, File) else []
        harm = next((word for word in said if word in HARM), None)
        assert end == (HARM[harm] if harm else None)
        whole = said[: said.index(harm)] if harm else said
        assert ids == (whole if harm in (None, "key", "refuse") else [])


@pytest.mark.long
def test_none_pays_for_what_was_kept_of_those_before_it(guard: Guard, guards: Guards, source: Source) -> None:
    hoards = [b"hoard"] * 20  # more than fit together
    answers = [said(answer) for answer in guard.read(source, [*hoards, b"eat", *hoards])]
    assert answers == ["hoard"] * 20 + ["memory-limit"] + ["hoard"] * 20
    files = [File(str(number), word) for number, word in enumerate([*hoards, b"one hoard", b"hoard " * 20])]
    found = [len(ids) for ids in _ids(guards, source, files)]
    assert found == [1] * 20 + [2, 0]
    long = [File(str(number), b"word " * 300 + b"hoard " * 3) for number in range(8)]  # some is sent before memory runs out
    assert [len(ids) for ids in _ids(guards, source, long)] == [303] * 8


def _ids(guards: Guards, source: Source, files: list[File]) -> Iterator[list[str]]:
    """Of each file the ids of its documents; none where it could not be split."""
    for _, pieces in guards.split_each(source, files):
        try:
            yield [piece.id for piece in pieces]
        except DocumentError as error:
            assert error.reason == "memory-limit"
            yield []


def test_who_leaves_a_file_unread_has_the_next_one_all_the_same(guards: Guards, guard: Guard, source: Source) -> None:
    files = [File("a", b"one two three"), File("b", b"four refuse"), File("c", b"five")]
    first = [next(pieces) for _, pieces in guards.split_each(source, files)]
    assert [piece.id for piece in first] == ["one", "four", "five"]
    assert [piece.id for piece in guard.split(source, files[0])] == ["one", "two", "three"]


def test_while_a_long_file_is_taken_a_guard_beside_answers_for_those_after_it(source: Source) -> None:
    files = [File("long", b"word " * 200_000), *(File(str(number), b"word " * 30_000) for number in range(3))]
    with Guards(2) as guards:
        beside = guards._guards[1]
        each = guards.split_each(source, files)
        _, pieces = next(each)
        assert sum(1 for _ in pieces) == 200_000
        assert len(beside._received) > 100, "answers whose turn had not come"
        assert [sum(1 for _ in pieces) for _, pieces in each] == [30_000] * 3


def test_few_files_start_one_process(source: Source) -> None:
    with Guards(4) as guards:
        assert [len(list(pieces)) for _, pieces in guards.split_each(source, [File(name, b"one two") for name in "abc"])] == [
            2
        ] * 3
        assert [guard.process is not None for guard in guards._guards] == [True, False, False, False]


def test_content_and_version_are_worked_out_where_the_file_is_split(guard: Guard, source: Source) -> None:
    (raw,) = guard.split(source, File("a.txt", b"one"))
    assert isinstance(raw, Raw)
    assert raw.content == b'{"word":"one"}'
    assert raw.version == Raw(id="x", content={"word": "one"}).version


def test_an_id_that_names_two_texts_is_refused_the_second_time(guard: Guard, source: Source) -> None:
    rows = [{"id": "x", "text": "Une loi."}, {"id": "x", "text": "Une loi."}, {"id": "x", "text": "Une autre."}]
    file = File("a.jsonl", b"\n".join(json.dumps(row).encode() for row in rows))
    (source.folder / "read.py").unlink()  # nobody can mend the reader of all formats
    *same, other = guard.split(source, file)
    assert [piece.id for piece in same if isinstance(piece, Raw)] == ["x", "x"]
    assert isinstance(other, Refused) and (other.id, other.reason) == ("x", "id-ambiguous")


@pytest.mark.parametrize(("word", "error"), [("kill", WorkerError), ("full", StorageError)])
def test_what_the_machine_does_is_not_blamed_on_the_document(
    guard: Guard, source: Source, word: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        list(guard.read(source, [word.encode()]))
    assert [said(answer) for answer in guard.read(source, [b"next"])] == ["next"]


def test_a_reader_that_cannot_be_imported_is_the_sources_mistake(guard: Guard, source: Source) -> None:
    (source.folder / "read.py").write_text("import nothing_of_this_name\n")
    with pytest.raises(SourceError, match="nothing_of_this_name"):
        list(guard.read(source, [b"one"]))


def test_a_changed_reader_is_read_anew(guard: Guard, source: Source) -> None:
    assert [said(answer) for answer in guard.read(source, [b"one"])] == ["one"]
    path = source.folder / "read.py"
    path.write_text(path.read_text().replace("Text(content.decode()", "Text(content.decode().upper()"))
    again = load_source(f"{source.folder}/", source.folder)
    assert [said(answer) for answer in guard.read(again, [b"one"])] == ["ONE"]


def test_a_split_that_gives_a_list_is_guarded_too(guard: Guard, source: Source) -> None:
    path = source.folder / "read.py"
    path.write_text(
        path.read_text() + "\n\ndef split(file):\n    misbehave(file.data.decode())\n    return [Raw(id='a', content={})]\n"
    )
    again = load_source(f"{source.folder}/", source.folder)
    for word, reason in {"key": "unexpected-structure", "refuse": "bad-page", "loop": "time-limit"}.items():
        with pytest.raises(DocumentError) as error:
            list(guard.split(again, File("a", word.encode())))
        assert error.value.reason == reason
    assert [piece.id for piece in guard.split(again, File("a", b"fine"))] == ["a"]

"""Documents of a dump that lie in several places, folders that go with all that is in them, and opt-outs that begin later."""

from pathlib import Path

import pytest
from dila_server import CODES, FULL, Fund, article, full, fund, path
from loopback import MANNERS, Given

from moisson.connectors.memory.store import Store
from moisson.connectors.sites.dump import Dump
from moisson.readers.contract import File
from moisson.source.description import load_source

REPEALED = CODES.replace("code_en_vigueur", "code_non_vigueur")
OTHER = "legi/global/code_et_TNC_en_vigueur/TNC_en_vigueur/JORF/TEXT/00/00/00/50/00/JORFTEXT000000500001"


def legi(far: Fund) -> Dump:
    """The ready-made source, at this server."""
    connector = load_source("fr_dila_legi_xml", Path(), {"url": far.url, "manners": MANNERS.model_dump()}).connector
    assert isinstance(connector, Dump)
    return connector.model_copy(update={"include": ["**"]})


def files(far: Fund, store: Store | None) -> dict[str, bytes]:
    found = list(legi(far).fetch(Path(), store).files)
    named = {each.path: each.data for each in found if isinstance(each, File)}
    assert len(named) == len(found), [each for each in found if not isinstance(each, File)]
    return named


def test_a_folder_that_is_listed_goes_with_all_that_is_in_it(store: Store) -> None:
    with fund() as far:
        inside = {path(n, OTHER): article(n, "ancien") for n in (1, 2)}
        near = {path(3, OTHER.replace("500001", "500002")): article(3, "reste"), f"{OTHER}0/article/x.xml": b"<x/>"}
        far.archives[FULL] = full({**inside, **near})
        far.add("20250714-210000", {path(4, OTHER): article(4, "neuf et retiré")}, [], [OTHER])
        assert files(far, store) == near
        far.add("20250715-210000", {path(5, OTHER): article(5, "revenu")})
        assert files(far, store).keys() == {*near, path(5, OTHER)}


def test_a_file_is_known_though_its_line_lacks_one_slash_and_short_names_are_never_guessed(store: Store) -> None:
    with fund() as far:
        far.archives[FULL] = full(
            {path(n): article(n, "x") for n in (1, 2)} | {"legi/1/12.xml": b"<x/>", "legi/11/2.xml": b"<y/>"}
        )
        far.add("20250714-210000", {}, [path(1).replace("/ARTI/00", "/ARTI00"), "legi/112", "legi111/2"])
        assert files(far, store).keys() == {path(2), "legi/1/12.xml", "legi/11/2.xml"}


def test_another_choice_of_files_is_not_answered_from_what_was_remembered(store: Store) -> None:
    with fund() as far:
        far.archives[FULL] = full({path(1): article(1, "x"), path(1, REPEALED): article(1, "x", "ABROGE")}, {path(1): 2})
        assert files(far, store).keys() == {path(1)}
        repealed = legi(far).model_copy(update={"include": ["**/code_non_vigueur/**"]})
        assert [each.path for each in repealed.fetch(Path(), store).files if isinstance(each, File)] == [path(1, REPEALED)]


def test_an_opt_out_that_begins_after_the_archives_came_is_heard(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with fund() as far:
        served = far.served
        assert served is not None
        far.archives[FULL] = full({path(1): article(1, "ancien")})
        far.add("20250714-210000", {path(2): article(2, "neuf")})
        rules: dict[str, bytes] = {}
        before = served.take
        monkeypatch.setattr(served, "take", lambda asked: Given(rules[asked.path]) if asked.path in rules else before(asked))

        def reserved() -> tuple[str, dict[str, list[str | None]]]:
            fetched = legi(far).fetch(Path(), store)
            found = [each for each in fetched.files if isinstance(each, File) and each.about]
            return fetched.version, {
                each.path: [row["protocol"] for row in each.about.reservation] for each in found if each.about
            }

        version, rows = reserved()
        assert rows == {path(1): [], path(2): []}
        assert served.count() == 3
        rules["/.well-known/tdmrep.json"] = b'[{"location": "/OPENDATA/LEGI/LEGI_*", "tdm-reservation": 1}]'
        later, rows = reserved()
        assert later != version
        assert rows == {path(1): [], path(2): ["tdmrep"]}
        assert reserved() == (later, rows)
        rules["/robots.txt"] = b"User-agent: GPTBot\nDisallow: /\n"
        assert reserved()[1] == {path(1): ["robots.txt"], path(2): ["robots.txt", "tdmrep"]}
        rules.clear()
        assert reserved() == (version, {path(1): [], path(2): []})
        assert served.count() == 4, "no archive is asked for again"

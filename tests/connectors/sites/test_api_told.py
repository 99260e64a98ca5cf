"""What an interface tells beside its records: opt-outs, deletions, errors in the shape of answers, documents of another kind."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from loopback import Asked, Given
from paged_interface import Interface, interface
from taken import take

from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File, Refused

TODAY = datetime.now(UTC).date().isoformat()
CLOSED = Given(b'[{"location": "/*", "tdm-reservation": 1}]', headers={"Content-Type": "application/json"})
SAID = "tdm-reservation: 1"


def files(found: dict[str, File | Refused]) -> dict[str, bytes]:
    return {id: each.data for id, each in found.items() if isinstance(each, File)}


def reserved(found: dict[str, File | Refused]) -> dict[str, list[str | None]]:
    about = {id: each.about for id, each in found.items() if isinstance(each, File)}
    return {id: [row["value"] for row in each.reservation] for id, each in about.items() if each}


def misanswering(far: Interface, place: str, given: Given) -> None:
    """Have the list answer otherwise at one place."""
    for path in (f"/list?offset={place}", f"/list?cursor={place}"):
        far.broken[path] = given


@pytest.mark.parametrize("document", [None, "/documents/{id}"])
def test_what_the_host_of_the_list_reserves_holds_for_records_and_for_documents(
    document: str | None, store: Store, tmp_path: Path
) -> None:
    with interface() as far:
        far.publish("a")
        far.far.rules["/.well-known/tdmrep.json"] = CLOSED
        _, found = take(far.connector(document=document), store, tmp_path)
    assert reserved(found) == {"a": [SAID]}


@pytest.mark.parametrize("fields", [{}, {"since": "from={since:%Y-%m-%d}"}], ids=str)
def test_a_reservation_of_records_is_heard_later_and_is_heard_to_end(
    fields: dict[str, str], store: Store, tmp_path: Path
) -> None:
    with interface() as far:
        far.publish("a", "b")
        connector = far.connector(document=None, **fields)
        open_version, found = take(connector, store, tmp_path)
        assert reserved(found) == {"a": [], "b": []}
        far.far.rules["/.well-known/tdmrep.json"] = CLOSED
        closed_version, found = take(connector, store, tmp_path)
        assert reserved(found) == {"a": [SAID], "b": [SAID]}
        assert closed_version != open_version
        assert take(connector, store, tmp_path)[0] == closed_version
        del far.far.rules["/.well-known/tdmrep.json"]
        assert reserved(take(connector, store, tmp_path)[1]) == {"a": [], "b": []}


def test_a_page_may_reserve_its_own_records(store: Store, tmp_path: Path) -> None:
    with interface(size=1) as far:
        far.publish("a", "b")
        body = orjson.dumps({"items": [far.records["b"]]})
        misanswering(far, "1", Given(body, headers={"TDM-Reservation": "1"}))
        connector = far.connector(document=None, next="next")
        version, found = take(connector, store, tmp_path)
        assert reserved(found) == {"a": [], "b": [SAID]}
        far.broken.clear()
        after, found = take(connector, store, tmp_path)
    assert reserved(found) == {"a": [], "b": []}
    assert after != version


def test_with_only_a_deletion_is_heard_where_the_total_never_agrees(store: Store, tmp_path: Path) -> None:
    with interface(says_total=99) as far:
        far.publish("a", "b", kind="law")
        connector = far.connector(total="total", deleted="deleted", only={"kind": ["law"]})
        assert set(files(take(connector, store, tmp_path)[1])) == {"a", "b"}
        far.records["a"] = {"id": "a", "changed": TODAY, "deleted": True}
        assert set(files(take(connector, store, tmp_path)[1])) == {"b"}


@pytest.mark.parametrize("paged", [{"offset": "offset"}, {"next": "result.cursor", "cursor": "cursor"}], ids=str)
@pytest.mark.parametrize(
    ("result", "ends"),
    [
        ({"error": "backend timed out"}, False),
        ({"items": []}, True),
        ({"items": None}, True),
    ],
)
def test_a_later_page_with_an_error_in_place_of_its_list_is_no_end(
    paged: dict[str, str], result: dict[str, Any], ends: bool, store: Store, tmp_path: Path
) -> None:
    with interface() as far:
        far.publish(*(f"n{n}" for n in range(10)))

        def answer(asked: Asked) -> Given:
            given = far.answer(asked)
            listed = asked.path.startswith("/list") and asked.path not in far.broken
            return Given(orjson.dumps({"result": orjson.loads(given.body)})) if listed else given

        far.far.answer = answer
        connector = far.connector(records="result.items", **paged)
        assert len(take(connector, store, tmp_path)[1]) == 10
        misanswering(far, "4", Given(orjson.dumps({"result": result})))
        if ends:
            assert len(take(connector, store, tmp_path)[1]) == 4
            return
        for _ in range(2):  # also where the walk goes on at this page
            with pytest.raises(FetchError, match="nothing at `records`, where a page before had"):
                take(connector, store, tmp_path)
        far.broken.clear()
        assert len(take(connector, store, tmp_path)[1]) == 10

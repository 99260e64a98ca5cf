"""Checkpoints: their form, and whose signatures count."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_commons import key

from moisson.contracts.commons.bodies import College
from moisson.contracts.commons.note import Checkpoint, merged, origin_of, read_checkpoint
from moisson.contracts.errors import Unverified
from moisson.contracts.sign import PublicKey

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
PLAIN = Checkpoint(origin_of("0" * 64), 7, sha256(b"root").digest())
WITNESSES: dict[PublicKey, College] = {key("p").public: "public", key("c").public: "civil", key("f").public: "company"}


def test_the_note_and_the_cosignature_are_as_c2sp_writes_them() -> None:
    """signed-note and tlog-cosignature, written again here: key id, timestamp, and what is signed."""
    note = str(PLAIN.cosigned("p", key("p"), AT))
    head, line = note.split("\n\n")
    assert head.split("\n") == ["moisson-commons/" + "0" * 64, "7", b64encode(sha256(b"root").digest()).decode()]
    dash, name, encoded = line.removesuffix("\n").split(" ")
    data = b64decode(encoded)
    assert (dash, name) == ("—", PLAIN.origin + "/p")
    assert data[:4] == sha256(name.encode() + b"\n\x04" + key("p").public.raw).digest()[:4]
    assert int.from_bytes(data[4:12]) == int(AT.timestamp())
    message = f"cosignature/v1\ntime {int(AT.timestamp())}\n{head}\n".encode()
    assert key("p").sign_bare(message) == data[12:]
    log = str(PLAIN.signed(key("p"))).split("\n\n")[1].split(" ")
    assert b64decode(log[2])[4:] == key("p").sign_bare(f"{head}\n".encode())


def test_readers_want_the_witnesses_of_two_colleges() -> None:
    one = PLAIN.signed(key("p")).cosigned("p", key("p"), AT).cosigned("stranger", key("x"), AT)
    with pytest.raises(Unverified, match="by the witnesses of the college public; readers want two of three"):
        one.trusted(WITNESSES)
    with pytest.raises(Unverified, match="by the witnesses of no college"):
        PLAIN.trusted(WITNESSES)
    two_of_one = one.cosigned("p2", key("p2"), AT)
    with pytest.raises(Unverified, match="college public"):  # two of one college are not two colleges
        two_of_one.trusted({**WITNESSES, key("p2").public: "public"})
    both = read_checkpoint(str(one.cosigned("c", key("c"), AT)))
    assert both.trusted(WITNESSES) == {"public": AT, "civil": AT}


def test_cosignatures_of_one_tree_are_put_together_and_of_two_refused() -> None:
    both = merged(PLAIN.cosigned("p", key("p"), AT), PLAIN.cosigned("c", key("c"), AT))
    assert both.trusted(WITNESSES).keys() == {"public", "civil"}
    with pytest.raises(Unverified, match="not of the same tree"):
        merged(PLAIN, Checkpoint(PLAIN.origin, 7, bytes(32)))


@given(st.data())
def test_no_character_of_a_cosigned_note_can_change(data: st.DataObject) -> None:
    note = str(PLAIN.cosigned("p", key("p"), AT).cosigned("c", key("c"), AT))
    at = data.draw(st.integers(0, len(note) - 1))
    changed = note[:at] + data.draw(st.characters(codec="ascii").filter(lambda one: one != note[at])) + note[at + 1 :]
    with pytest.raises(Unverified):
        read_checkpoint(changed).trusted(WITNESSES)

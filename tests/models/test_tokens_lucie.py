"""Tokenizers of the kinds that Lucie and Luciole have: the tokens in the files are those that `tokenizers` itself gives.

Their configuration is that of OpenLLM-France/Lucie-Training, `assets/hugging_face/tokenizer_pretrained/tokenizer.json`, and of
OpenLLM-France/Luciole-Training: BPE with byte fallback, which cuts no words before it (Lucie) or at spaces (Luciole). The merges
are learnt here, from a few sentences; what is missing to their size are `<unused…>` tokens, of which Lucie has some too.
"""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from small_source import SENTENCES, World, entries
from token_world import ODD, made, released
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from moisson.contracts.token_files import TokenFiles
from moisson.models.tokens.check import check_tokens
from moisson.models.tokens.tokenizer_file import Encoder, read_tokenizer
from moisson.stewardship.opened import open_release, row_groups

CONTROL = ("<s>", "</s>", "<unk>", "<pad>")
OPENING = "\n\t([{/<'’\"«“‘‚‹—–―"  # after which Lucie puts a space, so that the word behind them is one token wherever it stands
LUCIE, LUCIOLE = 65_024, 128_000


def lucie_normalizer() -> dict[str, Any]:
    def to(pattern: str, content: str) -> dict[str, Any]:
        return {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}

    apart = [to(f"\\{sign}(?=[ \\w])" if sign in "\n\t([{" else f"{sign}(?=[ \\w])", f"{sign} ") for sign in OPENING]
    prepend = {"type": "Prepend", "prepend": " "}
    return {"type": "Sequence", "normalizers": [{"type": "NFC"}, to(r"[\r\x00]", ""), *apart, prepend, to("[ \\u00A0]", "▁")]}


def of_their_kind(size: int) -> bytes:
    """A `tokenizer.json` of so many tokens: merges of a few sentences, bytes, control tokens, and what is unused."""
    learnt = Tokenizer(models.BPE())
    learnt.normalizer = normalizers.NFC()
    learnt.pre_tokenizer = pre_tokenizers.Metaspace()
    learnt.train_from_iterator(SENTENCES, trainers.BpeTrainer(vocab_size=900, show_progress=False))
    model = json.loads(learnt.to_str())["model"]
    tokens = [*CONTROL, *(f"<0x{byte:02X}>" for byte in range(256)), "\n", "\t", *model["vocab"]]
    tokens += [f"<unused{number}>" for number in range(size - len(dict.fromkeys(tokens)))]
    said = json.loads(learnt.to_str())
    said["model"] |= {
        "vocab": {token: id for id, token in enumerate(dict.fromkeys(tokens))},
        "unk_token": "<unk>",
        "fuse_unk": True,
        "byte_fallback": True,
    }
    said["added_tokens"] = [
        {"id": id, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for id, token in enumerate(CONTROL)
    ]
    begin = {"SpecialToken": {"id": "<s>", "type_id": 0}}
    one, two = {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}
    said["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [begin, one],
        "pair": [begin, one, begin, two],
        "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}},
    }
    if size == LUCIE:
        said |= {"normalizer": lucie_normalizer(), "pre_tokenizer": None}
    return json.dumps(said, ensure_ascii=False).encode()


@pytest.mark.parametrize(("size", "dtype"), [(LUCIE, "uint16"), (LUCIOLE, "int32")])
def test_tokens_of_their_tokenizers_are_those_of_the_library(
    size: int, dtype: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = world.root / "Lucie"
    folder.mkdir()
    (folder / "tokenizer.json").write_bytes(of_their_kind(size))
    (folder / "tokenizer_config.json").write_text(json.dumps({"bos_token": "<s>", "eos_token": "</s>"}))
    release = released(world, monkeypatch, [*entries(12), *ODD])
    files = TokenFiles.open(made(world, release, tokenizer=folder).folder)
    about = files.manifest.tokenizer
    assert (about.name, about.vocabulary, about.end_of_text, about.dtype) == ("Lucie", size, CONTROL.index("</s>"), dtype)
    assert (files.folder / "tokenizer_name.txt").read_text().strip() == "Lucie"
    library = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert library.get_vocab_size() == size
    texts = {
        row["id"]: row["text"] for table in row_groups(open_release(release).data, ("id", "text")) for row in table.to_pylist()
    }
    (dataset,) = files.datasets
    rows = pa.Table.from_batches(dataset.ids()).to_pylist()
    assert len(rows) == len(texts) == 15
    for row in rows:
        tokens = dataset.tokens[row["first_token"] :][: row["tokens"]].tolist()
        assert tokens == [*library.encode(texts[row["id"]], add_special_tokens=False).ids, 1]
        assert CONTROL.index("<unk>") not in tokens, "bytes stand for what the vocabulary has not"
    assert check_tokens(files.folder, release, every=True).holds


def test_a_text_that_spells_lucie_s_end_of_text_does_not_end(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_bytes(of_their_kind(LUCIE))
    read = read_tokenizer(path)
    encode = Encoder(read.data, read.about).encode
    (tokens,) = encode(["Le jeton </s> s'écrit ainsi, et l’article « premier » suit\u00a0:\n(1) le salarié."])
    assert tokens.tolist().count(1) == 1 and tokens[-1] == 1
    library = Tokenizer.from_file(str(path))
    pieces = [str(library.id_to_token(int(token))) for token in tokens]
    assert "▁<" in "".join(pieces[:12]) or "<" in pieces
    assert not {"\r", "\x00"} & set("".join(pieces))

"""Reads JSON that others wrote, also where orjson refuses or rounds it.

orjson reads first. Python's own reader takes what orjson refuses: half a surrogate pair (RFC 8259, 8.2), NaN and infinities,
UTF-16 (RFC 4627); and long numbers, which orjson rounds to floats.
"""

import codecs
import json
from math import isfinite
from typing import Any

import orjson

FEW_DIGITS = 18  # as many fit into 64 bits, whatever they are
ZEROS = bytes.maketrans(b"123456789", b"000000000")
MANY_DIGITS = b"0" * (FEW_DIGITS + 1)
LEAST, MOST = -(1 << 63), (1 << 64) - 1  # whole numbers that orjson can write


class NotJson(ValueError):
    """The answer is no JSON, or nested too deep to be written again; says where."""


def parse_json(data: bytes | str) -> Any:
    """The value of an answer, as `canonical_json` can write it; raises NotJson.

    Half a surrogate pair becomes U+FFFD, NaN and infinities None, and a whole number of more than 64 bits a string of its digits,
    as RFC 7493 (I-JSON), 2.2, asks.
    """
    body = (data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).removeprefix(codecs.BOM_UTF8)
    try:
        value = _patient(body) if MANY_DIGITS in body.translate(ZEROS) else orjson.loads(body)
    except ValueError as refused:
        try:
            value = _patient(body)
        except (ValueError, RecursionError):
            raise NotJson(str(refused)) from None
    except RecursionError:
        raise NotJson("it is nested too deep") from None
    try:
        orjson.dumps([[[[[[[[value]]]]]]]])  # what is remembered of a record lies deeper by a few
    except TypeError:
        raise NotJson("it is nested too deep") from None
    return value


def _patient(body: bytes) -> Any:
    return _written(json.loads(body, parse_int=_whole))


def _whole(said: str) -> int | str:
    if len(said) <= FEW_DIGITS:
        return int(said)
    fits = len(said) <= len(str(LEAST)) and LEAST <= int(said) <= MOST
    return int(said) if fits else said


def _written(value: Any) -> Any:
    """The value without what UTF-8 and JSON cannot write."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:  # two halves that came each by itself are joined, a lone one is replaced
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return value
    if isinstance(value, dict):
        return {_written(key): _written(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_written(held) for held in value]
    return None if isinstance(value, float) and not isfinite(value) else value

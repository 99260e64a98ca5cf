"""Texts as orjson writes them, as strings: compiled only (`decoded.pyx`); interpreted, orjson itself makes them."""

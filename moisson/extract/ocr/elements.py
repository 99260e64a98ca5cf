"""The tree of a page's file whose words are attributes, as in ALTO; compiled, it has no others."""

from xml.etree.ElementTree import Element

from moisson.extract.ocr.trees import parse

__all__ = ["Element", "parse"]

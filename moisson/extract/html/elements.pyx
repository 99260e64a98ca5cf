"""What lxml's tree says of each element: see `elements.py`, which does the same in Python.

libxml2 writes its tree faster than lxml makes objects of it. In what it writes, a tag's name ends with white space, `/` or `>`,
and an attribute's with `=`, whatever else a broken page has put into them.
"""

from cpython.list cimport PyList_GET_ITEM
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memchr, memcmp

from lxml import etree


cdef extern from "Python.h":
    void PyUnicode_InternInPlace(void **word)
    const char *PyUnicode_AsUTF8AndSize(object word, Py_ssize_t *size) except NULL


NONE = {}
SLOTS = 4096
SHORT = 48  # bytes; what is longer hardly returns
cdef list met = [None] * SLOTS  # words that have been made, where their bytes say
cdef dict without = NONE
cdef bytes CDATA = b"<![CDATA["


cdef str word(const char *at, Py_ssize_t size, bint name):
    """A short word, the same object as when it was met before."""
    cdef Py_ssize_t known_size, i
    cdef unsigned int mixed = 5381
    cdef const char *known
    cdef str made
    if size > SHORT:
        return PyUnicode_DecodeUTF8(at, size, NULL)
    for i in range(size):
        mixed = mixed * 33 ^ <unsigned char>at[i]
    mixed = (mixed ^ (mixed >> 12)) % 4096
    seen = <object>PyList_GET_ITEM(met, mixed)
    if seen is not None:
        known = PyUnicode_AsUTF8AndSize(seen, &known_size)
        if known_size == size and memcmp(known, at, size) == 0:
            return <str>seen
    made = PyUnicode_DecodeUTF8(at, size, NULL)
    met[mixed] = made
    return made


cdef str plain(const char *at, Py_ssize_t size):
    """Words as they are meant; no more is written for a sign than must be, and `&` last."""
    cdef str text
    if memchr(at, 38, size) is NULL:
        return word(at, size, False)
    text = PyUnicode_DecodeUTF8(at, size, NULL)
    for written, sign in SIGNS:
        text = text.replace(written, sign)
    return text


SIGNS = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#13;", "\r"), ("&#10;", "\n"), ("&#9;", "\t"), ("&amp;", "&"))


cdef str more(str before, str text):
    return text if before is None else before + text


def columns(root):
    """Names, words after the start tag, words after the end tag, attributes; parents, ends and elements before, by position."""
    root.getroottree().docinfo.clear()  # what is declared as XHTML would be written otherwise
    cdef bytes written = etree.tostring(root, encoding="utf-8", with_tail=False)
    cdef const char *data = written
    cdef const char *stop = data + len(written)
    cdef const char *at = data
    cdef const char *end
    cdef list tags = [], texts = [], tails = [], attributes = [], parents = [], ends = [], befores = []
    cdef list opened = [], last = [0]  # the last child of each element that is open
    cdef dict own
    cdef str text, name
    cdef Py_ssize_t i = -1, closed = -1  # the element that has been closed last, if words would follow it
    while at < stop:
        if at[0] != 60 or at[1] == 33:  # <!
            if at[0] == 60:
                at += len(CDATA)
                end = at
                while memcmp(end, b"]]>", 3):
                    end = <const char *>memchr(end + 1, 93, stop - end - 1)
                text = PyUnicode_DecodeUTF8(at, end - at, NULL)
                at = end + 3
            else:
                end = <const char *>memchr(at, 60, stop - at)
                if end is NULL:
                    end = stop
                text = plain(at, end - at)
                at = end
            if closed >= 0:
                tails[closed] = more(<str>tails[closed], text)
            else:
                texts[i] = more(<str>texts[i], text)
            continue
        if at[1] == 47:  # </
            at = <const char *>memchr(at, 62, stop - at) + 1
            closed = opened.pop()
            last.pop()
            ends[closed] = len(tags)
            continue
        at += 1
        end = at
        while end[0] != 62 and end[0] != 47 and end[0] != 32:
            end += 1
        i = len(tags)
        tags.append(word(at, end - at, True))
        texts.append(None)
        tails.append(None)
        parents.append(opened[-1] if opened else 0)
        befores.append(last[-1])
        last[-1] = i
        ends.append(i + 1)
        own = without
        while end[0] == 32:
            at = end + 1
            end = <const char *>memchr(at + 1, 61, stop - at)
            name = word(at, end - at, True)
            at = end + 2
            end = <const char *>memchr(at, 34, stop - at)
            if own is without:
                own = {}
            if name not in own:
                own[name] = plain(at, end - at)
            end += 1
        attributes.append(own)
        if end[0] == 47:
            at = end + 2
            closed = i
        else:
            at = end + 1
            closed = -1
            opened.append(i)
            last.append(0)
    return tags, texts, tails, attributes, parents, ends, befores

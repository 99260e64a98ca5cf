"""What lxml's tree says of each element: see `elements.py`, which does the same in Python.

libxml2 writes its tree faster than lxml makes objects of it. In what it writes, a tag's name ends with white space, `/` or `>`,
and an attribute's with `=`, whatever else a broken page has put into them.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memchr, memcmp, memcpy

from lxml import etree


cdef extern from "Python.h":
    void *PyList_GET_ITEM(object of, Py_ssize_t at)
    const void *PyUnicode_DATA(object word)
    Py_ssize_t PyUnicode_GET_LENGTH(object word)


cdef unsigned long long MIX = 0x9E3779B97F4A7C15ULL
NONE = {}
cdef list met = [""] * 4096  # words that have been made, each where its bytes say
cdef list kept_as = [b""] * 4096, kept = [NONE] * 4096  # attributes that have been made, and what they were written as
cdef dict without = NONE


cdef unsigned int place(const char *at, Py_ssize_t size) noexcept:
    """Where in a list of 4,096 what has been made of these bytes is kept."""
    cdef unsigned long long mixed = size, part
    while size >= 8:
        memcpy(&part, at, 8)
        mixed = (mixed ^ part) * MIX
        mixed ^= mixed >> 29
        at += 8
        size -= 8
    if size:
        part = 0
        memcpy(&part, at, size)
        mixed = (mixed ^ part) * MIX
    return <unsigned int>(mixed >> 52)


cdef str word(const char *at, Py_ssize_t size):
    """A short word, the same object as when it was met before: its hash is known then."""
    cdef unsigned int mixed
    cdef void *seen
    cdef str made
    if size > 48:  # what is longer hardly returns
        return PyUnicode_DecodeUTF8(at, size, NULL)
    mixed = place(at, size)
    seen = PyList_GET_ITEM(met, mixed)
    if PyUnicode_GET_LENGTH(<object>seen) == size and memcmp(PyUnicode_DATA(<object>seen), at, size) == 0:
        return <str>seen
    made = PyUnicode_DecodeUTF8(at, size, NULL)
    if PyUnicode_GET_LENGTH(made) == size:  # in ASCII
        met[mixed] = made
    return made


cdef str plain(const char *at, Py_ssize_t size):
    """Words as they are meant: of the signs that mark a tag, and of white space in a value, a name or a number is written."""
    cdef const char *stop = at + size
    cdef const char *sign = <const char *>memchr(at, 38, size)
    cdef char *words
    cdef Py_ssize_t length = 0
    cdef int number
    if sign is NULL:
        return word(at, size)
    words = <char *>PyMem_Malloc(size)
    if words is NULL:
        raise MemoryError
    try:
        while sign is not NULL:
            memcpy(words + length, at, sign - at)
            length += sign - at
            if sign[1] == 35 and sign[2] == 120:  # &#xFFFD; in place of what is no character
                at = sign + 3
                while at < stop and at[0] != 59:
                    at += 1
                memcpy(words + length, b"\xef\xbf\xbd", 3)
                length += 2
            elif sign[1] == 35:  # &#13;
                number = 0
                at = sign + 2
                while 48 <= at[0] < 58:
                    number = 10 * number + at[0] - 48
                    at += 1
                words[length] = <char>number
            else:
                at = sign + (5 if sign[1] == 97 else 6 if sign[1] == 113 else 4)  # &amp; &quot; &lt; &gt;
                words[length] = 38 if sign[1] == 97 else 34 if sign[1] == 113 else 60 if sign[1] == 108 else 62
                at -= 1
            if at >= stop or at[0] != 59:
                raise ValueError("libxml2 wrote a reference that it would not read")
            length += 1
            at += 1
            sign = <const char *>memchr(at, 38, stop - at)
        memcpy(words + length, at, stop - at)
        return PyUnicode_DecodeUTF8(words, length + (stop - at), NULL)
    finally:
        PyMem_Free(words)


cdef str more(str before, str text):
    return text if before is None else before + text


cdef dict named(const char *at, const char *stop):
    """The attributes of a start tag, from the white space after its name on; the same object as when they were met before."""
    cdef Py_ssize_t size = stop - at
    cdef unsigned int mixed
    cdef const char *end
    cdef bytes same
    cdef dict own
    cdef str name
    if size <= 64:
        mixed = place(at, size)
        same = <bytes>kept_as[mixed]
        if len(same) == size and memcmp(<const char *>same, at, size) == 0:
            return <dict>kept[mixed]
        same = at[:size]
    own = {}
    while at < stop:
        at += 1
        end = <const char *>memchr(at + 1, 61, stop - at - 1)
        if end is NULL:
            raise ValueError("libxml2 wrote a tag that it would not read")
        name = word(at, end - at)
        at = end + 2
        end = <const char *>memchr(at, 34, stop - at)
        if end is NULL:
            raise ValueError("libxml2 wrote a tag that it would not read")
        own[name] = plain(at, end - at)
        at = end + 1
    if size <= 64:
        kept_as[mixed], kept[mixed] = same, own
    return own


def columns(root):
    """Names, words after the start tag, words after the end tag, attributes; parents, ends and elements before, by position."""
    cdef bytes written = etree.tostring(root, encoding="utf-8", with_tail=False)
    cdef const char *at = written
    cdef const char *stop = at + len(written)
    cdef const char *end
    cdef const char *close
    cdef list tags = [], texts = [], tails = [], attributes = [], parents = [], ends = [], befores = [], opened = []
    cdef str text
    cdef Py_ssize_t i = -1
    cdef bint ended = False  # whether words would follow an end tag
    cdef object number = 0, mine, up = 0, before = 0
    while at < stop:
        if at[0] != 60 or at[1] == 33:  # <!
            if at[0] == 60:
                at += 9  # <![CDATA[
                end = at
                while end is not NULL and (stop - end < 3 or memcmp(end, b"]]>", 3)):
                    end = <const char *>memchr(end + 1, 93, stop - end - 1)
                if end is NULL:
                    raise ValueError("libxml2 wrote a section that does not end")
                text = PyUnicode_DecodeUTF8(at, end - at, NULL)
                at = end + 3
            else:
                end = <const char *>memchr(at, 60, stop - at)
                if end is NULL:
                    end = stop
                text = plain(at, end - at)
                at = end
            if ended:
                tails[i] = more(<str>tails[i], text)
            else:
                texts[i] = more(<str>texts[i], text)
            continue
        close = <const char *>memchr(at, 62, stop - at)  # in a value it is written as &gt;
        if close is NULL:
            raise ValueError("libxml2 wrote a tag that does not end")
        if at[1] == 47:  # </
            mine = opened.pop()
            i = mine
            ends[i] = number
            before = mine
            up = opened[-1] if opened else 0
            ended = True
            at = close + 1
            continue
        at += 1
        end = at
        while end[0] != 62 and end[0] != 47 and end[0] != 32:
            end += 1
        i = len(tags)
        tags.append(word(at, end - at))
        texts.append(None)
        tails.append(None)
        parents.append(up)
        befores.append(before)
        ended = close[-1] == 47
        attributes.append(named(end, close - ended) if end[0] == 32 else without)
        mine = number
        number = i + 1
        ends.append(number)
        before = mine
        if not ended:
            opened.append(mine)
            up = mine
            before = 0
        at = close + 1
    return tags, texts, tails, attributes, parents, ends, befores

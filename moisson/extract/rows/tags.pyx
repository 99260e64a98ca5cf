# distutils: extra_compile_args = -O2 -g0
"""The tags of an XML file of which few matter, one after the other. Compiled, this takes the place of `tags.py`."""

from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memchr, memcmp, memcpy

from moisson.errors import DocumentError
from moisson.extract.xml.xmlsource import character

cdef unsigned char[256] apart  # of words: signs that are not taken as they are
for sign in (*range(32), 0x26):
    apart[sign] = sign not in (9, 10)
cdef unsigned char[256] names_end  # signs behind a name
for sign in bytearray(b"=>/\"' \n\t\r"):
    names_end[sign] = True

DEF LONGEST = 34  # bytes of an entity's name, and more


cdef inline bint blank(char sign) noexcept:
    return sign == c" " or sign == c"\n" or sign == c"\t" or sign == c"\r"


cdef inline bint ends_name(char sign) noexcept:
    return names_end[<unsigned char>sign]


cdef inline unsigned int seat_of(const char *name, Py_ssize_t length) noexcept:
    cdef unsigned int found = <unsigned int>length
    cdef Py_ssize_t i
    for i in range(length):
        found = found * 33 + <unsigned char>name[i]
    return found & 63


cdef inline bint alike(const char *one, const char *other, Py_ssize_t length) noexcept:
    """Names are short: most are told by their first letter."""
    return one[0] == other[0] and (length == 1 or memcmp(one, other, length) == 0)


cdef class Tags:
    """See `tags.py`."""

    def __cinit__(self, bytes source not None, names):
        cdef unsigned int seat
        self.source = source
        self.at = source
        self.end = self.at + len(source)
        self.names = [name.encode() for name in names]
        for number, name in enumerate(self.names, 1):
            seat = seat_of(name, len(name))
            while self.seats[seat].code:
                seat = (seat + 1) & 63
            self.seats[seat].name = name
            self.seats[seat].length = len(name)
            self.seats[seat].code = number

    def __dealloc__(self):
        PyMem_Free(self.heard)

    cdef int code(self, const char *name, Py_ssize_t length) noexcept:
        """The number of a name, without its prefix; 0 for others."""
        cdef Py_ssize_t i
        for i in range(length):
            if name[i] == c":":
                name += i + 1
                length -= i + 1
                break
        cdef unsigned int seat = seat_of(name, length)
        while self.seats[seat].code:
            if self.seats[seat].length == length and alike(self.seats[seat].name, name, length):
                return self.seats[seat].code
            seat = (seat + 1) & 63
        return 0

    cdef malformed(self, str what):
        raise DocumentError("spreadsheet-damaged", f"byte {self.at - <const char *>self.source:,}: {what}")

    cdef const char *past(self, const char *mark, Py_ssize_t size, const char *at) except NULL:
        """Behind the next such mark."""
        while True:
            at = <const char *>memchr(at, mark[0], self.end - at)
            if at == NULL or self.end - at < size:
                self.malformed("the file breaks off")
            if memcmp(at, mark, size) == 0:
                return at + size
            at += 1

    cpdef int step(self) except? -99:
        cdef const char *at
        cdef const char *name
        cdef const char *name_end
        cdef int code
        if self.pending:
            code, self.pending = self.pending, 0
            self.depth -= 1
            return -code
        while True:
            at = <const char *>memchr(self.at, c"<", self.end - self.at)
            if at == NULL:
                if self.depth:
                    self.malformed("the file breaks off")
                return 0
            if self.listening and at > self.at:
                self.hear(self.at, at)
            self.at = at
            at += 1
            if at[0] == c"/":
                name = at + 1
                at = <const char *>memchr(at, c">", self.end - at)
                if at == NULL or not self.depth:
                    self.malformed("the file breaks off" if at == NULL else "an end without a beginning")
                name_end = at
                while name_end > name and blank(name_end[-1]):
                    name_end -= 1
                self.depth -= 1
                self.at = at + 1
                if code := self.code(name, name_end - name):
                    return -code
                continue
            if at[0] == c"?":
                self.at = self.past(b"?>", 2, at + 1)
                continue
            if at[0] == c"!":
                if self.end - at >= 3 and memcmp(at, b"!--", 3) == 0:
                    self.at = self.past(b"-->", 3, at + 3)
                elif self.end - at >= 8 and memcmp(at, b"![CDATA[", 8) == 0:
                    name = at + 8
                    self.at = self.past(b"]]>", 3, name)
                    if self.listening:
                        self.make_room(self.at - name)
                        memcpy(self.heard + self.length, name, self.at - 3 - name)
                        self.length += self.at - 3 - name
                else:
                    raise ValueError("a declaration")
                continue
            name = at
            while at < self.end and at[0] != c">" and at[0] != c"/" and not blank(at[0]):
                at += 1
            code = self.code(name, at - name)
            if code:
                at = self.note(at)
            while at < self.end and at[0] != c">":
                if at[0] == c'"' or at[0] == c"'":
                    at = <const char *>memchr(at + 1, at[0], self.end - at - 1)
                    if at == NULL:
                        at = self.end
                        break
                at += 1
            if at >= self.end:
                self.malformed("the file breaks off")
            self.at = at + 1
            if at[-1] == c"/":
                if not code:
                    continue
                self.pending = code
            self.depth += 1
            if code:
                return code

    cpdef skip(self):
        cdef int depth = self.depth
        listening, self.listening = self.listening, False
        while self.depth >= depth:
            self.step()
        self.listening = listening

    cdef const char *note(self, const char *at) noexcept:
        """Note where the attributes of a tag stand; gives where there are no more."""
        cdef Attribute *found = self.attributes
        cdef const char *start
        cdef const char *after
        self.attributed = 0
        while self.attributed < 32:
            while at < self.end and blank(at[0]):
                at += 1
            start = found.name = at
            while at < self.end and not ends_name(at[0]):
                if at[0] == c":":
                    found.name = at + 1
                at += 1
            found.size = at - found.name
            after = at
            while after < self.end and blank(after[0]):
                after += 1
            if after >= self.end or after[0] != c"=":
                return start
            after += 1
            while after < self.end and blank(after[0]):
                after += 1
            if after >= self.end or (after[0] != c'"' and after[0] != c"'"):
                return start
            found.value = after + 1
            after = <const char *>memchr(found.value, after[0], self.end - found.value)
            if after == NULL:
                return start
            found.length = after - found.value
            at = after + 1
            found += 1
            self.attributed += 1
        return at

    cdef Attribute *attribute(self, bytes name) noexcept:
        cdef Attribute *found = self.attributes
        cdef const char *wanted = name
        cdef Py_ssize_t size = len(name)
        cdef int i
        for i in range(self.attributed):
            if found.size == size and alike(found.name, wanted, size):
                return found
            found += 1
        return NULL

    cpdef str get(self, bytes name):
        cdef Attribute *found = self.attribute(name)
        cdef Py_ssize_t before = self.length
        if found == NULL:
            return None
        if memchr(found.value, c"&", found.length) == NULL:
            return PyUnicode_DecodeUTF8(found.value, found.length, "strict")
        self.hear(found.value, found.value + found.length)
        length, self.length = self.length, before
        return PyUnicode_DecodeUTF8(self.heard + before, length - before, "strict")

    cpdef Py_ssize_t number(self, bytes name, Py_ssize_t default) except? -1:
        cdef Attribute *found = self.attribute(name)
        cdef Py_ssize_t i, number = 0
        if found == NULL or not 0 < found.length < 10:
            return default
        for i in range(found.length):
            if not c"0" <= found.value[i] <= c"9":
                return default
            number = 10 * number + found.value[i] - c"0"
        return number

    cpdef Py_ssize_t column(self, bytes name) except? -1:
        cdef Attribute *found = self.attribute(name)
        cdef Py_ssize_t i = 0, number = 0
        if found == NULL:
            return -1
        while i < found.length and i < 4 and c"A" <= (found.value[i] & 0xDF) <= c"Z":
            number = 26 * number + (found.value[i] & 0xDF) - c"A" + 1
            i += 1
        return number - 1

    cpdef void listen(self, bint listening) noexcept:
        self.listening = listening

    cpdef write(self, str words):
        cdef bytes more = words.encode()
        self.make_room(len(more))
        memcpy(self.heard + self.length, <const char *>more, len(more))
        self.length += len(more)

    cpdef Py_ssize_t whole(self, Py_ssize_t most) except? -1:
        cdef Py_ssize_t i, number = 0
        cdef Py_ssize_t begin = 0, end = self.length
        while end > begin and blank(self.heard[end - 1]):
            end -= 1
        while begin < end and blank(self.heard[begin]):
            begin += 1
        if not 0 < end - begin < 10:
            return -1
        for i in range(begin, end):
            if not c"0" <= self.heard[i] <= c"9":
                return -1
            number = 10 * number + self.heard[i] - c"0"
        if number >= most:
            return -1
        self.length = 0
        return number

    cpdef str words(self):
        length, self.length = self.length, 0
        return PyUnicode_DecodeUTF8(self.heard, length, "strict") if length else ""

    cdef make_room(self, Py_ssize_t more):
        if self.length + more > self.room:
            room = 2 * (self.length + more) + 256
            heard = <char *>PyMem_Realloc(self.heard, room)
            if heard == NULL:
                raise MemoryError
            self.heard, self.room = heard, room

    cdef hear(self, const char *words, const char *end):
        """Take words as they are meant: entities as characters, line ends as XML reads them, no control characters."""
        cdef const char *after
        cdef char *to
        self.make_room(end - words)
        to = self.heard + self.length
        while words < end:
            if not apart[<unsigned char>words[0]]:
                to[0] = words[0]
                to += 1
            elif words[0] == c"\r":
                if words + 1 >= end or words[1] != c"\n":
                    to[0] = c"\n"
                    to += 1
            elif words[0] == c"&":
                after = <const char *>memchr(words, c";", min(end - words, LONGEST))
                found = b"&" if after == NULL else character(words[1 : after - words].decode("utf-8", "replace")).encode("utf-8")
                self.length = to - self.heard
                self.make_room(end - words + len(found))
                to = self.heard + self.length
                memcpy(to, <const char *><bytes>found, len(found))
                to += len(found)
                if after != NULL:
                    words = after
            words += 1
        self.length = to - self.heard

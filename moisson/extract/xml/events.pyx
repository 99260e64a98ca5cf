"""A walker is told of every start, end and stretch of words, by the expat of Python itself, without Python in between.

Compiled, this takes the place of `events.py`, which does the same. Attributes become strings only where a walker looks at them.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memcpy, strcmp, strlen

from moisson.extract.xml.expat cimport XML_Parser, Expat, fed, lent, malformed
from moisson.extract.xml.walker cimport Part, Walker

from moisson.errors import DocumentError
from moisson.extract.xml.walker import Walker as AnyWalker

DEF BUFFER = 1 << 16  # bytes of words that are put together before a walker hears them
DEF SEATS = 512  # for parts that are found by the bytes of their tag; a power of two
DEF LONGEST = 32  # bytes of such a tag, with the zero at its end

cdef extern from *:
    """static int raised(void) { return -1; }"""
    int raised() except -1  # what has been raised already

# Handlers that raise, as seen by those that only ask whether they did: to be ready for an exception costs as much as an element.
ctypedef int (*Start)(Told, const char *, const char **) noexcept
ctypedef int (*End)(Told, const char *) noexcept
ctypedef int (*Characters)(Told, const char *, int) noexcept

cdef Expat *expat = lent()

cdef dict NONE = {}


cdef struct Seat:
    char[LONGEST] tag
    void *part  # one of the walker's parts, which keeps it


cdef class Told:
    """What the handlers of one walk know."""

    cdef Walker walker
    cdef XML_Parser parser
    cdef object failed  # what a handler raised, after which nothing more is told
    cdef dict parts
    cdef list gates  # names of attributes, in bytes
    cdef bint own_data, passes
    cdef char *words
    cdef int length
    cdef Seat[SEATS] seats  # zeroed by Python

    def __cinit__(self):
        self.words = <char *>PyMem_Malloc(BUFFER)
        if self.words == NULL:
            raise MemoryError
        self.parser = expat.ParserCreate_MM("utf-8", NULL, NULL)
        if self.parser == NULL:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.words)
        if self.parser != NULL:
            expat.ParserFree(self.parser)

    cdef fail(self):
        try:
            raised()
        except BaseException as error:
            self.stop(error)

    cdef stop(self, object error):
        self.failed = error
        expat.SetElementHandler(self.parser, NULL, NULL)
        expat.SetCharacterDataHandler(self.parser, NULL)
        expat.SetProcessingInstructionHandler(self.parser, NULL)

    cdef say(self):
        """The words since the last start or end."""
        length, self.length = self.length, 0
        self.hear(PyUnicode_DecodeUTF8(self.words, length, "strict"))

    cdef hear(self, str words):
        cdef Walker walker = self.walker
        if walker._skipped:
            if walker._captures:
                walker._overhear(words)
        elif walker._hears:
            if self.own_data:
                walker._data(words)
            else:
                Walker._data(walker, words)

    cdef bint looked_at(self, Part part, const char **attributes):
        """Whether the walker looks at an element's attributes."""
        cdef Walker walker = self.walker
        if part.attributed or (walker._skipped and self.passes):
            return True
        while attributes[0] != NULL:
            for gate in self.gates:
                if strcmp(attributes[0], <bytes>gate) == 0:
                    return True
            attributes += 2
        return False


cdef dict read(const char **attributes):
    cdef dict found = {}
    while attributes[0] != NULL:
        found[PyUnicode_DecodeUTF8(attributes[0], strlen(attributes[0]), "strict")] = PyUnicode_DecodeUTF8(
            attributes[1], strlen(attributes[1]), "strict"
        )
        attributes += 2
    return found


cdef Part part_of(Told told, const char *name, const char **attributes):
    """The part that a tag plays: by its bytes, since making a string of it, and hashing that, takes longer than most elements do."""
    cdef size_t length = strlen(name)
    cdef unsigned int at = 5381
    cdef size_t i
    for i in range(length):
        at = at * 33 + <unsigned char>name[i]
    cdef Seat *seat = &told.seats[at & (SEATS - 1)]
    if seat.part != NULL and strcmp(seat.tag, name) == 0:
        return <Part>seat.part
    tag = PyUnicode_DecodeUTF8(name, length, "strict")
    part = told.parts.get(tag)
    if part is None:
        part = told.walker._meet(tag, read(attributes))
    if length < LONGEST:
        memcpy(seat.tag, name, length + 1)
        seat.part = <void *>part
    return <Part>part


cdef int told_start(Told told, const char *name, const char **attributes) except -1:
    cdef Part part
    if told.length:
        told.say()
    part = part_of(told, name, attributes)
    known = read(attributes) if attributes[0] != NULL and told.looked_at(part, attributes) else NONE
    told.walker._start(part, known)
    return 0


cdef int told_end(Told told, const char *name) except -1:
    if told.length:
        told.say()
    told.walker._end()
    return 0


cdef int told_words(Told told, const char *words, int length) except -1:
    if told.length + length > BUFFER and told.length:
        told.say()
    if length > BUFFER:
        told.hear(PyUnicode_DecodeUTF8(words, length, "strict"))
        return 0
    memcpy(told.words + told.length, words, length)
    told.length += length
    return 0


cdef void start(void *data, const char *name, const char **attributes) noexcept:
    if (<Start>told_start)(<Told>data, name, attributes):
        (<Told>data).fail()


cdef void end(void *data, const char *name) noexcept:
    if (<End>told_end)(<Told>data, name):
        (<Told>data).fail()


cdef void characters(void *data, const char *words, int length) noexcept:
    if (<Characters>told_words)(<Told>data, words, length):
        (<Told>data).fail()


cdef void instruction(void *data, const char *target, const char *words) noexcept:
    cdef Told told = <Told>data
    try:
        if told.length:
            told.say()
        told.walker.instruction(target.decode(), words.decode())
    except BaseException as error:
        told.stop(error)


def walk(Walker walker not None, bytes source not None):
    """Walk a file (UTF-8, without a DOCTYPE); raises DocumentError where it is not well formed or too deep."""
    cdef Told told = Told()
    told.walker, told.parts = walker, walker._parts
    told.gates = [gate.encode() for gate in walker.gates] + ([b"xml:lang"] if walker.count_languages else [])
    told.own_data = type(walker)._data is not AnyWalker._data
    told.passes = type(walker).passed is not AnyWalker.passed
    expat.SetUserData(told.parser, <void *>told)
    expat.SetElementHandler(told.parser, start, end)
    expat.SetCharacterDataHandler(told.parser, characters)
    if type(walker).instruction is not AnyWalker.instruction:
        expat.SetProcessingInstructionHandler(told.parser, instruction)
    well = fed(expat, told.parser, source)
    if told.failed is not None:
        raise told.failed
    if not well:
        line, column, said = malformed(expat, told.parser)
        raise DocumentError("xml-malformed", f"line {line}, column {column}: {said}")
    if told.length:
        told.say()

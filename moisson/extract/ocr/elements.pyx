"""The tree of a page's file whose words are attributes, as in ALTO: those between tags are not kept.

Compiled, this takes the place of `elements.py`, where the tree is `xml.etree`'s. Attributes become strings only where they are asked for, which is of a few.
"""

from sys import intern

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memcpy, strcmp, strlen, strrchr

from moisson.extract.xml.expat cimport XML_Parser, Expat, fed, lent, malformed

from moisson.errors import DocumentError
from moisson.extract.xml.xmlsource import xml_source

cdef extern from "Python.h":
    const char *PyUnicode_AsUTF8(object) except NULL

cdef Expat *expat = lent()


@cython.final
@cython.no_gc  # an element knows those inside it alone
cdef class Element:
    """One element: `attributes` are names and values, each with a zero after it."""

    def __iter__(self):
        return iter(self.children or ())

    def __reversed__(self):
        return reversed(self.children or ())

    cpdef str get(self, str name):
        """The value of an attribute without a namespace."""
        if self.attributes is None:
            return None
        cdef const char *wanted = PyUnicode_AsUTF8(name)
        cdef const char *at = PyBytes_AS_STRING(self.attributes)
        cdef const char *end = at + len(self.attributes)
        cdef bint found
        while at < end:
            found = strcmp(at, wanted) == 0
            at += strlen(at) + 1
            if found:
                return PyUnicode_DecodeUTF8(at, strlen(at), "strict")
            at += strlen(at) + 1
        return None

    def iter(self, str name=None):
        """The element and all inside it in the order of the file, or those of one name."""
        cdef list found = [], waiting = [self]
        cdef Element element
        while waiting:
            element = waiting.pop()
            if name is None or element.tag == name:
                found.append(element)
            if element.children is not None:
                waiting.extend(reversed(element.children))
        return iter(found)


cdef class Told:
    """What the handlers of one file know."""

    cdef XML_Parser parser
    cdef object failed
    cdef Element root
    cdef list opened
    cdef dict names

    def __cinit__(self):
        self.opened, self.names = [], {}
        self.parser = expat.ParserCreate_MM("utf-8", NULL, "}")
        if self.parser == NULL:
            raise MemoryError

    def __dealloc__(self):
        if self.parser != NULL:
            expat.ParserFree(self.parser)


cdef bytes kept(const char **attributes):
    """Names and values, one after another."""
    cdef Py_ssize_t size = 0, length
    cdef const char **each = attributes
    while each[0] != NULL:
        size += strlen(each[0]) + 1
        each += 1
    cdef bytes made = PyBytes_FromStringAndSize(NULL, size)
    cdef char *to = PyBytes_AS_STRING(made)
    each = attributes
    while each[0] != NULL:
        length = strlen(each[0]) + 1
        memcpy(to, each[0], length)
        to += length
        each += 1
    return made


cdef void start(void *data, const char *name, const char **attributes) noexcept:
    cdef Told told = <Told>data
    cdef Element made, parent
    cdef const char *local = strrchr(name, c"}")
    try:
        local = name if local == NULL else local + 1
        made = Element.__new__(Element)
        tag = PyUnicode_DecodeUTF8(local, strlen(local), "strict")
        made.tag = told.names.get(tag) or told.names.setdefault(tag, intern(tag))
        if attributes[0] != NULL:
            made.attributes = kept(attributes)
        if told.opened:
            parent = told.opened[-1]
            if parent.children is None:
                parent.children = []
            parent.children.append(made)
        else:
            told.root = made
        told.opened.append(made)
    except BaseException as error:
        told.failed = error
        expat.SetElementHandler(told.parser, NULL, NULL)


cdef void end(void *data, const char *name) noexcept:
    (<Told>data).opened.pop()


def parse(bytes content not None):
    """The tree; tags are names without their namespaces. Raises DocumentError where the file is not well formed."""
    cdef Told told = Told()
    cdef bytes source = xml_source(content)
    expat.SetUserData(told.parser, <void *>told)
    expat.SetElementHandler(told.parser, start, end)
    well = fed(expat, told.parser, source)
    if told.failed is not None:
        raise told.failed
    if not well:
        line, column, said = malformed(expat, told.parser)
        raise DocumentError("xml-malformed", f"{said}: line {line}, column {column}")
    return told.root

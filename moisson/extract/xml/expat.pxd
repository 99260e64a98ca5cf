# Python's own expat, by the functions that `pyexpat` lends to `xml.etree` (`Include/pyexpat.h` of CPython).

from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.string cimport strcmp

cdef extern from *:
    """
    typedef void *XML_Parser;
    typedef struct {
        char *magic;
        int size;
        int major, minor, micro;
        const char *(*ErrorString)(int code);
        int (*GetErrorCode)(XML_Parser);
        unsigned long (*GetErrorColumnNumber)(XML_Parser);
        unsigned long (*GetErrorLineNumber)(XML_Parser);
        int (*Parse)(XML_Parser, const char *, int, int);
        XML_Parser (*ParserCreate_MM)(const char *, const void *, const char *);
        void (*ParserFree)(XML_Parser);
        void (*SetCharacterDataHandler)(XML_Parser, void (*)(void *, const char *, int));
        void *handlers_not_needed[2];
        void (*SetElementHandler)(XML_Parser, void (*)(void *, const char *, const char **), void (*)(void *, const char *));
        void *handler_not_needed;
        void (*SetProcessingInstructionHandler)(XML_Parser, void (*)(void *, const char *, const char *));
        void *more_not_needed;
        void (*SetUserData)(XML_Parser, void *);
    } Expat;
    """
    ctypedef void *XML_Parser
    ctypedef struct Expat:
        char *magic
        int size
        const char *(*ErrorString)(int) noexcept
        int (*GetErrorCode)(XML_Parser) noexcept
        unsigned long (*GetErrorColumnNumber)(XML_Parser) noexcept
        unsigned long (*GetErrorLineNumber)(XML_Parser) noexcept
        int (*Parse)(XML_Parser, const char *, int, int) noexcept
        XML_Parser (*ParserCreate_MM)(const char *, const void *, const char *) noexcept
        void (*ParserFree)(XML_Parser) noexcept
        void (*SetCharacterDataHandler)(XML_Parser, void (*)(void *, const char *, int) noexcept) noexcept
        void (*SetElementHandler)(
            XML_Parser, void (*)(void *, const char *, const char **) noexcept, void (*)(void *, const char *) noexcept
        ) noexcept
        void (*SetProcessingInstructionHandler)(XML_Parser, void (*)(void *, const char *, const char *) noexcept) noexcept
        void (*SetUserData)(XML_Parser, void *) noexcept

cdef enum:
    PIECE = 1 << 26  # bytes that expat is given at once


cdef inline Expat *lent() except NULL:
    """The functions; raises ImportError where this Python lends others."""
    import pyexpat

    cdef Expat *found = <Expat *>PyCapsule_GetPointer(pyexpat.expat_CAPI, "pyexpat.expat_CAPI")
    if strcmp(found.magic, "pyexpat.expat_CAPI 1.1") != 0 or found.size < <int>sizeof(Expat):
        raise ImportError("this Python lends another expat")
    return found


cdef inline object malformed(Expat *expat, XML_Parser parser):
    """Where a file is not well formed, and what is wrong there."""
    line, column = expat.GetErrorLineNumber(parser), expat.GetErrorColumnNumber(parser)
    return line, column, expat.ErrorString(expat.GetErrorCode(parser)).decode()


cdef inline bint fed(Expat *expat, XML_Parser parser, bytes source):
    """Parse a whole file, piece by piece; whether it is well formed."""
    cdef const char *content = source
    cdef Py_ssize_t left = len(source), size
    while True:
        size = min(left, PIECE)
        left -= size
        if not expat.Parse(parser, content, <int>size, left == 0):
            return False
        if not left:
            return True
        content += size

"""The elements of a file of hOCR that is well formed, by expat. Compiled, this takes the place of `hocr_xml.py`: of attributes, only those that say something become strings."""

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strcmp, strlen

from moisson.extract.ocr.hocr_parts cimport Parts
from moisson.extract.xml.expat cimport XML_Parser, Expat, fed, lent, malformed

from moisson.errors import DocumentError

cdef Expat *expat = lent()


cdef class Told:
    """What the handlers of one file know."""

    cdef Parts found
    cdef XML_Parser parser
    cdef object failed
    cdef dict strings  # tags, and values of `class`, by their bytes

    def __cinit__(self):
        self.strings = {}
        self.parser = expat.ParserCreate_MM("utf-8", NULL, NULL)
        if self.parser == NULL:
            raise MemoryError

    def __dealloc__(self):
        if self.parser != NULL:
            expat.ParserFree(self.parser)

    cdef fail(self, object error):
        self.failed = error
        expat.SetElementHandler(self.parser, NULL, NULL)
        expat.SetCharacterDataHandler(self.parser, NULL)

    cdef str known(self, const char *signs):
        """A string of which a file has few."""
        cdef bytes name = signs
        said = self.strings.get(name)
        if said is None:
            said = self.strings[name] = PyUnicode_DecodeUTF8(signs, len(name), "strict")
        return said


cdef str decoded(const char *value):
    return PyUnicode_DecodeUTF8(value, strlen(value), "strict")


cdef void start(void *data, const char *name, const char **attributes) noexcept:
    cdef Told told = <Told>data
    cdef str names = None, title = "", language = None, whole = None
    try:
        while attributes[0] != NULL:
            if strcmp(attributes[0], b"class") == 0:
                names = told.known(attributes[1])
            elif strcmp(attributes[0], b"title") == 0:
                title = decoded(attributes[1])
            elif strcmp(attributes[0], b"lang") == 0:
                language = decoded(attributes[1])
            elif strcmp(attributes[0], b"xml:lang") == 0:
                whole = decoded(attributes[1])
            attributes += 2
        told.found.begin(told.known(name), names, title, language, whole)
    except BaseException as error:
        told.fail(error)


cdef void end(void *data, const char *name) noexcept:
    try:
        (<Told>data).found.end(None)
    except BaseException as error:
        (<Told>data).fail(error)


cdef void characters(void *data, const char *words, int length) noexcept:
    try:
        (<Told>data).found.data(PyUnicode_DecodeUTF8(words, length, "strict"))
    except BaseException as error:
        (<Told>data).fail(error)


def fill(Parts found not None, bytes source not None):
    """Tell of all in a file (UTF-8, without a DOCTYPE); raises DocumentError where it is not well formed."""
    cdef Told told = Told()
    told.found = found
    expat.SetUserData(told.parser, <void *>told)
    expat.SetElementHandler(told.parser, start, end)
    expat.SetCharacterDataHandler(told.parser, characters)
    well = fed(expat, told.parser, source)
    if told.failed is not None:
        raise told.failed
    if not well:
        line, column, said = malformed(expat, told.parser)
        raise DocumentError("xml-malformed", f"{said}: line {line}, column {column}")

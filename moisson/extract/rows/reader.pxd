# Types with which `reader.py` is compiled.

import cython

from moisson.extract.rows.places cimport Fact, Kind, Places
from moisson.extract.rows.values cimport Quoted, first, name_of, plain

cpdef _checked(str path, Py_ssize_t number, object row, Places places)
@cython.locals(place=str, text=str, quoted=bint, content=dict, title=str, language=str, body=bytes, name=str, facts=dict, fact=Fact)
cpdef document(object row, Kind kind, str path)
cpdef str _lines(str text)
cpdef dict _rights(object row, Kind kind, str path)
@cython.locals(record=dict, sizes=dict)
cpdef dict _record(object row, set used)
@cython.locals(size=Py_ssize_t)
cpdef bint _is_small(dict record) except -1
cpdef _row_text(bytes content)
@cython.locals(text=str, identifiers=tuple)
cpdef _text(object row, str part=*)

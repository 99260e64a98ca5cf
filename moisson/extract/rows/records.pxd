# Types with which `records.py` is compiled.

import cython

@cython.locals(mark=str, found=list, row=tuple, cells=tuple, body=list, heads=list, head=list, names=list, fields=list, line=str, titled=Py_ssize_t, at=Py_ssize_t)
cpdef list records(object header, object columns, int level)
cpdef int _titled(object header, object columns) except? -1
@cython.locals(at=Py_ssize_t, name=str, found=list)
cpdef list _filled(tuple row, Py_ssize_t most)
@cython.locals(at=Py_ssize_t, name=str)
cpdef list _first_named(tuple row, list heads)
@cython.locals(signs=str, cell=str, lead=str, apart=str, prose=bint)
cpdef _fields(str name, object column)
@cython.locals(text=str, line=str, parts=list, short=bint, close=bint)
cpdef str _spaced(list head, list fields)
cpdef _short(object column)
@cython.locals(cell=str, signs=str)
cpdef bint has_prose(object column)
@cython.locals(letters=int, sign=cython.Py_UCS4)
cpdef bint has_word(str cell)
cpdef bint is_long(str cell)
@cython.locals(signs=str)
cpdef tuple worded(object column)
cpdef str cell_text(str cell)

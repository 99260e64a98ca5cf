# Types with which `records.py` is compiled.

import cython

@cython.locals(mark=str, found=list, row=list, body=list, heads=list, head=list, names=list, fields=list, line=str, number=Py_ssize_t)
cpdef list records(object header, object columns, int level)
cpdef int _titled(object header, object columns) except? -1
cpdef list _first_named(list row, list heads)
@cython.locals(signs=str)
cpdef _fields(str name, object column)
@cython.locals(text=str, line=str, short=bint, close=bint)
cpdef str _spaced(list head, list fields)
cpdef _short(object column)
@cython.locals(signs=str)
cpdef bint has_prose(object column)
cpdef bint is_long(str cell)
@cython.locals(signs=str)
cpdef tuple worded(object column)
cpdef str cell_text(str cell)

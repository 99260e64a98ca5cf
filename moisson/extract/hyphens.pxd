# Types with which `hyphens.py` is compiled.

import cython

@cython.locals(stripped=list, parts=list, line=str, cut=bint, hyphen=bint)
cpdef str join_lines(lines, language=*, words=*)
@cython.locals(before=str, after=str)
cpdef str join(str text, str line, language=*, words=*)
cpdef bint _goes_on(str text, str line)
@cython.locals(end=Py_ssize_t, k=Py_ssize_t)
cpdef str _last_word(str text)
@cython.locals(k=Py_ssize_t)
cpdef str _first_word(str line)
cpdef bint _divided(str before, str after, str text, language, words)
cpdef bint _abbreviation(str before, str after, words)

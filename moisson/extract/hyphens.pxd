# Types with which `hyphens.py` is compiled.

import cython

@cython.locals(stripped=list, parts=list, line=str, cut=bint, hyphen=bint)
cpdef str join_lines(lines, language=*, words=*)
@cython.locals(last=str, before=str, after=str)
cpdef str join(str text, str line, language=*, words=*)
cpdef bint _divided(str before, str after, str text, language, words)
cpdef bint _abbreviation(str before, str after, words)

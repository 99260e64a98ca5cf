# Types with which `sheets.py` is compiled.

import cython

from moisson.extract.rows.records cimport cell_text, has_prose, has_word, is_long, records, worded

@cython.locals(cell=str, known=dict, number=Py_ssize_t)
cpdef Py_ssize_t _words_in(object column, Py_ssize_t most) except -1
cpdef bint _may_be_numeric(str cell)
@cython.locals(filled=list, cell=str, long=Py_ssize_t)
cpdef bint _of_records(object columns) except -1

# Types with which `passport.py` is compiled.

import cython

@cython.locals(words=list, label=str, colon=str, value=str)
cpdef tuple labelled(str line)

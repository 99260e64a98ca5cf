# Types with which `notes.py` is compiled.

import cython

from moisson.extract.pdf.writing cimport Block, Style, plain

@cython.locals(block=Block, last=Block, out=list)
cpdef list gathered(list notes, Style style)
cpdef Block written(Block block)
@cython.locals(block=Block, cut=int, k=int)
cpdef int notes(list found, Style style)

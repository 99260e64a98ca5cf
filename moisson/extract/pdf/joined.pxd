# Types with which `joined.py` is compiled.

import cython

from moisson.extract.hyphens cimport join
from moisson.extract.pdf.writing cimport Block, Style, marked

@cython.locals(start=str, ended=bint)
cpdef bint continues(Block last, Block first)
cpdef more(Block last, Block first)
@cython.locals(out=list, held=list, text=list, notes=list, part=list, b=Block, last=Block, first=Block)
cpdef list joined(parts, Style style)

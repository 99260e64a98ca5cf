# Types with which `tags.py` is compiled.

from moisson.extract.markdown cimport Writer

cpdef start_tag(Writer out, str tag, int number=*)
cpdef end_tag(Writer out, str tag)

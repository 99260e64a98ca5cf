# Types with which `cells.py` is compiled.

import cython

@cython.locals(whole=str, point=str, rest=str)
cpdef str number(str words)
cpdef str truth(str words)
@cython.locals(day=str, minutes=str, seconds=str)
cpdef str moment(str words)
cpdef str period(str words)
@cython.locals(days=Py_ssize_t, rest=Py_ssize_t, minutes=Py_ssize_t, seconds=Py_ssize_t, hour=str, day=str)
cpdef str serial_moment(double serial)
cpdef str serial_duration(double serial)
cpdef str _number(double value)

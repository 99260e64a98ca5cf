# `delimited.pyx` is compiled in the place of `delimited.py`.

# `walker.py` is compiled as it is.

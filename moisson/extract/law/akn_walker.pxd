# `akn_walker.py` is compiled as it is.

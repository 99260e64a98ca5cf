# `akn_meta.py` is compiled as it is.

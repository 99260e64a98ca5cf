# `akn_parts.py` is compiled as it is.

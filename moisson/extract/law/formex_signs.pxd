# `formex_signs.py` is compiled as it is.

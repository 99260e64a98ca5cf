# `words.py` is compiled as it is.

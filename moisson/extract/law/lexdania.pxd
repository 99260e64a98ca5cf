# `lexdania.py` is compiled as it is.

# `readings.py` is compiled as it is.

"""Numba kernels over Arrow string buffers, and nothing else. A kernel takes flat arrays and returns flat arrays."""

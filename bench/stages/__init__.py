"""Benchmarks of the stages: `python -m bench.stages` for speed, and one module for each measure of what they decide."""

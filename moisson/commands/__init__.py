"""One file a command: its arguments, what it prints and its exit codes. What it does lives in the rooms below.

A command imports what it needs when it runs, so that `--help` loads no Arrow.
"""

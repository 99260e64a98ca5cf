"""What runs in a guarded process: libraries that take apart files which nobody has vouched for."""

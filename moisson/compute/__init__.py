"""Where work happens: each runner answers one question, where does `work(task)` run?"""

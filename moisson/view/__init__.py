"""A release or a workspace in the browser: what was kept, what was dropped and why, and by what right each text is there.

Pages are made on this machine and need no JavaScript. `look` reads a release, `shelf` knows which there are, `index` finds words,
`routes` answers addresses with templates, `guard` lets nobody else in. `files` shows how ready any other files are. Nothing that
is looked at is changed.
"""

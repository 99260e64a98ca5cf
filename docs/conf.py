"""How these pages become a site: `scripts/docs` builds it in `build/site`. No page asks another host for a font or a script."""

project = "Moisson"
author = "The Moisson maintainers"
copyright = "2026 " + author

extensions = ["myst_parser"]
myst_heading_anchors = 4  # links such as trust.md#withdrawals, as on a forge

html_theme = "furo"
html_title = "Moisson"
html_show_sphinx = False
html_copy_source = False

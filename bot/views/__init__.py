"""Pure renderers: domain in, Block Kit out. Nothing here sends, reads a database or knows the time."""

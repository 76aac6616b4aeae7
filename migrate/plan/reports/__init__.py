"""Reports of a plan: what would change, entry by entry, as text, JSON, Markdown and one HTML page.

`record` is what they read, `spool` holds it on disk; every writer streams. Nothing here looks at a destination.
"""

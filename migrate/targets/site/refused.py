"""Which options mean something to a static site, as its mapping says."""

from __future__ import annotations

from migrate.targets.site.mapping import SiteMapping
from migrate.targets.site.scaffold import read_shipped

_FORM = {"yaml": "YAML", "toml": "TOML"}


def refusal(mapping: SiteMapping, option: str, value: object) -> str:
    """Why an option means nothing to a site; empty where it does mean something. `option`: a field of the options."""
    files = mapping.files
    match option:
        case "bodies":
            return f"bodies are {'HTML' if mapping.bodies.form == 'html' else 'Markdown'} in a site"
        case "embeds" if value == "shortcode" and not mapping.bodies.shortcodes:
            return "it has no shortcodes, and gets plain HTML"
        case "files" if value == "bundle" and files.bundle == files.plain:
            return "every entry is a file"
        case "front_matter" if value not in mapping.forms:
            forms = " and ".join(_FORM[form] for form in mapping.forms)
            return f"it reads {forms}" if forms else "what stands before a body is neither YAML nor TOML"
        case "scaffold" if not read_shipped(mapping.name):
            return "nothing is shipped for it"
        case _:
            return ""

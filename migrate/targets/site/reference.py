"""What a static site carries and what it does not, as its mapping says: a line for a list, a page for the docs."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.records import Visibility
from migrate.targets.registry import find_target, load_target, targets
from migrate.targets.site.mapping import OTHERS, SiteMapping, load_site_mapping
from migrate.targets.site.pages import FIELDS
from migrate.targets.site.scaffold import read_shipped
from migrate.targets.site.target import SiteTarget

_FORMS = {
    "url_path": "url",
    "url_file": "url",
    "layout": "layout",
    "kind": "type",
    "translated": "translations",
    "no_index": "robots",
}
"""Field that is another form of one, or says what a template wants → what a target carries that has it."""
_SAID = {
    "draft": "marks of drafts",
    "format": "post formats",
    "images": "images for social media",
    "number": "numbers of WordPress",
    "series_part": "parts of series",
    "sticky": "what is sticky",
    "summary": "excerpts beside descriptions",
    "template": "page templates",
    "visibility": "who could see it",
    "weight": "the order of pages",
}
"""What a field is, where its name does not say it."""
_BRACES = {
    "{path}": "the folder and the slug, with those of the pages above",
    "{address}": "the file in which a server finds the old address",
    "{date}": "the day, `2024-05-01`",
    "{slug}": "the slug",
    "{stem}": "the old address without slashes at its ends",
    "{old path}": "the path that the file had",
    "{id}": "the entry's number",
    "{language}": "a dot and the code of the language, where it is not the site's own",
}
_ESSENTIAL = frozenset(FIELDS) - set(_FORMS)


def sites() -> list[str]:
    """Names of the targets that are static sites."""
    return [entry.name for entry in targets().values() if is_site(entry.name)]


def lacks(name: str) -> list[str]:
    """What of an entry a site's files do not hold, in words, sorted."""
    made = load_target(find_target(name))
    missing = _lacking(load_site_mapping(name), comments_on_page=made.generator.comments_on_page)
    return sorted(_SAID.get(field, field.replace("_", " ")) for field in missing)


def page(name: str) -> str:
    """Markdown: where things stand, what is hidden, every key."""
    mapping, entry = load_site_mapping(name), find_target(name)
    made = load_target(entry)
    lines = [f"# {mapping.label}", "", f"`wxr-migrate convert export.xml site --to {name}`: {entry.summary}.", ""]
    places = _places(mapping, comments_on_page=made.generator.comments_on_page)
    lines += _table("What", "Where", places)
    if said := [f"`{name}`: {text}" for name, text in _BRACES.items() if name in "".join(places.values())]:
        lines += [f"{'; '.join(said)}.", ""]
    lines += ["## What is carried", ""]
    lines += [f"- {line}" for line in (*_carried(mapping), _hidden(made.shown, mapping), *mapping.notes)]
    if lacking := lacks(name):
        lines.append(f"- Not carried: {', '.join(lacking)}.")
    lines += ["", "## Front matter", "", "Fields that hold nothing are left out.", ""]
    lines += _table("Field", "Key", {field: f"`{key}`" for field, key in mapping.front_matter.items()})
    if scaffold := [path for path, _ in read_shipped(name)]:
        lines += ["## A site that builds", ""]
        lines += ["Written where no site is configured yet, and the user's from then on:", ""]
        lines += [f"- `{path}`" for path in scaffold if "/" not in path or path.startswith(tuple(mapping.needed))]
        rest = sum(1 for path in scaffold if "/" in path and not path.startswith(tuple(mapping.needed)))
        lines += [f"- {rest} templates and styles"] if rest else []
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def is_site(name: str) -> bool:
    """Whether a target, or a mapping file of the user's, makes a site. Raises UsageError where there is none."""
    made = load_target(find_target(name))
    return isinstance(made, type) and issubclass(made, SiteTarget)


def _lacking(mapping: SiteMapping, *, comments_on_page: bool) -> set[str]:
    has = {_FORMS.get(field, field) for field in mapping.front_matter}
    if mapping.comments or comments_on_page:
        has.add("comments")
    if comments_on_page:
        # Former addresses are pages of their own.
        has.add("aliases")
    if mapping.files.hidden:
        has.add("draft")
    return set(_ESSENTIAL - has - {"type"})


def _places(mapping: SiteMapping, *, comments_on_page: bool) -> dict[str, str]:
    top = f"{mapping.content}/" if mapping.content else ""
    files = mapping.files
    found = {
        name: f"`{top}{pattern}`" + _in(pattern, mapping.section(type_))
        for name, type_, pattern in (("posts", "post", files.posts or files.bundle), ("pages", "page", files.bundle))
    }
    found |= {"a file an entry (`--files plain`)": f"`{top}{files.plain}`"} if files.plain != files.bundle else {}
    found["categories, tags, authors"] = f"`{top}{files.term}`"
    if mapping.comments or comments_on_page:
        found["comments"] = f"`{mapping.comments}`" if mapping.comments else "on the page itself"
    found |= {"menus": f"`{mapping.menus}`"} if mapping.menus else {}
    media = mapping.media
    old = f"`{media.folder}/{{old path}}`" if media.folder else "`{old path}`"
    found["files (`--media copy`, `download`)"] = f"beside their entry, else {old}" if media.bundles else old
    if files.hidden:
        found["what is not public"] = f"`{files.hidden}`"
    return found


def _in(pattern: str, section: str) -> str:
    return f", below `{section}`" if section and "{path}" in pattern else ""


def _carried(mapping: SiteMapping) -> list[str]:
    bodies = mapping.bodies
    extras = [name for name, has in (("footnotes", bodies.footnotes), ("task lists", bodies.task_lists)) if has]
    said = "HTML" if bodies.form == "html" else f"Markdown: CommonMark with {', '.join(['tables', *extras])}"
    known = [f"{name} as `{key}`" for name, key in mapping.taxonomies.items() if name != OTHERS]
    lines = [f"Bodies are {said}.", f"Taxonomies: {', '.join(known)}; others under their own name."]
    if mapping.links == "files":
        lines.append("Links lead from file to file, relative to the one that they stand in.")
    else:
        lines.append("Old addresses stay; links lead to them from the root of the host.")
    if "aliases" in mapping.front_matter:
        lines.append(f"Former addresses are in `{mapping.front_matter['aliases']}`.")
    if mapping.redirects.static is not None:
        folder = f"`{mapping.redirects.static}`" if mapping.redirects.static else "the folder itself"
        lines.append(f"Those that no front matter can name are pages in {folder} that lead on (docs/redirects.md).")
    return lines


def _hidden(shown: tuple[Visibility, ...] | None, mapping: SiteMapping) -> str:
    if not shown:
        return "Only what was public is written."
    names = " and ".join("drafts" if one is Visibility.DRAFT else "scheduled entries" for one in shown)
    how = "by their date" if mapping.hides_future else "as drafts"
    return f"{names.capitalize()} are written, and a normal build hides them (scheduled ones {how})."


def _table(left: str, right: str, rows: Mapping[str, str]) -> list[str]:
    body = [f"| {one} | {other} |" for one, other in rows.items()]
    return [f"| {left} | {right} |", "|---|---|", *body, ""]

"""M: custom fields: serialised values, JSON, page builders."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from migrate.validate.conditions import has_fields, is_large, looks_serialised
from migrate.validate.finding import Fix, Severity, Spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, rule
from migrate.validate.views import ItemView, MetaView, TextView
from migrate.wxr.php import PhpValueError, decode, looks_serialized

_OBJECT = re.compile(r'(?:^|[;{])O:\d+:"([\w\\]+)":')
_FOOTNOTE_MARK = re.compile(r'\bdata-fn="([\w-]{1,60})"')
_REMEMBERED_SIZE = 1024
_SINGLE = frozenset(
    {"_thumbnail_id", "_wp_attached_file", "_wp_attachment_metadata", "_wp_page_template", "_elementor_data"}
)
_JSON_KEYS = ("_elementor_data", "_ct_builder_json", "ct_builder_json", "footnotes", "_themify_builder_settings_json")
_BUILDERS = {
    "_elementor_data": "Elementor",
    "_fl_builder_data": "Beaver Builder",
    "_et_pb_use_builder": "Divi",
    "_wpb_vc_js_status": "WPBakery",
    "ct_builder_shortcodes": "Oxygen",
    "_ct_builder_json": "Oxygen",
    "_bricks_page_content_2": "Bricks",
    "panels_data": "SiteOrigin",
    "brizy": "Brizy",
    "_breakdance_data": "Breakdance",
    "_cornerstone_data": "Cornerstone",
    "tve_updated_post": "Thrive Architect",
}
_NOT_BUILT = frozenset({"", "0", "false", "off", "no", "[]", "{}", "a:0:{}"})
_LONGEST_NOT_BUILT = max(map(len, _NOT_BUILT))


def _reading(value: str) -> str:
    """`` for a value that PHP reads, else `repaired` or why it cannot be read."""
    return _cached(value) if len(value) <= _REMEMBERED_SIZE else _read(value)


def _read(value: str) -> str:
    try:
        return "repaired" if decode(value).repaired else ""
    except PhpValueError as error:
        return str(error) or "it cannot be read"


_cached = lru_cache(maxsize=2048)(_read)


@rule("M001", "broken-serialisation", Severity.ERROR, Subject.META, when=looks_serialised)
def broken_serialisation(row: MetaView) -> Found:
    """A serialised value cannot be read.

    What it does
    Decodes every value that looks serialised by PHP, also with wrong lengths.
    Why it matters
    WordPress reads `false`, so the value is lost on import. wxr-migrate keeps the text.
    Example
        a:2:{i:0;s:3:"tea";
    How to mend it
    Save the entry on the site, so that the plugin writes the value anew, and export again.
    """
    if (why := _reading(row.value)) and why != "repaired":
        yield Hit(f"the serialised value of {quoted(row.key)} cannot be read: {why}", row.spot(), row.key)


@rule("M002", "wrong-serialised-lengths", Severity.WARNING, Subject.META, when=looks_serialised, fix=Fix.UNSAFE)
def wrong_serialised_lengths(row: MetaView) -> Found:
    """The lengths in a serialised value are wrong.

    What it does
    Decodes every value that looks serialised, first as PHP does, then by what can come next.
    Why it matters
    PHP reads `false`, so WordPress loses the value on import. Search-and-replace in a database, newlines that were
    folded and characters that were re-encoded do that.
    Example
        a:1:{s:3:"url";s:20:"https://a.example/";}
    How to mend it
    `--unsafe-fixes` counts again.
    """
    if _reading(row.value) == "repaired":
        yield Hit(f"the lengths in the serialised value of {quoted(row.key)} are wrong", row.spot(), row.key)


@rule("M003", "serialised-object", Severity.INFO, Subject.META, when=looks_serialised, gather=Gather.DETAIL)
def serialised_object(row: MetaView) -> Found:
    """A custom field holds an object of PHP.

    What it does
    Looks for serialised objects.
    Why it matters
    They belong to a plugin's code, and mean nothing without it. WordPress's importer turns them into plain objects.
    Example
        O:8:"stdClass":1:{s:3:"tea";b:1;}
    How to mend it
    Nothing needs to be done.
    """
    if "O:" in row.value:
        for name in dict.fromkeys(_OBJECT.findall(row.value)):
            yield Hit(f"{quoted(row.key)} holds an object of the class {quoted(name)}", row.spot(), f"{row.key} {name}")


@rule("M004", "page-builder-page", Severity.INFO, Subject.META, keys=tuple(_BUILDERS), gather=Gather.DETAIL)
def page_builder_page(row: MetaView) -> Found:
    """A page was made with a page builder.

    What it does
    Looks for the custom fields in which page builders keep their layout.
    Why it matters
    The body may be empty or out of date: what visitors saw stands in the field.
    Example
        <wp:meta_key>_elementor_data</wp:meta_key>
    How to mend it
    Look at these pages after the migration.
    """
    builder = _BUILDERS[row.key]
    value = row.value.strip()
    if (len(value) > _LONGEST_NOT_BUILT or value.lower() not in _NOT_BUILT) and row.item.is_published:
        yield Hit(f"pages were made with {builder}; their layout is in custom fields", row.spot(), builder)


@rule("M005", "broken-json", Severity.WARNING, Subject.META, keys=_JSON_KEYS)
def broken_json(row: MetaView) -> Found:
    """A custom field that should hold JSON does not.

    What it does
    Parses the data of page builders and the footnotes.
    Why it matters
    The page's layout, or its footnotes, cannot be read. Imports that remove backslashes do that.
    Example
        [{"id":"a1","settings":{"title":"Say "tea""}}]
    How to mend it
    Restore the field from a backup of the site.
    """
    value = row.value.strip()
    if not value or value in ("[]", "{}") or looks_serialized(value):
        return
    if not (_is_json(value) or _is_json(value.replace('\\"', '"').replace("\\\\", "\\"))):
        yield Hit(f"the value of {quoted(row.key)} is no JSON", row.spot(), row.key)


def _is_json(text: str) -> bool:
    try:
        # Nothing is made of what is read.
        json.loads(text, object_pairs_hook=lambda pairs: None)
    except (ValueError, RecursionError):
        return False
    return True


@rule("M006", "doubly-serialised", Severity.INFO, Subject.META, when=looks_serialised)
def doubly_serialised(row: MetaView) -> Found:
    """A value was serialised twice.

    What it does
    Looks for a serialised text that holds a serialised value.
    Why it matters
    WordPress decodes once, and gets text where the plugin expects a list.
    Example
        s:14:"a:1:{i:0;i:7;}";
    How to mend it
    Save the entry on the site, and export again.
    """
    value = row.value
    if value.startswith("s:") and not _reading(value):
        inner = value.partition('"')[2].rpartition('"')[0]
        if len(inner) > 4 and looks_serialized(inner):
            yield Hit(f"the value of {quoted(row.key)} was serialised twice", row.spot(), row.key)


@rule("M007", "field-without-name", Severity.WARNING, Subject.META, keys=("",))
def field_without_name(row: MetaView) -> Found:
    """A custom field has no name.

    What it does
    Looks for an empty `<wp:meta_key>`.
    Why it matters
    Nothing tells what the value is; WordPress's importer drops it.
    Example
        <wp:meta_key></wp:meta_key><wp:meta_value>tea</wp:meta_value>
    How to mend it
    Name or remove it.
    """
    yield Hit("a custom field has no name", Spot(row.path), row.value[:80])


@rule("M008", "large-field", Severity.INFO, Subject.META, when=is_large)
def large_field(row: MetaView) -> Found:
    """A custom field is larger than a megabyte.

    What it does
    Measures values.
    Why it matters
    Databases and parsers have limits there.
    Example
        a page builder's history of revisions
    How to mend it
    Empty it on the site, if it is a cache.
    """
    yield Hit(f"the value of {quoted(row.key)} is {len(row.value) / 1e6:.1f} MB large", row.spot(), row.key)


@rule("M009", "repeated-field", Severity.WARNING, Subject.ITEM, when=has_fields)
def repeated_field(item: ItemView) -> Found:
    """A custom field that WordPress keeps once is there twice.

    What it does
    Looks for a second `_thumbnail_id`, `_wp_attached_file`, `_wp_page_template` and the like with another value.
    Why it matters
    WordPress takes the first; importing twice makes more.
    Example
        two rows of _thumbnail_id
    How to mend it
    Remove the wrong one.
    """
    seen: dict[str, str] = {}
    for nth, row in enumerate(item.raw.meta):
        if row.key in _SINGLE:
            if row.key in seen and seen[row.key] != row.value:
                message = f"{quoted(row.key)} stands there again, with another value"
                yield Hit(message, Spot(f"wp:postmeta[{nth}]/wp:meta_value"), row.key)
            seen.setdefault(row.key, row.value)


@rule("M010", "missing-footnote", Severity.WARNING, Subject.TEXT, hints=("data-fn=",))
def missing_footnote(text: TextView) -> Found:
    """A footnote's text is missing.

    What it does
    Compares the marks of footnotes in a body with the custom field `footnotes`.
    Why it matters
    The mark leads nowhere.
    Example
        <sup data-fn="f1" class="fn"> without {"id":"f1"}
    How to mend it
    Write the footnote anew in the editor, or remove the mark.
    """
    known = " ".join(row.value for row in text.item.raw.meta if row.key == "footnotes")
    for match in _FOOTNOTE_MARK.finditer(text.text):
        if f'"{match[1]}"' not in known:
            yield Hit(f"the text of the footnote {quoted(match[1])} is missing", text.spot(match.start(1)))


@rule("M011", "featured-image-is-no-number", Severity.INFO, Subject.META, keys=("_thumbnail_id",))
def featured_image_is_no_number(row: MetaView) -> Found:
    """A featured image is given by something else than a number.

    What it does
    Checks `_thumbnail_id`.
    Why it matters
    A plugin keeps an address there, or it was broken by an import.
    Example
        <wp:meta_value>boat.jpg</wp:meta_value>
    How to mend it
    Choose the image again on the site.
    """
    value = row.value.strip()
    if value and not value.removeprefix("-").isdecimal():
        yield Hit(f"the featured image is given as {quoted(value)}", row.spot(), value)

"""The tables that we write and the names and order of their columns: plain data, the same on every engine.

A `Row`'s values stand in this order. `migrate.targets.database.tables` gives every name its type and
constraints.
"""

from __future__ import annotations

_DATES = "date_utc date_local date_guessed modified_utc modified_local modified_guessed"


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


COLUMNS: dict[str, tuple[str, ...]] = {
    table: tuple(names.split())
    for table, names in {
        "site": "id key title description home_url site_url language generator wxr_version exported_utc"
        " time_zone time_zone_source languages plugins",
        "authors": "id site_id key wp_id login email display_name first_name last_name website description"
        " declared guest",
        "terms": "id site_id key wp_id taxonomy slug name description parent_id declared language",
        "entries": "id site_id key wp_id type status visibility title slug link guid "
        f"{_DATES} parent_id parent_media_id parent_wp_id menu_order language translations comment_status"
        " ping_status content_raw content_html content_markdown content_text document excerpt sticky password format"
        " featured_media_id featured_media_wp_id"
        " featured_image_url template redirect_url seo enclosures",
        "media": "id site_id key wp_id status visibility title slug link guid "
        f"{_DATES} parent_entry_id parent_media_id parent_wp_id menu_order language translations"
        " comment_status ping_status url file mime_type width height bytes original_file alt caption"
        " description sizes image_meta seo",
        "comments": "id site_id key wp_id entry_id media_id parent_id kind status public depth date_utc"
        " date_local date_guessed author_name author_email author_url author_ip author_id rating content"
        " content_html content_markdown content_text document",
        "menus": "id site_id key wp_id slug name",
        "menu_items": "id site_id key wp_id menu_id parent_id position label url kind object entry_id"
        " media_id term_id target_wp_id status description title_attribute link_target classes rel",
        "redirects": "id site_id key source_url entry_id media_id term_id target_url reason status_code regex",
        "meta": "site_id source position entry_id media_id comment_id term_id author_id menu_item_id key"
        " value format decoded",
        "entry_terms": "site_id source position entry_id media_id term_id",
        "entry_authors": "site_id source position entry_id media_id author_id",
        "losses": "site_id source position kind field detail",
    }.items()
}
"""Table → its columns, for the tables whose rows come from an export."""

OWN_COLUMNS: dict[str, tuple[str, ...]] = {
    "runs": (
        *("id", "site_id", "site", "started_utc"),
        *("version", "target", "export", "mapping", "options", "summary"),
    ),
    "manifest": ("site_id", "source", "part", "artifacts"),
}
"""Table → its columns, for the tables that the destination keeps for itself."""

PARTS = frozenset(table for table, names in COLUMNS.items() if "source" in names)
"""Tables whose rows are parts of a record: their primary key is (site_id, source, position), with the key of
the record as `source`. The other tables hold records, with a primary key `id`."""

JSON = words("document seo enclosures sizes image_meta decoded classes languages plugins options summary")
"""Columns of JSON text; NULL where there is nothing."""

NAMES = words("key source site type status visibility slug taxonomy kind format language translations")
"""Columns of text that is compared or indexed whole: at most `migrate.targets.database.keys.LIMIT`
characters."""

REFERENCES: dict[str, str] = {
    "site_id": "site",
    "entry_id": "entries",
    "parent_entry_id": "entries",
    "media_id": "media",
    "parent_media_id": "media",
    "featured_media_id": "media",
    "comment_id": "comments",
    "term_id": "terms",
    "author_id": "authors",
    "menu_id": "menus",
    "menu_item_id": "menu_items",
}
"""Column → the table whose `id` it refers to; `parent_id` refers to its own table."""


def references(table: str) -> dict[str, str]:
    """Columns of a table that refer to another row, and the table that holds it."""
    names = {**COLUMNS, **OWN_COLUMNS}[table]
    return {
        name: table if name == "parent_id" else REFERENCES[name]
        for name in names
        if name == "parent_id" or name in REFERENCES
    }

"""W1: items: what every one must have, and items that are there twice."""

from __future__ import annotations

from migrate.validate.conditions import has_others, has_terms, is_published_page
from migrate.validate.finding import Severity, Spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, rule
from migrate.validate.views import DRAFTS, ExportView, ItemView, whole_number
from migrate.wxr.names import ITEM_FIELDS

_CORE_STATUSES = frozenset({"publish", "future", "draft", "pending", "private", "trash", "inherit", "auto-draft", ""})


@rule("W101", "missing-number", Severity.WARNING, Subject.ITEM)
def missing_number(item: ItemView) -> Found:
    """An item has no number.

    What it does
    Looks for `<wp:post_id>`.
    Why it matters
    Nothing can refer to the item: parents, featured images, menus.
    Example
        <item><title>Tea</title><wp:post_type>post</wp:post_type></item>
    How to mend it
    Give it a number that no other item has.
    """
    return () if item.raw.id else [Hit("wp:post_id is missing")]


@rule("W102", "not-a-number", Severity.WARNING, Subject.ITEM)
def not_a_number(item: ItemView) -> Found:
    """A number is none.

    What it does
    Checks `<wp:post_id>`, `<wp:post_parent>` and `<wp:menu_order>`.
    Why it matters
    WordPress makes 0 of it.
    Example
        <wp:post_parent>none</wp:post_parent>
    How to mend it
    Write the number, or 0 for none.
    """
    raw = item.raw
    for text, path in ((raw.id, "wp:post_id"), (raw.parent, "wp:post_parent"), (raw.menu_order, "wp:menu_order")):
        if text and whole_number(text) is None:
            yield Hit(f"{path} is no number: {quoted(text)}", Spot(path, 0, len(text)))


@rule("W103", "missing-type", Severity.WARNING, Subject.ITEM)
def missing_type(item: ItemView) -> Found:
    """An item has no post type.

    What it does
    Looks for `<wp:post_type>`.
    Why it matters
    It is taken for a post. WordPress's importer refuses it.
    Example
        <item><title>Tea</title><wp:post_id>7</wp:post_id></item>
    How to mend it
    Write post, page, attachment or whatever it is.
    """
    return () if item.raw.type else [Hit("wp:post_type is missing", detail="")]


@rule("W104", "missing-status", Severity.WARNING, Subject.ITEM)
def missing_status(item: ItemView) -> Found:
    """An item has no status.

    What it does
    Looks for `<wp:status>`.
    Why it matters
    Nothing tells whether it was published. It is not taken for public.
    Example
        <item><title>Tea</title><wp:post_type>post</wp:post_type></item>
    How to mend it
    Write publish, draft or private.
    """
    return () if item.raw.status else [Hit("wp:status is missing", detail="")]


@rule("W105", "unknown-status", Severity.INFO, Subject.ITEM, gather=Gather.DETAIL)
def unknown_status(item: ItemView) -> Found:
    """A status is neither WordPress's nor known to a mapping.

    What it does
    Looks statuses up in the mapping.
    Why it matters
    Items of unknown status are not published at the destination.
    Example
        <wp:status>shelved</wp:status>
    How to mend it
    Name it in a mapping of your own: `wxr-migrate mappings core` shows how.
    """
    status = item.raw.status
    if status in _CORE_STATUSES or item.export.mapping.statuses.get(status) is not None:
        return ()
    return [Hit(f"the status {quoted(status)} is unknown, so items of it are not published", Spot("wp:status"), status)]


@rule("W106", "unknown-type", Severity.INFO, Subject.ITEM, gather=Gather.DETAIL)
def unknown_type(item: ItemView) -> Found:
    """A post type is known to no mapping.

    What it does
    Looks post types up in the mapping.
    Why it matters
    Items of unknown types are kept in databases, and not published on sites.
    Example
        <wp:post_type>recipe_card</wp:post_type>
    How to mend it
    Name it in a mapping of your own, with `public = true` if it had pages: `wxr-migrate mappings core` shows how.
    """
    if item.export.mapping.post_types.get(item.type) is not None:
        return ()
    message = f"the post type {quoted(item.type)} is unknown, so its items are not published"
    return [Hit(message, Spot("wp:post_type"), item.type)]


@rule("W107", "missing-slug", Severity.WARNING, Subject.ITEM, when=is_published_page)
def missing_slug(item: ItemView) -> Found:
    """A published post or page has no slug.

    What it does
    Looks for an empty `<wp:post_name>`.
    Why it matters
    Its address cannot be kept: one is made from its title or number.
    Example
        <wp:status>publish</wp:status> with <wp:post_name></wp:post_name>
    How to mend it
    Write the last part of its address.
    """
    if not item.raw.slug:
        return [Hit("it is published and has no slug", Spot("wp:post_name"), "")]
    return ()


@rule("W108", "missing-title", Severity.INFO, Subject.ITEM, when=is_published_page)
def missing_title(item: ItemView) -> Found:
    """A published post or page has no title.

    What it does
    Looks for an empty `<title>`.
    Why it matters
    Most generators need a title for lists, feeds and addresses.
    Example
        <title></title>
    How to mend it
    Write one, or leave it to the destination to make one.
    """
    if not item.raw.title.strip():
        return [Hit("it is published and has no title", Spot("title"), "")]
    return ()


@rule("W109", "empty-item", Severity.WARNING, Subject.ITEM, when=is_published_page)
def empty_item(item: ItemView) -> Found:
    """A post or page is empty.

    What it does
    Looks for posts and pages without title, text, excerpt and custom fields.
    Why it matters
    Its content may have been lost.
    Example
        <title></title> with <content:encoded></content:encoded>
    How to mend it
    Compare it with the site, then export again or delete it.
    """
    raw = item.raw
    if not (raw.title or raw.content or raw.excerpt or raw.meta):
        return [Hit("it has neither title nor text", detail="")]
    return ()


@rule("W110", "unknown-element", Severity.INFO, Subject.ITEM, when=has_others, gather=Gather.DETAIL)
def unknown_element(item: ItemView) -> Found:
    """Items hold an element that is not WordPress's.

    What it does
    Lists elements that no WordPress writes, and text beside elements.
    Why it matters
    They come from a plugin or another exporter, and only databases and JSON Lines keep them.
    Example
        <item><media:thumbnail url="https://blog.example/a.jpg" /></item>
    How to mend it
    Nothing needs to be done, unless you know what it is for.
    """
    for row in item.raw.extra:
        if row.key not in ITEM_FIELDS:
            path = row.key if row.key.count("/") == 0 and "#" not in row.key and "{" not in row.key else ""
            yield Hit(f"items hold {quoted(row.key)}, which is not WordPress's", Spot(path), row.key)


@rule("W111", "repeated-element", Severity.WARNING, Subject.ITEM, when=has_others)
def repeated_element(item: ItemView) -> Found:
    """An item says the same thing twice, and differently.

    What it does
    Reports a second title, slug, body and so on, with another value.
    Why it matters
    Only one can be right; the first that is not empty is taken.
    Example
        <title>Tea</title><title>Coffee</title>
    How to mend it
    Remove the wrong one.
    """
    for row in item.raw.extra:
        if row.key in ITEM_FIELDS:
            yield Hit(f"{row.key} stands there again, with another value", Spot(f"{row.key}[1]"), row.key)


@rule("W112", "category-without-slug", Severity.WARNING, Subject.ITEM, when=has_terms)
def category_without_slug(item: ItemView) -> Found:
    """A category of an item has no slug.

    What it does
    Looks for `<category>` without `nicename` where no twin has one.
    Why it matters
    WordPress's importer skips it.
    Example
        <category domain="category"><![CDATA[Tea]]></category>
    How to mend it
    Write `nicename="tea"`.
    """
    bare = [(nth, one) for nth, one in enumerate(item.raw.categories) if not one.nicename]
    if not bare:
        return
    twins = {one.name for one in item.raw.categories if one.nicename}
    for nth, category in bare:
        if category.name not in twins:
            yield Hit(f"the category {quoted(category.name)} has no slug", Spot(f"category[{nth}]"))


@rule("W113", "slug-of-the-trash", Severity.INFO, Subject.ITEM)
def trashed_slug(item: ItemView) -> Found:
    """An item that is not in the trash has the slug of one that was.

    What it does
    Looks for `__trashed` in slugs of items that are not in the trash.
    Why it matters
    It was restored, and its address is not what it was.
    Example
        <wp:post_name>tea__trashed</wp:post_name> with <wp:status>publish</wp:status>
    How to mend it
    Remove `__trashed` from the slug, if no other item has it.
    """
    raw = item.raw
    if raw.slug.endswith("__trashed") and raw.status not in (*DRAFTS, "trash"):
        return [Hit("its slug is still that of the trash", Spot("wp:post_name"), "")]
    return ()


@rule("W114", "duplicate-item", Severity.INFO, Subject.EXPORT)
def duplicate_item(export: ExportView) -> Found:
    """An item is there twice, with the same bytes.

    What it does
    Compares items of the same number.
    Why it matters
    It is one item, and the second is left out.
    Example
        the same <item> in two parts of a split export
    How to mend it
    Nothing needs to be done.
    """
    for first, again in _repeated(export, same=True):
        yield Hit("the same item stands earlier in the export", Spot("wp:post_id"), "", seq=again, related=first)


@rule("W115", "repeated-number", Severity.WARNING, Subject.EXPORT)
def repeated_number(export: ExportView) -> Found:
    """Two items share a number.

    What it does
    Compares items of the same number and different bytes.
    Why it matters
    References to the number lead to the first of them. Exports of two sites, or of two days, were put together.
    Example
        two <wp:post_id>12</wp:post_id>
    How to mend it
    Give only the newer export, or convert the sites one by one.
    """
    for first, again in _repeated(export, same=False):
        yield Hit("another item has the same number", Spot("wp:post_id"), "", seq=again, related=first)


def _repeated(export: ExportView, *, same: bool) -> list[tuple[int, int]]:
    find = (
        "SELECT min(seq), wp_id, type FROM items WHERE wp_id > 0 AND type != 'nav_menu_item'"
        " GROUP BY wp_id HAVING count(*) > 1"
    )
    pairs: list[tuple[int, int]] = []
    for first, wp_id, _ in export.tables.database.execute(find).fetchall():
        digest = export.tables.item(first).digest
        for row in export.tables.items("wp_id = ? AND seq > ?", (wp_id, first)):
            if (row.digest == digest) is same:
                pairs.append((first, row.seq))
    return pairs


@rule("W116", "repeated-slug", Severity.WARNING, Subject.EXPORT)
def repeated_slug(export: ExportView) -> Found:
    """Two published items of a type share a slug and a parent.

    What it does
    Compares slugs of published posts, pages and other types, not of attachments and menu items.
    Why it matters
    They had the same address: one could not be reached, and one will get another address.
    Example
        two posts with <wp:post_name>tea</wp:post_name>
    How to mend it
    Rename one of them.
    """
    find = (
        "SELECT min(seq), slug, type, parent FROM items WHERE status = 'publish' AND slug != ''"
        " AND type NOT IN ('attachment', 'nav_menu_item') GROUP BY slug, type, parent"
        " HAVING count(DISTINCT coalesce(wp_id, -seq)) > 1"
    )
    for first, slug, type_, parent in export.tables.database.execute(find).fetchall():
        own = export.tables.item(first).wp_id
        where = "slug = ? AND type = ? AND parent = ? AND status = 'publish' AND seq > ? AND wp_id IS NOT ?"
        for row in export.tables.items(where, (slug, type_, parent, first, own)):
            yield Hit(
                f"another {type_} has the slug {quoted(slug)}", Spot("wp:post_name"), "", seq=row.seq, related=first
            )

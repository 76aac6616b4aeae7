"""R0: what one item, author or term names of another: parents, featured images, authors, terms, menus."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from migrate.validate.conditions import has_parent, has_terms, is_published_page
from migrate.validate.finding import Fix, Severity, Spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Reference, Subject, rule
from migrate.validate.views import ExportView, HeadView, ItemView, MetaView, whole_number

_BUILT_IN = frozenset({"nav_menu", "post_format", "wp_theme", "wp_template_part_area", "wp_pattern_category"})
_INTERNAL = frozenset({"product_type", "product_visibility", "author", "language", "post_translations"})


@rule("R001", "dangling-parent", Severity.WARNING, Subject.ITEM, when=has_parent, fix=Fix.UNSAFE)
def dangling_parent(item: ItemView) -> Found:
    """An item's parent is not in the export.

    What it does
    Looks up `<wp:post_parent>` of everything but attachments and menu items.
    Why it matters
    A page loses its place in the tree and the beginning of its address; a variation loses its product.
    Example
        <wp:post_parent>12</wp:post_parent> and no item 12
    How to mend it
    Export the parent too. `--unsafe-fixes` writes 0.
    """
    raw = item.raw
    if item.kind not in ("media", "menu-item"):
        number = whole_number(raw.parent)
        if number:
            yield Reference("item", number, f"its parent, {number}, is not in the export", Spot("wp:post_parent"))


@rule("R002", "dangling-attachment-parent", Severity.INFO, Subject.ITEM, when=has_parent, fix=Fix.UNSAFE)
def dangling_attachment_parent(item: ItemView) -> Found:
    """The item that a file was uploaded to is not in the export.

    What it does
    Looks up `<wp:post_parent>` of attachments.
    Why it matters
    Galleries without numbers show the files uploaded to their post.
    Example
        an attachment with <wp:post_parent>12</wp:post_parent> and no item 12
    How to mend it
    Nothing needs to be done, if the post was deleted. `--unsafe-fixes` writes 0.
    """
    raw = item.raw
    if item.kind == "media":
        number = whole_number(raw.parent)
        if number:
            message = f"the item it was uploaded to, {number}, is not in the export"
            yield Reference("item", number, message, Spot("wp:post_parent"))


@rule("R003", "dangling-featured-image", Severity.WARNING, Subject.META, keys=("_thumbnail_id",), fix=Fix.UNSAFE)
def dangling_featured_image(row: MetaView) -> Found:
    """An entry's featured image is not in the export.

    What it does
    Looks up `_thumbnail_id`.
    Why it matters
    The entry loses its image. "Posts only" exports of WordPress before 6.5 leave media out.
    Example
        <wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>12</wp:meta_value> and no item 12
    How to mend it
    Choose "All content" when exporting. `--unsafe-fixes` removes the reference.
    """
    number = whole_number(row.value)
    if number is not None and number > 0 and not row.path.startswith("wp:comment"):
        yield Reference("item", number, f"its featured image, {number}, is not in the export", row.spot())


@rule("R004", "featured-image-is-no-file", Severity.WARNING, Subject.META, keys=("_thumbnail_id",))
def featured_image_is_no_file(row: MetaView) -> Found:
    """An entry's featured image is something else than a file.

    What it does
    Checks that `_thumbnail_id` is the number of an attachment.
    Why it matters
    There is no image to show. Numbers were mixed up when sites were merged.
    Example
        <wp:meta_value>12</wp:meta_value> where item 12 is a page
    How to mend it
    Choose the image again on the site, and export again.
    """
    number = whole_number(row.value)
    if number is not None and number > 0:
        yield Reference("media", number, f"its featured image, {number}, is no attachment", row.spot())


@rule("R005", "unknown-author", Severity.WARNING, Subject.ITEM)
def unknown_author(item: ItemView) -> Found:
    """An item's author is not declared.

    What it does
    Looks up `<dc:creator>` among the logins of the head, where it declares any.
    Why it matters
    Only the login is known: no name, no e-mail address.
    Example
        <dc:creator>ann</dc:creator> without a <wp:author> of that login
    How to mend it
    Add the author, or give `--authors` to commands that write.
    """
    creator = item.raw.creator
    if creator and item.export.logins and item.kind != "menu-item":
        target = creator.lower()
        if target not in item.export.logins:
            yield Reference("author", target, f"its author {quoted(creator)} is not declared", Spot("dc:creator"))


@rule("R006", "missing-author", Severity.WARNING, Subject.ITEM, when=is_published_page)
def missing_author(item: ItemView) -> Found:
    """A published post or page has no author.

    What it does
    Looks for an empty `<dc:creator>`.
    Why it matters
    The user was deleted: nobody is named as the author.
    Example
        <dc:creator><![CDATA[]]></dc:creator>
    How to mend it
    Give the entry to another user on the site, or write a login.
    """
    if not item.raw.creator:
        return [Hit("it has no author", Spot("dc:creator"), "")]
    return ()


@rule("R007", "undeclared-term", Severity.INFO, Subject.ITEM, when=has_terms, gather=Gather.DETAIL)
def undeclared_term(item: ItemView) -> Found:
    """An item is in a term that the head does not declare.

    What it does
    Looks up the categories of items, where the head declares terms of that taxonomy.
    Why it matters
    The term's parent, description and number are unknown.
    Example
        <category domain="category" nicename="tea"> without <wp:category> of that slug
    How to mend it
    Choose "All content" when exporting.
    """
    declared, known = item.export.taxonomies, item.export.terms
    for nth, category in enumerate(item.raw.categories):
        taxonomy = "post_tag" if category.domain == "tag" else category.domain
        target = f"{taxonomy}/{category.nicename}"
        if target in known:
            continue
        if category.nicename and taxonomy in declared and taxonomy not in _BUILT_IN and taxonomy not in _INTERNAL:
            message = f"the {taxonomy} {quoted(unquote(category.nicename))} is not declared"
            yield Reference("term", target, message, Spot(f"category[{nth}]"))


@rule("R008", "dangling-term-parent", Severity.WARNING, Subject.HEAD, fix=Fix.UNSAFE)
def dangling_term_parent(view: HeadView) -> Found:
    """A term's parent is not in the export.

    What it does
    Looks up parents of terms by slug, and in WXR 1.0 by name.
    Why it matters
    The term moves to the top of the tree. WordPress may print a PHP warning in place of the slug.
    Example
        <wp:category_parent>drinks</wp:category_parent> without a category "drinks"
    How to mend it
    Choose "All content" when exporting. `--unsafe-fixes` empties the element.
    """
    if not any(term.parent for term in view.head.terms):
        return
    known = {
        (term.taxonomy, name)
        for piece, _ in view.export.reader.pieces
        for term in piece.head.terms
        for name in (term.slug, term.name)
    }
    for term in view.head.terms:
        if term.parent and (term.taxonomy, term.parent) not in known:
            message = f"the parent of the term {quoted(term.name or term.slug)}, {quoted(term.parent)}, is not declared"
            at = view.offset(f"{term.slug or term.name}]]></wp:".encode()) or view.offset(term.slug or term.name)
            yield Hit(message, view.spot(term.parent, at), f"{term.taxonomy}/{term.slug}")


@rule("R009", "circle-of-terms", Severity.WARNING, Subject.HEAD, fix=Fix.UNSAFE)
def circle_of_terms(view: HeadView) -> Found:
    """Terms are each other's parents.

    What it does
    Follows the parents of every term.
    Why it matters
    A tree has no circles: programs that follow parents never end.
    Example
        tea is under drinks, and drinks is under tea
    How to mend it
    Empty the parent of one of them. `--unsafe-fixes` does so for the first.
    """
    parents = {(term.taxonomy, term.slug): (term.taxonomy, term.parent) for term in view.head.terms if term.parent}
    for start in _circles(parents):
        message = f"the term {quoted(start[1])} of {start[0]} is its own ancestor"
        yield Hit(message, view.spot(f"{start[1]}]]>"), "/".join(start))


def _circles(parents: dict[tuple[str, str], tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """One member of each circle: the first that is reached in the order given."""
    done: set[tuple[str, str]] = set()
    for start in parents:
        trail: dict[tuple[str, str], None] = {}
        here = start
        while here in parents and here not in done and here not in trail:
            trail[here] = None
            here = parents[here]
        if here in trail:
            yield here
        done.update(trail)


@rule("R010", "circle-of-parents", Severity.WARNING, Subject.EXPORT, fix=Fix.UNSAFE)
def circle_of_parents(export: ExportView) -> Found:
    """Items are each other's parents.

    What it does
    Follows the parents of every item that has one.
    Why it matters
    Their addresses cannot be made, and programs that follow parents never end.
    Example
        page 7 is under page 8, and page 8 is under page 7
    How to mend it
    Choose another parent for one of them. `--unsafe-fixes` writes 0 for the first.
    """
    find = (
        "SELECT c.seq, p.seq FROM items c JOIN items p ON p.wp_id = c.parent"
        " WHERE c.parent > 0 AND p.parent > 0 AND c.seq != p.seq"
    )
    parents = {("", str(child)): ("", str(parent)) for child, parent in export.tables.database.execute(find)}
    for _, seq in _circles(parents):
        yield Hit("it is its own ancestor", Spot("wp:post_parent"), "", seq=int(seq))


@rule("R011", "dangling-menu-target", Severity.WARNING, Subject.META, keys=("_menu_item_object_id",))
def dangling_menu_target(row: MetaView) -> Found:
    """A menu item leads to something that is not in the export.

    What it does
    Looks up the page or term that a menu item leads to.
    Why it matters
    The menu item has no address, and mostly no title either.
    Example
        _menu_item_object_id 12 and no item 12
    How to mend it
    Choose "All content" when exporting, or delete the menu item.
    """
    rows = {one.key: one.value for one in row.item.raw.meta}
    number = whole_number(row.value)
    if number and rows.get("_menu_item_type") == "post_type":
        yield Reference("item", number, f"what it leads to, {number}, is not in the export", row.spot())


@rule("R012", "dangling-menu-parent", Severity.WARNING, Subject.META, keys=("_menu_item_menu_item_parent",))
def dangling_menu_parent(row: MetaView) -> Found:
    """The menu item above is not in the export.

    What it does
    Looks up `_menu_item_menu_item_parent`.
    Why it matters
    The menu item moves to the top of its menu.
    Example
        _menu_item_menu_item_parent 12 and no menu item 12
    How to mend it
    Put the menu in order on the site, save it, and export again.
    """
    number = whole_number(row.value)
    if number:
        yield Reference("menu", number, f"the menu item above it, {number}, is not in the export", row.spot())


@rule("R013", "menu-item-without-menu", Severity.WARNING, Subject.ITEM)
def menu_item_without_menu(item: ItemView) -> Found:
    """A menu item belongs to no menu.

    What it does
    Looks for `<category domain="nav_menu">` of menu items.
    Why it matters
    It was shown nowhere, or its menu was lost.
    Example
        a nav_menu_item without categories
    How to mend it
    Delete it, or add it to a menu on the site.
    """
    if item.kind != "menu-item" or item.raw.status != "publish":
        return ()
    is_placed = any(category.domain == "nav_menu" for category in item.raw.categories)
    return () if is_placed else [Hit("it belongs to no menu", detail="")]


@rule("R014", "item-is-its-own-parent", Severity.WARNING, Subject.ITEM, when=has_parent, fix=Fix.UNSAFE)
def item_is_its_own_parent(item: ItemView) -> Found:
    """An item is its own parent.

    What it does
    Compares `<wp:post_parent>` with `<wp:post_id>`.
    Why it matters
    Its address cannot be made.
    Example
        <wp:post_id>7</wp:post_id> with <wp:post_parent>7</wp:post_parent>
    How to mend it
    Choose another parent. `--unsafe-fixes` writes 0.
    """
    raw = item.raw
    if raw.parent == raw.id:
        return [Hit("it is its own parent", Spot("wp:post_parent"), "")]
    return ()

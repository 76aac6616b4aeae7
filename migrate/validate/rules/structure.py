"""W0: the channel: version, addresses, namespaces, authors, terms."""

from __future__ import annotations

import re

from migrate.validate.finding import Severity, quoted
from migrate.validate.rule import Found, Hit, Subject, rule
from migrate.validate.views import ExportView, HeadView, host_of

_VERSION = re.compile(r"\d+\.\d+")
_NEWEST = (1, 2)
_WP = re.compile(rb"xmlns:wp\s*=\s*[\"']([^\"']*)[\"']")
_WORDPRESS = re.compile(rb"https?://(?:www\.)?wordpress\.org/export/(\d+\.\d+)/?")
_AUTHOR, _TERM = re.compile(rb"<wp:(?:wp_)?author[\s>]"), re.compile(rb"<wp:(?:category|tag|term)[\s>]")


def _opens(view: HeadView) -> bool:
    return view.piece.opens_root and bool(view.piece.root.name)


@rule("W001", "missing-version", Severity.WARNING, Subject.HEAD)
def missing_version(view: HeadView) -> Found:
    """The WXR version is missing.

    What it does
    Looks for `<wp:wxr_version>`.
    Why it matters
    WordPress's importer refuses the file: "This does not appear to be a WXR file". WordPress before 2.5 wrote none.
    Example
        <channel><title>A blog</title><item>
    How to mend it
    Add `<wp:wxr_version>1.2</wp:wxr_version>` to the channel.
    """
    if _opens(view) and not view.head.wxr_version:
        yield Hit("wp:wxr_version is missing, so WordPress will not import it", view.spot(b"<channel"), "")


@rule("W002", "unknown-version", Severity.WARNING, Subject.HEAD)
def unknown_version(view: HeadView) -> Found:
    """The WXR version is none that WordPress ever wrote.

    What it does
    Checks that the version is a number, and not above 1.2.
    Why it matters
    WordPress's importer refuses what is no number, and warns of newer ones. There is no 1.3.
    Example
        <wp:wxr_version>two</wp:wxr_version>
    How to mend it
    Write the version that the elements belong to: 1.2 since WordPress 3.4.
    """
    version = view.head.wxr_version
    if version and (not _VERSION.fullmatch(version) or tuple(map(int, version.split("."))) > _NEWEST):
        yield Hit(f"the WXR version is {quoted(version)}", view.spot(b"<wp:wxr_version"), version)


@rule("W003", "missing-address", Severity.WARNING, Subject.HEAD)
def missing_address(view: HeadView) -> Found:
    """The site's address is missing.

    What it does
    Looks for `<wp:base_blog_url>` and `<link>` in the channel.
    Why it matters
    Without it links within the site cannot be told from links to others, and none are changed.
    Example
        <channel><title>A blog</title><wp:wxr_version>1.2</wp:wxr_version>
    How to mend it
    Add `<link>https://blog.example</link>`, or give `--old-home` to commands that write.
    """
    head = view.head
    if _opens(view) and not (host_of(head.base_blog_url) or host_of(head.link)):
        yield Hit("the site's address is missing", view.spot(b"<channel"), "")


@rule("W004", "unknown-namespace", Severity.WARNING, Subject.HEAD)
def unknown_namespace(view: HeadView) -> Found:
    """The prefix `wp` is bound to a namespace that is not WordPress's.

    What it does
    Looks at `xmlns:wp`.
    Why it matters
    WordPress's importer knows six namespaces, and finds nothing under any other.
    Example
        xmlns:wp="http://export.example/1.2/"
    How to mend it
    Write `xmlns:wp="http://wordpress.org/export/1.2/"`.
    """
    match = _WP.search(view.data)
    if match is not None and not _WORDPRESS.fullmatch(match[1]):
        uri = match[1].decode("utf-8", "replace")
        yield Hit(f"xmlns:wp is {quoted(uri)}", view.spot(match.group()), uri)


@rule("W005", "mixed-versions", Severity.INFO, Subject.HEAD)
def mixed_versions(view: HeadView) -> Found:
    """The namespace and the version element name different versions.

    What it does
    Compares `xmlns:wp` with `<wp:wxr_version>`.
    Why it matters
    The file was put together by hand or by another program.
    Example
        xmlns:wp="http://wordpress.org/export/1.0/" with wxr_version 1.2
    How to mend it
    Nothing needs to be done; elements are read whatever the version.
    """
    match = _WP.search(view.data)
    known = _WORDPRESS.fullmatch(match[1]) if match is not None else None
    version = view.head.wxr_version
    if match is not None and known is not None and version and version != known[1].decode():
        message = f"the namespace is of version {known[1].decode()}, wp:wxr_version says {quoted(version)}"
        yield Hit(message, view.spot(match.group()), "")


@rule("W006", "repeated-author", Severity.WARNING, Subject.HEAD)
def repeated_author(view: HeadView) -> Found:
    """Two authors share a login.

    What it does
    Compares the logins of `<wp:author>` elements with different numbers.
    Why it matters
    Items name authors by login: their entries cannot be told apart.
    Example
        two <wp:author> with <wp:author_login>ann</wp:author_login>
    How to mend it
    Rename one of them, in its items too.
    """
    seen: dict[str, str] = {}
    places = [match.start() for match in _AUTHOR.finditer(view.data)]
    for number, author in enumerate(view.head.authors):
        login = author.login.lower()
        if login and seen.setdefault(login, author.id) != author.id:
            at = places[number] if number < len(places) else 0
            yield Hit(f"another author has the login {quoted(author.login)} too", view.spot(b"<", at), login)


@rule("W007", "author-without-login", Severity.WARNING, Subject.HEAD)
def author_without_login(view: HeadView) -> Found:
    """An author has no login.

    What it does
    Looks for an empty `<wp:author_login>`.
    Why it matters
    No item can name the author.
    Example
        <wp:author><wp:author_id>7</wp:author_id><wp:author_login></wp:author_login></wp:author>
    How to mend it
    Write the login that items have in `<dc:creator>`, or remove the author.
    """
    places = [match.start() for match in _AUTHOR.finditer(view.data)]
    for number, author in enumerate(view.head.authors):
        if not author.login:
            at = places[number] if number < len(places) else 0
            yield Hit("an author has no login", view.spot(b"<", at), author.id)


@rule("W008", "repeated-term", Severity.WARNING, Subject.HEAD)
def repeated_term(view: HeadView) -> Found:
    """Two terms of one taxonomy share a slug.

    What it does
    Compares terms with different numbers.
    Why it matters
    Items name terms by slug: only one of the two can be meant.
    Example
        two <wp:category> with <wp:category_nicename>tea</wp:category_nicename>
    How to mend it
    Merge them, or rename one, in its items too.
    """
    seen: dict[tuple[str, str], str] = {}
    places = [match.start() for match in _TERM.finditer(view.data)]
    for number, term in enumerate(view.head.terms):
        key = (term.taxonomy, term.slug)
        if term.slug and term.id and seen.setdefault(key, term.id) != term.id:
            at = places[number] if number < len(places) else 0
            message = f"another term of {term.taxonomy or 'category'} has the slug {quoted(term.slug)} too"
            yield Hit(message, view.spot(b"<", at), "/".join(key))


@rule("W009", "term-without-slug", Severity.WARNING, Subject.HEAD)
def term_without_slug(view: HeadView) -> Found:
    """A term has no slug.

    What it does
    Looks for terms with an empty slug.
    Why it matters
    No item can name the term, and its page has no address.
    Example
        <wp:category><wp:cat_name>Tea</wp:cat_name></wp:category>
    How to mend it
    Write the slug that its items have in `nicename`.
    """
    places = [match.start() for match in _TERM.finditer(view.data)]
    for number, term in enumerate(view.head.terms):
        if not term.slug:
            at = places[number] if number < len(places) else 0
            yield Hit(f"the term {quoted(term.name)} has no slug", view.spot(b"<", at), term.name)


@rule("W010", "unknown-channel-element", Severity.INFO, Subject.HEAD)
def unknown_channel_element(view: HeadView) -> Found:
    """The channel holds an element that is not WordPress's.

    What it does
    Lists elements of the channel that no WordPress writes.
    Why it matters
    They come from a plugin, and are not carried.
    Example
        <cloud domain="cloud.example" />
    How to mend it
    Nothing needs to be done, unless you know what it is for.
    """
    names = dict.fromkeys(row.key for row in view.head.extra if row.key != "image")
    for name in list(names)[:20]:
        local = name.rpartition("}")[2].rpartition(":")[2].partition("/")[0]
        yield Hit(f"the channel holds the element {quoted(name)}, which is not WordPress's", view.spot(local), name)


@rule("W011", "several-sites", Severity.WARNING, Subject.EXPORT)
def several_sites(export: ExportView) -> Found:
    """The parts are of different sites.

    What it does
    Compares the site's addresses in all parts and roots.
    Why it matters
    Numbers of items are unique only within a site: references may lead to the wrong item.
    Example
        blog.example and shop.example in one folder
    How to mend it
    Validate and convert each site on its own.
    """
    homes = {piece.head.base_blog_url or piece.head.link for piece, _ in export.reader.pieces if piece.opens_root}
    hosts = sorted({host for url in homes if (host := host_of(url))})
    if len(hosts) > 1:
        yield Hit(f"the export is of several sites: {', '.join(hosts[:5])}", detail="")


@rule("W012", "no-items", Severity.WARNING, Subject.EXPORT)
def no_items(export: ExportView) -> Found:
    """There is no item in the export.

    What it does
    Counts items.
    Why it matters
    An export without items is what a filter that fits nothing, or a failed export, leaves.
    Example
        <channel><title>A blog</title></channel>
    How to mend it
    Choose Tools > Export > All content.
    """
    if export.tables.database.execute("SELECT 1 FROM items").fetchone() is None and not export.reader.unreadable_heads:
        yield Hit("there is no readable item in it", detail="")

"""The shape of what `inspect` finds, which is also its JSON: fields are added, never renamed or redefined.

Counts leave out duplicates (the same item twice) and items that cannot be read; `Condition` counts those.
Every list is sorted, and bounded; what does not fit is counted in the `others` beside it.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

FORMAT = 1
LISTED = 1000
"""Names in one list."""
EXAMPLES = 5
"""Places told of each kind of damage."""


class Shape(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What all parts share."""


class Count(Shape, frozen=True, kw_only=True):
    """How often a name occurs."""

    name: str
    count: int


class Counts(Shape, frozen=True, kw_only=True):
    """Names by how often they occur, the most frequent first."""

    total: int = 0
    names: tuple[Count, ...] = ()
    others: int = 0
    """Occurrences of names that are not listed."""


class Part(Shape, frozen=True, kw_only=True):
    """One file of the export, decompressed."""

    name: str
    bytes: int
    encoding: str
    notes: tuple[str, ...] = ()
    """What was noticed when it was opened: another encoding, compressed data that stop early, ..."""


class Ignored(Shape, frozen=True, kw_only=True):
    """A file of a folder or an archive that is not part of the export."""

    name: str
    reason: str


class Input(Shape, frozen=True, kw_only=True):
    """The files."""

    parts: tuple[Part, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    roots: int = 0
    """Number of `<rss>` elements: more than `parts` has when exports were concatenated."""


class Plugin(Shape, frozen=True, kw_only=True):
    """A plugin or theme whose traces the export holds."""

    name: str
    """As in the mapping."""
    title: str


class Site(Shape, frozen=True, kw_only=True):
    """What the export says of the site, and what its items show of it."""

    key: str = ""
    """Home URL without scheme, `www.` and final slash."""
    title: str = ""
    description: str = ""
    home_url: str = ""
    other_homes: tuple[str, ...] = ()
    """Home URLs of further parts, where several sites lie in one export."""
    generator: str = ""
    wordpress_version: str = ""
    """Empty when the generator does not tell."""
    wxr_versions: tuple[str, ...] = ()
    exported: datetime | None = None
    """UTC."""
    language: str = ""
    languages: tuple[Count, ...] = ()
    """Items by language (Polylang)."""
    time_zone: str = ""
    """IANA name or offset, worked out from pairs of local and UTC times; empty when nothing shows it."""
    plugins: tuple[Plugin, ...] = ()


class Place(Shape, frozen=True, kw_only=True):
    """Where something is, and what there is to say about it."""

    file: str
    line: int
    what: str = ""


class RepairCount(Shape, frozen=True, kw_only=True):
    """One kind of damage that can be mended."""

    name: str
    items: int
    """Items and heads that need it."""
    times: int
    places: tuple[Place, ...]


class UnreadableCount(Shape, frozen=True, kw_only=True):
    """What no repair makes readable."""

    count: int = 0
    places: tuple[Place, ...] = ()


class Condition(Shape, frozen=True, kw_only=True):
    """Whether the export is whole."""

    whole: bool = True
    """Not cut off, and everything could be read, perhaps after repairs."""
    truncated: Place | None = None
    unreadable: UnreadableCount = UnreadableCount()
    repairs: tuple[RepairCount, ...] = ()
    duplicates: int = 0
    """Items that are there again, word for word."""
    repeated_ids: int = 0
    """Items whose number an earlier, different item has."""
    without_id: int = 0
    """Items without a number."""
    repeated_comment_ids: int = 0
    """Numbers that comments of several items share."""


class TypeCount(Shape, frozen=True, kw_only=True):
    """Items of one post type."""

    name: str
    label: str
    """What people call it; the name itself where no mapping knows it."""
    kind: str
    """`entry`, `media`, `menu-item` or `guest-author`."""
    public: bool
    """Whether its published items were pages that anybody could see."""
    count: int
    statuses: dict[str, int]


class Items(Shape, frozen=True, kw_only=True):
    """Items by post type and status."""

    read: int = 0
    """All of them: `count`, duplicates and unreadable ones."""
    count: int = 0
    types: tuple[TypeCount, ...] = ()
    others: int = 0


class KindCount(Shape, frozen=True, kw_only=True):
    """Comments of one kind."""

    kind: str
    """`comment`, `pingback`, `review`, `note`, ... A type that no mapping knows keeps its name."""
    count: int
    statuses: dict[str, int]
    """`approved`, `pending`, `spam`, `trashed`."""


class Comments(Shape, frozen=True, kw_only=True):
    """Comments by kind and moderation status."""

    count: int = 0
    kinds: tuple[KindCount, ...] = ()
    others: int = 0


class AuthorCount(Shape, frozen=True, kw_only=True):
    """One author."""

    login: str
    name: str
    items: int
    """Items other than those of menus. An item of several authors counts for each."""
    declared: bool
    """False when only items name this author."""
    guest: bool


class Authors(Shape, frozen=True, kw_only=True):
    """Authors, the busiest first."""

    count: int = 0
    declared: int = 0
    guests: int = 0
    authors: tuple[AuthorCount, ...] = ()
    others: int = 0
    """Authors that are not listed."""


class TaxonomyCount(Shape, frozen=True, kw_only=True):
    """One taxonomy."""

    name: str
    kind: str
    """`term`, `menu`, `format`, `language`, `translations`, `author`, ..."""
    declared: int
    """Terms that the export's head declares."""
    only_on_items: int
    """Terms that only items name."""
    assignments: int
    """How often an item is in one of them."""


class Dates(Shape, frozen=True, kw_only=True):
    """When entries were published, or written: local dates of those of public post types, else of all."""

    first: str = ""
    """`YYYY-MM-DD`"""
    last: str = ""
    by_month: dict[str, int] = {}
    """`YYYY-MM` → entries; months without any are left out."""
    undated: int = 0


class ShortcodeCount(Shape, frozen=True, kw_only=True):
    """A shortcode that a mapping knows."""

    name: str
    plugin: str
    """Name of the plugin that makes it, or `core`."""
    count: int


class Shortcodes(Shape, frozen=True, kw_only=True):
    """Shortcodes in bodies."""

    known: tuple[ShortcodeCount, ...] = ()
    possible: Counts = Counts()
    """Words in brackets that no mapping knows, but that have attributes or a closing twin."""


class MediaType(Shape, frozen=True, kw_only=True):
    """Attachments of one type of file."""

    mime_type: str
    """Read off the file's name; where it does not tell, its extension (`.xyz`), or nothing."""
    count: int


class Media(Shape, frozen=True, kw_only=True):
    """Attachments."""

    count: int = 0
    types: tuple[MediaType, ...] = ()
    others: int = 0
    bytes: int = 0
    """Size of all files whose metadata tells it (WordPress 6.0 and later); smaller copies are not in it."""
    with_size: int = 0
    """Attachments whose size is known."""


class MetaKey(Shape, frozen=True, kw_only=True):
    """A custom field."""

    key: str
    """Keys that a mapping knows by a pattern are counted under it (`_oembed_*`)."""
    count: int
    meaning: str
    """The field that it becomes (`seo.title`), `noise`, `restricts` or `private`; empty where unknown."""


class MetaKeys(Shape, frozen=True, kw_only=True):
    """Custom fields of items and their comments; those of menu items only in `total`."""

    total: int = 0
    """Rows."""
    known: int = 0
    """Rows whose key a mapping knows."""
    keys: tuple[MetaKey, ...] = ()
    """The most frequent ones."""
    others: int = 0
    """Rows of keys that are not listed."""


class MenuCount(Shape, frozen=True, kw_only=True):
    """One menu."""

    name: str
    slug: str
    items: int


class Menus(Shape, frozen=True, kw_only=True):
    """Menus."""

    menus: tuple[MenuCount, ...] = ()
    loose: int = 0
    """Menu items that are in no menu."""


class Statistics(Shape, frozen=True, kw_only=True):
    """Everything that `inspect` tells."""

    format: int = FORMAT
    input: Input = Input()
    site: Site = Site()
    condition: Condition = Condition()
    items: Items = Items()
    comments: Comments = Comments()
    authors: Authors = Authors()
    taxonomies: tuple[TaxonomyCount, ...] = ()
    dates: Dates = Dates()
    blocks: Counts = Counts()
    """Blocks in bodies, by full name (`core/paragraph`)."""
    shortcodes: Shortcodes = Shortcodes()
    builders: tuple[Count, ...] = ()
    """Items made with a page builder, by plugin."""
    media: Media = Media()
    meta: MetaKeys = MetaKeys()
    menus: Menus = Menus()
    redirects: dict[str, int] = {}
    """Rows that hold a former address: by field (`old_slug`, `old_date`, `redirect_url`, `redirect_from`)."""
    losses: dict[str, int] | None = None
    """What a conversion cannot carry as it is, by kind; null unless it was asked for."""

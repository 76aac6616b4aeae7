"""A: files: attachments, and what bodies show of them."""

from __future__ import annotations

import re

from migrate.validate.conditions import is_media
from migrate.validate.finding import Severity, Spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, rule
from migrate.validate.uploads import below_uploads
from migrate.validate.views import ExportView, ItemView, MetaView, TextView, host_of

_SOURCE = re.compile(r"\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HAS_ALT = re.compile(r"\balt\s*=", re.IGNORECASE)
_INSECURE = re.compile(
    r"<(?:img|iframe|script|audio|video|source|embed)\b[^<>]*\bsrc\s*=\s*[\"'](http://[^\"'<>\s]+)", re.I
)
_LOCAL_FILE = re.compile(r"\b(?:src|href)\s*=\s*[\"'](file:///|[A-Za-z]:\\)[^\"'<>]{0,200}", re.IGNORECASE)
_UPLOAD = re.compile(r"https?://[^\s\"'<>()\[\]]{1,200}?/wp-content/uploads/[^\s\"'<>()\[\]?#]+")


@rule("A001", "attachment-without-address", Severity.WARNING, Subject.ITEM, when=is_media)
def attachment_without_address(item: ItemView) -> Found:
    """An attachment has no file.

    What it does
    Looks for `<wp:attachment_url>` of attachments.
    Why it matters
    The file cannot be fetched.
    Example
        <wp:post_type>attachment</wp:post_type> with <wp:attachment_url></wp:attachment_url>
    How to mend it
    Delete it on the site, or upload the file again.
    """
    if not item.raw.attachment_url:
        return [Hit("the attachment has no address", Spot("wp:attachment_url"), "")]
    return ()


@rule("A002", "attachment-without-path", Severity.INFO, Subject.ITEM, when=is_media, gather=Gather.EXPORT)
def attachment_without_path(item: ItemView) -> Found:
    """An attachment does not say where its file was in the uploads folder.

    What it does
    Looks for the custom field `_wp_attached_file`.
    Why it matters
    The path is taken from the address, which plugins change.
    Example
        an attachment without _wp_attached_file
    How to mend it
    Nothing needs to be done.
    """
    if not item.raw.attachment_url or any(row.key == "_wp_attached_file" for row in item.raw.meta):
        return ()
    return [Hit("attachments do not say where their files were", Spot("wp:attachment_url"), "")]


@rule("A003", "mixed-hosts", Severity.INFO, Subject.ITEM, when=is_media, gather=Gather.DETAIL)
def mixed_hosts(item: ItemView) -> Found:
    """Attachments lie on another host than the site.

    What it does
    Compares the host of `<wp:attachment_url>` with the site's.
    Why it matters
    Files lie on a content delivery network, or on a former address that may be gone.
    Example
        https://cdn.example/boat.jpg on blog.example
    How to mend it
    Fetch the files before that host is closed.
    """
    raw = item.raw
    if raw.attachment_url and item.export.homes:
        host = host_of(raw.attachment_url)
        if host and host not in item.export.homes:
            return [Hit(f"attachments lie on {quoted(host)}", Spot("wp:attachment_url"), host)]
    return ()


@rule("A004", "mixed-content", Severity.INFO, Subject.TEXT, hints=("http://",), gather=Gather.EXPORT)
def mixed_content(text: TextView) -> Found:
    """A secure site shows images or frames over plain http.

    What it does
    Looks for `src="http://` in bodies of a site whose address is https.
    Why it matters
    Browsers block or warn.
    Example
        <img src="http://blog.example/boat.jpg"> on https://blog.example
    How to mend it
    Change the addresses to https.
    """
    if text.item.export.is_secure:
        for match in _INSECURE.finditer(text.text):
            yield Hit("images or frames are loaded over http", text.spot(match.start(1), len(match[1])), "")


@rule("A005", "repeated-file", Severity.INFO, Subject.EXPORT)
def repeated_file(export: ExportView) -> Found:
    """Two attachments are one file.

    What it does
    Compares the addresses of attachments.
    Why it matters
    The media library was imported twice, or copied by a translation plugin.
    Example
        two attachments with <wp:attachment_url>https://blog.example/boat.jpg</wp:attachment_url>
    How to mend it
    Nothing needs to be done: the file is written once.
    """
    find = "SELECT min(seq), file FROM items WHERE file != '' GROUP BY file HAVING count(DISTINCT wp_id) > 1"
    for first, file in export.tables.database.execute(find).fetchall():
        own = export.tables.item(first).wp_id
        for row in export.tables.items("file = ? AND seq > ? AND wp_id IS NOT ?", (file, first, own)):
            yield Hit(
                f"another attachment is the file {quoted(file)} too",
                Spot("wp:attachment_url"),
                seq=row.seq,
                related=first,
            )


@rule("A006", "missing-file", Severity.WARNING, Subject.ITEM, when=is_media)
def missing_file(item: ItemView) -> Found:
    """A file is not in the folder of uploads.

    What it does
    With `--media DIR`, looks for the file of every attachment there.
    Why it matters
    The file will be missing at the destination.
    Example
        2024/05/boat.jpg is in the export, and not in DIR
    How to mend it
    Copy wp-content/uploads from the server again.
    """
    folder = item.export.media
    if folder is None:
        return
    path = next((row.value for row in item.raw.meta if row.key == "_wp_attached_file"), "")
    path = path or below_uploads(item.raw.attachment_url)
    parts = path.split("/")
    if not path or ".." in parts or path.startswith(("/", "http")) or "\0" in path:
        return
    try:
        is_there = folder.joinpath(*parts).is_file()
    except OSError:
        is_there = False
    if not is_there:
        yield Hit(f"{quoted(path)} is not in the folder of uploads", Spot("wp:attachment_url"), path)


@rule("A007", "missing-uploaded-file", Severity.WARNING, Subject.TEXT, hints=("/wp-content/uploads/",))
def missing_uploaded_file(text: TextView) -> Found:
    """A body shows a file that is not in the folder of uploads.

    What it does
    With `--media DIR`, looks there for every file of the site that a body shows.
    Why it matters
    The image or link is dead at the destination.
    Example
        <img src="https://blog.example/wp-content/uploads/2024/05/boat-300x200.jpg">
    How to mend it
    Copy wp-content/uploads from the server again, with all sizes.
    """
    folder = text.item.export.media
    if folder is None:
        return
    for match in _UPLOAD.finditer(text.text):
        path = below_uploads(match[0])
        parts = path.split("/")
        if not path or ".." in parts or "\0" in path or host_of(match[0]) not in text.item.export.homes:
            continue
        try:
            is_there = folder.joinpath(*parts).is_file()
        except OSError:
            is_there = False
        if not is_there:
            message = f"{quoted(path)} is not in the folder of uploads"
            yield Hit(message, text.spot(match.start(), len(match[0])), path)


@rule("A008", "image-without-text", Severity.INFO, Subject.TEXT, hints=("<img",), gather=Gather.EXPORT)
def image_without_text(text: TextView) -> Found:
    """An image has no alternative text.

    What it does
    Looks for `<img>` without an `alt` attribute; an empty one says that the image is decoration.
    Why it matters
    People who cannot see it learn nothing of it.
    Example
        <img src="boat.jpg">
    How to mend it
    Describe the image on the site.
    """
    for match in text.images:
        if not _HAS_ALT.search(match[1]):
            yield Hit("images have no alternative text", text.spot(match.start(), 4), "")


@rule("A009", "image-without-address", Severity.WARNING, Subject.TEXT, hints=("<img",))
def image_without_address(text: TextView) -> Found:
    """An image has no address.

    What it does
    Looks for `<img>` whose `src` is missing or empty.
    Why it matters
    Nothing is shown.
    Example
        <img alt="A boat" src="">
    How to mend it
    Choose the image again on the site. Lazy loading plugins keep the address in `data-src`.
    """
    for match in text.images:
        source = _SOURCE.search(match[1])
        if source is None or not (source[1] or source[2] or source[3] or "").strip():
            yield Hit("an image has no address", text.spot(match.start(), 4), match[0][:80])


@rule("A010", "file-of-somebodys-computer", Severity.WARNING, Subject.TEXT, hints=("file:///", ":\\"))
def file_of_somebodys_computer(text: TextView) -> Found:
    """A body refers to a file on somebody's own computer.

    What it does
    Looks for `file:///` and `C:\\` in links and images.
    Why it matters
    Nobody else can see it, and the path may show a name.
    Example
        <img src="file:///C:/Users/ann/boat.jpg">
    How to mend it
    Upload the file, or remove the reference.
    """
    for match in _LOCAL_FILE.finditer(text.text):
        yield Hit("it refers to a file on somebody's own computer", text.spot(match.start(1)), match[0][:120])


@rule("A011", "path-outside-uploads", Severity.WARNING, Subject.META, keys=("_wp_attached_file",))
def path_outside_uploads(row: MetaView) -> Found:
    """An attachment's path is not below the uploads folder.

    What it does
    Looks for absolute paths and addresses in `_wp_attached_file`.
    Why it matters
    The path was valid on one server only.
    Example
        <wp:meta_value>/var/www/blog/wp-content/uploads/boat.jpg</wp:meta_value>
    How to mend it
    Nothing needs to be done, if the attachment's address is right.
    """
    value = row.value.strip()
    if value.startswith(("/", "\\")) or "://" in value or value[1:3] == ":\\":
        yield Hit(f"the path of the file is {quoted(value)}", row.spot(), value)

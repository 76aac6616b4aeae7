"""R1: what bodies refer to: galleries, images by number, reusable blocks, links within the site."""

from __future__ import annotations

import re

from migrate.validate.finding import Severity, quoted
from migrate.validate.rule import Found, Hit, Reference, Subject, rule
from migrate.validate.uploads import SIZED, below_uploads, stem_of_file
from migrate.validate.views import TextView, host_of, path_of

_GALLERY = re.compile(r"\[(?:gallery|playlist)\s[^\[\]]{0,2000}?\bids=[\"']?([\d,\s]+)")
_GALLERY_BLOCK = re.compile(r"<!--\s+wp:gallery\s+(\{[^<>]{0,2000}?\"ids\":\[([\d,\"\s]+)\])")
_NUMBERED_IMAGE = re.compile(r"wp-image-(\d{1,18})\b")
_PATTERN = re.compile(r"<!--\s+wp:block\s+\{[^<>]{0,2000}?\"ref\":(\d{1,18})")
_NAVIGATION = re.compile(r"<!--\s+wp:navigation\s+\{[^<>]{0,2000}?\"ref\":(\d{1,18})")
_SRC = re.compile(r"\bsrc\s*=\s*[\"']([^\"'<>\s]+)[\"']", re.IGNORECASE)
_NUMBERED_LINK = re.compile(r"[?&](?:amp;|#0?38;)?(?:p|page_id|attachment_id)=(\d{1,18})\b")
_FORMS = ("[contact-form-7", "[wpforms", "[ninja_form", "[gravityform")
_FORM = re.compile(r"\[(?:contact-form-7|wpforms|ninja_form|gravityform)\s[^\[\]]{0,1000}?\bid=[\"']?(\d{1,18})\b")
_TEMPLATE = re.compile(r"\[elementor-template\s[^\[\]]{0,1000}?\bid=[\"']?(\d{1,18})\b")
_LOCAL_HOST = re.compile(
    r"\b(?:href|src)\s*=\s*[\"']((?:https?:)?//(?:localhost|127\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|10\.\d+\.\d+\.\d+"
    r"|[\w.-]+\.(?:local|localhost|test|invalid))(?::\d+)?(?:[/\"'?#]))",
    re.IGNORECASE,
)
_LOCAL_BYTES = re.compile(rb"//(?:localhost|127\.|192\.168\.|10\.|(?:[\w-]*+\.)+?(?:local|localhost|test|invalid)\b)")
"""The same in UTF-8, roughly, for a first look."""
_ELSEWHERE = re.compile(
    r"/(?:wp-(?:content|admin|includes|json|login\.php)|files|feed|category|tag|author|page|search|comments|shop|cart"
    r"|product-category|product-tag|blog|archives?)(?:/|$)|/\d{4}(?:/\d\d?){0,2}/$|/feed/$|\.\w{2,5}/$"
)
"""Paths within a site that are no item's address."""


@rule("R101", "missing-gallery-image", Severity.WARNING, Subject.TEXT, hints=("[gallery", "[playlist", "wp:gallery"))
def missing_gallery_image(text: TextView) -> Found:
    """A gallery shows a file that is not in the export.

    What it does
    Looks up the numbers in `[gallery ids="..."]`, `[playlist]` and gallery blocks.
    Why it matters
    The gallery loses images.
    Example
        [gallery ids="12,13"] and no item 13
    How to mend it
    Choose "All content" when exporting.
    """
    for pattern, group in ((_GALLERY, 1), (_GALLERY_BLOCK, 2)):
        for match in pattern.finditer(text.text):
            for number in re.finditer(r"\d{1,18}", match[group]):
                at = match.start(group) + number.start()
                message = f"the gallery's file {number[0]} is not in the export"
                yield Reference("item", int(number[0]), message, text.spot(at, len(number[0])))


@rule("R102", "missing-image", Severity.INFO, Subject.TEXT, hints=("wp-image-",))
def missing_image(text: TextView) -> Found:
    """A body shows an image whose attachment is not in the export.

    What it does
    Looks up the numbers in `wp-image-12`.
    Why it matters
    The image's other sizes and its alternative text are unknown; its address still is known.
    Example
        <img class="wp-image-12" src="https://blog.example/a.jpg"> and no item 12
    How to mend it
    Choose "All content" when exporting. Numbers of a former site do no harm.
    """
    for match in _NUMBERED_IMAGE.finditer(text.text):
        message = f"the attachment of the image, {match[1]}, is not in the export"
        yield Reference("item", int(match[1]), message, text.spot(match.start(1), len(match[1])))


@rule("R103", "missing-reusable-block", Severity.WARNING, Subject.TEXT, hints=("wp:block ", "wp:navigation "))
def missing_reusable_block(text: TextView) -> Found:
    """A reusable block is not in the export.

    What it does
    Looks up the numbers in `<!-- wp:block {"ref":12} /-->` and of navigation blocks.
    Why it matters
    Its text is missing from the body.
    Example
        <!-- wp:block {"ref":12} /--> and no item 12
    How to mend it
    Choose "All content" when exporting, or detach the block on the site.
    """
    for pattern in (_PATTERN, _NAVIGATION):
        for match in pattern.finditer(text.text):
            message = f"the reusable block {match[1]} is not in the export"
            yield Reference("item", int(match[1]), message, text.spot(match.start(1), len(match[1])))


@rule("R104", "dead-numbered-link", Severity.WARNING, Subject.TEXT, hints=("href=",))
def dead_numbered_link(text: TextView) -> Found:
    """A link within the site leads to an item that is not in the export.

    What it does
    Looks up `?p=12`, `?page_id=12` and `?attachment_id=12` in links to the site itself.
    Why it matters
    The link is dead at the destination.
    Example
        <a href="https://blog.example/?p=12"> and no item 12
    How to mend it
    Correct or remove the link.
    """
    homes = text.item.export.homes
    for url, at in text.own_links:
        number = _NUMBERED_LINK.search(url) if "?" in url else None
        if number is not None and (url.startswith(("?", "/?")) or host_of(url) in homes):
            message = f"the link to {quoted(url)} leads to nothing in the export"
            yield Reference("item", int(number[1]), message, text.spot(at, len(url)))


@rule("R105", "dead-link", Severity.INFO, Subject.TEXT, hints=("href=",))
def dead_link(text: TextView) -> Found:
    """A link within the site leads to no item's address.

    What it does
    Compares links to the site itself with the addresses of all items; those of archives, feeds and files are left out.
    Why it matters
    The link may be dead at the destination, if it was not before.
    Example
        <a href="https://blog.example/old-page/"> and no item of that address
    How to mend it
    Correct the link, or keep the address by a redirect.
    """
    homes = text.item.export.homes
    for url, at in text.own_links:
        if "?" in url:
            continue
        is_ours = (url.startswith("/") and not url.startswith("//")) or host_of(url) in homes
        if is_ours and (path := path_of(url)) and not _ELSEWHERE.search(path):
            message = f"the link to {quoted(url)} leads to nothing in the export"
            yield Reference("path", path, message, text.spot(at, len(url)))


@rule("R106", "missing-form", Severity.INFO, Subject.TEXT, hints=_FORMS)
def missing_form(text: TextView) -> Found:
    """A form is not in the export.

    What it does
    Looks up the numbers in the shortcodes of form plugins.
    Why it matters
    Nothing tells which fields the form had.
    Example
        [contact-form-7 id="12"] and no item 12
    How to mend it
    Choose "All content" when exporting, or build the form again at the destination.
    """
    for match in _FORM.finditer(text.text):
        message = f"the form {match[1]} is not in the export"
        yield Reference("item", int(match[1]), message, text.spot(match.start(1), len(match[1])))


@rule("R107", "missing-template", Severity.WARNING, Subject.TEXT, hints=("[elementor-template",))
def missing_template(text: TextView) -> Found:
    """A page builder's template is not in the export.

    What it does
    Looks up the numbers in `[elementor-template id="12"]`.
    Why it matters
    Its text is missing from the body.
    Example
        [elementor-template id="12"] and no item 12
    How to mend it
    Choose "All content" when exporting.
    """
    for match in _TEMPLATE.finditer(text.text):
        message = f"the template {match[1]} is not in the export"
        yield Reference("item", int(match[1]), message, text.spot(match.start(1), len(match[1])))


@rule("R108", "address-of-a-test-server", Severity.WARNING, Subject.TEXT, look=_LOCAL_BYTES)
def address_of_a_test_server(text: TextView) -> Found:
    """A body refers to a machine that nobody else can reach.

    What it does
    Looks for links to and images of localhost, private addresses and hosts such as `blog.local`.
    Why it matters
    The link or image is dead for everybody. The site was moved without changing its addresses.
    Example
        <img src="http://localhost:8080/a.jpg">
    How to mend it
    Give `--old-home http://localhost:8080` to commands that write, or change the addresses on the site.
    """
    for match in _LOCAL_HOST.finditer(text.text):
        host = match[1].rstrip("/\"'?#")
        if host_of(host if "://" in host else f"http:{host}") not in text.item.export.homes:
            yield Hit(f"it refers to {quoted(host)}, which nobody else can reach", text.spot(match.start(1), len(host)))


@rule("R109", "size-without-original", Severity.INFO, Subject.TEXT, hints=("<img",))
def size_without_original(text: TextView) -> Found:
    """A body shows a smaller size of an image whose original is not in the export.

    What it does
    Takes the size off `boat-300x200.jpg` and looks the file up among the attachments.
    Why it matters
    Only the smaller copy can be fetched.
    Example
        <img src="https://blog.example/wp-content/uploads/2024/05/boat-300x200.jpg"> without an attachment boat.jpg
    How to mend it
    Export media too, or put the original in its place.
    """
    homes = text.item.export.homes
    for image in text.images:
        match = _SRC.search(text.text, *image.span())
        if match is None:
            continue
        url = match[1]
        if SIZED.search(url.partition("?")[0]) and below_uploads(url) and host_of(url) in homes:
            message = f"the original of {quoted(url)} is not in the export"
            yield Reference("file", stem_of_file(url), message, text.spot(match.start(1), len(url)))

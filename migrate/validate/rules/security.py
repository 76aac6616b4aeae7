"""S: what could do harm: scripts, hidden links, payloads, hostile names and addresses."""

from __future__ import annotations

import re

from migrate.validate.conditions import has_markup_in_title, has_terms, is_media, names_classes
from migrate.validate.finding import Severity, Spot, comment_spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, rule
from migrate.validate.views import ItemView, MetaView, TextView, host_of

_SCRIPT = re.compile(r"<script\b(?![^<>]*\btype\s*=\s*[\"'](?:application/(?:ld\+)?json|text/template))", re.IGNORECASE)
_HANDLER = re.compile(
    r"<[a-z][^<>]*\s(on(?:click|load|error|mouseover|focus|mouseenter|submit|toggle|animation\w+))\s*=", re.I
)
_HANDLERS = ("click", "load", "error", "mouseover", "mouseenter", "focus", "submit", "toggle")
_HANDLER_HINTS = (*(f"on{name}=" for name in _HANDLERS), "onanimationstart=", "onanimationend=")
_BAD_SCHEME = re.compile(
    r"\b(?:href|src|action|data)\s*=\s*[\"']?\s*(javascript|vbscript|data\s*:\s*text/html)\s*[:;,]", re.I
)
_HIDDEN = re.compile(
    r"<(div|span|p|ul|font)\b[^<>]{0,300}?style\s*=\s*[\"'][^\"'<>]{0,300}?(?:display\s*:\s*none|visibility\s*:\s*hidden"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|font-size\s*:\s*0|height\s*:\s*[01]px[^\"'<>]{0,100}?overflow\s*:\s*hidden)[^\"'<>]{0,300}[\"'][^<>]{0,300}>",
    re.IGNORECASE,
)
_LINK = re.compile(r"<a\s[^<>]*href\s*=\s*[\"'](https?://[^\"'<>]+)", re.IGNORECASE)
_PHP = re.compile(
    r"<\?php\b|<\?=|\beval\s*\(\s*(?:base64_decode|gzinflate|str_rot13|\$_(?:GET|POST|REQUEST|COOKIE))", re.I
)
_PAYLOAD = re.compile(
    r"\b(?:base64_decode|atob|gzinflate|unescape|fromCharCode)\s*\(\s*[\"']?[A-Za-z0-9+/=%,\s]{40,}", re.I
)
_EXECUTABLE = re.compile(
    r"\.(?:php\d?|phtml|phar|asp|aspx|jsp|cgi|exe|bat|cmd|scr|sh|htaccess|com)(?:\.[a-z]{2,4})?$", re.I
)
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_STEERING_BYTES = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")
"""The same in UTF-8."""
_FRAME = re.compile(
    r"<(?:iframe|embed|object)\b[^<>]*\b(?:src|data)\s*=\s*[\"'](?:https?:)?//([^\"'/<>?#\s]+)", re.IGNORECASE
)
_KNOWN_FRAMES = (
    "youtube.com", "youtube-nocookie.com", "vimeo.com", "google.com", "spotify.com", "soundcloud.com", "wordpress.com",
    "twitter.com", "facebook.com", "dailymotion.com", "slideshare.net", "ted.com", "wordpress.tv", "openstreetmap.org",
    "videopress.com", "instagram.com", "bandcamp.com", "mixcloud.com", "codepen.io", "scribd.com",
)  # fmt: skip
_GADGETS = re.compile(
    r'(?:^|[;{])[OC]:\d+:"((?:GuzzleHttp|Monolog|Symfony|Illuminate|Swift_|Zend_|Requests_|WP_HTML_Token|PhpOption|Dompdf|phpseclib)[\w\\]*)"'
)
_WIDEST = 2_000
"""Characters behind a hidden element's beginning in which links are looked for."""


@rule("S001", "script", Severity.WARNING, Subject.TEXT, hints=("<script",), in_comments=True, security=True)
def script(text: TextView) -> Found:
    """A text holds a script.

    What it does
    Looks for `<script>`, data for search engines left out.
    Why it matters
    It runs in every reader's browser. Comments never hold scripts unless somebody broke in.
    Example
        <script>document.write("tea")</script>
    How to mend it
    Find out whether an author put it there; if not, the site was broken into.
    """
    for match in _SCRIPT.finditer(text.text):
        yield Hit("it holds a script", text.spot(match.start(), 7), f"{text.path} {match.start()}")
        return


@rule(
    "S002",
    "event-handler",
    Severity.WARNING,
    Subject.TEXT,
    hints=_HANDLER_HINTS,
    in_comments=True,
    security=True,
)
def event_handler(text: TextView) -> Found:
    """An element runs a script when something happens to it.

    What it does
    Looks for `onclick`, `onerror`, `onload` and the like.
    Why it matters
    It runs in readers' browsers.
    Example
        <img src="x" onerror="alert(1)">
    How to mend it
    Remove it, if no author put it there.
    """
    for match in _HANDLER.finditer(text.text):
        yield Hit(f"an element runs a script: {match[1].lower()}", text.spot(match.start(1), len(match[1])), text.path)
        return


@rule(
    "S003",
    "script-address",
    Severity.WARNING,
    Subject.TEXT,
    hints=("javascript", "vbscript", "text/html"),
    in_comments=True,
    security=True,
)
def script_address(text: TextView) -> Found:
    """An address is a script.

    What it does
    Looks for `javascript:`, `vbscript:` and `data:text/html` in links and frames.
    Why it matters
    It runs when somebody follows the link.
    Example
        <a href="javascript:alert(1)">
    How to mend it
    Remove the link.
    """
    for match in _BAD_SCHEME.finditer(text.text):
        yield Hit("an address is a script", text.spot(match.start(1), len(match[1])), f"{text.path} {match[1].lower()}")


@rule(
    "S004",
    "hidden-links",
    Severity.WARNING,
    Subject.TEXT,
    hints=("style=",),
    security=True,
)
def hidden_links(text: TextView) -> Found:
    """Links to other sites are hidden from readers.

    What it does
    Looks for links inside elements that are not shown: `display:none`, far outside the page, in letters of no size.
    Why it matters
    It is how spammers use a site that they broke into.
    Example
        <div style="display:none"><a href="https://pills.example/">pills</a></div>
    How to mend it
    Remove the element, and look for how it came in.
    """
    for match in _HIDDEN.finditer(text.text):
        widest = match.end() + _WIDEST
        end = text.text.find(f"</{match[1].lower()}", match.end(), widest)
        inside = text.text[match.end() : end if end >= 0 else widest]
        for link in _LINK.finditer(inside):
            if host_of(link[1]) not in text.item.export.homes:
                yield Hit(f"a link to {quoted(link[1])} is hidden", text.spot(match.start()), link[1][:200])
                break


@rule(
    "S005", "php-code", Severity.WARNING, Subject.TEXT, hints=("<?php", "<?=", "eval("), in_comments=True, security=True
)
def php_code(text: TextView) -> Found:
    """A text holds code of PHP.

    What it does
    Looks for `<?php` and for `eval` of what is hidden or comes from a visitor.
    Why it matters
    A plugin may have run it; a destination that runs PHP must not.
    Example
        <?php eval(base64_decode("ZWNobyAx")); ?>
    How to mend it
    Remove it, unless the text is about PHP: then escape it.
    """
    match = _PHP.search(text.text)
    if match is not None:
        yield Hit("it holds code of PHP", text.spot(match.start(), len(match[0])), text.path)


@rule(
    "S006",
    "hidden-payload",
    Severity.WARNING,
    Subject.TEXT,
    hints=("base64_decode(", "atob(", "gzinflate(", "unescape(", "fromcharcode("),
    in_comments=True,
    security=True,
)
def hidden_payload(text: TextView) -> Found:
    """A text holds code that unpacks more code.

    What it does
    Looks for calls of `atob`, `base64_decode` and the like with long packed text.
    Why it matters
    Nobody packs code who has nothing to hide.
    Example
        eval(atob("ZG9jdW1lbnQud3JpdGUoJ3RlYScpO2FsZXJ0KDEpOw=="))
    How to mend it
    Remove it, and look for how it came in.
    """
    match = _PAYLOAD.search(text.text)
    if match is not None:
        yield Hit("it holds packed code", text.spot(match.start(), 20), text.path)


@rule("S007", "executable-file", Severity.WARNING, Subject.ITEM, when=is_media, security=True)
def executable_file(item: ItemView) -> Found:
    """An attachment is a program.

    What it does
    Looks at the endings of attachments' files.
    Why it matters
    A server may run it; WordPress does not let anybody upload such files.
    Example
        https://blog.example/wp-content/uploads/2024/05/boat.php
    How to mend it
    Delete it, and look for how it came in.
    """
    url = item.raw.attachment_url.partition("?")[0].rstrip("/")
    name = url.rpartition("/")[2]
    if "/" in url.partition("://")[2] and _EXECUTABLE.search(name):
        yield Hit(f"the attachment is a program: {quoted(name)}", Spot("wp:attachment_url"), name)


@rule("S008", "hostile-path", Severity.WARNING, Subject.META, keys=("_wp_attached_file",), security=True)
def hostile_path(row: MetaView) -> Found:
    """The path of a file leads out of the uploads folder.

    What it does
    Looks for `..` and control characters in `_wp_attached_file`.
    Why it matters
    A program that trusts it reads or writes files elsewhere.
    Example
        <wp:meta_value>../../wp-config.php</wp:meta_value>
    How to mend it
    Delete the attachment.
    """
    value = row.value
    if ".." in value.replace("\\", "/").split("/") or any(ord(character) < 32 for character in value.strip()):
        yield Hit(f"the path of the file leads elsewhere: {quoted(value)}", row.spot(), value[:200])


@rule("S009", "hostile-slug", Severity.WARNING, Subject.ITEM, security=True)
def hostile_slug(item: ItemView) -> Found:
    """A slug could lead out of its folder.

    What it does
    Looks for `..`, slashes, backslashes and control characters in slugs.
    Why it matters
    Slugs become names of files and folders. wxr-migrate makes them safe; other programs may not.
    Example
        <wp:post_name>../../etc/cron.d/x</wp:post_name>
    How to mend it
    Write another slug.
    """
    slug = item.raw.slug
    # WordPress names its own styles after the theme's folder: `wp-global-styles-pub%2Ftwentytwenty`.
    if slug and not slug.replace("-", "").isalnum() and not item.type.startswith("wp_"):
        low = slug.lower()
        if "/" in slug or "\\" in slug or slug in (".", "..") or "%2f" in low or "%5c" in low or not slug.isprintable():
            yield Hit(f"the slug is {quoted(slug)}", Spot("wp:post_name"), slug[:200])


@rule("S010", "hostile-term", Severity.WARNING, Subject.ITEM, when=has_terms, gather=Gather.DETAIL, security=True)
def hostile_term(item: ItemView) -> Found:
    """The slug of a term could lead out of its folder.

    What it does
    Looks for `..`, slashes and control characters in the slugs and taxonomies of items' terms.
    Why it matters
    They become names of folders.
    Example
        <category domain="category" nicename="../../x">
    How to mend it
    Write another slug.
    """
    for nth, category in enumerate(item.raw.categories):
        both = category.domain + category.nicename
        if both.replace("-", "").isalnum():
            continue
        if "/" in both or "\\" in both or category.nicename in (".", "..") or "%2f" in both.lower():
            yield Hit(f"a term has the slug {quoted(category.nicename)}", Spot(f"category[{nth}]"), both[:200])


@rule(
    "S011",
    "steering-characters",
    Severity.WARNING,
    Subject.TEXT,
    look=_STEERING_BYTES,
    in_comments=True,
    security=True,
)
def steering_characters(text: TextView) -> Found:
    """Characters turn the direction of a text.

    What it does
    Looks for the control characters of bidirectional text, where the number of beginnings and ends differs.
    Why it matters
    What follows is shown in another order than it stands: addresses and code can lie.
    Example
        a RIGHT-TO-LEFT OVERRIDE before "gpj.exe"
    How to mend it
    Remove them; right-to-left text needs none.
    """
    count = 0
    for match in _STEERING.finditer(text.text):
        count += -1 if match[0] in "\u202c\u2069" else 1
    first = _STEERING.search(text.text)
    if first is not None and (count or "\u202e" in text.text or "\u202d" in text.text):
        yield Hit("characters turn the direction of the text", text.spot(first.start()), text.path)


@rule(
    "S012",
    "foreign-frame",
    Severity.INFO,
    Subject.TEXT,
    hints=("<iframe", "<embed", "<object"),
    gather=Gather.DETAIL,
    security=True,
)
def foreign_frame(text: TextView) -> Found:
    """A text shows a page of another site.

    What it does
    Looks for frames of sites that are no well-known providers.
    Why it matters
    The other site sees the readers, and may change what it shows.
    Example
        <iframe src="https://widgets.example/1"></iframe>
    How to mend it
    Nothing needs to be done, if it is wanted.
    """
    for match in _FRAME.finditer(text.text):
        host = host_of(f"https://{match[1]}")
        if (
            host
            and host not in text.item.export.homes
            and not any(host == known or host.endswith(f".{known}") for known in _KNOWN_FRAMES)
        ):
            yield Hit(f"it shows a page of {quoted(host)}", text.spot(match.start(1), len(match[1])), host)


@rule("S013", "object-injection", Severity.WARNING, Subject.META, when=names_classes, security=True)
def object_injection(row: MetaView) -> Found:
    """A custom field holds an object that attackers use.

    What it does
    Looks for serialised objects of classes with known chains of gadgets.
    Why it matters
    PHP runs code when it reads them. wxr-migrate never does; WordPress's importer makes plain objects of them.
    Example
        O:31:"GuzzleHttp\\Cookie\\FileCookieJar":4:{
    How to mend it
    Remove the field, and look for how it came in.
    """
    if match := _GADGETS.search(row.value):
        yield Hit(
            f"it holds an object of the class {quoted(match[1])}", row.spot(match.start(1)), f"{row.key} {match[1]}"
        )


@rule("S014", "hostile-commenter-address", Severity.WARNING, Subject.COMMENTS, security=True)
def hostile_commenter_address(item: ItemView) -> Found:
    """The address of a commenter is a script.

    What it does
    Looks for `javascript:` and `data:` in `<wp:comment_author_url>`.
    Why it matters
    Themes link the commenter's name to it.
    Example
        <wp:comment_author_url>javascript:alert(1)</wp:comment_author_url>
    How to mend it
    Delete the comment.
    """
    for nth, one in enumerate(item.raw.comments):
        if one.author_url.strip().lower().startswith(("javascript:", "data:", "vbscript:")):
            yield Hit("the commenter's address is a script", comment_spot(nth, "comment_author_url"), one.id)


@rule("S015", "script-in-title", Severity.WARNING, Subject.ITEM, when=has_markup_in_title, security=True)
def script_in_title(item: ItemView) -> Found:
    """A title holds a script.

    What it does
    Looks for scripts and event handlers in titles.
    Why it matters
    Titles are shown on every list, and often without being escaped.
    Example
        <title><![CDATA[<script>alert(1)</script>]]></title>
    How to mend it
    Write another title.
    """
    title = item.raw.title
    if _SCRIPT.search(title) or _HANDLER.search(title):
        yield Hit("the title holds a script", Spot("title", title.find("<")), "")

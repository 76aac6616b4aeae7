"""C1: the text of bodies: characters that were lost or doubled, leftovers of other programs."""

from __future__ import annotations

import re

from migrate.validate.conditions import is_published_page
from migrate.validate.finding import Fix, Severity, Spot, quoted
from migrate.validate.mojibake import MAYBE_MANGLED, unmangled
from migrate.validate.rule import Found, Gather, Hit, Subject, rule
from migrate.validate.views import ItemView, TextView

_QUESTION_MARKS = re.compile(r"\?{4,}")
_DOUBLE_ESCAPED = re.compile(r"&amp;(?:amp|lt|gt|quot|nbsp|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_PHP_MESSAGE = re.compile(
    r"<b>(?:Warning|Notice|Deprecated|Fatal error|Parse error)</b>:.{1,2000}?on line <b>\d+</b>", re.S
)
_WORD = re.compile(r"<o:p>|\bmso-[a-z]+|class=\"?Mso[A-Z]|<!--\[if gte mso", re.IGNORECASE)
_EDITOR = re.compile(r"\bdata-mce-[a-z-]+=|_moz_dirty|\bid=\"mce_marker\"|data-recalc-dims")
_DATA_IMAGE = re.compile(r"src\s*=\s*[\"']data:image/[a-z+.-]+;base64,", re.IGNORECASE)
_ESCAPED_NEWLINE = re.compile(r"(?<=[\w.>!?,;])\\r\\n(?=[\w<\\])|(?<=[.>!?])\\n\\n(?=[\w<])")
_SLASHED_QUOTE = re.compile(r"<[a-z][^<>]*=\\[\"']", re.IGNORECASE)
_FILLER = re.compile(r"\blorem ipsum dolor\b", re.IGNORECASE)
_SWALLOWING = re.compile(r"<(/?)(script|style|iframe|textarea|title|noscript|xmp)\b", re.IGNORECASE)
_NEXT_PAGE = "<!--nextpage-->"
_MORE = re.compile(r"<!--more[^\n]{0,300}?-->")
_HELLO = re.compile(r"^welcome to wordpress\. this is your first post", re.IGNORECASE)
_INLINE_CODE = re.compile(r"<(pre|code)\b.{0,4000}?</\1>", re.DOTALL | re.IGNORECASE)


def _without_code(text: str) -> str:
    """The text with blanks in the place of code."""
    return _INLINE_CODE.sub(lambda match: " " * len(match[0]), text)


@rule("C101", "mojibake", Severity.WARNING, Subject.TEXT, look=MAYBE_MANGLED, in_comments=True, fix=Fix.UNSAFE)
def mojibake(text: TextView) -> Found:
    """Letters were decoded twice.

    What it does
    Looks for what UTF-8 becomes when it is read as windows-1252, where it can be turned back.
    Why it matters
    Readers see `cafÃ©` for `café`. A database of the wrong character set, or an old export, did that.
    Example
        <content:encoded><![CDATA[cafÃ©]]></content:encoded>
    How to mend it
    `--unsafe-fixes` turns it back.
    """
    for match in unmangled(text.text):
        message = f"{quoted(match.text)} should probably be {quoted(match.meant)}"
        yield Hit(message, text.spot(match.start, len(match.text)))
        return


@rule("C102", "lost-characters", Severity.WARNING, Subject.TEXT, hints=("\ufffd",), in_comments=True)
def lost_characters(text: TextView) -> Found:
    """Characters were lost before the export was made.

    What it does
    Looks for U+FFFD, the mark of a character that could not be decoded.
    Why it matters
    Nothing tells which character stood there.
    Example
        caf\ufffd
    How to mend it
    Correct the text on the site.
    """
    count = text.text.count("\ufffd")
    message = "a character was lost here" if count == 1 else f"{count} characters were lost, here and further on"
    yield Hit(message, text.spot(text.text.find("\ufffd")), text.path, count)


@rule("C103", "question-marks", Severity.INFO, Subject.TEXT, hints=("????",))
def question_marks(text: TextView) -> Found:
    """Question marks stand where emoji or other letters may have been.

    What it does
    Looks for four and more question marks in a row.
    Why it matters
    A database that knows no characters beyond U+FFFF writes `????` for an emoji.
    Example
        Happy birthday ????
    How to mend it
    Correct the text on the site, if something is missing.
    """
    match = _QUESTION_MARKS.search(text.text)
    if match is not None:
        yield Hit(
            f"{quoted(match[0])} may stand for lost characters", text.spot(match.start(), len(match[0])), text.path
        )


@rule(
    "C104",
    "doubly-escaped",
    Severity.WARNING,
    Subject.TEXT,
    hints=("&amp;",),
)
def doubly_escaped(text: TextView) -> Found:
    """Entities were escaped twice.

    What it does
    Looks for `&amp;amp;`, `&amp;lt;` and the like outside code.
    Why it matters
    Readers see `&amp;` for `&`.
    Example
        Fish &amp;amp; chips
    How to mend it
    Correct the text on the site.
    """
    if _DOUBLE_ESCAPED.search(text.text) is None:
        return
    match = _DOUBLE_ESCAPED.search(_without_code(text.text))
    if match is not None:
        yield Hit(f"{quoted(match[0])} was escaped twice", text.spot(match.start(), len(match[0])), text.path)


@rule("C105", "php-message-in-body", Severity.WARNING, Subject.TEXT, hints=("on line <b>",))
def php_message_in_body(text: TextView) -> Found:
    """A message of PHP was saved in a body.

    What it does
    Looks for warnings and notices of PHP.
    Why it matters
    Readers see it.
    Example
        <b>Warning</b>: Undefined index in <b>/srv/a.php</b> on line <b>7</b>
    How to mend it
    Remove it on the site.
    """
    match = _PHP_MESSAGE.search(text.text)
    if match is not None:
        yield Hit("a message of PHP was saved in the text", text.spot(match.start()), text.path)


@rule("C106", "word-processor-leftovers", Severity.INFO, Subject.TEXT, hints=("<o:p>", "mso"))
def word_processor_leftovers(text: TextView) -> Found:
    """Markup of a word processor was pasted.

    What it does
    Looks for `mso-` styles, `<o:p>` and conditional comments.
    Why it matters
    It means nothing to browsers, and clutters what is made of the text.
    Example
        <p class="MsoNormal" style="mso-margin-top-alt:auto">
    How to mend it
    Nothing needs to be done: converters leave it out.
    """
    match = _WORD.search(text.text)
    if match is not None:
        yield Hit("markup of a word processor was pasted", text.spot(match.start()), text.path)


@rule(
    "C107",
    "editor-leftovers",
    Severity.INFO,
    Subject.TEXT,
    hints=("mce", "_moz_dirty", "recalc-dims"),
)
def editor_leftovers(text: TextView) -> Found:
    """Marks that an editor or plugin needs while it works were saved.

    What it does
    Looks for `data-mce-` attributes and the like.
    Why it matters
    They mean nothing to browsers.
    Example
        <p data-mce-style="margin: 0">
    How to mend it
    Nothing needs to be done: converters leave them out.
    """
    match = _EDITOR.search(text.text)
    if match is not None:
        yield Hit("an editor's own marks were saved", text.spot(match.start()), text.path)


@rule("C108", "embedded-image", Severity.WARNING, Subject.TEXT, hints=("data:image",))
def embedded_image(text: TextView) -> Found:
    """An image is part of the text.

    What it does
    Looks for images with a `data:` address.
    Why it matters
    The image is no file: it has no address, makes the text large, and is loaded with every page.
    Example
        <img src="data:image/png;base64,iVBORw0KGgo=">
    How to mend it
    Upload it on the site, and put the file in its place.
    """
    for match in _DATA_IMAGE.finditer(text.text):
        yield Hit("an image is part of the text, not a file", text.spot(match.start()), f"{text.path} {match.start()}")


@rule("C109", "unclosed-comment", Severity.WARNING, Subject.TEXT, hints=("<!--",))
def unclosed_comment(text: TextView) -> Found:
    """An HTML comment is not closed.

    What it does
    Looks for `<!--` without `-->`.
    Why it matters
    Browsers hide everything behind it.
    Example
        <!-- to do: more tea
    How to mend it
    Close or remove the comment on the site.
    """
    last = text.text.rfind("<!--")
    if text.text.find("-->", last) < 0 and text.text.find("->", last) < 0:
        yield Hit("a comment is not closed: browsers hide what follows", text.spot(last, 4), text.path)


@rule("C110", "escaped-newlines", Severity.WARNING, Subject.TEXT, hints=("\\r\\n", "\\n\\n"))
def escaped_newlines(text: TextView) -> Found:
    """Newlines stand in the text as a backslash and a letter.

    What it does
    Looks for `\\r\\n` and `\\n\\n` written out between words, outside code.
    Why it matters
    Paragraphs run into each other, and readers see the backslashes. An importer escaped the text once too often.
    Example
        Tea.\\r\\nCoffee.
    How to mend it
    Replace them by newlines on the site.
    """
    match = _ESCAPED_NEWLINE.search(_without_code(text.text))
    if match is not None:
        yield Hit("newlines are written out as \\n", text.spot(match.start(), 4), text.path)


@rule("C111", "slashed-quotes", Severity.WARNING, Subject.TEXT, hints=('=\\"', "=\\'"))
def slashed_quotes(text: TextView) -> Found:
    """Quotes of attributes have a backslash before them.

    What it does
    Looks for `href=\\"` in tags.
    Why it matters
    The address begins with a backslash and a quote: links and images are dead. An importer added slashes.
    Example
        <a href=\\"https://blog.example/\\">
    How to mend it
    Remove the backslashes on the site.
    """
    match = _SLASHED_QUOTE.search(_without_code(text.text))
    if match is not None:
        yield Hit("quotes of attributes have backslashes", text.spot(match.start()), text.path)


@rule(
    "C112",
    "unclosed-element",
    Severity.WARNING,
    Subject.TEXT,
    hints=("<script", "<style", "<iframe", "<textarea", "<title", "<noscript", "<xmp"),
)
def unclosed_element(text: TextView) -> Found:
    """An element that swallows text is not closed.

    What it does
    Looks for the end of `<script>`, `<style>`, `<iframe>`, `<textarea>`, `<title>`, `<noscript>` and `<xmp>`.
    Why it matters
    Browsers take everything behind it for its content, and show none of it.
    Example
        <iframe src="https://maps.example/1"> and then the text
    How to mend it
    Close it on the site.
    """
    opened: dict[str, int] = {}
    for match in _SWALLOWING.finditer(text.text):
        name = match[2].lower()
        if match[1]:
            opened.pop(name, None)
        elif text.text[match.end() : match.end() + 2000].partition(">")[0][-1:] != "/":
            opened.setdefault(name, match.start())
    for name, at in opened.items():
        yield Hit(f"<{name}> is not closed: browsers show nothing of what follows", text.spot(at, len(name) + 1))


@rule("C113", "filler-text", Severity.INFO, Subject.TEXT, hints=("lorem ipsum dolor",))
def filler_text(text: TextView) -> Found:
    """A published text is filler.

    What it does
    Looks for "Lorem ipsum dolor" in what is published.
    Why it matters
    A demonstration page of a theme was left on the site.
    Example
        Lorem ipsum dolor sit amet
    How to mend it
    Delete the page, if nobody needs it.
    """
    match = _FILLER.search(text.text)
    if match is not None and text.item.is_published:
        yield Hit("it is filler text", text.spot(match.start(), len(match[0])), text.path)


@rule("C114", "first-post", Severity.INFO, Subject.TEXT, hints=("this is your first post",))
def first_post(text: TextView) -> Found:
    """The post that WordPress brings is still there.

    What it does
    Looks for the text of "Hello world!" in English.
    Why it matters
    It is nobody's.
    Example
        Welcome to WordPress. This is your first post.
    How to mend it
    Delete it.
    """
    bare = re.sub(r"<[^>]*>|\s+", " ", text.text[:400]).strip()
    if _HELLO.match(" ".join(bare.split())):
        yield Hit("it is the post that WordPress brings", text.spot(0), text.path)


@rule("C115", "several-more-marks", Severity.INFO, Subject.TEXT, hints=("<!--more",))
def several_more_marks(text: TextView) -> Found:
    """A body is cut for the front page twice.

    What it does
    Counts `<!--more-->` between page breaks.
    Why it matters
    Only the first counts.
    Example
        <!--more--> and, further on, <!--more-->
    How to mend it
    Remove the others.
    """
    if text.lowered.count(b"<!--more") < 2:
        return
    start = 0
    for page in text.text.split(_NEXT_PAGE):
        marks = [match.start() for match in _MORE.finditer(page)]
        if len(marks) > 1:
            yield Hit("the text is cut for the front page twice", text.spot(start + marks[1]), text.path)
            return
        start += len(page) + len(_NEXT_PAGE)


@rule("C116", "mojibake-in-title", Severity.WARNING, Subject.ITEM, fix=Fix.UNSAFE)
def mojibake_in_title(item: ItemView) -> Found:
    """Letters of a title were decoded twice, or lost.

    What it does
    Looks for what UTF-8 becomes when it is read as windows-1252, and for U+FFFD, in titles.
    Why it matters
    Readers see `CafÃ©` for `Café` in every list.
    Example
        <title>CafÃ©</title>
    How to mend it
    `--unsafe-fixes` turns it back; lost letters must be written anew.
    """
    title = item.raw.title
    if title.isascii():
        return
    for match in unmangled(title):
        message = f"{quoted(match.text)} in the title should probably be {quoted(match.meant)}"
        yield Hit(message, Spot("title", match.start, len(match.text)))
        return
    if "\ufffd" in title:
        yield Hit("a character of the title was lost", Spot("title", title.find("\ufffd")), "")


@rule("C117", "empty-body", Severity.INFO, Subject.ITEM, when=is_published_page, gather=Gather.EXPORT)
def empty_body(item: ItemView) -> Found:
    """A published post or page has no text.

    What it does
    Looks for empty bodies.
    Why it matters
    The text stands elsewhere: in custom fields, in a page builder's data, in the theme.
    Example
        <content:encoded><![CDATA[]]></content:encoded>
    How to mend it
    Look at the page on the site.
    """
    if item.raw.title and not item.raw.content.strip():
        yield Hit("published posts or pages have no text", Spot("content:encoded"), "")

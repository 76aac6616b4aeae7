"""X1: what is not well-formed: one rule for each repair that the reader knows, and what it could not repair."""

from __future__ import annotations

from migrate.validate.finding import Fix, Severity, quoted
from migrate.validate.rule import Found, Hit, Subject, rule
from migrate.validate.views import DamageView

_DAMAGE = Subject.DAMAGE


def _times(view: DamageView, one: str, many: str) -> str:
    return one if view.times == 1 else f"{view.times:,} {many}"


@rule("X101", "control-characters", Severity.ERROR, _DAMAGE, keys=("control-characters",), fix=Fix.SAFE)
def control_characters(view: DamageView) -> Found:
    """Characters stand in it that XML forbids.

    What it does
    Reports control characters, U+FFFE, U+FFFF and references to them (`&#8;`), in CDATA too.
    Why it matters
    A strict parser stops there ("PCDATA invalid Char value"). WordPress never removes what was pasted from Word or PDF.
    Example
        <title>Beans&#8;</title>
    How to mend it
    `--fix` deletes them.
    """
    yield Hit(
        f"{_times(view, 'a character', 'characters')} that XML forbids: {view.detail}", times=view.times, detail=""
    )


@rule("X102", "invalid-utf-8", Severity.ERROR, _DAMAGE, keys=("invalid-utf-8",), fix=Fix.SAFE)
def invalid_utf_8(view: DamageView) -> Found:
    """Bytes are not UTF-8.

    What it does
    Reports bytes that no UTF-8 text holds: Latin-1 rows, cut-off characters, surrogates.
    Why it matters
    A strict parser stops there.
    Example
        caf followed by the single byte E9
    How to mend it
    `--fix` reads them as windows-1252, and pairs of surrogates as the character they stand for.
    """
    yield Hit(_times(view, "bytes that are not UTF-8", "places that are not UTF-8"), times=view.times, detail="")


@rule("X103", "unsplit-cdata", Severity.ERROR, _DAMAGE, keys=("unsplit-cdata",), fix=Fix.SAFE)
def unsplit_cdata(view: DamageView) -> Found:
    """`]]>` stands inside a CDATA section.

    What it does
    Reports sections that XML ends too early.
    Why it matters
    The rest of the text becomes markup. WordPress before 3.4 and other exporters do not split `]]>`.
    Example
        <![CDATA[if (a[b[0]]>1)]]>
    How to mend it
    `--fix` splits the section there, as WordPress does today.
    """
    yield Hit("]]> inside a CDATA section", times=view.times, detail="")


@rule("X104", "unclosed-cdata", Severity.ERROR, _DAMAGE, keys=("unclosed-cdata",), fix=Fix.SAFE)
def unclosed_cdata(view: DamageView) -> Found:
    """A CDATA section is not closed.

    What it does
    Reports a section whose `]]>` is missing before the end tag of its element.
    Why it matters
    XML lets it run on and swallow what follows, up to whole items.
    Example
        <content:encoded><![CDATA[Text</content:encoded>
    How to mend it
    `--fix` closes it before the end tag.
    """
    yield Hit("a CDATA section is not closed", times=view.times, detail="")


@rule("X105", "php-message", Severity.WARNING, _DAMAGE, keys=("php-messages",), fix=Fix.SAFE)
def php_message(view: DamageView) -> Found:
    """PHP printed a message into the export.

    What it does
    Reports warnings and notices of PHP between or inside elements.
    Why it matters
    They end up in titles and slugs, or break the XML. The site shows errors to visitors (`display_errors`).
    Example
        <br /><b>Warning</b>: Undefined index in <b>/srv/export.php</b> on line <b>7</b><br />
    How to mend it
    `--fix` removes them. Better: turn `display_errors` off and export again.
    """
    yield Hit(_times(view, "PHP printed a message into it", "messages of PHP in it"), times=view.times, detail="")


@rule("X106", "unescaped-attributes", Severity.ERROR, _DAMAGE, keys=("unescaped-attributes",), fix=Fix.SAFE)
def unescaped_attributes(view: DamageView) -> Found:
    """The attributes of a category are not escaped.

    What it does
    Reports quotes, `&` and `<` in the attributes of `<category>`.
    Why it matters
    A strict parser stops there. WordPress prints slugs unescaped.
    Example
        <category domain="post_tag" nicename="r&d">
    How to mend it
    `--fix` escapes them.
    """
    yield Hit("the attributes of a category are not escaped", times=view.times, detail="")


@rule("X107", "bare-ampersands", Severity.ERROR, _DAMAGE, keys=("bare-ampersands",), fix=Fix.SAFE)
def bare_ampersands(view: DamageView) -> Found:
    """An `&` is not escaped.

    What it does
    Reports `&` outside CDATA that begins no reference.
    Why it matters
    A strict parser stops there. Addresses of commenters and links are written unescaped.
    Example
        <wp:comment_author_url>https://a.example/?a=1&b=2</wp:comment_author_url>
    How to mend it
    `--fix` writes `&amp;`.
    """
    yield Hit(_times(view, "an & that is not escaped", "& that are not escaped"), times=view.times, detail="")


@rule("X108", "named-entities", Severity.ERROR, _DAMAGE, keys=("named-entities",), fix=Fix.SAFE)
def named_entities(view: DamageView) -> Found:
    """An entity of HTML stands where XML knows none.

    What it does
    Reports `&nbsp;`, `&eacute;` and the like outside CDATA.
    Why it matters
    A strict parser stops there: XML knows only five names.
    Example
        <title>Tea&nbsp;time</title>
    How to mend it
    `--fix` writes the character's number.
    """
    yield Hit(_times(view, "an entity that XML does not know", "entities that XML does not know"), times=view.times)


@rule("X109", "unescaped-text", Severity.ERROR, _DAMAGE, keys=("unescaped-text",), fix=Fix.SAFE)
def unescaped_text(view: DamageView) -> Found:
    """Markup stands in a text without being escaped.

    What it does
    Reports `<` and `]]>` in elements that hold only text.
    Why it matters
    The text becomes markup, and a strict parser stops. WordPress before 3.0 wrote custom fields like that.
    Example
        <wp:meta_value>5 < 6</wp:meta_value>
    How to mend it
    `--fix` escapes it.
    """
    yield Hit("text is not escaped", times=view.times, detail="")


@rule("X110", "undeclared-prefix", Severity.ERROR, _DAMAGE, keys=("undeclared-prefix",), fix=Fix.SAFE)
def undeclared_prefix(view: DamageView) -> Found:
    """A namespace prefix is not declared.

    What it does
    Reports prefixes that no `xmlns:` names.
    Why it matters
    A strict parser stops ("unbound prefix"). WordPress 2.6 forgot `excerpt`; plugins print `media:` or `itunes:`.
    Example
        <excerpt:encoded> without xmlns:excerpt
    How to mend it
    `--fix` declares it on the root.
    """
    yield Hit(f"the namespace prefix is not declared: {view.detail}", detail=view.detail)


@rule("X111", "unclosed-item", Severity.ERROR, _DAMAGE, keys=("unclosed-item",), fix=Fix.SAFE)
def unclosed_item(view: DamageView) -> Found:
    """An item is not closed.

    What it does
    Reports an `<item>` without its `</item>`.
    Why it matters
    The export was cut, or joined from pieces: what stood at the item's end is lost.
    Example
        <item><title>A</title> <item><title>B</title></item>
    How to mend it
    Export again. `--fix` closes it, which brings nothing back.
    """
    yield Hit("the item is not closed; what stood at its end is lost", detail="")


@rule("X112", "text-before-root", Severity.ERROR, _DAMAGE, keys=("text-before-root",), fix=Fix.SAFE)
def text_before_root(view: DamageView) -> Found:
    """Something stands before the XML.

    What it does
    Reports text or blank lines before the declaration, or text before `<rss>`.
    Why it matters
    A strict parser refuses the file ("XML or text declaration not at start of entity"). A plugin or theme printed it.
    Example
        a blank line before <?xml version="1.0"?>
    How to mend it
    `--fix` removes it.
    """
    yield Hit(f"something stands before the XML: {quoted(view.detail)}", times=view.times, detail="")


@rule("X113", "text-between-items", Severity.WARNING, _DAMAGE, keys=("junk-between-items",), fix=Fix.SAFE)
def text_between_items(view: DamageView) -> Found:
    """Something that is no element of an export stands between items.

    What it does
    Reports text and HTML in the channel.
    Why it matters
    A program printed into the export. Readers ignore it, or fail.
    Example
        </item> Done in 3 seconds <item>
    How to mend it
    `--fix` removes it.
    """
    yield Hit(f"something stands between items: {quoted(view.detail)}", times=view.times, detail=view.detail)


@rule("X114", "text-after-root", Severity.ERROR, _DAMAGE, keys=("text-after-root",), fix=Fix.SAFE)
def text_after_root(view: DamageView) -> Found:
    """Something stands after the end of the XML.

    What it does
    Reports text after `</rss>`.
    Why it matters
    A strict parser refuses the file ("junk after document element").
    Example
        </rss> <b>Warning</b>: headers already sent
    How to mend it
    `--fix` removes it.
    """
    yield Hit(f"something stands after </rss>: {quoted(view.detail)}", times=view.times, detail="")


@rule("X115", "error-page", Severity.ERROR, _DAMAGE, keys=("error-page",), fix=Fix.SAFE)
def error_page(view: DamageView) -> Found:
    """A web page stands in the export.

    What it does
    Reports an HTML page between items or behind them.
    Why it matters
    WordPress failed while it exported, and printed its error page: what should have followed is lost.
    Example
        </item><!DOCTYPE html><html><body>There has been a critical error
    How to mend it
    Look into the site's error log, mend the cause, export again. `--fix` removes the page.
    """
    yield Hit(f"a web page stands in the export: {quoted(view.detail)}", detail="")


@rule("X116", "several-exports", Severity.ERROR, _DAMAGE, keys=("second-root",), fix=Fix.SAFE)
def several_exports(view: DamageView) -> Found:
    """Another export begins in the same file.

    What it does
    Reports a second `<rss>`.
    Why it matters
    A strict parser refuses the file. wxr-migrate reads all of them as one export.
    Example
        cat part1.xml part2.xml > export.xml
    How to mend it
    Give the parts as they were. `--fix` makes one document of them.
    """
    yield Hit("another export begins here, in the same file", detail="")


@rule("X117", "damaged-head", Severity.ERROR, _DAMAGE, keys=("damaged-head",), fix=Fix.SAFE)
def damaged_head(view: DamageView) -> Found:
    """The channel's own elements are not well-formed.

    What it does
    Reports a head that could not be mended as a whole, so that its elements were read one by one.
    Why it matters
    A strict parser refuses the file.
    Example
        <wp:author><wp:author_login>ann</wp:author>
    How to mend it
    `--fix` mends what it can, and puts the rest into XML comments; see X119.
    """
    yield Hit("the channel's elements are not well-formed", detail="")


@rule("X118", "unreadable-item", Severity.ERROR, _DAMAGE, keys=("unreadable-item",), fix=Fix.SAFE)
def unreadable_item(view: DamageView) -> Found:
    """An item cannot be read at all.

    What it does
    Reports items that no repair makes well-formed. Commands that write keep them whole in a quarantine file.
    Why it matters
    The item is not part of what is written.
    Example
        <item><title>A</wp:title></item>
    How to mend it
    Mend the item by hand at this line. `--fix` puts it into an XML comment.
    """
    yield Hit(f"the item cannot be read: {view.detail}", detail="")


@rule("X119", "unreadable-head-element", Severity.ERROR, _DAMAGE, keys=("unreadable-head",), fix=Fix.SAFE)
def unreadable_head_element(view: DamageView) -> Found:
    """An author or term of the head cannot be read.

    What it does
    Reports elements of the head that no repair makes well-formed.
    Why it matters
    The author's name or the term's place in its tree is lost.
    Example
        <wp:category><wp:cat_name>Tea</wp:category>
    How to mend it
    Mend it by hand at this line. `--fix` puts it into an XML comment.
    """
    yield Hit(f"cannot be read: {view.detail}")

"""X0: the file as it was opened: compression, encoding, marks, document types, and whether it is whole."""

from __future__ import annotations

from migrate.validate.finding import Fix, Severity, Spot
from migrate.validate.rule import Found, Gather, Hit, Subject, rule
from migrate.validate.views import DamageView, InputView, ItemView
from migrate.wxr.source import NoteCode

_HUGE = 10_000_000
"""Bytes of a text that libxml2 refuses by default (XML_MAX_TEXT_LENGTH)."""


def _noted(view: InputView, code: NoteCode) -> Found:
    return [Hit(note.text, times=note.count, detail="") for note in view.part.notes if note.code is code]


@rule("X001", "unreadable-input", Severity.ERROR, Subject.DAMAGE, keys=("unreadable-input",))
def unreadable_input(view: DamageView) -> Found:
    """The input is no WordPress export, or cannot be read.

    What it does
    Reports a file that holds no `<rss>`, `<channel>` or `<item>`: a login page, a database dump, JSON, nothing at all.
    Why it matters
    There is nothing to migrate in it. The command ends with exit code 3.
    Example
        <html><body>Please log in</body></html>
    How to mend it
    Log in to WordPress, choose Tools > Export > All content, and save the file that it sends.
    """
    yield Hit(view.detail)


@rule("X002", "document-type", Severity.ERROR, Subject.DAMAGE, keys=("document-type",), security=True)
def document_type(view: DamageView) -> Found:
    """The file declares a document type or an entity.

    What it does
    Reports `<!DOCTYPE` and `<!ENTITY` before the items. Nothing after it is read.
    Why it matters
    WordPress writes neither. Entities can be made to exhaust memory ("billion laughs") or to read other files.
    Example
        <!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
    How to mend it
    Find out who put it there, remove the declaration, and replace the entities that are used by their text.
    """
    yield Hit(view.detail)


@rule("X003", "truncated-export", Severity.ERROR, Subject.DAMAGE, keys=("truncated",))
def truncated_export(view: DamageView) -> Found:
    """The export is cut off.

    What it does
    Reports a missing `</rss>`, an open last item, or a new export that begins before the last one has ended.
    Why it matters
    What stood behind is lost. A time-out or a memory limit of the server is the usual cause.
    Example
        <item><title>The last post</titl
    How to mend it
    Export again, in smaller pieces (by year or by type) or with `wp export`, and give all the files together.
    """
    yield Hit(f"the export is cut off: {view.detail}", detail="")


@rule("X004", "extra-byte-order-marks", Severity.WARNING, Subject.INPUT, fix=Fix.SAFE)
def extra_byte_order_marks(view: InputView) -> Found:
    """Byte order marks stand before the text.

    What it does
    Reports more than one byte order mark at the beginning.
    Why it matters
    XML allows one; parsers fail on the second ("invalid token" at line 1).
    Example
        EF BB BF EF BB BF <?xml version="1.0"?>
    How to mend it
    `--fix` removes them.
    """
    is_utf8 = view.part.encoding == "utf-8"
    return [one for one in _noted(view, NoteCode.BOM_REMOVED) if isinstance(one, Hit) and one.times > is_utf8]


@rule("X005", "not-utf-8", Severity.INFO, Subject.INPUT, fix=Fix.SAFE)
def not_utf_8(view: InputView) -> Found:
    """The text is not UTF-8.

    What it does
    Reports an export in UTF-16, windows-1252 and the like. It is read all the same; positions are those of the text
    as UTF-8.
    Why it matters
    Importers, WordPress's own streaming one among them, read only UTF-8.
    Example
        <?xml version="1.0" encoding="iso-8859-1"?>
    How to mend it
    `--fix` writes UTF-8.
    """
    return _noted(view, NoteCode.TRANSCODED)


@rule("X006", "wrong-encoding-declared", Severity.WARNING, Subject.INPUT, fix=Fix.SAFE)
def wrong_encoding_declared(view: InputView) -> Found:
    """The declaration names an encoding that the bytes are not in.

    What it does
    Compares the XML declaration with the bytes.
    Why it matters
    The declaration comes from a setting of the site, which can lie. A parser that believes it makes garbage of letters.
    Example
        <?xml version="1.0" encoding="iso-8859-1"?> before text in UTF-8
    How to mend it
    `--fix` corrects the declaration.
    """
    return _noted(view, NoteCode.ENCODING_MISLABELLED)


@rule("X007", "unknown-encoding", Severity.WARNING, Subject.INPUT, fix=Fix.SAFE)
def unknown_encoding(view: InputView) -> Found:
    """The declaration names an encoding that does not exist.

    What it does
    Looks the declared name up. The text is read as UTF-8.
    Why it matters
    Strict parsers refuse the file.
    Example
        <?xml version="1.0" encoding="latin"?>
    How to mend it
    `--fix` corrects the declaration.
    """
    return _noted(view, NoteCode.ENCODING_UNKNOWN)


@rule("X008", "undecodable-bytes", Severity.ERROR, Subject.INPUT)
def undecodable_bytes(view: InputView) -> Found:
    """Bytes mean nothing in the declared encoding.

    What it does
    Counts bytes that could not be decoded; each became U+FFFD.
    Why it matters
    Those characters are lost.
    Example
        an odd byte at the end of UTF-16 text
    How to mend it
    Export again, or find out the true encoding and correct the declaration.
    """
    return _noted(view, NoteCode.UNDECODABLE_BYTES)


@rule("X009", "truncated-compression", Severity.ERROR, Subject.INPUT)
def truncated_compression(view: InputView) -> Found:
    """The compressed data stop before their end.

    What it does
    Reports a .gz or .zip of which the end is missing.
    Why it matters
    What stood behind is lost.
    Example
        a download that was interrupted
    How to mend it
    Download or copy the file again.
    """
    return _noted(view, NoteCode.TRUNCATED_COMPRESSION)


@rule("X010", "damaged-compression", Severity.ERROR, Subject.INPUT)
def damaged_compression(view: InputView) -> Found:
    """The compressed data are corrupt.

    What it does
    Reports compressed data that fail their checksum, or cannot be decompressed from somewhere on.
    Why it matters
    What was decompressed may be wrong, and what follows is lost.
    Example
        a .gz that was transferred as text
    How to mend it
    Copy the file again, in binary mode.
    """
    return _noted(view, NoteCode.DAMAGED_COMPRESSION)


@rule("X011", "bytes-after-compression", Severity.INFO, Subject.INPUT, fix=Fix.SAFE)
def bytes_after_compression(view: InputView) -> Found:
    """Something follows the compressed data.

    What it does
    Reports bytes after the end of the compressed data. They are ignored.
    Why it matters
    Other programs may refuse the file.
    Example
        a .gz with padding
    How to mend it
    `--fix` writes the decompressed text alone.
    """
    return _noted(view, NoteCode.TRAILING_BYTES)


@rule("X012", "no-xml-declaration", Severity.INFO, Subject.INPUT)
def no_xml_declaration(view: InputView) -> Found:
    """The XML declaration is missing.

    What it does
    Looks for `<?xml` at the beginning.
    Why it matters
    It is allowed, but tells of an export by WordPress 2.1, by another program, or of a beginning that was lost.
    Example
        <rss version="2.0">
    How to mend it
    Nothing needs to be done.
    """
    if b"<?xml" not in view.head:
        yield Hit("it has no XML declaration", detail="")


@rule("X013", "carriage-returns", Severity.WARNING, Subject.ITEM, gather=Gather.EXPORT)
def carriage_returns(item: ItemView) -> Found:
    """Lines end with a carriage return.

    What it does
    Looks for carriage returns in items.
    Why it matters
    XML makes a newline of each CRLF, so serialised values become shorter than the length written in them, and
    WordPress drops them. An editor on Windows or an FTP program in text mode makes such files.
    Example
        s:11:"two\\r\\nlines" is 10 characters long after parsing
    How to mend it
    Export again and transfer the file in binary mode. wxr-migrate reads the values all the same; see M002.
    """
    at = item.data.find(b"\r")
    return () if at < 0 else [Hit("lines end with a carriage return, which XML drops", Spot(), "")]


@rule("X014", "huge-text", Severity.WARNING, Subject.ITEM)
def huge_text(item: ItemView) -> Found:
    """An item is larger than most parsers take.

    What it does
    Reports items of more than 10,000,000 bytes.
    Why it matters
    libxml2, on which PHP's importer stands, refuses texts of that size by default.
    Example
        a body with photographs as data: addresses
    How to mend it
    Move embedded images into files; delete the page builder's revisions from the entry.
    """
    if len(item.data) > _HUGE:
        yield Hit(f"the item is {len(item.data) / 1e6:.1f} MB large, more than many parsers take", detail="")

"""Which encoding a text is in, whatever it says of itself, and the same text as UTF-8.

Byte order marks and NUL patterns come before the declaration. Text that is declared UTF-8 is never scanned or
changed, however damaged: the reader mends bad bytes item by item.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from migrate.wxr.parts import Note, NoteCode, Part, unreadable
from migrate.wxr.spool import Spool
from migrate.wxr.streams import windows

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""The UTF-32 marks first: a UTF-16 mark is the beginning of one."""
_UTF8_MARK = codecs.BOM_UTF8
_SAMPLE = 4096
_NUL_PATTERNS = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
"""Which bytes of every four are often NUL, as those of markup are."""

_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"'<>]*)[\"']")
_ROOT = re.compile(rb"<(?:rss|channel|item)[\s>]")
_LONGEST_PREFACE = 1 << 20
"""Bytes in which a root is looked for."""
_LABEL = re.compile(r"[a-z0-9][a-z0-9._:-]{0,40}")
_ALIASES = {
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "x-euc-jp": "euc_jp",
    "iso-8859-8-i": "iso-8859-8",
}
"""Labels that Python does not know: MySQL's names, which sites have as charset, and browsers' old ones."""
_AS_BROWSERS_DO = {
    "iso8859-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""Python's name of a codec → the superset that it means in practice (WHATWG Encoding, "Names and labels")."""
_ALREADY_UTF8 = {"utf-8", "utf-8-sig", "ascii"}
_PYTHONS_OWN = {"unicode-escape", "raw-unicode-escape", "utf-7", "punycode", "idna", "undefined"}
_SEVEN_BIT = ("iso2022", "hz")
"""Codecs that write other scripts in ASCII bytes, so that text without high bytes is not yet ASCII."""

# A lone surrogate marks an undecodable byte: no decoder makes one, while U+FFFD may stand in the text itself.
_MARKER = "\udfff"
_HANDLER = "wxr-migrate.undecodable"
codecs.register_error(_HANDLER, lambda error: (_MARKER, getattr(error, "end", 0)))


class _Found(NamedTuple):
    """The encoding of a text; `codec` is None for what is UTF-8 already; `marks` is bytes to pass over."""

    codec: str | None
    marks: int
    notes: tuple[Note, ...] = ()


def unicode_form(head: bytes) -> tuple[str, int]:
    """The Unicode encoding that marks or NULs show, else `utf-8`; and how many bytes of marks stand first."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            if b"\0" not in head[len(mark) : _SAMPLE]:
                return "utf-8", len(mark)
            marks = len(mark)
            while head.startswith(mark, marks):
                marks += len(mark)
            return codec, marks
    marks = 0
    while head.startswith(_UTF8_MARK, marks):
        marks += len(_UTF8_MARK)
    if marks:
        return "utf-8", marks
    quarter = min(len(head), _SAMPLE) // 4
    often = tuple(head[i : quarter * 4 : 4].count(0) * 5 > quarter for i in range(4))
    return _NUL_PATTERNS.get((often[0], often[1], often[2], often[3]), "utf-8"), 0


def as_part(path: Path, name: str, spool: Spool, notes: tuple[Note, ...] = ()) -> Part:
    """The text of `path` as a part: the file itself where it is UTF-8, else a UTF-8 copy in the spool.

    A file of the spool that has been copied is removed. `notes` come first in the part's own.
    Raises UnreadableInputError when reading fails or the spool is full.
    """
    found = _find(path, name)
    if found.codec is None:
        return Part(
            name=name,
            path=path,
            start=found.marks,
            size=_size(path, name),
            encoding="utf-8",
            notes=notes + found.notes,
        )
    undecodable = [0]
    copy = spool.write(_transcoded(path, name, found.codec, found.marks, undecodable), name)
    spool.remove(path)
    notes += (*found.notes, Note(NoteCode.TRANSCODED, f"the text was {found.codec} and is read as UTF-8"))
    if undecodable[0]:
        text = f"bytes that mean nothing in {found.codec} became U+FFFD"
        notes += (Note(NoteCode.UNDECODABLE_BYTES, text, undecodable[0]),)
    return Part(name=name, path=copy, size=_size(copy, name), encoding=found.codec, notes=notes)


def _size(path: Path, name: str) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise unreadable(name, error) from error


def _read(path: Path, name: str) -> Iterator[bytes]:
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise unreadable(name, error) from error
    with file:
        yield from windows(file, name)


def _find(path: Path, name: str) -> _Found:
    head = b""
    for chunk in _read(path, name):
        head += chunk
        if _ROOT.search(head) or len(head) >= _LONGEST_PREFACE:
            break
    codec, marks = unicode_form(head)
    if codec != "utf-8":
        width = 4 if "32" in codec else 2
        return _Found(codec, marks, _extra_marks(marks // width - 1))
    if head.startswith(_UTF8_MARK):
        return _Found(None, marks, _extra_marks(marks // len(_UTF8_MARK)))
    if marks:
        return _Found(None, marks, (_mislabelled("a UTF-16 byte order mark"),))
    root = _ROOT.search(head)
    declaration = _DECLARATION.search(head, 0, root.start() if root else len(head))
    if declaration is None:
        return _Found(None, 0)
    return _declared(declaration[1].decode("utf-8", "replace").strip().lower(), path, name)


def _extra_marks(count: int) -> tuple[Note, ...]:
    return (Note(NoteCode.BOM_REMOVED, "byte order marks at the start were passed over", count),) if count > 0 else ()


def _mislabelled(claim: str) -> Note:
    return Note(NoteCode.ENCODING_MISLABELLED, f"it says {claim}, but the bytes are UTF-8")


def _declared(label: str, path: Path, name: str) -> _Found:
    """What a text without marks or NULs is, that declares `label` in ASCII bytes."""
    label = _ALIASES.get(label, label)
    try:
        known = codecs.lookup(label).name if _LABEL.fullmatch(label) else None
    except LookupError:
        known = None
    if known in _ALREADY_UTF8:
        return _Found(None, 0)
    if known is None or known in _PYTHONS_OWN or not _is_text_codec(known):
        text = f'it declares the encoding "{label[:40]}", which does not exist; it is read as UTF-8'
        return _Found(None, 0, (Note(NoteCode.ENCODING_UNKNOWN, text),))
    if not _reads_ascii(known):
        return _Found(None, 0, (_mislabelled(label),))
    codec = _AS_BROWSERS_DO.get(known, label)
    valid, invalid = _balance(path, name)
    if valid > invalid:
        # WordPress makes UTF-8 of all that it puts into CDATA, whatever the charset says (`wxr_cdata`):
        # such exports are UTF-8 with a few stray bytes, which the reader mends.
        return _Found(None, 0, (_mislabelled(label),))
    if not invalid and not known.startswith(_SEVEN_BIT):
        return _Found(None, 0)
    return _Found(codec, 0)


def _is_text_codec(codec: str) -> bool:
    # rot13, base64, zlib and the like are codecs too.
    try:
        b"x".decode(codec, "replace")
    except (LookupError, ValueError):
        return False
    return True


def _reads_ascii(codec: str) -> bool:
    # The declaration was found as ASCII, so UTF-16 and EBCDIC are lies.
    probe = b'<?xml version="1.0" encoding="x"?>\n<rss>'
    return probe.decode(codec, "replace") == probe.decode("ascii")


def _balance(path: Path, name: str) -> tuple[int, int]:
    """How many characters beyond ASCII the text holds if it is UTF-8, and how many faults."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    high = bytes(range(128, 256))
    valid = invalid = 0
    for chunk in _read(path, name):
        if chunk.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(chunk)
        faults = text.count("\ufffd")
        invalid += faults
        valid += len(text) - len(text.encode().translate(None, high)) - faults
    return valid, invalid + len(decoder.decode(b"", True))


def _transcoded(path: Path, name: str, codec: str, skip: int, undecodable: list[int]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)(_HANDLER)
    for chunk in _read(path, name):
        text = decoder.decode(chunk[skip:])
        skip = max(0, skip - len(chunk))
        yield _encoded(text, undecodable)
    yield _encoded(decoder.decode(b"", True), undecodable)


def _encoded(text: str, undecodable: list[int]) -> bytes:
    if faults := text.count(_MARKER):
        undecodable[0] += faults
        text = text.replace(_MARKER, "\ufffd")
    return text.encode("utf-8")

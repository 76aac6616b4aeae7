"""Whatever encoding an export is in, and says it is in, the part holds the same text as UTF-8."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.model.errors import UnreadableInputError
from migrate.wxr.source import Part, Source, open_source
from migrate.wxr.streams import HEAD, WINDOW

BODY = '<rss xmlns:wp="http://wordpress.org/export/1.2/">\n<channel><title>{}</title></channel></rss>\r\n'


def declared(label: str, title: str) -> str:
    return f'<?xml version="1.0" encoding="{label}" ?>\n' + BODY.replace("{}", title)


def text(part: Part) -> str:
    return part.path.read_bytes()[part.start : part.size].decode()


def codes(part: Part) -> list[tuple[str, int]]:
    return [(str(note.code), note.count) for note in part.notes]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[bytes], Part]]:
    sources: list[Source] = []

    def open_bytes(data: bytes) -> Part:
        path = tmp_path / "export.xml"
        path.write_bytes(data)
        sources.append(open_source([path], spool=tmp_path))
        return sources[-1].parts[0]

    yield open_bytes
    for source in sources:
        source.close()


UTF8 = declared("UTF-8", "Küche 厨房 🍳")


class TestUnicodeForms:
    @pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
    @pytest.mark.parametrize("marks", [0, 1, 2])
    def test_with_marks_or_without_the_text_is_that_of_the_original(
        self, codec: str, marks: int, opened: Callable[[bytes], Part]
    ) -> None:
        part = opened(("\ufeff" * marks + UTF8).encode(codec))
        assert text(part) == UTF8
        assert (part.encoding, part.start) == (codec, 0)
        assert codes(part) == [("bom-removed", 1)] * (marks == 2) + [("transcoded", 1)]

    @pytest.mark.parametrize("marks", [1, 2, 3])
    def test_utf_8_marks_are_passed_over_where_the_file_lies(
        self, marks: int, opened: Callable[[bytes], Part], tmp_path: Path
    ) -> None:
        part = opened(codecs.BOM_UTF8 * marks + UTF8.encode())
        assert part.path == tmp_path / "export.xml"
        assert part.start == 3 * marks
        assert part.size == part.path.stat().st_size
        assert text(part) == UTF8
        assert codes(part) == [("bom-removed", marks)]

    def test_a_utf_16_mark_before_utf_8(self, opened: Callable[[bytes], Part]) -> None:
        part = opened(b"\xff\xfe" + UTF8.encode())
        assert text(part) == UTF8
        assert (part.encoding, codes(part)) == ("utf-8", [("encoding-mislabelled", 1)])

    def test_nul_bytes_in_utf_8_are_not_utf_16(self, opened: Callable[[bytes], Part]) -> None:
        part = opened(declared("UTF-8", "a\0b\0c" * 20).encode())
        assert (part.encoding, part.notes) == ("utf-8", ())

    def test_a_cut_off_character_is_counted(self, opened: Callable[[bytes], Part]) -> None:
        part = opened(UTF8.encode("utf-16")[:-1])
        assert text(part) == UTF8[:-1] + "\ufffd"
        assert codes(part)[-1] == ("undecodable-bytes", 1)

    def test_a_replacement_character_of_the_text_itself_is_not_counted(self, opened: Callable[[bytes], Part]) -> None:
        part = opened(declared("UTF-16", "\ufffd").encode("utf-16"))
        assert "\ufffd" in text(part)
        assert codes(part) == [("transcoded", 1)]


class TestDeclarations:
    @pytest.mark.parametrize(
        ("label", "codec", "found", "title"),
        [
            ("ISO-8859-1", "windows-1252", "windows-1252", "Küche – „gut“ €5"),
            ("latin1", "latin-1", "windows-1252", "Café"),
            ("windows-1251", "windows-1251", "windows-1251", "Привет, мир"),
            ("KOI8-R", "koi8-r", "koi8-r", "Привет, мир"),
            ("ISO-8859-2", "iso-8859-2", "iso-8859-2", "Žluťoučký kůň"),
            ("iso-8859-9", "cp1254", "windows-1254", "Işık – ğ"),
            ("Shift_JIS", "cp932", "cp932", "①日本語のブログです"),
            ("x-sjis", "cp932", "cp932", "日本語のブログです"),
            ("EUC-JP", "euc_jp", "euc-jp", "日本語のブログです"),
            ("ISO-2022-JP", "iso2022_jp", "iso-2022-jp", "日本語のブログです"),
            ("GB2312", "gbk", "gb18030", "中文博客朱镕基"),
            ("GBK", "gbk", "gb18030", "中文博客"),
            ("Big5", "big5", "big5hkscs", "中文部落格"),
            ("EUC-KR", "cp949", "cp949", "한국어 블로그 똠"),
            ("TIS-620", "cp874", "cp874", "ภาษาไทย"),
        ],
    )
    def test_a_true_one_is_followed_as_browsers_do(
        self, label: str, codec: str, found: str, title: str, opened: Callable[[bytes], Part]
    ) -> None:
        part = opened(declared(label, title).encode(codec))
        assert text(part) == declared(label, title)
        assert (part.encoding, codes(part)) == (found, [("transcoded", 1)])

    @pytest.mark.parametrize(
        ("label", "code"),
        [
            ("utf8", None),
            ("utf-8", None),
            ("UTF8MB4", None),
            ("us-ascii", None),
            ("", "encoding-unknown"),
            ("unicode", "encoding-unknown"),
            ("rot13", "encoding-unknown"),
            ("base64", "encoding-unknown"),
            ("zlib", "encoding-unknown"),
            ("unicode_escape", "encoding-unknown"),
            ("utf-7", "encoding-unknown"),
            ("../../etc/passwd", "encoding-unknown"),
            ("é", "encoding-unknown"),
            ("UTF-16", "encoding-mislabelled"),
            ("utf-32-be", "encoding-mislabelled"),
            ("cp037", "encoding-mislabelled"),
            ("ISO-8859-1", "encoding-mislabelled"),
            ("windows-1252", "encoding-mislabelled"),
            ("Shift_JIS", "encoding-mislabelled"),
            ("ISO-2022-JP", "encoding-mislabelled"),
        ],
    )
    def test_utf_8_stays_as_it_is_whatever_it_declares(
        self, label: str, code: str | None, opened: Callable[[bytes], Part], tmp_path: Path
    ) -> None:
        data = declared(label, "Küche 厨房 🍳").encode()
        part = opened(data)
        assert (part.path, part.encoding) == (tmp_path / "export.xml", "utf-8")
        assert [note.code for note in part.notes] == ([code] if code else [])

    def test_without_one_it_is_utf_8(self, opened: Callable[[bytes], Part], tmp_path: Path) -> None:
        part = opened(BODY.replace("{}", "Küche").encode())
        assert (part.path, part.notes) == (tmp_path / "export.xml", ())

    def test_one_in_the_content_does_not_count(self, opened: Callable[[bytes], Part], tmp_path: Path) -> None:
        sample = '<![CDATA[<?xml version="1.0" encoding="windows-1251"?>\xe9]]>'
        assert opened(BODY.replace("{}", sample).encode("latin-1")).path == tmp_path / "export.xml"

    def test_one_behind_a_warning_counts(self, opened: Callable[[bytes], Part]) -> None:
        whole = "<br />\n<b>Warning</b>: x on line <b>1</b><br />\n" + declared("ISO-8859-1", "Café")
        assert text(opened(whole.encode("latin-1"))) == whole

    def test_declared_utf_8_with_bad_bytes_is_left_to_the_reader(
        self, opened: Callable[[bytes], Part], tmp_path: Path
    ) -> None:
        part = opened(declared("UTF-8", "Café " * 100).encode("latin-1"))
        assert (part.path, part.notes) == (tmp_path / "export.xml", ())

    def test_plain_ascii_needs_no_copy(self, opened: Callable[[bytes], Part], tmp_path: Path) -> None:
        part = opened(declared("ISO-8859-1", "Kitchen").encode())
        assert (part.path, part.encoding, part.notes) == (tmp_path / "export.xml", "utf-8", ())

    def test_mostly_utf_8_is_utf_8(self, opened: Callable[[bytes], Part], tmp_path: Path) -> None:
        """WordPress makes UTF-8 of what stands in CDATA; titles before 5.7 stayed as they were."""
        data = declared("ISO-8859-1", "X").encode().replace(b"X", b"Caf\xe9 " + "Küche ".encode() * 9)
        part = opened(data)
        assert (part.path, codes(part)) == (tmp_path / "export.xml", [("encoding-mislabelled", 1)])

    def test_bytes_that_mean_nothing_are_replaced_and_counted(self, opened: Callable[[bytes], Part]) -> None:
        part = opened(declared("ISO-8859-1", "X").encode().replace(b"X", b"\x81 caf\xe9 \x8d\x9d"))
        assert "\ufffd café \ufffd\ufffd" in text(part)
        assert codes(part) == [("transcoded", 1), ("undecodable-bytes", 3)]

    @pytest.mark.parametrize("edge", [HEAD, WINDOW, HEAD + WINDOW])
    @pytest.mark.parametrize("shift", [-2, -1, 0, 1])
    @pytest.mark.parametrize("codec", ["shift_jis", "utf-16-le", "utf-8"])
    def test_characters_that_straddle_windows(
        self, codec: str, edge: int, shift: int, opened: Callable[[bytes], Part]
    ) -> None:
        start = declared("shift_jis", "日本語" * 30).encode(codec)
        filler = ("x" * ((edge + shift - len(start)) // len("x".encode(codec)))).encode(codec)
        whole = start + filler + "日本語".encode(codec) * 50
        part = opened(whole)
        assert text(part) == whole.decode(codec)
        assert "undecodable-bytes" not in [note.code for note in part.notes]


SCRIPTS = {
    "utf-8": ("", st.text(st.characters(exclude_categories=["Cs"]))),
    "utf-16": ("", st.text(st.characters(exclude_categories=["Cs"]))),
    "utf-32": ("", st.text(st.characters(exclude_categories=["Cs"]))),
    "windows-1252": ("é à ", st.text(st.characters(codec="cp1252"))),
    "windows-1251": ("Привет ", st.text(st.characters(codec="cp1251"))),
    "iso-8859-15": ("é à ", st.text(st.characters(codec="iso-8859-15"))),
    "gb18030": ("中文博客", st.text(st.characters(codec="gb18030"))),
    "cp932": ("日本語のブログ", st.text(st.characters(codec="cp932", exclude_characters="¢£¬‖−〜"))),
    "euc-kr": ("한국어 블로그", st.text(st.characters(codec="cp949"))),
}
"""Encoding → text that shows it is not UTF-8 (short texts could be either), and what it can write."""


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_text_survives_any_encoding(data: st.DataObject) -> None:
    label, (witness, any_text) = data.draw(st.sampled_from(sorted(SCRIPTS.items())))
    whole = declared(label, witness * 20 + data.draw(any_text))
    written = whole.encode("cp949" if label == "euc-kr" else label)
    # A few characters of these codecs share their bytes, so what counts is what the bytes mean.
    meant = written.decode("cp949" if label == "euc-kr" else label)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.xml")
        path.write_bytes(written)
        with open_source([path], spool=Path(folder)) as source:
            assert text(source.parts[0]) == meant
            assert "undecodable-bytes" not in [note.code for note in source.parts[0].notes]


@settings(max_examples=100, deadline=None)
@given(st.binary(), st.sampled_from(["", '<?xml version="1.0" encoding="big5"?><rss >', "\ufeff<rss >"]))
def test_no_bytes_are_a_traceback(rubbish: bytes, start: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.xml")
        path.write_bytes(start.encode("utf-16-le" if start[:1] == "\ufeff" else "utf-8") + rubbish)
        try:
            with open_source([path], spool=Path(folder)) as source:
                part = source.parts[0]
                read = part.path.read_bytes()
        except UnreadableInputError:
            return
        assert len(read) == part.size
        assert part.path == path or read.decode()

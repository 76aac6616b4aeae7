"""What lies inside archives: order, what is left alone, nesting, damage, locks, bombs, hostile names."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrate.model.errors import UnreadableInputError
from migrate.wxr.source import Source, open_source


def export(title: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0"><channel><item><wp:post_id>1'
        f"</wp:post_id><title>{title}</title></item></channel></rss>\n"
    ).encode()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[bytes], Source]]:
    sources: list[Source] = []

    def open_bytes(data: bytes) -> Source:
        path = tmp_path / "given"
        path.write_bytes(data)
        sources.append(open_source([path], spool=tmp_path))
        return sources[-1]

    yield open_bytes
    for source in sources:
        source.close()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def texts(source: Source) -> list[bytes]:
    return [part.path.read_bytes() for part in source.parts]


def names(source: Source) -> list[str]:
    return [part.name.split("/given")[1] for part in source.parts]


PARTS = {
    "site.10.xml": export("ten"),
    "site.2.xml": export("two"),
    "__MACOSX/._site.2.xml": export("shadow"),
    ".hidden.xml": export("hidden"),
    "a/.git/site.xml": export("hidden"),
    "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(5000),
    "notes.txt": b"not an export",
    "drawing.svg": b'<?xml version="1.0"?><svg/>',
}


@pytest.mark.parametrize(
    "data",
    [
        zipped(PARTS),
        zipped(PARTS, zipfile.ZIP_STORED),
        zipped(PARTS, zipfile.ZIP_BZIP2),
        zipped(PARTS, zipfile.ZIP_LZMA),
        tarred(PARTS),
        tarred(PARTS, tarfile.GNU_FORMAT),
        tarred(PARTS, tarfile.USTAR_FORMAT),
        gzip.compress(tarred(PARTS)),
        bz2.compress(tarred(PARTS)),
        lzma.compress(tarred(PARTS)),
        gzip.compress(zipped(PARTS)),
    ],
)
def test_parts_come_in_natural_order_without_what_is_no_export(data: bytes, opened: Callable[[bytes], Source]) -> None:
    source = opened(data)
    assert names(source) == ["!site.2.xml", "!site.10.xml"]
    assert texts(source) == [export("two"), export("ten")]
    assert all(part.notes == () for part in source.parts)


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.xml.gz": gzip.compress(export("x"))}),
        zipped({"inner.zip": zipped({"a.xml": export("x")})}),
        zipped({"inner.tar.gz": gzip.compress(tarred({"a.xml": export("x")}))}),
        tarred({"inner.zip": zipped({"a.xml": export("x")})}),
        gzip.compress(gzip.compress(export("x"))),
    ],
)
def test_archives_in_archives(data: bytes, opened: Callable[[bytes], Source], tmp_path: Path) -> None:
    source = opened(data)
    assert texts(source) == [export("x")]
    (spool,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert list(spool.iterdir()) == [source.parts[0].path]


def test_too_many_layers(opened: Callable[[bytes], Source]) -> None:
    data = export("x")
    for _ in range(8):
        data = gzip.compress(data)
    with pytest.raises(UnreadableInputError, match="packed too many times"):
        opened(data)


def test_office_documents_in_a_media_archive_are_no_parts(opened: Callable[[bytes], Source]) -> None:
    document = zipped({"word/document.xml": b'<?xml version="1.0"?><w:document/>'})
    source = opened(zipped({"uploads/a.docx": document, "site.xml": export("x")}))
    assert names(source) == ["!site.xml"]


@pytest.mark.parametrize("name", ["../../../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "a\x1b[2J.xml"])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_of_members_are_only_shown(
    pack: Callable[[dict[str, bytes]], bytes], name: str, opened: Callable[[bytes], Source], tmp_path: Path
) -> None:
    source = opened(pack({name: export("x")}))
    (part,) = source.parts
    assert part.path.parent.parent == tmp_path
    assert part.path.read_bytes() == export("x")
    assert part.name.isprintable()
    assert part.name.endswith("." + "xml")


def test_a_name_of_ten_thousand_digits(opened: Callable[[bytes], Source]) -> None:
    long = "9" * 10_000 + ".xml"
    assert texts(opened(zipped({long: export("last"), "10.xml": export("first")}))) == [
        export("first"),
        export("last"),
    ]


def test_links_and_devices_in_a_tar_are_passed_over(opened: Callable[[bytes], Source], tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_bytes(export("secret"))
    file = io.BytesIO(tarred({"a.xml": export("x")}))
    with tarfile.open(fileobj=file, mode="a") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("b.xml")
            info.type = kind
            info.linkname = str(tmp_path / "secret.xml")
            archive.addfile(info)
    assert texts(opened(file.getvalue())) == [export("x")]


def test_a_link_in_a_zip_is_not_followed(opened: Callable[[bytes], Source], tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_bytes(export("secret"))
    file = io.BytesIO(zipped({"a.xml": export("x")}))
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("b.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(tmp_path / "secret.xml"))
    source = opened(file.getvalue())
    assert texts(source) == [export("x")]
    assert [left.name.split("!")[1] for left in source.ignored] == ["b.xml"]


def locked(data: bytes) -> bytes:
    """The zip with the flag of a locked member set, as locking tools set it."""
    damaged = bytearray(data)
    struct.pack_into("<H", damaged, data.index(b"PK\x03\x04") + 6, 1)
    struct.pack_into("<H", damaged, data.index(b"PK\x01\x02") + 8, 1)
    return bytes(damaged)


def with_method(data: bytes, method: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into("<H", changed, data.index(b"PK\x03\x04") + 8, method)
    struct.pack_into("<H", changed, data.index(b"PK\x01\x02") + 10, method)
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "message", "name"),
    [
        (locked(zipped({"a.xml": export("x")})), "locked with a password", "given!a.xml"),
        (
            locked(zipped({"a.xml": export("x"), "b.xml": export("y")})),
            "locked with a password",
            "given!a.xml",
        ),
        (with_method(zipped({"a.xml": export("x")}), 9), "compressed in a way", "given!a.xml"),
        (zipped({"a.xml": export("x")})[:-30], "zip archive is damaged", "given"),
        (tarred({"a.xml": export("x")})[:300], "tar archive is damaged", "given"),
        (b"\x1f\x8b\x08 cut off", "compressed data are damaged, before", "given"),
        (gzip.compress(export("x"), mtime=0)[:12], "stop before their end, before", "given"),
        (gzip.compress(b"notes", mtime=0) + b"more", "text in which no export begins", "given"),
        (zipped({}), "no files in it", "given"),
        (zipped({"a.txt": b"a", "b.txt": b"b"}), "no WordPress export among the 2 files", "given"),
        (zipped({"a.txt": b"a"}), "no WordPress export in it", "given"),
        (zipped({"a.xml": b"", "b.jpg": b"b"}), "it is empty", "given!a.xml"),
        (tarred({"a.xml": b"<html><body>Log in</body></html>"}), "login or error page", "given!a.xml"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_sentence(
    data: bytes, message: str, name: str, opened: Callable[[bytes], Source]
) -> None:
    with pytest.raises(UnreadableInputError, match=message) as raised:
        opened(data)
    assert str(raised.value.file).endswith(name)
    assert raised.value.hint


def test_a_locked_photo_does_not_stop_a_migration(opened: Callable[[bytes], Source]) -> None:
    source = opened(locked(zipped({"a.jpg": b"\xff\xd8\xff", "b.xml": export("x")})))
    assert texts(source) == [export("x")]
    assert [left.reason for left in source.ignored] == ["it is locked with a password"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_with_a_wrong_checksum_is_read_whole_and_noted(method: int, opened: Callable[[bytes], Source]) -> None:
    data = bytearray(zipped({"a.xml": export("x")}, method))
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    (part,) = opened(bytes(data)).parts
    assert part.path.read_bytes() == export("x")
    assert [note.code for note in part.notes] == ["damaged-compression"]


def test_of_a_damaged_member_all_before_the_damage_is_read(opened: Callable[[bytes], Source]) -> None:
    whole = export(os.urandom(400_000).hex())
    data = bytearray(zipped({"a.xml": whole}))
    # A run of ones soon breaks the code, wherever it falls.
    data[300_000:300_100] = b"\xff" * 100
    (part,) = opened(bytes(data)).parts
    assert [note.code for note in part.notes] == ["damaged-compression"]
    assert part.path.read_bytes()[:500_000] == whole[:500_000]


def test_a_damaged_lzma_member(opened: Callable[[bytes], Source]) -> None:
    data = bytearray(zipped({"a.xml": export("x" * 20_000 + os.urandom(20_000).hex())}, zipfile.ZIP_LZMA))
    data[10_000:10_100] = b"\xff" * 100
    (part,) = opened(bytes(data)).parts
    assert [note.code for note in part.notes] == ["damaged-compression"]


def test_a_tar_that_is_cut_off(opened: Callable[[bytes], Source]) -> None:
    whole = tarred({"a.xml": export("one"), "b.xml": export("x" * 100_000), "c.jpg": b"c" * 9000})
    source = opened(whole[:60_000])
    assert names(source) == ["!a.xml", "!b.xml"]
    assert [[note.code for note in part.notes] for part in source.parts] == [[], ["truncated-compression"]]
    assert export("x" * 100_000).startswith(source.parts[1].path.read_bytes())
    assert source.parts[1].size > 40_000


@pytest.mark.parametrize("cut", [100, 2000])
def test_a_compressed_tar_that_is_cut_off(cut: int, opened: Callable[[bytes], Source]) -> None:
    members = {"a.xml": export("one"), "b.jpg": os.urandom(3000)}
    (part,) = opened(gzip.compress(tarred(members))[:-cut]).parts
    assert part.path.read_bytes() == export("one")
    assert "truncated-compression" in [note.code for note in part.notes]


class TestBombs:
    """Each unpacks to far more than its size; none may fill the disk."""

    def refused(self, data: bytes, opened: Callable[[bytes], Source]) -> None:
        with pytest.raises(UnreadableInputError, match="200 times its size") as raised:
            opened(data)
        assert raised.value.hint

    @pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
    def test_compressed(self, pack: Callable[[bytes], bytes], opened: Callable[[bytes], Source]) -> None:
        self.refused(pack(export("x") + b" " * (80 << 20)), opened)

    def test_a_zip_that_says_so(self, opened: Callable[[bytes], Source]) -> None:
        self.refused(zipped({"a.xml": export("x") + b" " * (80 << 20)}), opened)

    def test_a_zip_of_many(self, opened: Callable[[bytes], Source]) -> None:
        member = export("x") + b" " * (30 << 20)
        self.refused(zipped({f"{number}.xml": member for number in range(3)}), opened)

    def test_in_layers(self, opened: Callable[[bytes], Source]) -> None:
        self.refused(gzip.compress(gzip.compress(export("x") + b" " * (80 << 20))), opened)

    def test_a_zip_that_lies(self, opened: Callable[[bytes], Source]) -> None:
        data = bytearray(zipped({"a.xml": export("x") + b" " * (80 << 20)}))
        struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 1000)
        self.refused(bytes(data), opened)

    def test_a_zip_of_bzip2(self, opened: Callable[[bytes], Source]) -> None:
        data = bytearray(zipped({"a.xml": export("x") + b" " * (80 << 20)}, zipfile.ZIP_BZIP2))
        struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 1000)
        self.refused(bytes(data), opened)

    def test_a_sparse_tar(self, opened: Callable[[bytes], Source]) -> None:
        header = bytearray(tarred({"a.xml": export("x").ljust(512)}, tarfile.GNU_FORMAT)[:1024])
        header[156:157] = tarfile.GNUTYPE_SPARSE
        header[386:398], header[398:410] = b"00000000000\0", b"00000001000\0"
        header[410:434] = bytes(24)
        header[483:495] = b"77777777777\0"
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header[:512])
        self.refused(bytes(header) + bytes(1024), opened)

    def test_an_honest_export_of_any_ratio_below(self, opened: Callable[[bytes], Source]) -> None:
        text = export("x") + b" " * (8 << 20)
        assert opened(gzip.compress(text)).parts[0].size == len(text)


def test_memory_is_flat(tmp_path: Path) -> None:
    """Peak memory over 24 MB and over 96 MB of text, gzipped, in a zip, declared as Latin-1."""
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc")
    peaks = []
    line = os.urandom(3000).hex().encode() + b"\xe9\n"
    for lines in (4000, 16000):
        text = b'<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel><wp:x/>' + line * lines
        path = tmp_path / f"{lines}.zip"
        path.write_bytes(zipped({"a.xml.gz": gzip.compress(text, 1)}, zipfile.ZIP_STORED))
        program = (
            "import sys; from migrate.wxr.source import open_source; "
            "source = open_source([sys.argv[1]]); assert source.parts[0].encoding == 'windows-1252'; "
            "source.close(); print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, path],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] * 1.15, peaks

"""Opening an export: files, folders, several inputs, standard input; what is refused, and in which words."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrate.model.errors import UnreadableInputError
from migrate.wxr.source import Part, Source, looks_like_export, open_source

EXPORT = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">\n'
    "<channel><title>Küche</title>\n<item><title>{}</title><wp:post_id>1</wp:post_id></item>\n</channel></rss>\n"
)
FEED = '<?xml version="1.0"?>\n<rss version="2.0"><channel><item><title>News</title></item></channel></rss>\n'


def export(title: str = "One") -> bytes:
    return EXPORT.replace("{}", title).encode()


def text(part: Part) -> bytes:
    descriptor = os.open(part.path, os.O_RDONLY)
    try:
        return os.pread(descriptor, part.size - part.start, part.start)
    finally:
        os.close(descriptor)


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(spool: Path) -> Iterator[Callable[..., Source]]:
    sources: list[Source] = []

    def open_one(*inputs: str | Path, stdin: io.BytesIO | None = None) -> Source:
        sources.append(open_source(inputs, stdin=stdin, spool=spool))
        return sources[-1]

    yield open_one
    for source in sources:
        source.close()
    assert list(spool.iterdir()) == []


@pytest.fixture
def as_nobody() -> Iterator[None]:
    """Root may read everything, so a test of permissions gives that up for a while."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


class TestFiles:
    def test_a_plain_file_is_read_where_it_is(self, tmp_path: Path, opened: Callable[..., Source]) -> None:
        path = tmp_path / "export.xml"
        path.write_bytes(export())
        (part,) = opened(path).parts
        assert (part.path, part.start, part.size) == (path, 0, len(export()))
        assert (part.name, part.encoding, part.notes) == (str(path), "utf-8", ())

    def test_a_relative_path_survives_a_change_of_folder(
        self, tmp_path: Path, opened: Callable[..., Source], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "export.xml").write_bytes(export())
        monkeypatch.chdir(tmp_path)
        (part,) = opened("export.xml").parts
        monkeypatch.chdir("/")
        assert part.name == "export.xml"
        assert text(part) == export()

    def test_nothing_is_spooled_for_a_plain_file(self, tmp_path: Path, spool: Path) -> None:
        path = tmp_path / "export.xml"
        path.write_bytes(export())
        with open_source([path], spool=spool):
            assert list(spool.iterdir()) == []

    def test_several_files_are_one_export_in_the_order_given(
        self, tmp_path: Path, opened: Callable[..., Source]
    ) -> None:
        for name in ("a", "b"):
            (tmp_path / f"{name}.xml").write_bytes(export(name))
        parts = opened(tmp_path / "b.xml", tmp_path / "a.xml").parts
        assert [text(part) for part in parts] == [export("b"), export("a")]

    def test_a_name_does_not_decide(self, tmp_path: Path, opened: Callable[..., Source]) -> None:
        (tmp_path / "export.zip").write_bytes(export())
        (tmp_path / "export.xml").write_bytes(gzip.compress(export()))
        assert [text(part) for part in opened(tmp_path / "export.zip", tmp_path / "export.xml").parts] == [
            export(),
            export(),
        ]

    @pytest.mark.parametrize(
        "before",
        [
            b"\n\n  \n",
            b"\xef\xbb\xbf\n\xef\xbb\xbf",
            b"<br />\n<b>Warning</b>: Undefined variable $x in <b>/srv/a.php</b> on line <b>3</b><br />\n",
            b"PHP Deprecated: something in /srv/a.php on line 3\n" * 4000,
            b"[22-Nov-2024 10:00:00 UTC] PHP Notice: something\n",
        ],
    )
    def test_text_before_the_export_is_no_obstacle(
        self, before: bytes, tmp_path: Path, opened: Callable[..., Source]
    ) -> None:
        path = tmp_path / "export.xml"
        path.write_bytes(before + export())
        (part,) = opened(path).parts
        assert text(part).endswith(export())

    @pytest.mark.parametrize("data", [FEED.encode(), b'<?xml version="1.0"?>\n<feed><entry/></feed>'])
    def test_other_xml_that_the_user_names_is_for_the_reader_to_judge(
        self, data: bytes, tmp_path: Path, opened: Callable[..., Source]
    ) -> None:
        path = tmp_path / "feed.xml"
        path.write_bytes(data)
        assert text(opened(path).parts[0]) == data

    def test_a_name_that_is_not_printable_is_made_so(self, tmp_path: Path, opened: Callable[..., Source]) -> None:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\x1b[31m.xml"))
        path.write_bytes(export())
        (part,) = opened(path).parts
        assert part.name == f"{tmp_path}/caf\ufffd\ufffd[31m.xml"
        assert text(part) == export()


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "it is empty"),
            (b" \n\t\r\n\xef\xbb\xbf ", "nothing in it but white space"),
            (b"\0" * 5000, "nothing in it but white space"),
            (b"<!DOCTYPE html>\n<html><head><title>Log In</title></head></html>", "login or error page"),
            (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">\n<html></html>', "login or error page"),
            (b"<p>Fatal error</p><body class='x'>", "login or error page"),
            (b'{"code":"rest_forbidden","message":"<rss >"}', "looks like JSON"),
            (b"[]", "looks like JSON"),
            (b"-- MySQL dump 10.13\nINSERT INTO `wp_options` VALUES ('<rss >');", "SQL dump"),
            (b"CREATE TABLE `wp_posts` (ID int);\n", "SQL dump"),
            (b"<?php\necho '<rss version=\"2.0\">';", "PHP source code"),
            (b"just some notes about <b>exports</b>", "text in which no export begins"),
            (bytes(range(256)) * 40, "binary data"),
            (b"%PDF-1.7\n", "a PDF document"),
            (b"SQLite format 3\0" + bytes(100), "an SQLite database"),
            (b"Rar!\x1a\x07\x01\0", "a RAR archive"),
            (b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive"),
            (b"\x28\xb5\x2f\xfd\0\0", "compressed by zstd"),
            (b"text\n" * 300_000 + export(), "text in which no export begins"),
        ],
    )
    @pytest.mark.parametrize("way", ["file", "gzip", "stdin"])
    def test_what_is_no_export_is_named(self, way: str, data: bytes, message: str, tmp_path: Path, spool: Path) -> None:
        path = tmp_path / "export.xml"
        path.write_bytes(gzip.compress(data) if way == "gzip" else data)
        given = "-" if way == "stdin" else path
        with pytest.raises(UnreadableInputError, match=message) as raised:
            open_source([given], stdin=io.BytesIO(data), spool=spool)
        assert raised.value.file == ("<stdin>" if way == "stdin" else str(path))
        assert raised.value.hint
        assert list(spool.iterdir()) == []

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableInputError, match="no such file") as raised:
            open_source([tmp_path / "nowhere.xml"])
        assert raised.value.file == str(tmp_path / "nowhere.xml")

    @pytest.mark.parametrize("name", ["a\0b.xml", "x" * 300 + ".xml"])
    def test_an_impossible_name(self, name: str) -> None:
        with pytest.raises(UnreadableInputError):
            open_source([name])

    def test_no_permission(self, tmp_path: Path, as_nobody: None) -> None:
        path = tmp_path / "export.xml"
        if os.getuid():
            path.write_bytes(export())
            path.chmod(0)
        with pytest.raises(UnreadableInputError, match="permission") as raised:
            open_source([path])
        assert raised.value.hint

    def test_a_device(self) -> None:
        with pytest.raises(UnreadableInputError, match="a device"):
            open_source(["/dev/zero"])

    def test_no_input_at_all(self) -> None:
        with pytest.raises(UnreadableInputError, match="no export was given"):
            open_source([])

    def test_a_bad_input_among_good_ones_leaves_no_spool(self, tmp_path: Path, spool: Path) -> None:
        (tmp_path / "a.xml.gz").write_bytes(gzip.compress(export()))
        (tmp_path / "b.xml").write_bytes(b"")
        with pytest.raises(UnreadableInputError, match="empty"):
            open_source([tmp_path / "a.xml.gz", tmp_path / "b.xml"], spool=spool)
        assert list(spool.iterdir()) == []


class TestStandardInput:
    @pytest.mark.parametrize(
        "given",
        [
            export(),
            gzip.compress(export()),
            zipped({"a.xml": export()}),
            export().decode().encode("utf-16"),
        ],
    )
    def test_any_form_is_spooled(self, given: bytes, opened: Callable[..., Source], spool: Path) -> None:
        source = opened("-", stdin=io.BytesIO(given))
        assert text(source.parts[0]).decode() == export().decode()
        assert source.fingerprint() == hashlib.sha256(given).hexdigest()
        (private,) = spool.iterdir()
        assert private.name.startswith("wxr-migrate-")
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        files = list(private.iterdir())
        assert files == [source.parts[0].path]
        assert stat.S_IMODE(files[0].stat().st_mode) == 0o600

    def test_its_name(self, opened: Callable[..., Source]) -> None:
        assert opened("-", stdin=io.BytesIO(export())).parts[0].name == "<stdin>"
        assert opened("-", stdin=io.BytesIO(zipped({"a.xml": export()}))).parts[0].name == "<stdin>!a.xml"

    def test_a_named_pipe(self, tmp_path: Path, opened: Callable[..., Source]) -> None:
        path = tmp_path / "pipe"
        os.mkfifo(path)
        writer = threading.Thread(target=path.write_bytes, args=[export()])
        writer.start()
        assert text(opened(path).parts[0]) == export()
        writer.join()

    def test_only_once_and_not_closed(self) -> None:
        with pytest.raises(UnreadableInputError, match="only once"):
            open_source(["-", "-"], stdin=io.BytesIO(export()))
        closed = io.BytesIO()
        closed.close()
        with pytest.raises(UnreadableInputError, match="closed"):
            open_source(["-"], stdin=closed)

    def test_rubbish_without_end_is_refused_at_once(self, spool: Path) -> None:
        with Path("/dev/zero").open("rb") as zeros, pytest.raises(UnreadableInputError):
            open_source(["-"], stdin=zeros, spool=spool)


class TestFingerprint:
    def test_of_one_file_it_is_that_of_its_bytes(self, tmp_path: Path, opened: Callable[..., Source]) -> None:
        data = gzip.compress(export(), mtime=0)
        (tmp_path / "a.gz").write_bytes(data)
        source = opened(tmp_path / "a.gz")
        assert source.fingerprint() == hashlib.sha256(data).hexdigest()
        (tmp_path / "a.gz").unlink()
        assert source.fingerprint() == hashlib.sha256(data).hexdigest()

    def test_of_several_it_depends_on_content_and_order_alone(
        self, tmp_path: Path, opened: Callable[..., Source]
    ) -> None:
        (tmp_path / "x").mkdir()
        for name in ("a", "b"):
            (tmp_path / "x" / f"{name}.xml").write_bytes(export(name))
        whole = opened(tmp_path / "x").fingerprint()
        a, b = tmp_path / "x" / "a.xml", tmp_path / "x" / "b.xml"
        assert opened(a, b).fingerprint() == whole
        assert opened(b, a).fingerprint() != whole
        (tmp_path / "x" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
        assert opened(tmp_path / "x").fingerprint() == whole

    def test_a_file_that_has_gone(self, tmp_path: Path, opened: Callable[..., Source]) -> None:
        (tmp_path / "a.xml").write_bytes(export())
        source = opened(tmp_path / "a.xml")
        (tmp_path / "a.xml").unlink()
        with pytest.raises(UnreadableInputError, match="no such file"):
            source.fingerprint()


class TestLooksLikeExport:
    def test_exports_in_every_wrapping(self, tmp_path: Path) -> None:
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w") as archive:
            info = tarfile.TarInfo("a/part1.xml")
            info.size = len(export())
            archive.addfile(info, io.BytesIO(export()))
        for number, data in enumerate(
            [
                export(),
                FEED.encode(),
                export().decode().encode("utf-16"),
                gzip.compress(export()),
                zipped({"photo.jpg": b"\xff\xd8\xff", "a.xml": export()}),
                zipped({"a.xml.gz": gzip.compress(export())}),
                tar.getvalue(),
                gzip.compress(tar.getvalue()),
            ]
        ):
            path = tmp_path / str(number)
            path.write_bytes(data)
            assert looks_like_export(path), number

    def test_nothing_else_and_never_an_error(self, tmp_path: Path) -> None:
        for number, data in enumerate(
            [
                b"",
                b"# notes on <rss > and <item > and <wp:post_id>",
                b'<?xml version="1.0"?><urlset/>',
                b"SQLite format 3\0",
                b"PK\x03\x04 cut off",
                b"\x1f\x8b\x08 cut off",
                gzip.compress(bytes(1000)),
                zipped({"a.txt": b"a"}),
            ]
        ):
            path = tmp_path / str(number)
            path.write_bytes(data)
            assert not looks_like_export(path), number
        assert not looks_like_export(tmp_path)
        assert not looks_like_export(tmp_path / "nowhere")
        assert not looks_like_export(Path("a\0b"))
        assert not looks_like_export(Path("/dev/zero"))

    def test_without_permission(self, tmp_path: Path, as_nobody: None) -> None:
        path = tmp_path / "export.xml"
        if os.getuid():
            path.write_bytes(export())
            path.chmod(0)
        assert not looks_like_export(path)


def test_the_corpus_opens_where_it_lies(corpus: Path, opened: Callable[..., Source]) -> None:
    source = opened(corpus)
    assert [part.path for part in source.parts] == sorted(corpus.glob("*.xml"), key=lambda path: path.name)
    assert {part.encoding for part in source.parts} == {"utf-8"}

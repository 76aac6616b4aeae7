"""Files from a folder, a zip or a tar: matched by their path below the uploads, and safe from what archives hold."""

from __future__ import annotations

import io
import os
import tarfile
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from media.fetching import JPEG, PAGE, PNG, content, limits, reasons, table, wanted_file
from migrate.media import archives
from migrate.media.cache import MediaCache
from migrate.media.copying import copy_media
from migrate.media.wanted import MediaWanted, WantedFiles
from migrate.model.errors import UnreadableInputError


def upload(path: str, **more: object) -> MediaWanted:
    whole = f"wp-content/uploads/{path}"
    return wanted_file("https://blog.example/" + whole, path, path=whole, **{"upload": path, **more})


def copy(tmp_path: Path, source: Path, *files: MediaWanted, **more: int) -> WantedFiles:
    wanted = table(*files)
    with MediaCache(tmp_path / "cache") as cache:
        copy_media(wanted, source, cache, limits(**more), lambda done, total: None)
    assert wanted.count("open") == 0
    return wanted


def make_zip(path: Path, members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def make_tar(path: Path, members: Mapping[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def make_folder(path: Path, members: Mapping[str, bytes]) -> Path:
    for name, data in members.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


MAKERS = {
    "folder": lambda path, members: make_folder(path / "source", members),
    "zip": lambda path, members: make_zip(path / "source.zip", members),
    "lzma": lambda path, members: make_zip(path / "source.zip", members, zipfile.ZIP_LZMA),
    "tar": lambda path, members: make_tar(path / "source.tar", members, "w"),
    "tar.gz": lambda path, members: make_tar(path / "source.tgz", members),
    "tar.xz": lambda path, members: make_tar(path / "source", members, "w:xz"),
}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("prefix", ["", "uploads/", "wp-content/uploads/", "old-site/wp-content/uploads/"])
def test_files_are_found_wherever_the_uploads_lie(tmp_path: Path, kind: str, prefix: str) -> None:
    source = MAKERS[kind](tmp_path, {f"{prefix}2021/09/boat.jpg": JPEG, f"{prefix}2021/09/boat-1.png": PNG})
    files = [upload("2021/09/boat.jpg"), upload("2021/09/boat-1.png"), upload("2021/09/none.jpg")]
    wanted = copy(tmp_path, source, *files)
    assert (content(wanted, "2021/09/boat.jpg"), content(wanted, "2021/09/boat-1.png")) == (JPEG, PNG)
    assert reasons(wanted) == {"2021/09/none.jpg": "not-there"}


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_no_upload_is_found_below_the_home(tmp_path: Path, kind: str) -> None:
    source = MAKERS[kind](tmp_path, {"public/images/logo.png": PNG, "public/wp-content/uploads/a.jpg": JPEG})
    logo = wanted_file("https://blog.example/images/logo.png", "k", path="images/logo.png", upload="")
    assert content(copy(tmp_path, source, logo), "k") == PNG


@pytest.mark.parametrize("kind", MAKERS)
def test_macos_writes_names_in_another_form(tmp_path: Path, kind: str) -> None:
    name = "2021/09/café.jpg"
    source = MAKERS[kind](tmp_path, {unicodedata.normalize("NFD", name): JPEG})
    assert content(copy(tmp_path, source, upload(name)), name) == JPEG


@pytest.mark.parametrize("kind", MAKERS)
def test_bytes_are_held_against_the_name_here_too(tmp_path: Path, kind: str) -> None:
    source = MAKERS[kind](tmp_path, {"2021/09/a.jpg": PAGE, "2021/09/b.jpg": b"", "2021/09/c.jpg": JPEG * 9})
    files = [upload(f"2021/09/{name}.jpg") for name in "abc"]
    wanted = copy(tmp_path, source, *files, file_bytes=len(JPEG))
    assert list(reasons(wanted).values()) == ["web-page", "empty", "too-large"]


def test_a_folder_is_read_where_it_is_and_links_do_not_lead_out(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "source", {"2021/09/a.jpg": JPEG})
    secret = make_folder(tmp_path / "secret", {"b.jpg": JPEG})
    (source / "2021/09/b.jpg").symlink_to(secret / "b.jpg")
    (source / "2022").symlink_to(secret)
    (source / "2021/09/c.jpg").symlink_to("a.jpg")
    (source / "2021/09/d.jpg").symlink_to("d.jpg")
    files = [
        upload("2021/09/a.jpg"),
        upload("2021/09/b.jpg"),
        upload("2022/b.jpg"),
        upload("2021/09/c.jpg"),
        upload("2021/09/d.jpg"),
    ]
    if hasattr(os, "mkfifo"):
        os.mkfifo(source / "2021/09/pipe.mp3")
        files.append(upload("2021/09/pipe.mp3"))
    (source / "2021/09/folder.jpg").mkdir()
    files.append(upload("2021/09/folder.jpg"))
    wanted = copy(tmp_path, source, *files)
    assert content(wanted, "2021/09/c.jpg") == JPEG
    cached = wanted.cached("2021/09/a.jpg")
    assert cached is not None and cached.file == source.resolve() / "2021/09/a.jpg"
    found = reasons(wanted)
    assert (found.pop("2021/09/b.jpg"), found.pop("2022/b.jpg")) == ("leads-outside", "leads-outside")
    assert set(found.values()) <= {"not-there", "unreadable"}
    assert len(found) == len(files) - 4


@pytest.mark.parametrize("path", ["../secret/b.jpg", "/etc/passwd", "a/../../secret/b.jpg", "a\x00.jpg", "..\\b.jpg"])
def test_a_name_of_the_export_does_not_lead_out(tmp_path: Path, path: str) -> None:
    source = make_folder(tmp_path / "source", {"a/x.jpg": JPEG})
    make_folder(tmp_path / "secret", {"b.jpg": JPEG})
    file = wanted_file("https://blog.example/x", "k", path=path, upload="")
    assert reasons(copy(tmp_path, source, file)) == {"k": "not-there"}


def test_a_folder_gives_the_original_where_the_edited_copy_is_gone(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "source", {"2021/09/boat.jpg": JPEG})
    file = upload("2021/09/boat-scaled.jpg", alternatives=("https://blog.example/wp-content/uploads/2021/09/boat.jpg",))
    assert content(copy(tmp_path, source, file), file.key) == JPEG


def test_links_in_a_tar_are_not_followed(tmp_path: Path) -> None:
    secret = make_folder(tmp_path / "secret", {"b.jpg": JPEG})
    path = tmp_path / "source.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in (
            ("2021/09/a.jpg", tarfile.SYMTYPE),
            ("2021/09/b.jpg", tarfile.LNKTYPE),
            ("2021/09/c.jpg", tarfile.CHRTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, str(secret / "b.jpg")
            archive.addfile(info)
    wanted = copy(tmp_path, path, *(upload(f"2021/09/{name}.jpg") for name in "abc"))
    assert list(reasons(wanted).values()) == ["not-there"] * 3


def test_links_in_a_zip_are_not_followed(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("2021/09/a.txt")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "source.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert reasons(copy(tmp_path, tmp_path / "source.zip", upload("2021/09/a.txt"))) == {"2021/09/a.txt": "not-there"}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_members_that_lead_out_write_nothing(tmp_path: Path, kind: str) -> None:
    names = ["../../evil.jpg", "/evil.jpg", "uploads/../../2021/09/evil.jpg", "..\\evil.jpg", "C:/2021/09/evil.jpg"]
    source = MAKERS[kind](tmp_path, dict.fromkeys(names, JPEG) | {"2021/09/a.jpg": JPEG})
    wanted = copy(tmp_path, source, upload("2021/09/a.jpg"), upload("2021/09/evil.jpg"), upload("evil.jpg"))
    assert reasons(wanted) == {"2021/09/evil.jpg": "not-there", "evil.jpg": "not-there"}
    assert not list(tmp_path.rglob("evil*"))


def test_a_bomb_in_a_zip_is_left(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "source.zip", {"2021/09/a.mp4": b"\0" * 5_000_000, "2021/09/b.jpg": JPEG})
    data = bytearray(source.read_bytes())
    wanted = copy(tmp_path, source, upload("2021/09/a.mp4"), upload("2021/09/b.jpg"), file_bytes=1_000_000)
    assert reasons(wanted) == {"2021/09/a.mp4": "too-large"}
    # The same, where the directory says that it is small.
    data = data.replace((5_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    source.write_bytes(data)
    os.utime(source, ns=(1, 1))
    wanted = copy(tmp_path, source, upload("2021/09/a.mp4"), upload("2021/09/b.jpg"), file_bytes=1_000_000)
    assert reasons(wanted) == {"2021/09/a.mp4": "unreadable"}


def test_an_archive_unpacks_to_no_more_than_all_files_may_be(tmp_path: Path) -> None:
    source = make_tar(tmp_path / "source.tgz", {f"2021/09/{number}.mp4": b"\0" * 100_000 for number in range(9)})
    wanted = copy(tmp_path, source, *(upload(f"2021/09/{number}.mp4") for number in range(9)), total_bytes=350_000)
    assert list(reasons(wanted).values()) == ["total-reached"] * 5


def test_a_tar_with_an_endless_name_is_damaged(tmp_path: Path) -> None:
    head = tarfile.TarInfo("././@PaxHeader")
    head.type, head.size = tarfile.XHDTYPE, 1 << 40
    (tmp_path / "source.tar").write_bytes(head.tobuf() + bytes(20_000))
    with pytest.raises(UnreadableInputError):
        copy(tmp_path, tmp_path / "source.tar", upload("2021/09/a.jpg"))
    whole = make_tar(tmp_path / "good.tar", {"2021/09/a.jpg": JPEG}, "w").read_bytes()
    first = 512 + -(-len(JPEG) // 512) * 512
    (tmp_path / "source.tar").write_bytes(whole[:first] + head.tobuf() + bytes(20_000))
    wanted = copy(tmp_path, tmp_path / "source.tar", upload("2021/09/a.jpg"), upload("2021/09/b.jpg"))
    assert reasons(wanted) == {"2021/09/b.jpg": "unreadable"}


def test_a_tar_with_a_name_that_swells_is_left_there(tmp_path: Path) -> None:
    members = {"2021/09/a.jpg": JPEG, "2021/09/" + "x" * 2_000_000: b"", "2021/09/b.jpg": JPEG}
    source = tmp_path / "source.tgz"
    with tarfile.open(source, "w:gz", format=tarfile.GNU_FORMAT) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    wanted = copy(tmp_path, source, upload("2021/09/a.jpg"), upload("2021/09/b.jpg"))
    assert reasons(wanted) == {"2021/09/b.jpg": "unreadable"}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.xz"])
def test_a_damaged_archive_gives_what_is_whole(tmp_path: Path, kind: str) -> None:
    members = {f"2021/09/{number}.jpg": JPEG[:20] + os.urandom(20_000) for number in range(5)}
    source = MAKERS[kind](tmp_path, members)
    data = bytearray(source.read_bytes())
    if kind == "zip":
        data[len(data) // 2] ^= 0xFF
    else:
        del data[len(data) // 2 :]
    source.write_bytes(data)
    wanted = copy(tmp_path, source, *(upload(name) for name in members))
    assert set(reasons(wanted).values()) == {"unreadable"}
    had = [name for name, whole in members.items() if wanted.cached(name) and content(wanted, name) == whole]
    assert len(had) + len(reasons(wanted)) == 5 and had


def test_a_locked_zip_is_told(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "source.zip", {"2021/09/a.jpg": JPEG})
    data = bytearray(source.read_bytes())
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    source.write_bytes(data)
    assert reasons(copy(tmp_path, source, upload("2021/09/a.jpg"))) == {"2021/09/a.jpg": "unreadable"}


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_second_run_does_not_read_the_archive(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = MAKERS[kind](tmp_path, {"2021/09/a.jpg": JPEG, "2021/09/b.jpg": PAGE})
    files = [upload(f"2021/09/{name}.jpg") for name in "abc"]
    first = copy(tmp_path, source, *files)
    monkeypatch.setattr(archives, "_zip_members", None)
    monkeypatch.setattr(archives, "_tar_members", None)
    second = copy(tmp_path, source, *files)
    assert second.cached("2021/09/a.jpg") == first.cached("2021/09/a.jpg") is not None
    assert reasons(second) == reasons(first) == {"2021/09/b.jpg": "web-page", "2021/09/c.jpg": "not-there"}


@pytest.mark.parametrize(
    "data", [b"", b"no archive", b"PK\x05\x06", b"PK\x03\x04" + bytes(100), bytes(10240), b"\x1f\x8b\x08"]
)
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "source"
    source.write_bytes(data)
    try:
        assert set(reasons(copy(tmp_path, source, upload("2021/09/a.jpg"))).values()) <= {"not-there", "unreadable"}
    except UnreadableInputError as error:
        assert error.hint
    with pytest.raises(UnreadableInputError):
        copy(tmp_path, tmp_path / "nothing", upload("2021/09/a.jpg"))

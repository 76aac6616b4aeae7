"""The spool is private, says when it is full, and is removed by the process that made it and by no other."""

from __future__ import annotations

import gc
import gzip
import io
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.model.errors import UnreadableInputError
from migrate.wxr.source import open_source
from migrate.wxr.spool import Spool


def export(title: str = "One") -> bytes:
    return f"<rss version='2.0'><item><wp:post_id>1</wp:post_id><title>{title}</title></item></rss>".encode()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


def test_files_are_private_and_go_with_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    assert spool.folder is None
    first = spool.write([b"ab", b"", b"c"], "x")
    second = spool.write([], "x")
    assert (first.read_bytes(), second.read_bytes()) == (b"abc", b"")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (first, second)} == {0o600}
    assert spool.folder is not None
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700
    spool.remove(first)
    assert list(spool.folder.iterdir()) == [second]
    spool.close()
    spool.close()
    assert list(tmp_path.iterdir()) == []


def test_it_removes_nothing_of_anybody_else(tmp_path: Path) -> None:
    mine = tmp_path / "export.xml"
    mine.write_bytes(b"x")
    spool = Spool(tmp_path)
    spool.remove(mine)
    spool.write([b"x"], "x")
    spool.remove(mine)
    spool.close()
    assert mine.exists()


def test_it_goes_when_it_is_forgotten(tmp_path: Path) -> None:
    Spool(tmp_path).write([b"x"], "x")
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_forked_process_does_not_remove_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    path = spool.write([b"x"], "x")
    child = os.fork()
    if child == 0:
        spool.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert path.exists()
    spool.close()
    assert not path.exists()


def test_errors_of_what_is_written_pass_through(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    with pytest.raises(ZeroDivisionError):
        spool.write((bytes(1 // number) for number in (1, 0)), "x")
    spool.close()


def test_a_parent_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnreadableInputError, match="cannot be written") as raised:
        Spool(tmp_path / "file").write([b"x"], "export.zip")
    assert raised.value.file == "export.zip"
    assert str(tmp_path / "file") in raised.value.message


def test_it_goes_with_a_source_also_after_an_interrupt(tmp_path: Path, spool: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(export()))
    with pytest.raises(KeyboardInterrupt), open_source([tmp_path / "a.gz"], spool=spool):
        assert len(list(spool.iterdir())) == 1
        raise KeyboardInterrupt
    assert list(spool.iterdir()) == []


def test_an_interrupt_while_opening(spool: Path) -> None:
    class Interrupted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 1 << 20:
                raise KeyboardInterrupt
            return super().read(size)

    with pytest.raises(KeyboardInterrupt):
        open_source(["-"], stdin=Interrupted(export() * 20_000), spool=spool)
    assert list(spool.iterdir()) == []


def test_it_honours_tmpdir_and_goes_when_the_process_ends(tmp_path: Path, spool: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(export()))
    program = (
        "import sys; from migrate.wxr.source import open_source; "
        "source = open_source([sys.argv[1]]); print(source.parts[0].path)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "a.gz"],
        env={**os.environ, "TMPDIR": str(spool), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).parent.parent == spool
    assert list(spool.iterdir()) == []


def test_no_room(tmp_path: Path, spool: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(export("x" * 3_000_000)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_200_000, hard))
    try:
        with pytest.raises(UnreadableInputError, match="has no room") as raised:
            open_source([tmp_path / "a.gz"], spool=spool)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(spool) in raised.value.message
    assert "1,200,000 bytes" in raised.value.message
    assert list(spool.iterdir()) == []


def test_a_spool_folder_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(export()))
    with pytest.raises(UnreadableInputError, match="cannot be written"):
        open_source([tmp_path / "a.gz"], spool=tmp_path / "nowhere")

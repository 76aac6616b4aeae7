"""A lock is one writer's or any number of readers', with and without `fcntl`."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.errors import DestinationError
from migrate.plan import lock
from migrate.plan.lock import Lock


@pytest.mark.parametrize("with_fcntl", [True, False])
def test_a_writer_excludes_everybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_fcntl: bool) -> None:
    if not with_fcntl:
        monkeypatch.setattr(lock, "fcntl", None)
    writer = Lock(tmp_path / "lock")
    writer.take(exclusive=True)
    for exclusive in (True, False):
        other = Lock(tmp_path / "lock")
        with pytest.raises(DestinationError, match="another run is at work") as caught:
            other.take(exclusive=exclusive)
        assert caught.value.hint
        other.release(remove=True)
    assert (tmp_path / "lock").exists()
    writer.release()
    writer.release()
    other.take(exclusive=True)
    other.release(remove=True)
    assert not (tmp_path / "lock").exists()


@pytest.mark.parametrize("with_fcntl", [True, False])
def test_a_reader_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_fcntl: bool) -> None:
    if not with_fcntl:
        monkeypatch.setattr(lock, "fcntl", None)
    reader = Lock(tmp_path / "none/lock")
    reader.take(exclusive=False)
    reader.release()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_on_a_removed_file_is_none(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    path = tmp_path / "lock"
    holder = Lock(path)
    holder.take(exclusive=True)
    late = Lock(path)
    is_there = late._is_there
    checks: list[bool] = []

    def check(descriptor: int) -> bool:
        if not checks:
            path.unlink()
        checks.append(is_there(descriptor))
        return checks[-1]

    late._is_there = check  # type: ignore[method-assign]
    holder.release()
    late.take(exclusive=True)
    assert checks == [False, True]
    late.release()

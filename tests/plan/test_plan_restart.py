"""An item that the first pass took for sound and the second cannot read: the run starts over without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.wxr.items import Place as Where
from migrate.wxr.reader import Reader, Unreadable

from .runs import NAMES, Place, first_version


@pytest.mark.parametrize("target", NAMES)
def test_the_plan_is_that_of_the_last_attempt(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path, target)
    place.write(*first_version())
    whole = Reader.parse

    def parse(reader: Reader, where: Any, data: bytes | None = None) -> Any:
        found = whole(reader, where, data)
        if getattr(found, "id", "") != "4":
            return found
        return Unreadable(Where("export.xml", where.start, 7, where.line), "made unreadable", b"<item/>")

    monkeypatch.setattr(Reader, "parse", parse)
    planned = place.plan("--save", str(tmp_path / "plan.zip"))
    assert planned.code == 1
    sources = [entry["source"] for entry in planned.document["entries"]]
    assert len(sources) == len(set(sources))
    assert "entry/5" in sources and "entry/4" not in sources
    assert any("cannot be read" in warning for warning in planned.warnings)
    assert place.convert() == 1
    place.check_applied(planned, {})

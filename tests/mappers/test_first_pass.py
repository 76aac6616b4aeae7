"""Pass 1: what the index knows afterwards, the same however an item is written, with memory that does not grow."""

from __future__ import annotations

import pickle
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from exports import attachment, category, comment, convert_text, export, item, menu_item, rules

from migrate.mappers import first_pass
from migrate.mappers.first_pass import FirstPass, Survey, parsed_items
from migrate.mappers.options import Options
from migrate.model.errors import UnreadableInputError
from migrate.wxr.index import KEPT, Index
from migrate.wxr.items import RawItem
from migrate.wxr.reader import Reader
from migrate.wxr.source import open_source


def written(folder: Path, text: str) -> Path:
    file = folder / "export.xml"
    file.write_text(text, encoding="utf-8")
    return file


@contextmanager
def surveyed(folder: Path, file: Path, options: Options | None = None) -> Iterator[tuple[Survey, Index, Reader]]:
    with open_source([file]) as source, closing(Reader(source)) as reader, closing(Index(folder / "index.db")) as index:
        first = FirstPass(reader, index, rules(), options or Options(), lambda done: None)
        yield first.run(), index, reader
    (folder / "index.db").unlink()


PIECES = (
    category("news", id=4),
    item(1, title="One", comments=[comment(1), comment(2)], meta=[("a", "b"), ("c", "d")]),
    item(2, type="page", parent=9, password="x", categories=[("category", "news", "News")]),
    attachment(3, parent=1),
    menu_item(4),
    item(5, status="private"),
)


def test_the_index_knows_every_item(tmp_path: Path) -> None:
    with surveyed(tmp_path, written(tmp_path, export(*PIECES))) as (_, index, _):
        rows = {row.key: row for row in index.items()}
        assert list(rows) == ["entry/1", "entry/2", "media/3", "menu-item/4", "entry/5"]
        one = rows["entry/1"]
        assert (one.state, one.title, one.type, one.comments, one.meta) == (KEPT, "One", "post", 2, 2)
        assert [rows[key].visibility for key in rows] == ["public", "protected", "public", "internal", "private"]
        known = index.item(3, 0)
        assert known is not None
        assert (known.key, known.url) == ("media/3", "https://blog.example/wp-content/uploads/2024/05/boat.jpg")
        assert index.item(99, 0) is None
        assert index.item_by_key("entry/5") is not None
        assert index.term("category", "news", "") == index.term("category", "", "News") == "term/category/news"
        assert (index.term_by_id(4), index.term_name("term/category/news")) == ("term/category/news", "News")
        assert (index.term_by_id(5), index.term_name("term/x/y")) == (None, "")
        assert index.author("Jane") == "author/jane"


def test_an_item_of_the_same_root_is_preferred(tmp_path: Path) -> None:
    merged = export(item(1, guid="a")) + export(item(1, guid="b"))
    with surveyed(tmp_path, written(tmp_path, merged)) as (_, index, _):
        first, second = (index.item(1, root) for root in (0, 1))
        assert first is not None and second is not None
        assert first.key == "entry/1" != second.key


class Elsewhere:
    """Looks at items as another process would, all that it is told having been pickled."""

    def prepare(self, task: Any) -> None:
        """See Processes."""
        self.look = pickle.loads(pickle.dumps(task)).open()

    def map(self, works: Iterable[Any], pieces: Any) -> Iterator[list[Any]]:
        """See Processes."""
        for number, work in enumerate(works):
            # Some of them item by item, as where a process has died.
            for piece in pieces.single(work) if number % 3 == 1 else [work]:
                yield pickle.loads(pickle.dumps(self.look(pickle.loads(pickle.dumps(piece)))))


def contents(index: Index) -> dict[str, list[tuple[Any, ...]]]:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    names = [name for (name,) in index.database.execute(tables).fetchall()]
    return {name: index.database.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def noted(survey: Survey) -> tuple[Any, ...]:
    return (
        survey.authors.records(),
        survey.features.plugins,
        survey.features.languages,
        survey.votes.zone(),
        survey.dated_links,
        survey.unreadable,
        survey.rerooted,
    )


def test_items_may_be_looked_at_elsewhere(fixtures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_pass, "_MOST_ITEMS", 3)
    files = [path for path in sorted(fixtures.rglob("*.xml")) if b"<item" in path.read_bytes()]
    assert len(files) > 20
    for group in (*([file] for file in files), files):
        found = []
        for processes in (None, Elsewhere()):
            place = tmp_path / "index.db"
            with open_source(group) as source, closing(Reader(source)) as reader, closing(Index(place)) as index:
                try:
                    survey = FirstPass(reader, index, rules(), Options(), lambda done: None).run(processes)
                except UnreadableInputError as error:
                    found.append((str(error),))
                else:
                    found.append((contents(index), noted(survey), reader.found))
            place.unlink()
        assert found[0] == found[1], group


def unusual(text: str) -> str:
    """The same export, not written as WordPress does, so that items have to be parsed."""
    return text.replace("<title>", "<!-- by hand --><title>")


@pytest.mark.parametrize("options", [Options(), Options(public_only=True), Options(types=("page",), limit=3)])
def test_it_does_not_matter_how_an_item_is_written(tmp_path: Path, options: Options) -> None:
    found = []
    for text in (export(*PIECES, *PIECES), unusual(export(*PIECES, *PIECES))):
        with surveyed(tmp_path, written(tmp_path, text), options) as (survey, index, _):
            rows = [row._replace(start=0, end=0, line=0) for row in index.items()]
            found.append((rows, survey.authors.keys, survey.votes.zone(), survey.features.plugins, survey.dated_links))
    assert found[0] == found[1]


def test_items_are_parsed_again_from_the_export(tmp_path: Path) -> None:
    with surveyed(tmp_path, written(tmp_path, export(*PIECES))) as (_, index, reader):
        pairs = list(parsed_items(reader, index, "state = ?", (KEPT,)))
        assert [raw.id for _, raw in pairs if isinstance(raw, RawItem)] == ["1", "2", "3", "4", "5"]


def test_what_cannot_be_read_is_counted(tmp_path: Path) -> None:
    broken = "<item><title>x</title><wp:comment></wp:comment><<<</item>"
    with surveyed(tmp_path, written(tmp_path, export(*PIECES, broken))) as (survey, index, _):
        assert len(survey.unreadable) == len(list(index.items("state = 'unreadable'"))) == 1


def test_records_do_not_depend_on_the_order_of_parts() -> None:
    parts = (export(*PIECES[:3]), export(PIECES[0], *PIECES[3:]))
    forward, backward = convert_text(*parts), convert_text(*parts[::-1])
    assert forward.items == backward.items
    assert forward.terms == backward.terms
    assert forward.authors == backward.authors


def test_memory_does_not_grow_with_the_export(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        """Bytes that pass 1 and the terms took; two of three items have no number."""
        file = tmp_path / "export.xml"
        file.write_text(
            export(
                *(
                    item(
                        None if number % 3 else number,
                        guid=f"g{number}",
                        parent=number - 1,
                        content="x" * 5000,
                        categories=[
                            *(("post_tag", f"tag-{number}-{turn}", "T") for turn in range(3)),
                            *(("", None, f"Bare {number} {turn}") for turn in range(3)),
                        ],
                    )
                    for number in range(1, count)
                )
            )
        )
        tracemalloc.start()
        try:
            with surveyed(tmp_path, file) as (survey, _, _):
                sum(1 for _ in survey.terms.records())
                return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    rules()
    peak(100)
    # The smaller one fills every window and batch already.
    small, large = peak(1_600), peak(3_200)
    assert large < 1.1 * small, (small, large)

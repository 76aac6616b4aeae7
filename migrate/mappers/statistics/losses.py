"""What a conversion could not carry as it is: all mappers are run, and their records dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from migrate.mappers.context import Context
from migrate.mappers.entries import Place, map_item
from migrate.mappers.first_pass import Survey, parsed_items
from migrate.mappers.menus import Placed, build_menus, map_menu_item, menu_key
from migrate.model.loss import LossKind
from migrate.model.records import Visibility
from migrate.wxr.index import KEPT, Index
from migrate.wxr.items import RawItem
from migrate.wxr.reader import Reader

_BATCH = 128
_MENU_ITEMS = "state = ? AND key LIKE 'menu-item/%'"
_OTHERS = "state = ? AND key NOT LIKE 'menu-item/%'"


def count_losses(
    reader: Reader, index: Index, survey: Survey, context: Context, progress: Callable[[int, int], None]
) -> dict[str, int]:
    """Kind of loss → count, sorted by name. `progress` is told items done and all there are."""
    lost: Counter[str] = Counter()
    total = index.database.execute(f"SELECT count(*) FROM items WHERE {_OTHERS}", (KEPT,)).fetchone()[0]
    for done, (row, raw) in enumerate(parsed_items(reader, index, _OTHERS, (KEPT,))):
        if done % _BATCH == 0:
            progress(done, total)
        if isinstance(raw, RawItem):
            mapped = map_item(raw, Place(row.key, row.root, Visibility(row.visibility)), context)
            lost.update(loss.kind.value for loss in mapped.losses)
        lost[LossKind.REPEATED_ID.value] += row.detail == "repeated id"
    progress(total, total)
    for losses in survey.authors.losses.values():
        lost.update(loss.kind.value for loss in losses)
    for record in survey.terms.records():
        lost.update(loss.kind.value for loss in record.losses)
    terms = list(survey.terms.menus())
    menus = {term.key: menu_key(term.slug) for term in terms}
    placed: list[Placed] = []
    for row, raw in parsed_items(reader, index, _MENU_ITEMS, (KEPT,)):
        if isinstance(raw, RawItem):
            placed += map_menu_item(raw, row.key, row.root, menus, context)
    for menu in build_menus(terms, placed):
        lost.update(loss.kind.value for loss in menu.losses)
    return {kind: count for kind, count in sorted(lost.items()) if count}

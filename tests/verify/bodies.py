"""Pages of bodies, as tests want them: the source's, and what our writers make of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from migrate.content.read import Read, Subject, read_body
from migrate.model.loss import Loss, LossKind
from migrate.verify import Account, Page, accounts_of, page_of_body
from tests.content.small_site import SmallSite, shipped_rules


def subject(**meta: str) -> Subject:
    return Subject(key="entry-1", meta=meta)


def source(body: str, *, alternatives: bool = False, **meta: str) -> Page:
    return page_of_body(body, subject(**meta), shipped_rules(), SmallSite(), alternatives=alternatives)


def read(body: str, **meta: str) -> Read:
    return read_body(body, subject(**meta), shipped_rules(), SmallSite())


def accounts(found: Read) -> list[Account]:
    return accounts_of(
        Loss(kind=LossKind(loss.kind), source="entry-1", field=loss.field, detail=loss.detail) for loss in found.losses
    )


def cases(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)

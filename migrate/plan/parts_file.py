"""A large file that is made of parts: those that come or change are staged, the rest is in the file as it is.

A file none of whose parts comes, changes or goes is not written, also where their sequence differs. Parts
whose source a run did not bring are kept, behind all others, in their old sequence. A file of no part goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from migrate.model.artifact import Part
from migrate.plan.atomic import StagedFile, place
from migrate.plan.manifest import Manifest, Piece, Written
from migrate.plan.staging import Staging


class PartsFile:
    """One such file; `conflict` says why it has to stay as it is, if it has to.

    `before` is the fingerprint of what is there. With `rebuilt`, which says why, that is no longer what we wrote, and
    no part of it is used.
    """

    def __init__(
        self, path: str, written: Written | None, conflict: str, before: bytes | None, rebuilt: str = ""
    ) -> None:
        self.path = path
        self.conflict = conflict
        self.before = before
        self.rebuilt = rebuilt
        self.dirty = False
        self._written = written
        self._staged: StagedFile | None = None

    def add(self, part: Part, digest: bytes, unchanged: Piece | None, manifest: Manifest, staging: Staging) -> None:
        """Take a part, new or changed unless `unchanged` says where it lies in the file as it is."""
        if unchanged:
            start = unchanged.start
        else:
            self.dirty = True
            if self._staged is None:
                self._staged = staging.new()
            start = self._staged.write(part.content)
        manifest.add_piece(
            part.path,
            part.key,
            part.source,
            digest,
            start,
            len(part.content),
            fresh=not unchanged,
        )

    def register(self, manifest: Manifest) -> None:
        """Tell the manifest that the file is one of parts; before what the last run wrote is carried over."""
        if not self.conflict and not manifest.is_whole(self.path):
            digest = self._written.digest if self._written else b""
            manifest.add_file(self.path, digest)

    def assemble(self, root: Path, manifest: Manifest, staging: Staging) -> None:
        """Stage the whole file, if it changes; after what the last run wrote was carried over."""
        if not self.dirty or manifest.is_whole(self.path):
            return
        if not manifest.has_pieces(self.path):
            manifest.stage(self.path, None, self.before)
            return
        layout = manifest.layout(self.path)
        first = list(islice(layout, 2))
        whole = self._staged
        if whole is None or first != [(True, 0, whole.size)]:
            whole = self._copy(chain(first, layout), place(root, self.path), staging)
        whole.close(sync=True)
        manifest.add_file(self.path, whole.digest, rewritten=True)
        manifest.stage(self.path, whole.path.name, self.before)

    def close(self) -> None:
        """Let go of the staged file; safe to call at any time."""
        if self._staged:
            self._staged.discard()

    def _copy(self, layout: Iterable[tuple[bool, int, int]], old: Path, staging: Staging) -> StagedFile:
        whole = staging.new()
        try:
            with ExitStack() as stack:
                sources: dict[bool, BinaryIO] = {}
                if self._staged:
                    self._staged.close()
                    sources[True] = stack.enter_context(self._staged.path.open("rb"))
                if self._written:
                    sources[False] = stack.enter_context(old.open("rb"))
                for fresh, start, length in layout:
                    whole.copy(sources[fresh], start, length)
        except BaseException:
            whole.discard()
            raise
        return whole

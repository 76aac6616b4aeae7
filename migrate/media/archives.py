"""Files out of a zip or tar, read once from the beginning to the end; names of members only say what they may be.

No member is written under its name, links are not followed, and nothing unpacks to more than the limits allow.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from migrate.media.cache import MediaCache
from migrate.media.contents import HEAD, check_contents
from migrate.media.limits import Limits
from migrate.media.reasons import LASTING, Reason, RefusedError
from migrate.media.urls import is_safe
from migrate.media.wanted import MediaWanted, WantedFiles
from migrate.model.errors import UnreadableInputError
from migrate.wxr import zips

_FAULTS = (*zips.FAULTS, tarfile.TarError)
_UPLOADS = re.compile(r"(?:^|/)(?:uploads|blogs\.dir/\d+/files|files)/(?:sites/\d+/)?(.+)$")
_DATED = re.compile(r"(?:^|/)(\d{4}/\d{2}/.+)$")
_STEP = 1 << 16
_SMALL_STEP = 1 << 12
"""zipfile inflates all that it reads of other members than deflated ones at once."""
_SAYS_UTF8 = 0x800
_LONGEST_HEADER = 1 << 20
_HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


class _Member(tarfile.TarInfo):
    """tarfile reads a header's name whole, however long it says that it is."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HEADERS and self.size > _LONGEST_HEADER:
            raise tarfile.ReadError("a name in the archive is too long")
        found: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return found


def is_archive(path: Path) -> bool:
    """Whether a file is a zip or a tar, compressed or not."""
    try:
        return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)
    except _FAULTS:
        return False


def archive_identity(path: Path) -> str:
    """Under which the cache keeps its files: another as soon as it changes. Raises UnreadableInputError."""
    try:
        found = path.stat()
    except OSError as error:
        raise UnreadableInputError(f"it cannot be read: {error.strerror}", file=str(path)) from error
    return f"archive:{path.resolve()}:{found.st_size}:{found.st_mtime_ns}"


def unpack(
    wanted: WantedFiles, path: Path, identity: str, cache: MediaCache, limits: Limits, progress: Callable[[int], None]
) -> None:
    """Settle all of `wanted` that an archive holds, from the cache where it was unpacked before."""
    unpacking = _Unpacking(wanted, identity, cache, limits, progress)
    damage: RefusedError | None = None
    if not unpacking.recall():
        try:
            members = _zip_members(path) if zipfile.is_zipfile(path) else _tar_members(path)
            for name, size, chunks in members:
                if unpacking.full:
                    damage = RefusedError(Reason.TOTAL_REACHED)
                    break
                unpacking.take(name, size, chunks)
        except _FAULTS as error:
            damage = RefusedError(Reason.UNREADABLE, str(error))
    unpacking.finish(damage)


class _Unpacking:
    def __init__(
        self,
        wanted: WantedFiles,
        identity: str,
        cache: MediaCache,
        limits: Limits,
        progress: Callable[[int], None],
    ) -> None:
        self._wanted = wanted
        self._identity = identity
        self._cache = cache
        self._limits = limits
        self._progress = progress
        self._done = 0
        self._passed = 0

    @property
    def full(self) -> bool:
        """Whether more was read than one run may."""
        return self._passed > self._limits.total_bytes

    def recall(self) -> bool:
        """Settle what was unpacked or found missing before; whether nothing is left."""
        left = False
        for one in self._wanted.every_open():
            address = self._address(one)
            if (cached := self._cache.find(address)) is not None:
                self._settle(one, cached.got)
            elif (refused := self._cache.missing(address, float("inf"))) is not None:
                self._wanted.missing(one.key, refused.reason, refused.detail)
            else:
                left = True
        return not left

    def take(self, name: str, size: int, chunks: Iterator[bytes]) -> None:
        """Unpack a member where it is wanted, for all that want it."""
        self._passed += size
        found = self._wanted_as(name)
        if not found:
            return
        first = found[0]
        address = self._address(first)
        try:
            if size > self._limits.file_bytes:
                raise RefusedError(Reason.TOO_LARGE, f"{size} bytes")
            with self._cache.write_part(address, "", start=0) as file:
                written = 0
                for chunk in chunks:
                    written += len(chunk)
                    if written > self._limits.file_bytes:
                        raise RefusedError(Reason.TOO_LARGE, f"more than {self._limits.file_bytes} bytes")
                    file.write(chunk)
            check_contents(self._cache.head_of_part(address, HEAD), first.path)
            self._cache.keep_part(address, name)
        except RefusedError as refused:
            self._cache.drop_part(address)
            for one in found:
                self._refuse(one, refused)
        else:
            for one in found:
                self._settle(one, name)

    def finish(self, damage: RefusedError | None) -> None:
        """What was not met is not there."""
        refused = damage or RefusedError(Reason.NOT_THERE)
        for one in self._wanted.every_open():
            self._refuse(one, refused)

    def _wanted_as(self, name: str) -> list[MediaWanted]:
        name = name.removeprefix("./")
        if not is_safe(name):
            return []
        for pattern in (_UPLOADS, _DATED):
            if (below := pattern.search(name)) is not None and (found := self._wanted.by_upload(below[1])):
                return found
        return self._wanted.by_upload(name) or self._wanted.by_path(name) or self._wanted.by_path(_below_first(name))

    def _address(self, one: MediaWanted) -> str:
        return f"{self._identity}!{one.upload or one.path}"

    def _settle(self, one: MediaWanted, name: str) -> None:
        cached = self._cache.find(self._address(one))
        if cached is not None:
            self._wanted.had(one.key, cached._replace(got=name))
            self._done += 1
            self._progress(self._done)

    def _refuse(self, one: MediaWanted, refused: RefusedError) -> None:
        self._wanted.missing(one.key, refused.reason, refused.detail)
        if refused.reason in LASTING or refused.reason is Reason.NOT_THERE:
            self._cache.note_missing(self._address(one), refused)
        self._done += 1
        self._progress(self._done)


def _below_first(name: str) -> str:
    return name.partition("/")[2]


def _zip_members(path: Path) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir() and not _is_link(info):
                yield _name(info), info.file_size, _zip_chunks(archive, info)


def _is_link(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a symbolic link, whose content is where it leads."""
    return (info.external_attr >> 28) == 0o12


def _name(info: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 and do not say so; zipfile then takes it for the characters of MS-DOS."""
    if info.flag_bits & _SAYS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _zip_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    step = _STEP if info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) else _SMALL_STEP
    try:
        member = archive.open(info)
    except _FAULTS as error:
        raise RefusedError(Reason.UNREADABLE, str(error)) from error
    with member:
        yield from _chunks(member, step)


def _tar_members(path: Path) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    with tarfile.open(path, "r|*", tarinfo=_Member) as archive:
        while (info := archive.next()) is not None:
            # tarfile keeps them all for extracting links; a media archive has many.
            archive.members.clear()  # type: ignore[attr-defined]
            member = archive.extractfile(info) if info.isreg() else None
            if member is not None:
                yield info.name, info.size, _chunks(member, _STEP)


def _chunks(member: IO[bytes], step: int) -> Iterator[bytes]:
    while True:
        try:
            chunk = member.read(step)
        except _FAULTS as error:
            raise RefusedError(Reason.UNREADABLE, str(error)) from error
        if not chunk:
            return
        yield chunk

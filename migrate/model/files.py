"""Files of the old site at its new home: where a target wants them, where each lies, and which could not be had."""

from __future__ import annotations

from typing import NamedTuple, Protocol

LOOSE = "file/"
"""How keys of files begin that are no attachments; the address follows, as the index keeps addresses."""


class FileLayout(NamedTuple):
    """What a target wants of files."""

    folder: str
    """Whose content is published as it is (`static`); empty for the root of the destination."""
    base: str
    """Path of the site's home in its host, without slash at the end."""
    bundles: bool = False
    """Whether files lie beside the entry they belong to, where that has a folder of its own."""
    hidden: str = "."
    """What names of files may not begin with: the generator would leave them out."""
    apart: bool = True
    """Whether nothing but such files is in the folder."""
    by_path: bool = False
    """Whether links lead from file to file: what `url` then says begins at the root of the destination."""
    hides: bool = False
    """Whether what lies beside an entry that visitors do not see is not published either."""


class Owner(NamedTuple):
    """The entry that a file was uploaded to, or that shows it first."""

    path: str
    """Of its file."""
    url: str
    public: bool
    """Whether visitors see it."""


class FilePlace(NamedTuple):
    """Where one file lies."""

    key: str
    """Of the attachment, or of a loose file."""
    path: str
    """Relative to the destination, with `/`."""
    url: str
    """What links to it say: from the root of the host, percent-encoded."""
    cached: str
    """Where it is on this machine, to be copied."""
    digest: bytes
    """SHA-256."""
    size: int
    """Bytes."""


class MissingFile(NamedTuple):
    """A file that could not be had."""

    source: str
    """Key of the attachment; of a loose file, of the entry that shows it first."""
    url: str
    reason: str
    """A sentence without its end, and a fact where there is one."""


class Files(Protocol):
    """Answers from the index; read-only, cheap, and the same in every process."""

    def file(self, key: str) -> FilePlace | None:
        """Where a file lies; None for what was not had."""

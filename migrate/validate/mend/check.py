"""The last look at a mended export: a strict parser must read it whole."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from migrate.model.errors import DestinationError


def check_whole(path: Path, name: str) -> None:
    """Parse a file strictly, in flat memory. Raises DestinationError where that fails."""
    events = etree.iterparse(str(path), events=("end",), huge_tree=True, resolve_entities=False, load_dtd=False)
    try:
        for _, element in events:
            if element.tag == "item":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        said = (error.msg or "").partition("\n")[0]
        raise DestinationError(
            f"it could not be mended wholly, so it was not written: {said}",
            file=name,
            hint="please report it, with the lines around that place",
        ) from None

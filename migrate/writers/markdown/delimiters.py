"""Emphasis: which delimiters to write so that a CommonMark parser pairs them as the tree does.

The parser's own rules (CommonMark 0.31, 6.2; GFM's strikethrough) are run over the delimiters of a line. Where a pair
comes out that is none, runs in texts are escaped, then marks change to `_`, then to tags, until all is as it should be.
"""

from __future__ import annotations

from unicodedata import category

import msgspec

from migrate.model.inlines import Emphasis, Strike, Strong
from migrate.writers.markdown.escapes import Run, each

WRITTEN: dict[type, tuple[tuple[str, str], ...]] = {
    Emphasis: (("*", "*"), ("_", "_"), ("<em>", "</em>")),
    Strong: (("**", "**"), ("__", "__"), ("<strong>", "</strong>")),
    Strike: (("~~", "~~"), ("<del>", "</del>")),
}
"""Mark → the ways to write it, in the order they are tried."""
_ROUNDS = 24
"""Attempts a line; then every mark that is not yet right is written as tags."""

_OTHER, _WHITE, _PUNCTUATION = range(3)

_EDGES = (("  ",), ("[]", "[ ", "  "))
"""What stands on both sides of a line, and of a label: there its brackets, but markdown-it sees nothing."""


class Opening(msgspec.Struct, frozen=True, gc=False):
    """Where a mark begins; `mark` is its index among the marks of the line."""

    mark: int


class Closing(msgspec.Struct, frozen=True, gc=False):
    """Where it ends."""

    mark: int


Atom = str | Run | Opening | Closing
Owner = int | Opening | Closing
"""Of a delimiter: the index of a run among the atoms, or what it is of a mark."""


class _Delimiter:
    """A run of one character in the line as written, and whose each of its characters is."""

    __slots__ = ("can_close", "can_open", "character", "length", "owners", "position")

    def __init__(self, position: int, character: str, owners: list[Owner]) -> None:
        self.position = position
        self.character = character
        self.owners = owners
        self.length = 0
        self.can_open = self.can_close = False


def settle(atoms: list[Atom], kinds: list[type], strike: bool, in_label: bool, plain: bool = False) -> str:
    """The line as Markdown. `kinds` are the marks' types; `in_label`: it stands within brackets; `plain`: every mark is
    read as it is meant if written in the first way, unless runs are in the way."""
    runs = [index for index, atom in enumerate(atoms) if type(atom) is Run]
    if (plain and not runs) or (not kinds and len(runs) < 2):
        # Nothing that a delimiter could wrongly pair with.
        return "".join([atom if type(atom) is str else _first_way(atom, kinds) for atom in atoms])
    variants = [0 if strike or kind is not Strike else 1 for kind in kinds]
    escaped = _beside_marks(atoms, runs, kinds) if kinds and runs else set()
    for _ in range(_ROUNDS):
        written, delimiters = _assemble(atoms, kinds, variants, escaped)
        texts, marks = _faults("".join(written), delimiters, kinds, variants, in_label, plain)
        if not marks:
            for index in texts:
                written[index] = each(written[index])
            return "".join(written)
        escaped |= texts
        _change(marks, kinds, variants)
    escaped = set(runs)
    while True:
        written, delimiters = _assemble(atoms, kinds, variants, escaped)
        _, marks = _faults("".join(written), delimiters, kinds, variants, in_label)
        if not marks:
            return "".join(written)
        for mark in marks:
            variants[mark] = len(WRITTEN[kinds[mark]]) - 1


def _first_way(atom: Atom, kinds: list[type]) -> str:
    match atom:
        case Opening():
            return WRITTEN[kinds[atom.mark]][0][0]
        case Closing():
            return WRITTEN[kinds[atom.mark]][0][1]
        case Run():
            return atom.text
        case _:
            return atom


def _beside_marks(atoms: list[Atom], runs: list[int], kinds: list[type]) -> set[int]:
    """Runs that touch a mark: they would be read as one with its delimiters. Beside `~~` also single tildes anywhere,
    which Goldmark pairs with it."""
    has_strikes = Strike in kinds
    return {
        index
        for index in runs
        if (has_strikes and atoms[index].text[0] == "~")  # type: ignore[union-attr]
        or (index and type(atoms[index - 1]) is not str)
        or (index + 1 < len(atoms) and type(atoms[index + 1]) is not str)
    }


def _assemble(
    atoms: list[Atom], kinds: list[type], variants: list[int], escaped: set[int]
) -> tuple[list[str], list[_Delimiter]]:
    """Each atom as it is written, and the delimiters in all of them together."""
    out: list[str] = []
    delimiters: list[_Delimiter] = []
    position = 0
    for index, atom in enumerate(atoms):
        kind = type(atom)
        if kind is str:
            written: str = atom  # type: ignore[assignment]
        else:
            owner: Owner = index
            if kind is Run:
                written = atom.text  # type: ignore[union-attr]
                is_delimiter = index not in escaped
                if not is_delimiter:
                    written = each(written)
            else:
                owner = atom  # type: ignore[assignment]
                written = WRITTEN[kinds[owner.mark]][variants[owner.mark]][kind is Closing]  # type: ignore[union-attr]
                is_delimiter = written[0] != "<"
            if is_delimiter:
                owners = [owner] * len(written)
                last = delimiters[-1] if delimiters else None
                if last and last.character == written[0] and last.position + len(last.owners) == position:
                    last.owners += owners
                else:
                    delimiters.append(_Delimiter(position, written[0], owners))
        out.append(written)
        position += len(written)
    return out, delimiters


def _faults(
    line: str,
    delimiters: list[_Delimiter],
    kinds: list[type],
    variants: list[int],
    in_label: bool,
    plain: bool = False,
) -> tuple[set[int], set[int]]:
    """Runs in texts that would be part of a pair, and marks that are not a pair once those are escaped. `plain`: all
    are, if no run is left."""
    delimited = {mark for mark, kind in enumerate(kinds) if WRITTEN[kind][variants[mark]][0][0] != "<"}
    found: set[int] = set()
    while True:
        texts: set[int] = set()
        wrong: set[int] = set()
        for edges, symbol in _readings(line, delimiters, in_label):
            _flank(line, delimiters, edges, symbol)
            if _side_by_side(delimiters):
                continue
            right: set[int] = set()
            for opening, closing in _pairs(delimiters):
                mark = _pair_of(opening, closing)
                if mark is not None and len(opening) == len(WRITTEN[kinds[mark]][variants[mark]][0]):
                    right.add(mark)
                else:
                    texts.update([owner for owner in (*opening, *closing) if type(owner) is int])
            wrong |= delimited - right
        if not texts:
            return found, wrong
        found |= texts
        # A backslash is punctuation, as the run behind it is: those that are left flank what they flanked before.
        delimiters = [delimiter for delimiter in delimiters if delimiter.owners[0] not in texts]
        if plain and not any(type(delimiter.owners[0]) is int for delimiter in delimiters):
            return found, set()


def _side_by_side(delimiters: list[_Delimiter]) -> bool:
    """Whether all are marks one after the other, of which each half can only open or only close: plainly as they are
    meant."""
    halves = iter(delimiters)
    for opening in halves:
        closing = next(halves, None)
        if (
            closing is None
            or opening.can_close
            or closing.can_open
            or not (opening.can_open and closing.can_close)
            or opening.length != closing.length
            or _pair_of(opening.owners, closing.owners) is None
        ):
            return False
    return True


def _pair_of(opening: list[Owner], closing: list[Owner]) -> int | None:
    """The mark whose delimiters these are, if they are one mark's."""
    first, last = opening[0], closing[0]
    if (
        type(first) is Opening
        and type(last) is Closing
        and first.mark == last.mark
        and opening[-1] is first
        and closing[-1] is last
    ):
        return first.mark
    return None


def _change(marks: set[int], kinds: list[type], variants: list[int]) -> None:
    """Write one of the faulty marks in the next way: one that was not changed before, emphasis first."""
    order = list(WRITTEN)
    mark = min(marks, key=lambda mark: (variants[mark], order.index(kinds[mark]), mark))
    variants[mark] += 1


def _readings(line: str, delimiters: list[_Delimiter], in_label: bool) -> list[tuple[str, int]]:
    """The ways in which parsers differ on this line; it must be right for all. Symbols are punctuation since CommonMark
    0.31, and not to older ones."""
    if not delimiters:
        return []
    last = delimiters[-1]
    at_edge = not delimiters[0].position or last.position + len(last.owners) == len(line)
    edges = _EDGES[in_label] if at_edge else _EDGES[0]
    symbols: tuple[int, ...] = (_PUNCTUATION,)
    if not line.isascii():
        near = [line[max(one.position - 1, 0) : one.position + len(one.owners) + 1] for one in delimiters]
        if not "".join(near).isascii():
            symbols = (_PUNCTUATION, _OTHER)
    return [(edge, symbol) for edge in edges for symbol in symbols]


def _flank(line: str, delimiters: list[_Delimiter], edges: str, symbol: int) -> None:
    """Decide which delimiters may open and close."""
    for delimiter in delimiters:
        start = delimiter.position
        delimiter.length = length = len(delimiter.owners)
        before = character_class(line[start - 1] if start else edges[0], symbol)
        after = character_class(line[start + length] if start + length < len(line) else edges[1], symbol)
        left = after == _OTHER or (after == _PUNCTUATION and before != _OTHER)
        right = before == _OTHER or (before == _PUNCTUATION and after != _OTHER)
        if delimiter.character == "_":
            left, right = left and (not right or before == _PUNCTUATION), right and (not left or after == _PUNCTUATION)
        elif delimiter.character == "~" and line[start - 1 : start] == "~":
            # Goldmark sees no delimiters after a tilde, though it be escaped.
            left = right = False
        delimiter.can_open, delimiter.can_close = left, right


def character_class(character: str, symbol: int = _PUNCTUATION) -> int:
    """White space, punctuation or anything else, to a parser that takes symbols beyond ASCII for `symbol`."""
    if character.isalnum():
        return _OTHER
    if character in " \t\n\f\r\v":
        return _WHITE
    if character < "\x7f":
        return _PUNCTUATION if character > " " else _OTHER
    kind = category(character)
    return _WHITE if kind == "Zs" else _PUNCTUATION if kind[0] == "P" else symbol if kind[0] == "S" else _OTHER


def _pairs(delimiters: list[_Delimiter]) -> list[tuple[list[Owner], list[Owner]]]:
    """What the parser pairs: the owners of the characters that open, and of those that close."""
    pairs: list[tuple[list[Owner], list[Owner]]] = []
    openers: list[tuple[_Delimiter, list[Owner]]] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for closer in delimiters:
        owners: list[Owner] = list(closer.owners)
        while owners and closer.can_close:
            bottom = bottoms.get(_group(closer), 0) if bottoms else 0
            index = len(openers) - 1
            while index >= bottom and not _match(openers[index][0], closer):
                index -= 1
            if index < bottom:
                bottoms[_group(closer)] = len(openers)
                break
            used = openers[index][1]
            count = 2 if len(used) > 1 and len(owners) > 1 else 1
            pairs.append((used[-count:], owners[:count]))
            del used[-count:], owners[:count], openers[index + 1 :]
            if not used:
                openers.pop()
            if bottoms:
                bottoms = {group: min(value, len(openers)) for group, value in bottoms.items()}
        if owners and closer.can_open:
            openers.append((closer, owners))
    return pairs


def _group(closer: _Delimiter) -> tuple[str, bool, int]:
    """What closers share that find the same openers."""
    return closer.character, closer.can_open, closer.length if closer.character == "~" else closer.length % 3


def _match(opener: _Delimiter, closer: _Delimiter) -> bool:
    if opener.character != closer.character:
        return False
    if opener.character == "~":
        return opener.length == closer.length <= 2
    if opener.can_close or closer.can_open:
        return (opener.length + closer.length) % 3 != 0 or opener.length % 3 == 0 == closer.length % 3
    return True

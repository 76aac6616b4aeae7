"""Windows, looking ahead, and decompression: members, padding, what follows, what is cut off or corrupt."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
from collections.abc import Callable

import pytest

from migrate.model.errors import UnreadableInputError
from migrate.wxr.parts import Note
from migrate.wxr.streams import Allowance, Stream, decompressed

TEXT = os.urandom(100_000).hex().encode()
PACKERS = [gzip.compress, bz2.compress, lzma.compress]


def unpack(data: bytes, step: int = 1000) -> tuple[bytes, list[str]]:
    notes: list[Note] = []
    chunks = (data[at : at + step] for at in range(0, len(data), step))
    whole = b"".join(decompressed(Stream(chunks), Allowance("x", len(data)), notes))
    return whole, [str(note.code) for note in notes]


class TestStream:
    def test_looking_ahead_takes_nothing(self) -> None:
        stream = Stream(iter([b"abc", b"def", b"g"]))
        assert stream.peek(2) == b"ab"
        assert stream.peek(5) == b"abcde"
        assert stream.read(1) == b"a"
        assert stream.peek(99) == b"bcdefg"
        stream.give_back(b"A")
        assert b"".join(stream) == b"Abcdefg"
        assert stream.read(1) == b""
        assert stream.peek(1) == b""

    def test_reads_are_never_longer_than_asked(self) -> None:
        stream = Stream(iter([b"abcdef"]))
        assert [stream.read(4), stream.read(4), stream.read(4)] == [b"abcd", b"ef", b""]


@pytest.mark.parametrize("pack", PACKERS)
class TestDecompression:
    def test_one_member(self, pack: Callable[[bytes], bytes]) -> None:
        assert unpack(pack(TEXT)) == (TEXT, [])

    def test_highly_compressible_text(self, pack: Callable[[bytes], bytes]) -> None:
        text = b"abc" * 1_000_000
        assert unpack(pack(text)) == (text, [])

    def test_several_members(self, pack: Callable[[bytes], bytes]) -> None:
        assert unpack(pack(TEXT) + pack(b"") + pack(b"more")) == (TEXT + b"more", [])

    @pytest.mark.parametrize("zeros", [1, 1000, 60_000])
    def test_padding_and_a_member_behind_it(self, zeros: int, pack: Callable[[bytes], bytes]) -> None:
        assert unpack(pack(TEXT) + bytes(zeros)) == (TEXT, [])
        assert unpack(pack(TEXT) + bytes(zeros) + pack(b"more")) == (TEXT + b"more", [])

    def test_other_bytes_behind_it(self, pack: Callable[[bytes], bytes]) -> None:
        assert unpack(pack(TEXT) + b"<html>") == (TEXT, ["trailing-bytes"])

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
    def test_cut_off(self, share: float, pack: Callable[[bytes], bytes]) -> None:
        packed = pack(TEXT)
        text, notes = unpack(packed[: int(len(packed) * share)])
        assert notes == ["truncated-compression"]
        assert TEXT.startswith(text)
        # bzip2 gives whole blocks of 900 kB only.
        assert len(text) > len(TEXT) * (share - 0.15) or pack is bz2.compress

    def test_cut_off_in_the_second_member(self, pack: Callable[[bytes], bytes]) -> None:
        assert unpack(pack(TEXT) + pack(TEXT)[:20]) == (TEXT, ["truncated-compression"])

    def test_corrupt(self, pack: Callable[[bytes], bytes]) -> None:
        packed = bytearray(pack(TEXT))
        packed[50_000:50_100] = b"\xff" * 100
        text, notes = unpack(bytes(packed))
        assert notes == ["damaged-compression"]
        assert text[:60_000] == TEXT[: min(len(text), 60_000)]

    def test_a_bomb_stops_at_the_limit(self, pack: Callable[[bytes], bytes]) -> None:
        data = pack(bytes(4 << 20))
        allowance = Allowance("x", len(data), most=1 << 20)
        with pytest.raises(UnreadableInputError, match="200 times"):
            for _ in decompressed(Stream(iter([data])), allowance, []):
                pass
        assert allowance.taken <= 2 << 20


def test_a_wrong_checksum_costs_nothing_of_the_text() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1
    assert unpack(bytes(packed)) == (TEXT, ["damaged-compression"])
    assert unpack(bytes(packed), step=len(packed)) == (TEXT, ["damaged-compression"])


def test_a_missing_checksum_costs_nothing_of_the_text() -> None:
    assert unpack(gzip.compress(TEXT)[:-8]) == (TEXT, ["truncated-compression"])


def test_before_corruption_everything_is_given() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[50_000:50_100] = b"\xff" * 100
    text, _ = unpack(bytes(packed), step=len(packed))
    assert text[:80_000] == TEXT[:80_000]


def test_the_allowance_grows_with_the_input() -> None:
    assert Allowance("x", 1000).limit == 64 << 20
    assert Allowance("x", 1 << 20).limit == 200 << 20
    assert Allowance("x", 1 << 40).limit == 64 << 30

"""Keys of records and the numbers made of them: both depend on nothing but the key and the site's number.

The first site of a database keeps WordPress's own ids; anything without one gets a number out of their way.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

LIMIT = 255
"""Characters of a key or an indexed name at a destination: WordPress's own limit for slugs and meta keys is
255 or less, and MariaDB's for an index is 3,072 bytes."""

SITES = 1024
"""How many sites a database can hold: each has 2**53 of the 2**63 numbers."""

_SPAN = 2**53
_HALF = 2**52
_NUMBERED = frozenset(("entry", "media", "comment", "menu-item"))


def shorten(text: str) -> str:
    """The text, where it fits into `LIMIT` characters; else its beginning and a hash of the whole.

    A final space counts as not fitting, since MariaDB's unique indexes take `a` and `a ` for the same.
    """
    if len(text) <= LIMIT and text[-1:] != " ":
        return text
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{text[: LIMIT - 17]}~{digest}"


def first_id(number: int) -> int:
    """The lowest id of a site's rows; the highest is `first_id(number + 1) - 1`. `number` is 1-based."""
    return (number - 1) * _SPAN


def identify(number: int, key: str) -> int:
    """The `id` of the row of a record: WordPress's own for `entry/12`, `media/13`, `comment/45`,
    `menu-item/7`."""
    kind, _, digits = key.partition("/")
    if (
        kind in _NUMBERED
        and digits.isdecimal()
        and digits.isascii()
        and digits[0] != "0"
        and len(digits) < 16  # 10**15 < 2**52
    ):
        return (number - 1) * _SPAN + int(digits)
    return _hashed(number, key)


@lru_cache(maxsize=4096)
def _hashed(number: int, key: str) -> int:
    # Terms and authors are referred to over and over.
    digest = blake2b(shorten(key).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (number - 1) * _SPAN + _HALF + (int.from_bytes(digest, "big") >> 12)

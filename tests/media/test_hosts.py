"""Which hosts may be asked, and which addresses of theirs may be connected to."""

from __future__ import annotations

import pytest

from migrate.media.hosts import AllowedHosts, Permission, is_public
from migrate.media.reasons import Reason, RefusedError
from migrate.model.errors import UsageError

PRIVATE = """
    127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
    100.64.0.1 100.127.255.255 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255
    240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::7f00:1
    64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001::1 2001:db8::1 fe80::1 fe80::1%eth0
    fec0::1 fc00::1 fd12:3456::1 ff02::1 ff0e::1 100::1 nonsense 127.1 2130706433 0x7f.1
"""
PUBLIC = "93.184.216.34 8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses(address: str) -> None:
    assert is_public(address)


HOSTS = AllowedHosts(
    ["https://www.blog.example/news", "http://tea.wordpress.com", "http://old.example:8080"],
    ["shop.files.wordpress.com", "cdn.elsewhere.example"],
    ["cdn.blog.example", "127.0.0.1:8000", "[::1]:8000", "büro.example"],
)


@pytest.mark.parametrize(
    ("url", "permission"),
    [
        ("https://blog.example/a.jpg", Permission.PUBLIC),
        ("http://WWW.Blog.example./a.jpg", Permission.PUBLIC),
        ("https://tea.files.wordpress.com/2012/a.jpg", Permission.PUBLIC),
        ("https://shop.files.wordpress.com/2012/a.jpg", Permission.PUBLIC),
        ("https://i0.wp.com/blog.example/a.jpg?ssl=1", Permission.PUBLIC),
        ("http://old.example:8080/a.jpg", Permission.PUBLIC),
        ("https://cdn.blog.example/a.jpg", Permission.PUBLIC),
        ("https://xn--bro-hoa.example/a.jpg", Permission.PUBLIC),
        ("http://127.0.0.1:8000/a.jpg", Permission.ANY),
        ("http://[::1]:8000/a.jpg", Permission.ANY),
        ("https://blog.example:8443/a.jpg", None),
        ("http://old.example/a.jpg", None),
        ("http://127.0.0.1/a.jpg", None),
        ("http://127.0.0.1:8001/a.jpg", None),
        ("https://other.files.wordpress.com/a.jpg", None),
        ("https://cdn.elsewhere.example/a.jpg", None),
        ("https://i0.wp.com/other.example/a.jpg", None),
        ("https://i9.wp.com/blog.example/a.jpg", None),
        ("https://evil-blog.example/a.jpg", None),
        ("https://blog.example.evil.example/a.jpg", None),
        ("https://blog.example@evil.example/a.jpg", None),
        ("https://evil.example\\@blog.example/a.jpg", None),
        ("https://evil.example#@blog.example/a.jpg", None),
        ("ftp://blog.example/a.jpg", None),
        ("https:///a.jpg", None),
        ("https://blog.example:99999/a.jpg", None),
        ("https://blog.example:x/a.jpg", None),
    ],
)
def test_hosts(url: str, permission: Permission | None) -> None:
    try:
        assert HOSTS.endpoint(url).permission is permission
    except RefusedError as refused:
        assert permission is None
        assert refused.reason in (Reason.HOST_NOT_NAMED, Reason.BAD_ADDRESS)


def test_credentials_are_no_part_of_what_is_asked() -> None:
    endpoint = HOSTS.endpoint("https://user:word@blog.example:443/a.jpg?b=c#d")
    assert (endpoint.shown, endpoint.target) == ("blog.example", "/a.jpg?b=c")


@pytest.mark.parametrize(
    "named", ["", "http://a.example", "a.example/path", "a.example:0", "a.example:70000", "a b", "x@y"]
)
def test_a_name_that_is_none(named: str) -> None:
    with pytest.raises(UsageError):
        AllowedHosts([], [], [named])

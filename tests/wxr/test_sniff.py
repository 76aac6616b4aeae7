"""What first bytes look like."""

from __future__ import annotations

import time

import pytest

from migrate.wxr.sniff import FAR, Looks, look_into, sniff
from migrate.wxr.streams import Stream


@pytest.mark.parametrize(
    ("head", "looks"),
    [
        (b'<rss version="2.0" xmlns:w="https://wordpress.org/export/1.2/">', Looks.EXPORT),
        (b"<item>\n<wp:post_id>1</wp:post_id>", Looks.EXPORT),
        (b"<RSS VERSION='2.0'><WP:AUTHOR>", Looks.EXPORT),
        (b"<!DOCTYPE html><p>error</p>\n<?xml version='1.0'?><rss ><wp:author>", Looks.EXPORT),
        (b'<rss\nversion="2.0"><channel>', Looks.FEED),
        (b"<!-- a page about <channel > --><html>", Looks.HTML),
        (b"<!-- <wp:x> <item > --><!doctype HTML>", Looks.HTML),
        (b'<link type="application/rss+xml"><body >', Looks.HTML),
        (b"<rssx><items>", Looks.TEXT),
        (b'{ "rss": "<rss >" }', Looks.JSON),
        (b"[{}]", Looks.JSON),
        (b"[caption]text[/caption]", Looks.TEXT),
        (b"# dump\nDROP TABLE IF EXISTS wp_posts;", Looks.SQL),
        ("<rss ><wp:author>".encode("utf-16-le"), Looks.EXPORT),
    ],
)
def test_beginnings(head: bytes, looks: Looks) -> None:
    assert sniff(head) is looks


def test_a_database_error_before_an_export_is_no_dump() -> None:
    head = b'<div id="error"><p>WordPress database error:\nINSERT INTO `wp_options` VALUES (1)</p></div>\n'
    assert sniff(head + b"<rss ><wp:x>") is Looks.EXPORT


def test_it_looks_far_and_no_farther() -> None:
    export = b"<rss ><wp:author>"
    near = b"PHP Notice: x\n" * ((FAR - 100) // 14)
    stream = Stream(iter([near, export]))
    assert look_into(stream) is Looks.EXPORT
    assert b"".join(stream) == near + export
    assert look_into(Stream(iter([near, b"x" * 200, export]))) is Looks.TEXT


@pytest.mark.parametrize(
    "head",
    [
        b"<!-- x -->\n" * 90_000,
        b"<?xml " * 170_000,
        b"<!--" * 260_000,
        b"[" * 1_000_000,
        b"-- " * 340_000,
        b" " * 1_000_000,
    ],
)
def test_no_beginning_takes_long(head: bytes) -> None:
    began = time.process_time()
    sniff(head)
    assert time.process_time() - began < 1
